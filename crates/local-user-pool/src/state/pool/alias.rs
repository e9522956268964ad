//! The attributes that can serve as username.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// An attribute that can serve as username.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Alias {
    /// `email`
    Email,
    /// `phone_number`
    PhoneNumber,
    /// `preferred_username`, which needs no verification.
    PreferredUsername,
}

impl Alias {
    /// The attribute.
    pub fn attribute(self) -> &'static str {
        self.into()
    }

    /// The attribute that says whether the alias is verified.
    pub fn verified_attribute(self) -> Option<&'static str> {
        match self {
            Self::Email => Some("email_verified"),
            Self::PhoneNumber => Some("phone_number_verified"),
            Self::PreferredUsername => None,
        }
    }
}
