//! What the settings say of reminders, and of invitations that are over.

use std::num::NonZeroU16;

use serde::Deserialize;

/// `[sweep]`: what happens to open invitations as time passes. Invitations end in any case, each at
/// the end that its record names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SweepSettings {
    /// So many hours before the end, a person who has not accepted is reminded. Without this key
    /// and the next, nobody is.
    pub remind_hours_before_end: Option<NonZeroU16>,
    /// The same, so many hours after an administrator sent the invitation.
    pub remind_hours_after_sending: Option<NonZeroU16>,
    /// So many hours before the end, it is told on the event bus that the invitation is about to end.
    /// Without this key, nothing is.
    pub expiring_hours_before_end: Option<NonZeroU16>,
    /// So many days after the end, the account is deleted. Without this key, none is.
    pub delete_days_after_end: Option<NonZeroU16>,
}
