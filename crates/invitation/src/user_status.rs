//! Where a user of a pool is in its life, in Cognito's word.

use std::fmt;

use strum::{AsRefStr, EnumString};

/// The status of a user (API reference, `UserType`; contract §9).
#[derive(Debug, Clone, PartialEq, Eq, AsRefStr, EnumString)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum UserStatus {
    /// `UNCONFIRMED`: somebody signed up and proved nothing yet.
    Unconfirmed,
    /// `CONFIRMED`.
    Confirmed,
    /// `FORCE_CHANGE_PASSWORD`: an administrator created the user, who has not accepted yet,
    /// whether the temporary password still works or not (contract §13.14).
    ForceChangePassword,
    /// `RESET_REQUIRED`: a member who has to choose a new password.
    ResetRequired,
    /// `EXTERNAL_PROVIDER`: the user comes from another identity provider.
    ExternalProvider,
    /// Any other, now or in the future; empty where Cognito says none.
    #[strum(default, transparent)]
    Other(String),
}

impl UserStatus {
    /// Cognito's word.
    pub fn as_str(&self) -> &str {
        self.as_ref()
    }

    /// Whether the user has an account of their own, and not an open invitation or sign-up.
    pub fn is_member(&self) -> bool {
        matches!(
            self,
            Self::Confirmed | Self::ResetRequired | Self::ExternalProvider
        )
    }
}

/// Cognito's word, or `(none)`.
impl fmt::Display for UserStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_str() {
            "" => f.write_str("(none)"),
            word => f.write_str(word),
        }
    }
}
