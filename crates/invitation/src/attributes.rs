//! Attributes of a user, and the names that are never given away.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::EmailAddress;

/// The attribute that carries an invitation token from `SignUp` to acceptance.
pub const INVITATION_ATTRIBUTE: &str = "custom:invitation";

/// The attribute that names a user's brand.
pub const BRAND_ATTRIBUTE: &str = "custom:brand";

/// The attribute that holds the record of an invitation, which no client may write
/// ([`InvitationRecord`](crate::InvitationRecord)).
pub const INVITED_ATTRIBUTE: &str = "custom:invited";

/// The standard attributes that a client can write (developer guide, "Working with user
/// attributes"); `sub` and the two `…_verified` are nobody's to write.
pub const STANDARD_ATTRIBUTES: [&str; 17] = [
    "address",
    "birthdate",
    "email",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "picture",
    "preferred_username",
    "profile",
    "updated_at",
    "website",
    "zoneinfo",
];

/// Attributes that neither a token nor the settings may ever set: they identify the person, or
/// prove something, or are Cognito's own or ours (design §4 rule 1).
/// The brand has a field of its own, in which only brands that exist are taken.
const NEVER_GIVEN: [&str; 7] = [
    "email",
    "phone_number",
    "preferred_username",
    "sub",
    INVITATION_ATTRIBUTE,
    INVITED_ATTRIBUTE,
    BRAND_ATTRIBUTE,
];

/// The attributes of a user as an event or the pool shows them. Values are personal: the type
/// shows none of them in its `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Attributes(BTreeMap<String, String>);

impl Attributes {
    /// The value of an attribute; a blank value counts as absent, as Cognito itself has it
    /// (a blank value deletes an attribute, contract §8).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Whether a flag such as `email_verified` is set. Cognito takes `True` and `TRUE` as well,
    /// stores them as they came, and hands them to hooks like that (contract §13, trap 37).
    pub fn is_true(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The e-mail address, if there is one that can be read.
    pub fn email(&self) -> Option<EmailAddress> {
        self.get("email")?.parse().ok()
    }

    /// The same, if it is marked as verified.
    pub fn verified_email(&self) -> Option<EmailAddress> {
        self.email().filter(|_| self.is_true("email_verified"))
    }

    /// Every name and value, blank values included.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl FromIterator<(String, String)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// The name of an attribute that a token or an administrator may set: at most 32 characters
/// (contract §8), and none of those that identify a person or prove something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AttributeName(String);

impl AttributeName {
    /// The name, with its `custom:` prefix where it has one.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AttributeName {
    type Err = InvalidAttributeName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '-' | '.');
        if text.is_empty() || text.len() > 32 || !text.chars().all(fits) {
            return Err(InvalidAttributeName::Malformed);
        }
        // Compared without case: nothing is gained by `Email`, and a typo must not open a door.
        let lower = text.to_ascii_lowercase();
        let reserved = NEVER_GIVEN.contains(&lower.as_str())
            || lower.ends_with("_verified")
            || lower.starts_with("cognito:")
            || lower.starts_with("dev:");
        if reserved {
            return Err(InvalidAttributeName::NeverGiven);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for AttributeName {
    type Error = InvalidAttributeName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AttributeName> for String {
    fn from(name: AttributeName) -> Self {
        name.0
    }
}

/// Why a text cannot name an attribute that is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAttributeName {
    /// Cognito would not take it as a name.
    #[error("not an attribute name: at most 32 of letters, digits and `_ : - .`")]
    Malformed,
    /// A name that identifies a person, proves something or is Cognito's own.
    #[error(
        "this attribute is never given: email, phone_number, *_verified, preferred_username and sub identify a person or prove something, and custom:invitation, custom:invited and custom:brand are written by the invitation itself"
    )]
    NeverGiven,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_never_given() {
        for name in [
            "email",
            "Email",
            "phone_number",
            "email_verified",
            "phone_number_verified",
            "custom:x_verified",
            "preferred_username",
            "custom:invitation",
            "custom:invited",
            "Custom:Invited",
            "custom:brand",
            "sub",
            "cognito:user_status",
            "dev:custom:role",
        ] {
            assert_eq!(
                name.parse::<AttributeName>(),
                Err(InvalidAttributeName::NeverGiven),
                "{name}"
            );
        }
    }

    #[test]
    fn names() {
        for (name, valid) in [
            ("given_name", true),
            ("custom:tenant", true),
            ("", false),
            ("two words", false),
            (&"n".repeat(33), false),
        ] {
            assert_eq!(name.parse::<AttributeName>().is_ok(), valid, "{name}");
        }
    }

    #[test]
    fn a_flag_is_true_in_any_case() {
        for (value, expected) in [
            ("true", true),
            ("True", true),
            ("TRUE", true),
            ("tRuE", true),
            ("false", false),
            ("False", false),
            ("", false),
            ("1", false),
            ("yes", false),
            (" true", false),
            ("true ", false),
            ("tr\u{fc}e", false),
        ] {
            let attributes: Attributes = [("email_verified".to_owned(), value.to_owned())]
                .into_iter()
                .collect();
            assert_eq!(attributes.is_true("email_verified"), expected, "{value:?}");
        }
        assert!(!Attributes::default().is_true("email_verified"));
    }

    #[test]
    fn a_blank_value_is_absent() {
        let attributes: Attributes = [("custom:invitation".to_owned(), String::new())]
            .into_iter()
            .collect();
        assert_eq!(attributes.get(INVITATION_ATTRIBUTE), None);
    }
}
