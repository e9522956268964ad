//! How a message travels: by mail or by SMS.

use strum::IntoStaticStr;

use crate::state::error::ApiError;
use crate::state::pool::Alias;

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE")]
pub(crate) enum Medium {
    Email,
    Sms,
}

impl Medium {
    /// AWS's name.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }

    /// The attribute that holds the address.
    pub(crate) fn attribute(self) -> &'static str {
        self.alias().attribute()
    }

    /// The medium whose addresses this attribute holds, or AWS's refusal.
    pub(crate) fn with_address_in(attribute: &str) -> Result<Self, ApiError> {
        [Self::Email, Self::Sms]
            .into_iter()
            .find(|medium| medium.attribute() == attribute)
            .ok_or_else(|| {
                ApiError::invalid(
                    "Invalid attribute name. Only phone_number and email can be verified.",
                )
            })
    }

    /// The attribute as an alias.
    pub(crate) fn alias(self) -> Alias {
        match self {
            Self::Email => Alias::Email,
            Self::Sms => Alias::PhoneNumber,
        }
    }

    /// The attribute that says whether the address is verified.
    pub(crate) fn verified_flag(self) -> &'static str {
        match self {
            Self::Email => "email_verified",
            Self::Sms => "phone_number_verified",
        }
    }
}
