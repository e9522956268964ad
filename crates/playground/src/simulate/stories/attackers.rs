//! People who want what is not theirs.

use anyhow::Result;
use secrecy::ExposeSecret;

use super::super::administrator_actions::Known;
use super::super::story::Story;
use super::super::story_run::Scene;
use super::super::user_actions::SignUp;
use super::common::{INVALID, ISSUED, MALLORY, NOTHING_DUE, issue};

/// A stolen token.
pub(super) const ANOTHERS_TOKEN: Story = Story {
    name: "anothers-token",
    shows: "A token for one address lets no other in, allowed domain or not.",
    promise: &[ISSUED, INVALID],
    play: |scene| Box::pin(anothers_token(scene)),
};

async fn anothers_token(scene: &mut Scene<'_>) -> Result<()> {
    let issued = issue(scene).await?;
    scene.step("Mallory got hold of it and signs up with an address of an allowed domain");
    let sign_up = SignUp::invited(MALLORY, issued.token.expose_secret());
    scene.sign_up(&sign_up).await?;
    Ok(())
}

/// One to be judged, one to be granted.
pub(super) const TWO_TOKENS: Story = Story {
    name: "two-tokens",
    shows: "Two tokens in one sign-up that differ let nobody in.",
    promise: &[
        ISSUED,
        &["mail SES mallory@example.com: en, Northwind Traders, \
             https://accounts.northwind.example/join"],
        INVALID,
    ],
    play: |scene| Box::pin(two_tokens(scene)),
};

async fn two_tokens(scene: &mut Scene<'_>) -> Result<()> {
    let other = issue(scene).await?;
    scene.step("An administrator issues one for Mallory, too");
    let own = scene.issue(MALLORY, Known::default()).await?;
    scene.step("Mallory shows the own one to be judged, and Ada's to be granted");
    scene
        .sign_up(&SignUp {
            token: Some(other.token.expose_secret()),
            token_beside: Some(own.token.expose_secret()),
            ..SignUp::of(MALLORY)
        })
        .await?;
    Ok(())
}

/// What a client says is no privilege.
pub(super) const GROUP_IN_METADATA: Story = Story {
    name: "group-in-metadata",
    shows: "A group that the client itself names is not given.",
    promise: &[
        &[
            "hook pre-sign-up admitted",
            "hook custom-message message",
            "mail SignUp mallory@example.com: en, Northwind Traders, \
             https://accounts.northwind.example/confirm",
            "hook post-confirmation granted",
            "mail SES mallory@example.com: en, Northwind Traders, no link",
        ],
        NOTHING_DUE,
        &[
            "token members staff",
            "user mallory@example.com CONFIRMED members staff",
        ],
    ],
    play: |scene| Box::pin(group_in_metadata(scene)),
};

async fn group_in_metadata(scene: &mut Scene<'_>) -> Result<()> {
    let mallory = SignUp {
        metadata: Some(("groups", "clients")),
        ..SignUp::of(MALLORY)
    };
    scene.step("Mallory signs up, and names the group `clients` in the client metadata");
    scene.sign_up(&mallory).await?;
    scene.step("Mallory opens the confirmation link, and names it again");
    scene.confirm(&mallory).await?;
    scene.step("Mallory signs in");
    scene.sign_in(MALLORY).await?;
    Ok(())
}
