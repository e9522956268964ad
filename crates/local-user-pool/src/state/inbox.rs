//! The messages that were sent.

use jiff::Timestamp;

use crate::state::calls::Service;

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By mail.
    Email,
    /// By SMS.
    Sms,
}

/// One message as it was sent. Nothing in it was changed or decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentMessage {
    /// The identifier in the answer to the sender.
    pub id: String,
    /// When it was sent.
    pub sent: Timestamp,
    /// How it travels.
    pub channel: Channel,
    /// The sender: a user pool, or a caller of SES.
    pub service: Service,
    /// The trigger source of the custom message hook, even if the pool has no such hook:
    /// `CustomMessage_SignUp`.
    pub trigger_source: Option<&'static str>,
    /// The sender, with a display name where one was given.
    pub from: String,
    /// The recipients in the To line; a phone number for SMS.
    pub to: Vec<String>,
    /// The recipients of copies.
    pub cc: Vec<String>,
    /// The recipients of blind copies.
    pub bcc: Vec<String>,
    /// Where answers go, if not to the sender.
    pub reply_to: Vec<String>,
    /// The subject; empty for SMS.
    pub subject: String,
    /// The HTML body. All of Cognito's mails are HTML.
    pub html: Option<String>,
    /// The plain text body.
    pub text: Option<String>,
    /// Further header lines as name and value.
    pub headers: Vec<(String, String)>,
    /// The SES configuration set.
    pub configuration_set: Option<String>,
    /// SES message tags as name and value.
    pub tags: Vec<(String, String)>,
}

impl SentMessage {
    /// All recipients.
    pub fn recipients(&self) -> impl Iterator<Item = &str> {
        let all = [&self.to, &self.cc, &self.bcc];
        all.into_iter().flatten().map(String::as_str)
    }
}
