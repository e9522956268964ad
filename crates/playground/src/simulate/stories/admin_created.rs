//! People whom an administrator creates.

use anyhow::Result;
use jiff::SignedDuration;

use super::super::story::Story;
use super::super::story_run::Scene;
use super::common::{ACCEPTED, ADA, INVITED, INVITED_ADA, LOCKED_OUT, SENT_AGAIN, accept, invite};

/// Story A.
pub(super) const ADMIN_CREATE: Story = Story {
    name: "admin-create",
    shows: "An administrator invites a client; the first token has the groups.",
    promise: &[INVITED, ACCEPTED],
    play: |scene| Box::pin(admin_create(scene)),
};

async fn admin_create(scene: &mut Scene<'_>) -> Result<()> {
    invite(scene).await?;
    accept(scene).await
}

/// Created by code that assigns nothing.
pub(super) const CONSOLE_CREATED: Story = Story {
    name: "console-created",
    shows: "A user made in the console gets the branded mail and policy groups.",
    promise: &[&[
        "hook pre-sign-up admitted",
        "hook custom-message message",
        "mail AdminCreateUser bob@example.com: en, Northwind Traders, \
             https://accounts.northwind.example/accept",
        "hook post-authentication granted",
        "hook pre-token-generation groups-added",
        "token members staff",
        "user bob@example.com CONFIRMED members staff",
    ]],
    play: |scene| Box::pin(console_created(scene)),
};

async fn console_created(scene: &mut Scene<'_>) -> Result<()> {
    let bob = "bob@example.com";
    scene.step("Somebody creates Bob in the console, and thinks of no group");
    scene.create_plainly(bob, "Made-by-hand-1").await?;
    scene.step("Bob opens the link in his mail and sets a password");
    scene.accept(bob).await?;
    Ok(())
}

/// A second mail.
pub(super) const RESEND: Story = Story {
    name: "resend",
    shows: "An invitation is sent again; the earlier link is dead.",
    promise: &[INVITED, SENT_AGAIN, LOCKED_OUT, ACCEPTED],
    play: |scene| Box::pin(resend(scene)),
};

async fn resend(scene: &mut Scene<'_>) -> Result<()> {
    invite(scene).await?;
    let first = scene.mailed_link(ADA)?;
    scene.step("Ada lost the mail, and the administrator sends another");
    scene.resend(ADA).await?;
    scene.step("Ada finds the first mail and opens its link");
    scene.open(&first).await?;
    accept(scene).await
}

/// Seven days pass.
pub(super) const EXPIRED_PASSWORD: Story = Story {
    name: "expired-password",
    shows: "An invitation that was left for eight days works when sent again.",
    promise: &[INVITED, LOCKED_OUT, SENT_AGAIN, ACCEPTED],
    play: |scene| Box::pin(expired_password(scene)),
};

async fn expired_password(scene: &mut Scene<'_>) -> Result<()> {
    invite(scene).await?;
    scene.wait(SignedDuration::from_hours(8 * 24));
    scene.step("Ada is back from her holidays and opens the link");
    scene.accept(ADA).await?;
    scene.step("The administrator sends the invitation again");
    scene.resend(ADA).await?;
    accept(scene).await
}

/// Taken back before it was accepted.
pub(super) const REVOKE: Story = Story {
    name: "revoke",
    shows: "An invitation that is taken back leaves no user and no way in.",
    promise: &[INVITED, LOCKED_OUT],
    play: |scene| Box::pin(revoke(scene)),
};

async fn revoke(scene: &mut Scene<'_>) -> Result<()> {
    invite(scene).await?;
    scene.step("It was the wrong Ada, and the administrator takes it back");
    scene.revoke(ADA).await?;
    accept(scene).await
}

/// A group that was missing.
pub(super) const CREATED_AGAIN: Story = Story {
    name: "created-again",
    shows: "Creating again completes what is missing and mails nothing twice.",
    promise: &[
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
    play: |scene| Box::pin(created_again(scene)),
};

async fn created_again(scene: &mut Scene<'_>) -> Result<()> {
    scene.with_pool(|pool| pool.groups.remove("clients"))?;
    scene.step("An administrator invites Ada to the clients, a group that the pool lacks");
    scene.invite(ADA, INVITED_ADA).await?;
    scene.with_pool(|pool| pool.add_groups(["clients"]))?;
    scene.step("The group is there now, and the administrator invites Ada again");
    scene.invite(ADA, INVITED_ADA).await?;
    accept(scene).await
}
