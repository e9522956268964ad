//! The section `[mail]` of the settings.

use serde::Deserialize;

/// The mails that acceptance sends through SES.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// The sender of every brand that has none of its own, an identity that SES has verified: `accounts@example.com` or
    /// `Example Accounts <accounts@example.com>`.
    pub from: String,
    /// Whether a new member gets a welcome mail. Off unless set.
    #[serde(default)]
    pub welcome: bool,
    /// Whether the inviter hears that an invitation was accepted. Off unless set.
    #[serde(default)]
    pub notice_to_inviter: bool,
    /// The SES configuration set to send with; the identity's default one unless set.
    pub configuration_set: Option<String>,
}
