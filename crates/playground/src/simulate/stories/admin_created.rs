//! Users that an administrator creates.

use administration::{End, InviterRequest, RecordRequest};
use anyhow::Result;
use jiff::SignedDuration;

use super::super::story::Story;
use super::super::story_run::StoryRun;
use super::common::{
    ACCEPTED, ADA, BECAME_A_MEMBER, CAROL, INVITED, INVITED_ADA, LOCKED_OUT, SENT_AGAIN, accept,
    become_a_member, invite,
};

/// Story A.
pub(super) const ADMIN_CREATE: Story = Story {
    name: "admin-create",
    shows: "An administrator invites a client; the first token has the groups.",
    expected: &[INVITED, ACCEPTED],
    play: |run| Box::pin(admin_create(run)),
};

async fn admin_create(run: &mut StoryRun<'_>) -> Result<()> {
    invite(run).await?;
    accept(run).await
}

/// Created without an invitation.
pub(super) const CONSOLE_CREATED: Story = Story {
    name: "console-created",
    shows: "A user made in the console gets the branded mail and policy groups.",
    expected: &[&[
        "hook pre-sign-up admitted",
        "hook custom-message message",
        "mail AdminCreateUser bob@example.com: en, Northwind Traders, \
             https://accounts.northwind.example/accept",
        "hook post-authentication granted",
        "hook pre-token-generation groups-added",
        "token members staff",
        "user bob@example.com CONFIRMED members staff",
    ]],
    play: |run| Box::pin(console_created(run)),
};

async fn console_created(run: &mut StoryRun<'_>) -> Result<()> {
    let bob = "bob@example.com";
    run.step("Somebody creates Bob in the console, without a group");
    run.create_without_invitation(bob, "Made-by-hand-1").await?;
    run.step("Bob opens the link in his mail and sets a password");
    run.accept(bob).await?;
    Ok(())
}

/// Who invites, and until when.
pub(super) const INVITER_AND_END: Story = Story {
    name: "inviter-and-end",
    shows: "An invitation names the member who invites, and ends before its password does.",
    expected: &[
        BECAME_A_MEMBER,
        INVITED,
        &[
            "hook post-authentication granted",
            "hook pre-token-generation groups-added",
            "token clients members",
            "user ada@client.example CONFIRMED clients members",
            "user carol@example.com CONFIRMED members staff",
            "attributes ada@client.example custom:invited=Carol of Sales for 48h \
             custom:tenant=acme given_name=Ada locale=de",
        ],
    ],
    play: |run| Box::pin(inviter_and_end(run)),
};

async fn inviter_and_end(run: &mut StoryRun<'_>) -> Result<()> {
    become_a_member(run).await?;
    run.step("An administrator invites Ada in Carol's name, for two days");
    let record = RecordRequest {
        inviter: Some(InviterRequest::Named(CAROL.to_owned())),
        inviter_name: Some("Carol of Sales".parse()?),
        end: Some(End::After(SignedDuration::from_hours(48))),
        ..RecordRequest::default()
    };
    run.invite_as(ADA, INVITED_ADA, record).await?;
    accept(run).await
}

/// A second mail.
pub(super) const RESEND: Story = Story {
    name: "resend",
    shows: "An invitation is sent again; the first link no longer works.",
    expected: &[INVITED, SENT_AGAIN, LOCKED_OUT, ACCEPTED],
    play: |run| Box::pin(resend(run)),
};

async fn resend(run: &mut StoryRun<'_>) -> Result<()> {
    invite(run).await?;
    let first = run.mailed_link(ADA)?;
    run.step("Ada lost the mail, and the administrator sends another");
    run.resend(ADA).await?;
    run.step("Ada finds the first mail and opens its link");
    run.open(&first).await?;
    accept(run).await
}

/// Seven days pass.
pub(super) const EXPIRED_PASSWORD: Story = Story {
    name: "expired-password",
    shows: "An invitation that expired after eight days works when sent again.",
    expected: &[INVITED, LOCKED_OUT, SENT_AGAIN, ACCEPTED],
    play: |run| Box::pin(expired_password(run)),
};

async fn expired_password(run: &mut StoryRun<'_>) -> Result<()> {
    invite(run).await?;
    run.wait(SignedDuration::from_hours(8 * 24));
    run.step("Ada is back from her holidays and opens the link");
    run.accept(ADA).await?;
    run.step("The administrator sends the invitation again");
    run.resend(ADA).await?;
    accept(run).await
}

/// Revoked before it was accepted.
pub(super) const REVOKE: Story = Story {
    name: "revoke",
    shows: "A revoked invitation leaves no user and no way in.",
    expected: &[INVITED, LOCKED_OUT],
    play: |run| Box::pin(revoke(run)),
};

async fn revoke(run: &mut StoryRun<'_>) -> Result<()> {
    invite(run).await?;
    run.step("It was the wrong Ada, and the administrator takes it back");
    run.revoke(ADA).await?;
    accept(run).await
}

/// A group that was missing at first.
pub(super) const CREATED_AGAIN: Story = Story {
    name: "created-again",
    shows: "Creating again completes what is missing and mails nothing twice.",
    expected: &[
        &[
            "hook pre-sign-up admitted",
            "hook custom-message message",
            "mail AdminCreateUser ada@client.example: de, Northwind Traders, \
             https://accounts.northwind.example/accept",
            "refused AdminAddUserToGroup ResourceNotFoundException",
            "invited created, mail sent, groups: none, group-missing",
            "refused AdminCreateUser UsernameExistsException",
            "invited completed, mail not-sent, groups: clients",
        ],
        ACCEPTED,
    ],
    play: |run| Box::pin(created_again(run)),
};

async fn created_again(run: &mut StoryRun<'_>) -> Result<()> {
    run.with_pool(|pool| pool.groups.remove("clients"))?;
    run.step("An administrator invites Ada to the clients, a group that the pool lacks");
    run.invite(ADA, INVITED_ADA).await?;
    run.with_pool(|pool| pool.add_groups(["clients"]))?;
    run.step("The group is there now, and the administrator invites Ada again");
    run.invite(ADA, INVITED_ADA).await?;
    accept(run).await
}
