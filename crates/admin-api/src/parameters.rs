//! Parameters that several routes take.

use cognito::limits::PAGE;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::problem::Problem;

/// The answer to a name that no group can have (API reference, `CreateGroup`).
pub(crate) const NO_GROUP: &str = "groupname can be no group's name, which has 1 to 128 characters and no space; take one that listGroups shows";

/// A user, in Amplify's spelling.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct UserParameters {
    /// The user name, the `sub`, or a verified alias.
    #[schemars(required, length(min = 1))]
    username: Option<String>,
}

impl UserParameters {
    /// The user name, or Amplify's sentence where it is missing.
    pub(crate) fn username(self) -> Result<String, Problem> {
        given(self.username).ok_or_else(|| Problem::malformed("username is required"))
    }
}

/// A user and a group, in Amplify's spelling.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct MembershipParameters {
    /// The user name, the `sub`, or a verified alias.
    #[schemars(required, length(min = 1))]
    username: Option<String>,
    /// The name of the group.
    #[schemars(required, length(min = 1))]
    groupname: Option<String>,
}

impl MembershipParameters {
    /// User name and group name, or Amplify's sentence where one is missing.
    pub(crate) fn names(self) -> Result<(String, String), Problem> {
        given(self.username)
            .zip(given(self.groupname))
            .ok_or_else(|| Problem::malformed("username and groupname are required"))
    }
}

/// Which page of a list, in Amplify's spelling.
#[derive(Default, Deserialize, JsonSchema)]
pub(crate) struct PageParameters {
    /// How many entries at most, clamped to 0 to 60; as many as Cognito gives where it is absent.
    #[schemars(with = "Option<i64>")]
    limit: Option<String>,
    /// `NextToken` of the page before.
    #[schemars(with = "Option<String>")]
    token: Option<String>,
}

impl PageParameters {
    /// How many entries, within Cognito's limits; none where Cognito decides.
    pub(crate) fn limit(&self) -> Result<Option<i32>, Problem> {
        let Some(text) = sent(self.limit.clone()) else {
            return Ok(None);
        };
        let digits = text.strip_prefix('-').unwrap_or(&text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Problem::malformed(
                "limit is a number from 0 to 60; send one, or leave it out",
            ));
        }
        // A number that does not fit into 32 bits is clamped as well.
        let beyond = if text.starts_with('-') { 0 } else { PAGE };
        Ok(Some(text.parse().unwrap_or(beyond).clamp(0, PAGE)))
    }

    /// Where the page before ended.
    pub(crate) fn token(&self) -> Option<String> {
        // A plus sign that was not encoded arrives as a space, and no token has one.
        sent(self.token.clone()).map(|token| token.replace(' ', "+"))
    }

    /// The answer where the user pool does not accept the token or, without a token, another
    /// parameter.
    pub(crate) fn not_accepted_or(&self, problem: Problem, other: &str) -> Problem {
        if self.token().is_some() {
            return Self::not_accepted(problem);
        }
        problem.with_detail_if_not_accepted(other)
    }

    /// The answer where the user pool does not accept the token.
    pub(crate) fn not_accepted(problem: Problem) -> Problem {
        problem.with_detail_if_not_accepted(
            "token is none that the user pool knows; send the NextToken of the page before, percent-encoded and for the same list, or leave it out to begin again",
        )
    }
}

/// A parameter of a query, unless it is empty. Amplify's pagers send `token=undefined` with their
/// first request: JavaScript writes a missing value as a word.
pub(crate) fn sent(text: Option<String>) -> Option<String> {
    text.filter(|text| !matches!(text.as_str(), "" | "undefined" | "null"))
}

/// A text, unless it is empty: front ends send empty fields, and Admin Queries ignore them.
pub(crate) fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(text: &str) -> Result<Option<i32>, &'static str> {
        let page = PageParameters {
            limit: Some(text.to_owned()),
            token: None,
        };
        page.limit().map_err(|problem| problem.code)
    }

    #[track_caller]
    fn check(text: &str, expected: i32) {
        assert_eq!(limit(text), Ok(Some(expected)), "{text:?}");
    }

    #[test]
    fn limits_are_clamped() {
        check("0", 0);
        check("25", 25);
        check("60", 60);
        check("61", 60);
        check("99999999999999999999", 60);
        check("-1", 0);
        check("-99999999999999999999", 0);
        for absent in ["", "undefined", "null"] {
            assert_eq!(limit(absent), Ok(None), "{absent}");
        }
        for text in ["ten", "-", "1.5", "0x10", " 5", "+5", "5;"] {
            assert_eq!(limit(text), Err("malformed-request"), "{text}");
        }
    }
}
