//! Until when a temporary password works.
//!
//! Cognito shows it nowhere: the status stays `FORCE_CHANGE_PASSWORD`, and what somebody reads
//! who comes too late is not settled (contract §5, §13.14). Nor is there a store of our own. The
//! pool has `UserLastModifiedDate`: creation and RESEND set it, and the password's days count from
//! there, **but so does every change of an attribute, which gives the password no new days**. The
//! moment is exact right after the invitation was sent. Read off a user later, it is the latest
//! that the password can have lasted.

use jiff::{SignedDuration, Timestamp};

/// How many days a temporary password works where the pool says nothing or zero (API reference,
/// `PasswordPolicyType`; contract §5).
pub const DEFAULT_VALIDITY_DAYS: u16 = 7;

/// How many days a temporary password works, by `TemporaryPasswordValidityDays`.
pub fn validity_days(said: i32) -> u16 {
    match u16::try_from(said) {
        Ok(0) | Err(_) => DEFAULT_VALIDITY_DAYS,
        Ok(days) => days,
    }
}

/// When a temporary password that was made at `made` stops working.
pub fn password_expiry(made: Timestamp, validity_days: u16) -> Timestamp {
    made.saturating_add(SignedDuration::from_hours(24 * i64::from(validity_days)))
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(made: &str, days: i32, expected: &str) {
        let made: Timestamp = made.parse().unwrap();
        let expiry = password_expiry(made, validity_days(days));
        assert_eq!(expiry, expected.parse().unwrap());
    }

    #[test]
    fn expiry_is_counted_from_the_password_and_not_read_off_the_status() {
        check("2026-11-20T09:30:00Z", 1, "2026-11-21T09:30:00Z");
        check("2026-11-20T09:30:00Z", 7, "2026-11-27T09:30:00Z");
        check("2026-11-20T09:30:00Z", 365, "2027-11-20T09:30:00Z");
        // Zero is how a pool says that it never chose.
        check("2026-11-20T09:30:00Z", 0, "2026-11-27T09:30:00Z");
    }
}
