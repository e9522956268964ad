//! The mail that was sent.

use jiff::Timestamp;

/// One mail as it was handed over; nothing in it was changed or decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentMail {
    /// The identifier that the sender was answered.
    pub message_id: String,
    /// When it was sent.
    pub sent: Timestamp,
    /// The sender, with a display name where one was given.
    pub from: String,
    /// The recipients in the To line.
    pub to: Vec<String>,
    /// The recipients of copies.
    pub cc: Vec<String>,
    /// The recipients of blind copies.
    pub bcc: Vec<String>,
    /// Where answers go, if not to the sender.
    pub reply_to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The HTML body.
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
