//! People who bring an invitation token.

use anyhow::Result;
use jiff::SignedDuration;
use secrecy::ExposeSecret;

use super::super::administrator_actions::TOKEN_LIFETIME;
use super::super::story::Story;
use super::super::story_run::Scene;
use super::super::user_actions::SignUp;
use super::common::{ADA, INVALID, ISSUED, NOTHING_DUE, issue};
use crate::hooks::handler::LAMBDA_TIMEOUT;

/// Story B.
pub(super) const INVITATION_TOKEN: Story = Story {
    name: "invitation-token",
    shows: "A client signs up with a token: no code to type, groups at once.",
    promise: &[
        ISSUED,
        &[
            "hook pre-sign-up admitted",
            "hook post-confirmation granted",
            "mail SES ada@client.example: en, Northwind Traders, no link",
            "mail SES sales@northwind.example: en, Northwind Traders, no link",
        ],
        NOTHING_DUE,
        &[
            "token clients members",
            "user ada@client.example CONFIRMED clients members",
            "attributes ada@client.example custom:tenant=acme given_name=Ada",
        ],
    ],
    play: |scene| Box::pin(invitation_token(scene)),
};

async fn invitation_token(scene: &mut Scene<'_>) -> Result<()> {
    issue(scene).await?;
    scene.step("Ada opens the link and signs up");
    let link = scene.mailed_link(ADA)?;
    let sign_up = SignUp::invited(ADA, link.get("invitation")?);
    scene.sign_up(&sign_up).await?;
    scene.step("Ada signs in");
    scene.sign_in(ADA).await?;
    Ok(())
}

/// Three days pass.
pub(super) const EXPIRED_TOKEN: Story = Story {
    name: "expired-token",
    shows: "A token that expired is told apart from one that never was good.",
    promise: &[
        ISSUED,
        &[
            "refused SignUp UserLambdaValidationException",
            "hook pre-sign-up rejected: invitation-expired",
        ],
    ],
    play: |scene| Box::pin(expired_token(scene)),
};

async fn expired_token(scene: &mut Scene<'_>) -> Result<()> {
    let issued = issue(scene).await?;
    scene.wait(TOKEN_LIFETIME + SignedDuration::from_hours(1));
    scene.step("Ada opens the link three days later and signs up");
    let sign_up = SignUp::invited(ADA, issued.token.expose_secret());
    scene.sign_up(&sign_up).await?;
    Ok(())
}

/// On the list of what is revoked.
pub(super) const REVOKED_TOKEN: Story = Story {
    name: "revoked-token",
    shows: "A token that the settings revoke lets nobody in.",
    promise: &[ISSUED, INVALID],
    play: |scene| Box::pin(revoked_token(scene)),
};

async fn revoked_token(scene: &mut Scene<'_>) -> Result<()> {
    let issued = issue(scene).await?;
    scene.step("The administrator takes it back, in the settings of the functions");
    let mut settings = scene.world.settings.clone();
    settings.tokens.revoked.insert(issued.claims.jti.clone());
    scene.deploy(&settings, LAMBDA_TIMEOUT)?;
    scene.step("Ada opens the link and signs up");
    let sign_up = SignUp::invited(ADA, issued.token.expose_secret());
    scene.sign_up(&sign_up).await?;
    Ok(())
}
