//! What was sent: a query, or a JSON body.

use axum::body::{Body, to_bytes};
use axum::extract::Query;
use axum::http::{Method, StatusCode, Uri};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The longest body, in bytes: a Lambda function is never handed more than six megabytes (quotas
/// of Lambda).
const MAX_BODY: usize = 6 * 1024 * 1024;

/// What is told of a name that no group can have (API reference, `CreateGroup`).
pub(crate) const NO_GROUP: &str = "groupname can be no group's name, which has 1 to 128 characters and no space; take one that listGroups shows";

/// The most entries of a page (API reference, `QueryLimitType`: 0 to 60).
const MAX_PAGE: i32 = 60;

/// What was sent with a request. It has no `Debug`: passwords are in it.
pub(crate) struct Input {
    method: Method,
    uri: Uri,
    body: Vec<u8>,
    /// The user that the path names, if it names one.
    pub(crate) user: Option<String>,
}

impl Input {
    /// Takes in the body.
    pub(crate) async fn receive(
        method: Method,
        uri: Uri,
        user: Option<String>,
        body: Body,
    ) -> Result<Self, Problem> {
        let body = to_bytes(body, MAX_BODY).await.map_err(|_| {
            let detail = "The request's body is too large";
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", detail)
        })?;
        Ok(Self {
            method,
            uri,
            body: body.into(),
            user,
        })
    }

    /// The parameters: of the query for GET, else of the body. Unknown ones are left alone, as
    /// Admin Queries do.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        if self.method == Method::GET {
            return Query::try_from_uri(&self.uri)
                .map(|Query(parameters)| parameters)
                .map_err(|rejection| {
                    let reason = rejection.body_text();
                    Problem::malformed(format!(
                        "The query cannot be read: {reason}; send each parameter once, percent-encoded"
                    ))
                });
        }
        // No body says as much as an empty object.
        let body: &[u8] = if self.body.is_empty() {
            b"{}"
        } else {
            &self.body
        };
        // An array would be read as the members in their order.
        if !body.trim_ascii_start().starts_with(b"{") {
            return Err(Problem::malformed(
                "The body is no JSON object; send one, such as {\"username\": \"ada\"}",
            ));
        }
        let mut reader = serde_json::Deserializer::from_slice(body);
        let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let member = error.path().to_string();
            let member = if member == "." { "a member" } else { &member };
            let reason = error.inner();
            Problem::malformed(format!(
                "The body cannot be read at {member}: {reason}; correct it there"
            ))
        })?;
        reader.end().map_err(|_| {
            Problem::malformed("Something stands behind the body's JSON object; leave it out")
        })?;
        Ok(read)
    }

    /// The user that the path names.
    pub(crate) fn user(&self) -> Result<&str, Problem> {
        let user = self.user.as_deref().filter(|user| !user.is_empty());
        user.ok_or_else(|| Problem::malformed("username is required"))
    }
}

/// The only parameter of verbs that act on a user, in Amplify's spelling.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct UserParameters {
    /// The user name, the `sub`, or a verified alias.
    #[schemars(required, length(min = 1))]
    username: Option<String>,
}

impl UserParameters {
    /// The user name, in Amplify's words where there is none.
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
    /// User name and group name, in Amplify's words where one is missing.
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
    /// How many entries, within what Cognito takes; none where the caller leaves it to Cognito.
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
        // A number beyond all bounds is beyond 60, too.
        let beyond = if text.starts_with('-') { 0 } else { MAX_PAGE };
        Ok(Some(text.parse().unwrap_or(beyond).clamp(0, MAX_PAGE)))
    }

    /// Where the page before ended.
    pub(crate) fn token(&self) -> Option<String> {
        // A plus sign that was not encoded arrives as a space, and no token has one.
        sent(self.token.clone()).map(|token| token.replace(' ', "+"))
    }

    /// What is told where the user pool takes none of it.
    pub(crate) fn not_accepted(problem: Problem) -> Problem {
        problem.if_not_accepted(
            "token is none that the user pool knows; send the NextToken of the page before, percent-encoded and for the same list, or leave it out to begin again",
        )
    }
}

/// A parameter of a query that is there. Amplify's pagers send `token=undefined` with their first
/// request, because a script writes what it does not have as a word.
pub(crate) fn sent(text: Option<String>) -> Option<String> {
    text.filter(|text| !matches!(text.as_str(), "" | "undefined" | "null"))
}

/// A text that is not blank: front ends send empty fields, and Admin Queries take them for none.
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
