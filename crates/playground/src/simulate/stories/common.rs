//! Steps that several stories have in common, with their expected outcome.

use administration::IssuedToken;
use anyhow::Result;

use super::super::administrator_actions::Invitee;
use super::super::story_run::StoryRun;
use super::super::user_actions::SignUp;

/// A client.
pub(super) const ADA: &str = "ada@client.example";

/// Somebody whose mail domain is allowed.
pub(super) const CAROL: &str = "carol@example.com";

/// An attacker whose mail domain is allowed.
pub(super) const MALLORY: &str = "mallory@example.com";

/// Ada's profile in story A: her mails are in German.
pub(super) const INVITED_ADA: Invitee = Invitee {
    given_name: Some("Ada"),
    tenant: Some("acme"),
    locale: Some("de"),
};

/// Ada's profile in story B: her mails are in the default language.
const ISSUED_ADA: Invitee = Invitee {
    locale: None,
    ..INVITED_ADA
};

/// What comes of [`invite`]: a mail in Ada's language.
pub(super) const INVITED: &[&str] = &[
    "hook pre-sign-up admitted",
    "hook custom-message message",
    "mail AdminCreateUser ada@client.example: de, Northwind Traders, \
             https://accounts.northwind.example/accept",
    "invited created, mail sent, groups: clients",
];

pub(super) async fn invite(run: &mut StoryRun<'_>) -> Result<()> {
    run.step("An administrator invites Ada to the clients");
    run.invite(ADA, INVITED_ADA).await?;
    Ok(())
}

/// What comes of sending an invitation again.
pub(super) const SENT_AGAIN: &[&str] = &[
    "hook custom-message message",
    "mail AdminCreateUser ada@client.example: de, Northwind Traders, \
             https://accounts.northwind.example/accept",
    "invited resent, mail sent, groups: none",
];

/// What comes of a link that is no longer valid.
pub(super) const LOCKED_OUT: &[&str] = &["refused InitiateAuth NotAuthorizedException"];

/// What comes of [`accept`]: the group and the attributes of the invitation, and the group of the
/// policy.
pub(super) const ACCEPTED: &[&str] = &[
    "hook post-authentication granted",
    "hook pre-token-generation groups-added",
    "token clients members",
    "user ada@client.example CONFIRMED clients members",
    "attributes ada@client.example custom:tenant=acme given_name=Ada locale=de",
];

pub(super) async fn accept(run: &mut StoryRun<'_>) -> Result<()> {
    run.step("Ada opens the link in her mail and sets a password");
    run.accept(ADA).await?;
    Ok(())
}

/// What comes of [`issue`].
pub(super) const ISSUED: &[&str] = &["mail SES ada@client.example: en, Northwind Traders, \
             https://accounts.northwind.example/join"];

pub(super) async fn issue(run: &mut StoryRun<'_>) -> Result<IssuedToken> {
    run.step("An administrator issues a token for Ada and mails it");
    run.issue(ADA, ISSUED_ADA).await
}

/// What comes of a token that is not valid.
pub(super) const INVALID: &[&str] = &[
    "refused SignUp UserLambdaValidationException",
    "hook pre-sign-up rejected: invitation-invalid",
];

/// What comes of [`become_a_member`].
pub(super) const BECAME_A_MEMBER: &[&str] = &[
    "hook pre-sign-up admitted",
    "hook custom-message message",
    "mail SignUp carol@example.com: en, Northwind Traders, \
             https://accounts.northwind.example/confirm",
    "hook post-confirmation granted",
    "mail SES carol@example.com: en, Northwind Traders, no link",
];

pub(super) async fn become_a_member(run: &mut StoryRun<'_>) -> Result<()> {
    let carol = SignUp::of(CAROL);
    run.step("Carol signs up with her company's address");
    run.sign_up(&carol).await?;
    run.step("Carol opens the confirmation link in her mail");
    run.confirm(&carol).await
}

/// The decisions of hooks at a sign-in when there is nothing to grant.
pub(super) const NOTHING_TO_GRANT: &[&str] = &[
    "hook post-authentication nothing-to-grant",
    "hook pre-token-generation passed-through",
];

pub(super) async fn sign_in_as_carol(run: &mut StoryRun<'_>) -> Result<()> {
    run.step("Carol signs in");
    run.sign_in(CAROL).await?;
    Ok(())
}
