//! Sign-ups without an invitation.

use anyhow::Result;

use super::super::story::Story;
use super::super::story_run::StoryRun;
use super::super::user_actions::SignUp;
use super::common::{BECAME_A_MEMBER, CAROL, NOTHING_TO_GRANT, become_a_member, sign_in_as_carol};

/// Story C.
pub(super) const SELF_SIGN_UP: Story = Story {
    name: "self-sign-up",
    shows: "People of an allowed mail domain sign up and get policy groups.",
    expected: &[
        BECAME_A_MEMBER,
        NOTHING_TO_GRANT,
        &[
            "token members staff",
            "user carol@example.com CONFIRMED members staff",
        ],
    ],
    play: |run| Box::pin(self_sign_up(run)),
};

async fn self_sign_up(run: &mut StoryRun<'_>) -> Result<()> {
    become_a_member(run).await?;
    sign_in_as_carol(run).await
}

/// Any other domain.
pub(super) const REFUSED: Story = Story {
    name: "self-sign-up-refused",
    shows: "People of other mail domains read why they cannot join; no user is left.",
    expected: &[&[
        "refused SignUp UserLambdaValidationException",
        "hook pre-sign-up rejected: domain-not-allowed",
    ]],
    play: |run| Box::pin(refused(run)),
};

async fn refused(run: &mut StoryRun<'_>) -> Result<()> {
    run.step("Somebody signs up with another address");
    run.sign_up(&SignUp::of("sam@stranger.example")).await?;
    Ok(())
}

/// Through another identity provider.
pub(super) const FEDERATED: Story = Story {
    name: "federated",
    shows: "People from a trusted provider have policy groups from the start.",
    expected: &[
        &[
            "hook pre-sign-up admitted",
            "hook post-confirmation granted",
            "hook pre-token-generation passed-through",
            "token members staff",
        ],
        NOTHING_TO_GRANT,
        &[
            "token members staff",
            "user carol@example.com EXTERNAL_PROVIDER members staff",
        ],
    ],
    play: |run| Box::pin(federated(run)),
};

async fn federated(run: &mut StoryRun<'_>) -> Result<()> {
    run.step("Carol comes from Google for the first time");
    run.federated_sign_in("Google", CAROL).await?;
    run.step("Carol comes from Google again");
    run.federated_sign_in("Google", CAROL).await?;
    Ok(())
}
