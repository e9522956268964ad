//! Addresses that already have a user.

use anyhow::Result;
use invitation::{INVITED_ATTRIBUTE, InvitationMode, InvitationRecord};
use local_user_pool::Pool;

use super::super::administrator_actions::Invitee;
use super::super::story::Story;
use super::super::story_run::StoryRun;
use super::super::user_actions::SignUp;
use super::common::{
    ADA, BECAME_A_MEMBER, CAROL, INVITED, LOCKED_OUT, NOTHING_TO_GRANT, accept, become_a_member,
    invite, sign_in_as_carol,
};

/// A member is invited.
pub(super) const EXISTING_MEMBER: Story = Story {
    name: "existing-member",
    shows: "A member who is invited gets the groups at once, and a mail about it.",
    expected: &[
        BECAME_A_MEMBER,
        &[
            "refused AdminCreateUser UsernameExistsException",
            "mail SES carol@example.com: en, Northwind Traders, no link",
            "invited access-given, mail sent, groups: clients",
        ],
        NOTHING_TO_GRANT,
        &[
            "token clients members staff",
            "user carol@example.com CONFIRMED clients members staff",
        ],
    ],
    play: |run| Box::pin(existing_member(run)),
};

async fn existing_member(run: &mut StoryRun<'_>) -> Result<()> {
    become_a_member(run).await?;
    run.step("An administrator invites Carol to the clients");
    run.invite(CAROL, Invitee::default()).await?;
    sign_in_as_carol(run).await
}

/// Somebody else signed up with the address.
pub(super) const SQUATTED_ADDRESS: Story = Story {
    name: "squatted-address",
    shows: "A stranger's unconfirmed sign-up keeps nobody from being invited.",
    expected: &[
        &[
            "hook pre-sign-up admitted",
            "hook custom-message message",
            "mail SignUp carol@example.com: en, Northwind Traders, \
             https://accounts.northwind.example/confirm",
            "refused AdminCreateUser UsernameExistsException",
            "hook pre-sign-up admitted",
            "hook custom-message message",
            "mail AdminCreateUser carol@example.com: en, Northwind Traders, \
             https://accounts.northwind.example/accept",
            "invited created-anew, mail sent, groups: clients",
        ],
        LOCKED_OUT,
        &[
            "hook post-authentication granted",
            "hook pre-token-generation groups-added",
            "token clients members staff",
            "user carol@example.com CONFIRMED clients members staff",
        ],
    ],
    play: |run| Box::pin(squatted_address(run)),
};

async fn squatted_address(run: &mut StoryRun<'_>) -> Result<()> {
    run.step("Mallory signs up with Carol's address, and cannot confirm it");
    run.sign_up(&SignUp::of(CAROL)).await?;
    run.step("An administrator invites Carol to the clients");
    run.invite(CAROL, Invitee::default()).await?;
    run.step("Mallory tries the password of the sign-up");
    run.sign_in(CAROL).await?;
    run.step("Carol opens the link in her mail and sets a password");
    run.accept(CAROL).await?;
    Ok(())
}

/// A reset does not give groups back.
pub(super) const PASSWORD_RESET: Story = Story {
    name: "password-reset",
    shows: "A password reset grants nothing: a group taken away stays away.",
    expected: &[
        BECAME_A_MEMBER,
        &[
            "hook custom-message message",
            "mail ForgotPassword carol@example.com: en, Northwind Traders, \
             https://accounts.northwind.example/reset",
            "hook post-confirmation passed-through",
        ],
        NOTHING_TO_GRANT,
        &["token members", "user carol@example.com CONFIRMED members"],
    ],
    play: |run| Box::pin(password_reset(run)),
};

async fn password_reset(run: &mut StoryRun<'_>) -> Result<()> {
    become_a_member(run).await?;
    run.step("An administrator takes Carol out of the staff");
    run.take_group_away(CAROL, "staff").await?;
    run.step("Carol forgot her password and sets another by mail");
    run.reset_password(CAROL).await?;
    sign_in_as_carol(run).await
}

/// A temporary password does not give groups back.
pub(super) const TEMPORARY_PASSWORD: Story = Story {
    name: "temporary-password",
    shows: "A member's temporary password grants nothing: the invitation was accepted.",
    expected: &[
        INVITED,
        &[
            "hook post-authentication granted",
            "hook pre-token-generation groups-added",
            "token clients members",
            "hook post-authentication nothing-to-grant",
            "hook pre-token-generation passed-through",
            "token clients",
            "user ada@client.example CONFIRMED clients",
            "attributes ada@client.example custom:tenant=acme given_name=Ada locale=de",
        ],
    ],
    play: |run| Box::pin(temporary_password(run)),
};

async fn temporary_password(run: &mut StoryRun<'_>) -> Result<()> {
    invite(run).await?;
    let created = InvitationRecord::new(InvitationMode::Created, run.now()).to_text();
    run.with_pool(|pool: &mut Pool| {
        pool.users.change_all(|user| {
            let record = user.attributes.entry(INVITED_ATTRIBUTE.to_owned());
            record.or_insert_with(|| created.clone());
        });
    })?;
    accept(run).await?;
    run.step(
        "An administrator takes Ada out of the members, and sets a temporary password for her",
    );
    run.take_group_away(ADA, "members").await?;
    run.set_temporary_password(ADA, "Set-by-hand-1").await?;
    run.step("Ada signs in with it and sets another");
    run.replace_password(ADA, "Set-by-hand-1").await?;
    Ok(())
}
