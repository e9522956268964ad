//! The caller's groups, in every shape that gateways give them.
//!
//! A Cognito token lists its groups as a JSON array (`["Admins","users"]`). What a function is
//! given of it depends on the gateway:
//!
//! | gateway | `cognito:groups` |
//! |---|---|
//! | REST API, Cognito authorizer | `Admins,users`; of a single group `Admins` |
//! | HTTP API, JWT authorizer | `[Admins users]`; of a single group `[Admins]` |
//! | others, emulators among them | `[Admins, users]`, or the JSON array |
//!
//! Such a text cannot be taken apart for certain: a name may have commas and brackets in it (API
//! reference, `CreateGroup`: pattern `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`), so that `x,Admins` is two
//! groups or one, and whoever may create groups or be put into one would become an administrator
//! by its name. Whether names with spaces exist in old pools is not documented. Escaping does not
//! help, since no gateway does it. So:
//!
//! * A JSON array and a single plain name are certain. They say what the token said.
//! * Everything else is taken apart at every separator, which finds each group that the text could
//!   mean and others that it does not, and **counts only as far as the user pool confirms it**:
//!   [`ClaimedGroups::confirmed_by`]. Somebody in `x,Admins` is in neither `x` nor `Admins` there.
//!
//! A role cannot be given to a group with a separator in its name at all (`GroupName`), so that
//! a certain `x,Admins` opens nothing either.

use std::collections::BTreeSet;

use serde_json::Value;

/// The groups that a caller's claims speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimedGroups {
    /// These, letter by letter.
    Certain(BTreeSet<String>),
    /// Some of these, or others.
    Possible(BTreeSet<String>),
}

impl ClaimedGroups {
    /// Reads the claim `cognito:groups`; none where the token had none.
    pub fn read(claim: Option<&Value>) -> Self {
        match claim {
            Some(Value::String(text)) => Self::from_text(text),
            Some(Value::Array(names)) => Self::Certain(
                names
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect(),
            ),
            // Groups are texts; whatever else this is, it is none.
            _ => Self::Certain(BTreeSet::new()),
        }
    }

    fn from_text(text: &str) -> Self {
        if !text.contains(is_separator) {
            let name = (!text.is_empty()).then(|| text.to_owned());
            return Self::Certain(name.into_iter().collect());
        }
        Self::Possible(
            text.split(is_separator)
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
        )
    }

    /// Every group that the claim could mean: never fewer than the caller's, and perhaps more.
    pub fn claimed(&self) -> &BTreeSet<String> {
        let (Self::Certain(groups) | Self::Possible(groups)) = self;
        groups
    }

    /// What is certain, or nothing where the pool has to be asked.
    pub fn certain(&self) -> Option<&BTreeSet<String>> {
        match self {
            Self::Certain(groups) => Some(groups),
            Self::Possible(_) => None,
        }
    }

    /// The groups that count, once the pool has said which ones the caller is in at this moment.
    pub fn confirmed_by(&self, pool: &BTreeSet<String>) -> BTreeSet<String> {
        self.claimed().intersection(pool).cloned().collect()
    }
}

/// What gateways write between groups and around them. Quotes are among them for those that write
/// the array as JSON text.
fn is_separator(character: char) -> bool {
    matches!(character, ',' | '[' | ']' | '"') || character.is_whitespace()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[track_caller]
    fn certain(claim: &Value, expected: &[&str]) {
        let expected = ClaimedGroups::Certain(set(expected));
        assert_eq!(ClaimedGroups::read(Some(claim)), expected, "{claim}");
    }

    #[track_caller]
    fn possible(claim: &str, expected: &[&str]) {
        let expected = ClaimedGroups::Possible(set(expected));
        assert_eq!(
            ClaimedGroups::read(Some(&json!(claim))),
            expected,
            "{claim}"
        );
    }

    #[test]
    fn what_needs_no_taking_apart_is_certain() {
        assert_eq!(ClaimedGroups::read(None), ClaimedGroups::Certain(set(&[])));
        certain(&json!(null), &[]);
        certain(&json!(""), &[]);
        certain(&json!("Admins"), &["Admins"]);
        certain(&json!("team:Admins/ä"), &["team:Admins/ä"]);
        certain(&json!([]), &[]);
        certain(&json!(["Admins", "users"]), &["Admins", "users"]);
        certain(&json!(["x,Admins"]), &["x,Admins"]);
        certain(&json!([["Admins"], 1, null]), &[]);
        certain(&json!({"Admins": true}), &[]);
        certain(&json!(true), &[]);
    }

    #[test]
    fn every_way_of_writing_a_list_is_taken_apart() {
        possible("Admins,users", &["Admins", "users"]);
        possible("x,Admins", &["x", "Admins"]);
        possible("[Admins users]", &["Admins", "users"]);
        possible("[Admins, users]", &["Admins", "users"]);
        possible("[x,Admins users]", &["x", "Admins", "users"]);
        possible("[Admins]", &["Admins"]);
        possible(r#"["Admins","users"]"#, &["Admins", "users"]);
        possible("Admins\u{a0}users\nothers", &["Admins", "users", "others"]);
        possible("[]", &[]);
        possible(",", &[]);
    }

    #[test]
    fn a_group_that_could_have_been_built_by_joining_opens_nothing() {
        let claimed = ClaimedGroups::read(Some(&json!("x,Admins")));
        assert_eq!(claimed.certain(), None);
        assert_eq!(claimed.confirmed_by(&set(&["x,Admins"])), set(&[]));
        // Nor does it take the array, where nothing has to be taken apart, to be split later.
        let exact = ClaimedGroups::read(Some(&json!(["x,Admins"])));
        assert_eq!(exact.certain(), Some(&set(&["x,Admins"])));
        let both = set(&["x", "Admins", "later"]);
        assert_eq!(claimed.confirmed_by(&both), set(&["x", "Admins"]));
    }
}
