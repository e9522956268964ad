//! Names of user pool groups.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_general_category::{GeneralCategory, get_general_category};

/// The name of a group: 1 to 128 characters, no space, no control character, case-sensitive
/// (API reference, `CreateGroup`: pattern `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`; contract §7).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GroupName(String);

impl GroupName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for GroupName {
    type Err = InvalidGroupName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A comma is legal in Cognito but splits the name in every place that lists groups as
        // one string (API Gateway's claims above all), so no invitation may carry one.
        let fits = |c: char| is_in_name_pattern(c) && c != ',';
        let length = text.chars().count();
        if (1..=128).contains(&length) && text.chars().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidGroupName)
        }
    }
}

/// Whether Cognito's pattern of names, of groups and of users, has the character: letters, marks,
/// symbols, numbers, punctuation.
pub fn is_in_name_pattern(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_graphic();
    }
    !matches!(
        get_general_category(character),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::PrivateUse
            | GeneralCategory::SpaceSeparator
            | GeneralCategory::Surrogate
            | GeneralCategory::Unassigned
    )
}

impl TryFrom<String> for GroupName {
    type Error = InvalidGroupName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<GroupName> for String {
    fn from(name: GroupName) -> Self {
        name.0
    }
}

impl fmt::Display for GroupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text cannot name a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a group name: 1 to 128 characters, without spaces and commas")]
pub struct InvalidGroupName;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (text, valid) in [
            ("clients", true),
            ("Clients-2026_ä", true),
            (&"g".repeat(128), true),
            (&"g".repeat(129), false),
            ("", false),
            ("two words", false),
            ("tab\tbed", false),
            ("x,Admins", false),
            ("nbsp\u{a0}", false),
            ("zero\u{200b}width", false),
        ] {
            assert_eq!(text.parse::<GroupName>().is_ok(), valid, "{text:?}");
        }
    }
}
