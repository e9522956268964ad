//! The texts of messages that verify an address.

use serde::{Deserialize, Serialize};

/// API reference: `VerificationMessageTemplateType`. `EmailVerificationMessage`,
/// `EmailVerificationSubject` and `SmsVerificationMessage` are older names of three of its members.
/// A request may use either name, and answers have both (contract §14).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct VerificationMessageTemplate {
    /// Whether the mail of a sign-up carries a code or a link.
    pub default_email_option: DefaultEmailOption,
    /// The text of an SMS.
    pub sms_message: Option<String>,
    /// The body of a mail with a code.
    pub email_message: Option<String>,
    /// The subject of a mail with a code.
    pub email_subject: Option<String>,
    /// The body of a mail with a link.
    pub email_message_by_link: Option<String>,
    /// The subject of a mail with a link.
    pub email_subject_by_link: Option<String>,
}

/// API reference: `DefaultEmailOptionType`. Only sign-ups can have links; changed addresses and
/// forgotten passwords always get a code (contract §1.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DefaultEmailOption {
    /// A code to enter.
    #[default]
    ConfirmWithCode,
    /// A link that confirms when it is opened.
    ConfirmWithLink,
}
