//! What a request brings: a query, or a JSON body.

use axum::body::{Body, to_bytes};
use axum::extract::Query;
use axum::http::{Method, StatusCode, Uri};
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The longest body, in bytes: Lambda gives a function at most six megabytes (quotas of Lambda).
const MAX_BODY: usize = 6 * 1024 * 1024;

/// What was sent with a request. It has no `Debug`: passwords are in it.
pub(crate) struct Received {
    method: Method,
    uri: Uri,
    body: Vec<u8>,
    /// The user that the path names, if it names one.
    user: Option<String>,
}

impl Received {
    /// Reads the body to its end.
    pub(crate) async fn read(
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

    /// The parameters: of the query for GET, else of the body. Unknown ones are ignored, as in
    /// Admin Queries.
    pub(crate) fn parameters<P: DeserializeOwned>(&self) -> Result<P, Problem> {
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
        // No body means the same as an empty object.
        let body: &[u8] = if self.body.is_empty() {
            b"{}"
        } else {
            &self.body
        };
        // serde would read an array as the members in their order.
        if !body.trim_ascii_start().starts_with(b"{") {
            return Err(Problem::malformed(
                "The body is no JSON object; send one, such as {\"username\": \"ada\"}",
            ));
        }
        let mut reader = serde_json::Deserializer::from_slice(body);
        let parameters = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
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
        Ok(parameters)
    }

    /// The user that the path names.
    pub(crate) fn user(&self) -> Result<&str, Problem> {
        let user = self.user.as_deref().filter(|user| !user.is_empty());
        user.ok_or_else(|| Problem::malformed("username is required"))
    }
}
