//! How users recover a forgotten password.

use serde::{Deserialize, Serialize};

/// API reference: `AccountRecoverySettingType`.
///
/// A pool that is created without it has mail first and SMS second, as captured answers of
/// `CreateUserPool` show. A pool that is updated with an empty structure uses the order from before
/// this setting existed: SMS, or else mail (terraform-provider-aws#26223).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccountRecoverySetting {
    /// The options. Of those that a user has, the one with the lowest priority number is used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recovery_mechanisms: Vec<RecoveryMechanism>,
}

impl Default for AccountRecoverySetting {
    fn default() -> Self {
        let names = [
            RecoveryOption::VerifiedEmail,
            RecoveryOption::VerifiedPhoneNumber,
        ];
        let mechanisms = (1..)
            .zip(names)
            .map(|(priority, name)| RecoveryMechanism { priority, name });
        Self {
            recovery_mechanisms: mechanisms.collect(),
        }
    }
}

/// API reference: `RecoveryOptionType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecoveryMechanism {
    /// 1 or 2, the preferred one first.
    pub priority: i64,
    /// The option.
    pub name: RecoveryOption,
}

/// API reference: `RecoveryOptionNameType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryOption {
    /// By a code to the verified mail address.
    VerifiedEmail,
    /// By a code to the verified phone number.
    VerifiedPhoneNumber,
    /// By an administrator only.
    AdminOnly,
}

impl AccountRecoverySetting {
    /// The options in the order in which they are tried.
    pub(crate) fn options(&self) -> impl Iterator<Item = RecoveryOption> {
        let mut mechanisms = self.recovery_mechanisms.clone();
        mechanisms.sort_by_key(|mechanism| mechanism.priority);
        mechanisms.into_iter().map(|mechanism| mechanism.name)
    }
}
