//! The caller's groups, in every form in which gateways write them.
//!
//! A Cognito token lists its groups as a JSON array (`["Admins","users"]`). Each gateway passes it
//! on in its own form:
//!
//! | gateway | `cognito:groups` |
//! |---|---|
//! | REST API, Cognito authorizer | `Admins,users`; of a single group `Admins` |
//! | HTTP API, JWT authorizer | `[Admins users]`; of a single group `[Admins]` |
//! | others, emulators among them | `[Admins, users]`, or the JSON array |
//!
//! Nobody can split such a text for certain: a name may contain commas and brackets (API reference,
//! `CreateGroup`: pattern `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`), so `x,Admins` is two groups or one. A
//! person in a group of that name would become an administrator. Whether names with spaces exist in
//! old pools is not documented. No gateway escapes. So:
//!
//! * A JSON array and a single plain name are certain. They are what the token said.
//! * Everything else is split at every separator. That finds each group that the text could mean,
//!   and others, so **only the groups that the user pool confirms count**:
//!   [`ClaimedGroups::confirmed_by`]. There, a member of `x,Admins` is in neither `x` nor `Admins`.
//!
//! No role can have a group with a separator in its name (`GroupName`), so a certain `x,Admins`
//! opens nothing either.

use std::collections::BTreeSet;

use serde_json::Value;

/// The groups in a caller's claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimedGroups {
    /// Exactly these.
    Certain(BTreeSet<String>),
    /// Some of these, or other ones.
    Possible(BTreeSet<String>),
}

impl ClaimedGroups {
    /// Reads the claim `cognito:groups`; none if the token has none.
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
            // Anything that is not text is no group.
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

    /// Every group that the claim could mean: all of the caller's, and perhaps more.
    pub fn claimed(&self) -> &BTreeSet<String> {
        let (Self::Certain(groups) | Self::Possible(groups)) = self;
        groups
    }

    /// Whether the groups are certain. Where they are not, the pool has to be asked.
    pub fn is_certain(&self) -> bool {
        matches!(self, Self::Certain(_))
    }

    /// The groups that count: those of the claim that the caller is in, as the pool says now.
    pub fn confirmed_by(&self, pool: &BTreeSet<String>) -> BTreeSet<String> {
        self.claimed().intersection(pool).cloned().collect()
    }
}

/// The characters that gateways write between groups and around them. Some write the array as JSON
/// text, with quotes.
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
        assert!(!claimed.is_certain());
        assert_eq!(claimed.confirmed_by(&set(&["x,Admins"])), set(&[]));
        // A name of an array, which is certain, is never split.
        let exact = ClaimedGroups::read(Some(&json!(["x,Admins"])));
        assert_eq!(exact, ClaimedGroups::Certain(set(&["x,Admins"])));
        let both = set(&["x", "Admins", "later"]);
        assert_eq!(claimed.confirmed_by(&both), set(&["x", "Admins"]));
    }
}
