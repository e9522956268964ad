//! Attempts to get groups without permission.

use anyhow::Result;
use secrecy::ExposeSecret;

use super::super::administrator_actions::Invitee;
use super::super::story::Story;
use super::super::story_run::StoryRun;
use super::super::user_actions::SignUp;
use super::common::{INVALID, ISSUED, MALLORY, NOTHING_TO_GRANT, issue};

/// A stolen token.
pub(super) const ANOTHERS_TOKEN: Story = Story {
    name: "anothers-token",
    shows: "A token for one address lets no other in, allowed domain or not.",
    expected: &[ISSUED, INVALID],
    play: |run| Box::pin(anothers_token(run)),
};

async fn anothers_token(run: &mut StoryRun<'_>) -> Result<()> {
    let issued = issue(run).await?;
    run.step("Mallory got hold of it and signs up with an address of an allowed domain");
    let sign_up = SignUp::invited(MALLORY, issued.token.expose_secret());
    run.sign_up(&sign_up).await?;
    Ok(())
}

/// One token to be checked, another one to be granted.
pub(super) const TWO_TOKENS: Story = Story {
    name: "two-tokens",
    shows: "Two tokens in one sign-up that differ let nobody in.",
    expected: &[
        ISSUED,
        &["mail SES mallory@example.com: en, Northwind Traders, \
             https://accounts.northwind.example/join"],
        INVALID,
    ],
    play: |run| Box::pin(two_tokens(run)),
};

async fn two_tokens(run: &mut StoryRun<'_>) -> Result<()> {
    let other = issue(run).await?;
    run.step("An administrator issues one for Mallory, too");
    let own = run.issue(MALLORY, Invitee::default()).await?;
    run.step("Mallory signs up with both: one to be checked, Ada's to be granted");
    run.sign_up(&SignUp {
        attribute_token: Some(other.token.expose_secret()),
        validation_token: Some(own.token.expose_secret()),
        ..SignUp::of(MALLORY)
    })
    .await?;
    Ok(())
}

/// A group that the client names.
pub(super) const GROUP_IN_METADATA: Story = Story {
    name: "group-in-metadata",
    shows: "A group that the client itself names is not given.",
    expected: &[
        &[
            "hook pre-sign-up admitted",
            "hook custom-message message",
            "mail SignUp mallory@example.com: en, Northwind Traders, \
             https://accounts.northwind.example/confirm",
            "hook post-confirmation granted",
            "mail SES mallory@example.com: en, Northwind Traders, no link",
        ],
        NOTHING_TO_GRANT,
        &[
            "token members staff",
            "user mallory@example.com CONFIRMED members staff",
        ],
    ],
    play: |run| Box::pin(group_in_metadata(run)),
};

async fn group_in_metadata(run: &mut StoryRun<'_>) -> Result<()> {
    let mallory = SignUp {
        metadata: Some(("groups", "clients")),
        ..SignUp::of(MALLORY)
    };
    run.step("Mallory signs up, and names the group `clients` in the client metadata");
    run.sign_up(&mallory).await?;
    run.step("Mallory opens the confirmation link, and names it again");
    run.confirm(&mallory).await?;
    run.step("Mallory signs in");
    run.sign_in(MALLORY).await?;
    Ok(())
}
