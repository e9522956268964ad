//! People who come by themselves, with nothing but an address.

use anyhow::Result;

use super::super::story::Story;
use super::super::story_run::Scene;
use super::super::user_actions::SignUp;
use super::common::{BECAME_A_MEMBER, CAROL, NOTHING_DUE, become_a_member, sign_in_as_carol};

/// Story C.
pub(super) const SELF_SIGN_UP: Story = Story {
    name: "self-sign-up",
    shows: "People of an allowed mail domain sign up and get policy groups.",
    promise: &[
        BECAME_A_MEMBER,
        NOTHING_DUE,
        &[
            "token members staff",
            "user carol@example.com CONFIRMED members staff",
        ],
    ],
    play: |scene| Box::pin(self_sign_up(scene)),
};

async fn self_sign_up(scene: &mut Scene<'_>) -> Result<()> {
    become_a_member(scene).await?;
    sign_in_as_carol(scene).await
}

/// Any other domain.
pub(super) const REFUSED: Story = Story {
    name: "self-sign-up-refused",
    shows: "People of other mail domains are told so and leave no trace.",
    promise: &[&[
        "refused SignUp UserLambdaValidationException",
        "hook pre-sign-up rejected: domain-not-allowed",
    ]],
    play: |scene| Box::pin(refused(scene)),
};

async fn refused(scene: &mut Scene<'_>) -> Result<()> {
    scene.step("Somebody signs up with another address");
    scene.sign_up(&SignUp::of("sam@stranger.example")).await?;
    Ok(())
}

/// From another identity provider.
pub(super) const FEDERATED: Story = Story {
    name: "federated",
    shows: "People from a trusted provider have policy groups from the start.",
    promise: &[
        &[
            "hook pre-sign-up admitted",
            "hook post-confirmation granted",
            "hook pre-token-generation passed-through",
            "token members staff",
        ],
        NOTHING_DUE,
        &[
            "token members staff",
            "user carol@example.com EXTERNAL_PROVIDER members staff",
        ],
    ],
    play: |scene| Box::pin(federated(scene)),
};

async fn federated(scene: &mut Scene<'_>) -> Result<()> {
    scene.step("Carol comes from Google for the first time");
    scene.federated_sign_in("Google", CAROL).await?;
    scene.step("Carol comes from Google again");
    scene.federated_sign_in("Google", CAROL).await?;
    Ok(())
}
