//! The password policy.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::state::error::ApiError;
use crate::state::random;

/// The characters that count as symbols (contract §4.3). A space counts inside a password.
const SYMBOLS: &str = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

/// The days that a temporary password lasts if they are not set or zero (contract §5).
const DEFAULT_TEMPORARY_DAYS: i64 = 7;

/// The default of the least number of characters.
const DEFAULT_LENGTH: usize = 8;

/// API reference: `PasswordPolicyType`. The defaults are those of a pool made through the API
/// without a policy: eight characters, all four classes. If a request has a policy, only the
/// classes that it names are needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_excessive_bools, reason = "AWS's own structure")]
pub struct PasswordPolicy {
    /// The least number of characters, 6 to 99.
    #[serde(default = "default_length")]
    pub minimum_length: usize,
    /// Whether a letter A to Z is needed.
    #[serde(default)]
    pub require_uppercase: bool,
    /// Whether a letter a to z is needed.
    #[serde(default)]
    pub require_lowercase: bool,
    /// Whether a digit is needed.
    #[serde(default)]
    pub require_numbers: bool,
    /// Whether a symbol is needed.
    #[serde(default)]
    pub require_symbols: bool,
    /// How many days a temporary password lasts, 0 to 365. 0 means 7, like the default.
    #[serde(default)]
    pub temporary_password_validity_days: i64,
    /// How many of the latest passwords a user may not use again, 0 to 24.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub password_history_size: i64,
    /// All other members, unchanged.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Answers leave it out if there is no history (API reference: `PasswordPolicyType`).
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_zero(count: &i64) -> bool {
    *count == 0
}

fn default_length() -> usize {
    DEFAULT_LENGTH
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            minimum_length: DEFAULT_LENGTH,
            require_uppercase: true,
            require_lowercase: true,
            require_numbers: true,
            require_symbols: true,
            temporary_password_validity_days: 0,
            password_history_size: 0,
            other: Map::new(),
        }
    }
}

impl PasswordPolicy {
    /// Refuses a password that does not meet the policy.
    pub(crate) fn check(&self, password: &str) -> Result<(), ApiError> {
        self.violation(password).map_or(Ok(()), |violation| {
            Err(ApiError::InvalidPassword(violation))
        })
    }

    /// The fault of the password, in AWS's words.
    pub(crate) fn violation(&self, password: &str) -> Option<&'static str> {
        let has = |test: fn(char) -> bool| password.chars().any(test);
        if password.chars().count() < self.minimum_length {
            return Some("Password not long enough");
        }
        if self.require_uppercase && !has(|c| c.is_ascii_uppercase()) {
            return Some("Password must have uppercase characters");
        }
        if self.require_lowercase && !has(|c| c.is_ascii_lowercase()) {
            return Some("Password must have lowercase characters");
        }
        if self.require_numbers && !has(|c| c.is_ascii_digit()) {
            return Some("Password must have numeric characters");
        }
        if self.require_symbols && !has(|c| SYMBOLS.contains(c)) {
            return Some("Password must have symbol characters");
        }
        None
    }

    /// A password that meets the policy, as Cognito makes it if the request has none. It can have
    /// any symbol, so it does not fit into a link (contract §4.3).
    pub(crate) fn temporary_password(&self) -> String {
        let classes: [Vec<char>; 4] = [
            ('A'..='Z').collect(),
            ('a'..='z').collect(),
            ('0'..='9').collect(),
            SYMBOLS.chars().collect(),
        ];
        let all = classes.concat();
        loop {
            let password = random::text(&all, self.minimum_length.max(8));
            if self.violation(&password).is_none() {
                return password;
            }
        }
    }

    /// How many days a temporary password lasts.
    pub(crate) fn temporary_days(&self) -> i64 {
        match self.temporary_password_validity_days {
            0 => DEFAULT_TEMPORARY_DAYS,
            days => days,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(password: &str, expected: Option<&str>) {
        assert_eq!(PasswordPolicy::default().violation(password), expected);
    }

    #[test]
    fn passwords_are_held_against_the_policy() {
        check("Abcdef1-", None);
        check("Abcde1-", Some("Password not long enough"));
        check("abcdef1-", Some("Password must have uppercase characters"));
        check("ABCDEF1-", Some("Password must have lowercase characters"));
        check("Abcdefg-", Some("Password must have numeric characters"));
        check("Abcdefg1", Some("Password must have symbol characters"));
        // To Cognito, only A to Z and a to z are upper and lower case.
        check("Ébcdef1-", Some("Password must have uppercase characters"));
    }

    #[test]
    fn a_temporary_password_meets_the_policy() {
        let policy = PasswordPolicy {
            minimum_length: 12,
            ..PasswordPolicy::default()
        };
        for _ in 0..200 {
            let password = policy.temporary_password();
            assert_eq!(policy.violation(&password), None, "{password}");
        }
    }
}
