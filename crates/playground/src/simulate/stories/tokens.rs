//! Sign-ups with an invitation token.

use anyhow::Result;
use jiff::SignedDuration;
use secrecy::ExposeSecret;

use super::super::administrator_actions::TOKEN_LIFETIME;
use super::super::story::Story;
use super::super::story_run::StoryRun;
use super::super::user_actions::SignUp;
use super::common::{ADA, INVALID, ISSUED, NOTHING_TO_GRANT, issue};
use crate::hooks::handler::LAMBDA_TIMEOUT;

/// Story B.
pub(super) const INVITATION_TOKEN: Story = Story {
    name: "invitation-token",
    shows: "A client signs up with a token: no code to type, groups at once.",
    expected: &[
        ISSUED,
        &[
            "hook pre-sign-up admitted",
            "hook post-confirmation granted",
            "mail SES ada@client.example: en, Northwind Traders, no link",
            "mail SES sales@northwind.example: en, Northwind Traders, no link",
        ],
        NOTHING_TO_GRANT,
        &[
            "token clients members",
            "user ada@client.example CONFIRMED clients members",
            "attributes ada@client.example custom:tenant=acme given_name=Ada",
        ],
    ],
    play: |run| Box::pin(invitation_token(run)),
};

async fn invitation_token(run: &mut StoryRun<'_>) -> Result<()> {
    issue(run).await?;
    run.step("Ada opens the link and signs up");
    let link = run.mailed_link(ADA)?;
    let sign_up = SignUp::invited(ADA, link.get("invitation")?);
    run.sign_up(&sign_up).await?;
    run.step("Ada signs in");
    run.sign_in(ADA).await?;
    Ok(())
}

/// Three days pass.
pub(super) const EXPIRED_TOKEN: Story = Story {
    name: "expired-token",
    shows: "An expired token has another error than an invalid one.",
    expected: &[
        ISSUED,
        &[
            "refused SignUp UserLambdaValidationException",
            "hook pre-sign-up rejected: invitation-expired",
        ],
    ],
    play: |run| Box::pin(expired_token(run)),
};

async fn expired_token(run: &mut StoryRun<'_>) -> Result<()> {
    let issued = issue(run).await?;
    run.wait(TOKEN_LIFETIME + SignedDuration::from_hours(1));
    run.step("Ada opens the link three days later and signs up");
    let sign_up = SignUp::invited(ADA, issued.token.expose_secret());
    run.sign_up(&sign_up).await?;
    Ok(())
}

/// Revoked in the settings.
pub(super) const REVOKED_TOKEN: Story = Story {
    name: "revoked-token",
    shows: "A token that is revoked in the settings lets nobody in.",
    expected: &[ISSUED, INVALID],
    play: |run| Box::pin(revoked_token(run)),
};

async fn revoked_token(run: &mut StoryRun<'_>) -> Result<()> {
    let issued = issue(run).await?;
    run.step("The administrator revokes it in the settings of the functions");
    let mut settings = run.pool.settings.clone();
    settings.tokens.revoked.insert(issued.claims.jti.clone());
    run.deploy(&settings, LAMBDA_TIMEOUT)?;
    run.step("Ada opens the link and signs up");
    let sign_up = SignUp::invited(ADA, issued.token.expose_secret());
    run.sign_up(&sign_up).await?;
    Ok(())
}
