//! The pool has a pre-sign-up function of the team's own, and a chain calls it beside ours.

use std::time::Duration;

use anyhow::Result;

use super::super::story::Story;
use super::super::story_run::StoryRun;
use super::super::their_function::{LISTED, TheirFunction};
use super::super::user_actions::SignUp;
use super::common::{BECAME_A_MEMBER, CAROL, become_a_member};
use crate::hooks::handler::LAMBDA_TIMEOUT;

/// Somebody whose mail domain the settings do not allow.
const OSCAR: &str = "oscar@elsewhere.example";

/// Time for ours to answer, even on a busy machine, and not for a function that does not answer.
const SHORT_TIMEOUT: Duration = Duration::from_secs(1);

/// Both have to admit.
pub(super) const SHARED_HOOK: Story = Story {
    name: "shared-hook",
    shows: "A sign-up needs both our function and one that the team had there already.",
    expected: &[
        &[
            "refused SignUp UserLambdaValidationException",
            "hook pre-sign-up rejected: ours-refused",
            "refused SignUp UserLambdaValidationException",
            "hook pre-sign-up rejected: theirs-refused",
        ],
        BECAME_A_MEMBER,
        &["user carol@example.com CONFIRMED members staff"],
    ],
    play: |run| Box::pin(shared_hook(run)),
};

async fn shared_hook(run: &mut StoryRun<'_>) -> Result<()> {
    run.share_pre_sign_up(TheirFunction::HasAList, LAMBDA_TIMEOUT)?;
    run.step("Oscar signs up from a domain that we do not allow, and theirs would");
    run.sign_up(&SignUp::of(OSCAR)).await?;
    run.step("Mallory, who is on the team's list, signs up from a domain that we allow");
    run.sign_up(&SignUp::of(LISTED)).await?;
    become_a_member(run).await
}

/// Theirs confirms and verifies everybody.
pub(super) const SHARED_CONFIRMATION: Story = Story {
    name: "shared-confirmation",
    shows: "That the team's function confirms everybody does not count: a mailbox is proven first.",
    expected: &[
        BECAME_A_MEMBER,
        &["user carol@example.com CONFIRMED members staff"],
    ],
    play: |run| Box::pin(shared_confirmation(run)),
};

async fn shared_confirmation(run: &mut StoryRun<'_>) -> Result<()> {
    run.share_pre_sign_up(TheirFunction::ConfirmsEverybody, LAMBDA_TIMEOUT)?;
    become_a_member(run).await
}

/// Theirs is slow, then answers nothing.
pub(super) const SHARED_HOOK_FAILS: Story = Story {
    name: "shared-hook-fails",
    shows: "While the team's function is slow or answers wrongly, nobody is admitted; afterwards all is well.",
    expected: &[
        &[
            "refused SignUp UserLambdaValidationException",
            "hook pre-sign-up failed: theirs-failed",
            "refused SignUp UserLambdaValidationException",
            "hook pre-sign-up failed: theirs-failed",
        ],
        BECAME_A_MEMBER,
        &["user carol@example.com CONFIRMED members staff"],
    ],
    play: |run| Box::pin(shared_hook_fails(run)),
};

async fn shared_hook_fails(run: &mut StoryRun<'_>) -> Result<()> {
    run.share_pre_sign_up(TheirFunction::IsSlow, SHORT_TIMEOUT)?;
    run.step("Carol signs up, and the team's function does not answer in time");
    run.sign_up(&SignUp::of(CAROL)).await?;
    run.step("Carol tries again, and the team's function answers nothing");
    run.share_pre_sign_up(TheirFunction::ForgetsTheEvent, LAMBDA_TIMEOUT)?;
    run.sign_up(&SignUp::of(CAROL)).await?;
    run.share_pre_sign_up(TheirFunction::HasAList, LAMBDA_TIMEOUT)?;
    become_a_member(run).await
}
