//! The mails that go out through SES instead of Cognito.

use std::fmt;

use jiff::Timestamp;

use crate::PersonName;

/// A finished mail. It may carry a secret, so that its `Debug` shows the subject alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The brand's own sender; where it has none, that of the settings counts.
    pub from: Option<String>,
    /// The subject, a single line.
    pub subject: String,
    /// The HTML body.
    pub html: String,
    /// The same in plain text.
    pub text: String,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

/// What an invitation to sign up by oneself is made of. Its `Debug` shows nothing of it.
#[derive(Clone, Copy)]
pub struct TokenInvitation<'a> {
    /// The invitation token, a bearer secret: it stands in the link and in the text.
    pub token: &'a str,
    /// When the token expires.
    pub expires: Timestamp,
    /// How the person is greeted; left out where a mail client could make a link of it.
    pub recipient: PersonName<'a>,
    /// The name of the person who invites; left out where a mail client could make a link of it.
    pub inviter_name: Option<&'a str>,
    /// The e-mail address of the person who invites. It is shown where there is no name to show.
    pub inviter_address: Option<&'a str>,
}

impl fmt::Debug for TokenInvitation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenInvitation").finish_non_exhaustive()
    }
}
