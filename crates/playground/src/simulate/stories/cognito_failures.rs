//! Cognito throttles, or runs hooks several times.

use std::time::Duration;

use anyhow::{Context, Result};
use local_user_pool::{Behaviour, Fault, FaultKind, Operation};
use secrecy::ExposeSecret;

use super::super::story::Story;
use super::super::story_run::StoryRun;
use super::super::user_actions::SignUp;
use super::common::{ACCEPTED, ADA, INVITED, ISSUED, accept, invite, issue};
use crate::hooks::handler::LAMBDA_TIMEOUT;

/// Long enough to repeat a throttled call, too short to repeat it until it succeeds.
const SHORT_TIMEOUT: Duration = Duration::from_millis(150);

/// Throttled at confirmation.
pub(super) const INTERRUPTED_GRANT: Story = Story {
    name: "interrupted-grant",
    shows: "A grant that was throttled is finished at the next sign-in.",
    expected: &[
        ISSUED,
        &[
            "hook pre-sign-up admitted",
            "hook post-confirmation grant-pending: aws-unavailable",
            "hook post-authentication granted",
            "hook pre-token-generation passed-through",
            "token",
            "hook pre-token-generation passed-through",
            "token clients members",
            "user ada@client.example CONFIRMED clients members",
            "attributes ada@client.example custom:tenant=acme given_name=Ada",
        ],
    ],
    play: |run| Box::pin(interrupted_grant(run)),
};

async fn interrupted_grant(run: &mut StoryRun<'_>) -> Result<()> {
    let issued = issue(run).await?;
    let settings = run.pool.settings.clone();
    run.step("Ada signs up, while the account's quota is used up by others");
    run.deploy(&settings, SHORT_TIMEOUT)?;
    run.set_faults(vec![Fault {
        operation: Some(Operation::AdminAddUserToGroup),
        kind: FaultKind::Throttle,
        times: None,
    }]);
    let sign_up = SignUp::invited(ADA, issued.token.expose_secret());
    run.sign_up(&sign_up).await?;
    run.step("Ada signs in, and the quota is free again");
    run.set_faults(Vec::new());
    run.deploy(&settings, LAMBDA_TIMEOUT)?;
    let refresh_token = run.sign_in(ADA).await?;
    run.step("Ada's page gets new tokens");
    let refresh_token = refresh_token.context("the sign-in gave no refresh token")?;
    run.refresh(&refresh_token).await
}

/// Run several times at once.
pub(super) const THREE_AT_ONCE: Story = Story {
    name: "three-at-once",
    shows: "Hooks that Cognito runs three times at once take effect once.",
    expected: &[INVITED, ACCEPTED],
    play: |run| Box::pin(three_at_once(run)),
};

async fn three_at_once(run: &mut StoryRun<'_>) -> Result<()> {
    run.set_behaviour(Behaviour {
        hook_copies: 3,
        ..run.pool.behaviour
    });
    invite(run).await?;
    accept(run).await
}
