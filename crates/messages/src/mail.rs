//! The mails that go out through SES instead of Cognito.

/// A finished mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The subject, a single line.
    pub subject: String,
    /// The HTML body.
    pub html: String,
    /// The same in plain text.
    pub text: String,
}

/// What a welcome to a new member is made of. It carries no secret.
#[derive(Clone, Copy, Debug)]
pub struct Welcome<'a> {
    /// How the person is greeted; left out where a mail client could make a link of it.
    pub recipient_name: Option<&'a str>,
}

/// What a notice to the inviter is made of.
#[derive(Clone, Copy, Debug)]
pub struct InviterNotice<'a> {
    /// The e-mail address of the person who accepted, as it stood in the invitation.
    pub member_address: &'a str,
}
