//! What is told of a user who was taken away.

use administration::TokenLeft;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::reply::Reply;

/// It is done, and this is left of an invitation token.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Removed<'a> {
    /// What was done.
    message: &'a str,
    /// Whether the person could come back by an invitation token. Its `jti` is no secret, and
    /// belongs into `tokens.revoked` of the settings.
    token: &'a TokenLeft,
}

/// The answer: the message, and whether the person could come back (design §3.4).
pub(crate) fn answer(message: &str, token: &TokenLeft) -> Reply {
    json!(Removed { message, token }).into()
}
