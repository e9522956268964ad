//! What becomes of open invitations as time passes.

use administration::{End, RecordRequest};
use anyhow::Result;
use jiff::SignedDuration;

use super::super::story::Story;
use super::super::story_run::StoryRun;
use super::common::{ADA, INVITED, INVITED_ADA, LOCKED_OUT, SENT_AGAIN, accept};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Reminded once, over, and sent again.
pub(super) const REMINDED_AND_ENDED: Story = Story {
    name: "reminded-and-ended",
    shows: "An invitation for two days: a reminder, an end, another mail, and a member.",
    expected: &[
        INVITED,
        &["swept ada@client.example left alone: not-due"],
        &[
            "hook custom-message message",
            "mail AdminCreateUser ada@client.example: de, Northwind Traders, \
             https://accounts.northwind.example/accept",
            "swept ada@client.example reminded",
            "swept ada@client.example left alone: reminded",
        ],
        LOCKED_OUT,
        &["swept ada@client.example expired"],
        LOCKED_OUT,
        SENT_AGAIN,
        &[
            "hook post-authentication granted",
            "hook pre-token-generation groups-added",
            "token clients members",
            "user ada@client.example CONFIRMED clients members",
            "attributes ada@client.example custom:invited=for 48h custom:tenant=acme \
             given_name=Ada locale=de",
        ],
    ],
    play: |run| Box::pin(reminded_and_ended(run)),
};

async fn reminded_and_ended(run: &mut StoryRun<'_>) -> Result<()> {
    invite_for_two_days(run).await?;
    let first = run.mailed_link(ADA)?;
    run.step("The sweeper runs, and nothing is due");
    run.sweep().await?;
    run.wait(DAY);
    run.step("A day later it reminds Ada");
    run.sweep().await?;
    run.step("An hour later it does nothing more");
    run.wait(SignedDuration::from_hours(1));
    run.sweep().await?;
    run.step("Ada opens the link in the first mail");
    run.open(&first).await?;
    run.wait(DAY);
    run.step("The two days are over, and the sweeper disables the account");
    run.sweep().await?;
    run.step("Ada opens the link in the reminder, and reads that the invitation may be over");
    run.accept(ADA).await?;
    run.step("The administrator sends the invitation again, which enables the account");
    run.resend(ADA).await?;
    accept(run).await
}

/// Whom the sweeper never touches.
pub(super) const LEFT_ALONE: Story = Story {
    name: "left-alone",
    shows: "Neither a member with a temporary password, nor somebody uninvited, is ever ended.",
    expected: &[
        INVITED,
        &[
            "hook post-authentication granted",
            "hook pre-token-generation groups-added",
            "token clients members",
            "hook pre-sign-up admitted",
            "hook custom-message message",
            "mail AdminCreateUser bob@example.com: en, Northwind Traders, \
             https://accounts.northwind.example/accept",
            "swept ada@client.example left alone: accepted",
            "swept bob@example.com left alone: no-record",
            "hook post-authentication nothing-to-grant",
            "hook pre-token-generation passed-through",
            "token clients members",
            "user ada@client.example CONFIRMED clients members",
            "user bob@example.com FORCE_CHANGE_PASSWORD",
            "attributes ada@client.example custom:invited=for 48h custom:tenant=acme \
             given_name=Ada locale=de",
        ],
    ],
    play: |run| Box::pin(left_alone(run)),
};

async fn left_alone(run: &mut StoryRun<'_>) -> Result<()> {
    invite_for_two_days(run).await?;
    accept(run).await?;
    run.step("Somebody creates Bob in the console");
    run.create_without_invitation("bob@example.com", "Made-by-hand-1")
        .await?;
    run.step("An administrator sets a temporary password for Ada");
    run.set_temporary_password(ADA, "Set-by-hand-1").await?;
    run.wait(SignedDuration::from_hours(49));
    run.step("Two days are over, and the sweeper runs");
    run.sweep().await?;
    run.step("Ada signs in with her temporary password and sets another");
    run.replace_password(ADA, "Set-by-hand-1").await?;
    Ok(())
}

async fn invite_for_two_days(run: &mut StoryRun<'_>) -> Result<()> {
    run.step("An administrator invites Ada to the clients, for two days");
    let record = RecordRequest {
        end: Some(End::After(DAY * 2)),
        ..RecordRequest::default()
    };
    run.invite_as(ADA, INVITED_ADA, record).await
}
