//! What the custom message trigger hands over, and the texts that it answers.

use jiff::Timestamp;

use crate::{MessageKind, PersonName};

/// What a message for Cognito is made of (contract §2.5).
#[derive(Clone, Copy, Debug)]
pub struct CognitoMessage<'a> {
    /// The occasion.
    pub kind: MessageKind,
    /// `request.codeParameter` of the event: the placeholder, usually `{####}`, that Cognito
    /// replaces by the code or the temporary password.
    pub code: &'a str,
    /// `request.usernameParameter` of the event: the placeholder, usually `{username}`, that
    /// Cognito demands in invitations and that is null everywhere else.
    pub username: Option<&'a str>,
    /// `userName` of the event: it goes into links, percent-encoded, and nowhere else.
    pub user_name: &'a str,
    /// The address that the person signs in with, where the user name is not it. It goes into the
    /// links to pages that set a password, percent-encoded, and nowhere else.
    pub address: Option<&'a str>,
    /// How the person is greeted. It is used in invitations only: everybody can type any name
    /// and any address into a sign-up form, and the mail that follows must not carry their text.
    pub recipient: PersonName<'a>,
    /// Who invites, as an administrator's tool wrote it. Used in invitations only; left out where a
    /// mail client could make a link of it.
    pub inviter_name: Option<&'a str>,
    /// Until when the invitation can be accepted, where it is known. Used in invitations only.
    pub until: Option<Timestamp>,
    /// Whether it is an invitation that was sent before and is still open. The mail says then that
    /// the earlier link no longer works. Used in invitations only.
    pub is_reminder: bool,
}

/// The three fields of the event's `response`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CognitoText {
    /// `emailSubject`: 1 to 140 characters.
    pub email_subject: String,
    /// `emailMessage`: an HTML page of 6 to 20,000 characters.
    pub email_message: String,
    /// `smsMessage`: 6 to 140 characters. It is absent where the user name alone is too long
    /// for a text message; Cognito then sends the pool's own, and the mail stays branded.
    pub sms_message: Option<String>,
}
