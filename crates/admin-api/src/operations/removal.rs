//! What is told of a user who was taken away.

use administration::TokenLeft;
use serde_json::{Value, json};

use crate::reply::Reply;

/// The answer: the message, and whether the person could come back by an invitation token
/// (design §3.4). Its `jti` is no secret, and belongs into `tokens.revoked` of the settings.
pub(crate) fn answer(message: &str, token: &TokenLeft) -> Reply {
    json!({ "message": message, "token": left(token) }).into()
}

fn left(token: &TokenLeft) -> Value {
    let left = token.as_str();
    match token {
        TokenLeft::Alive { jti, expires } => {
            json!({ "left": left, "jti": jti, "expires": expires })
        }
        TokenLeft::None | TokenLeft::Dead | TokenLeft::Unknown => json!({ "left": left }),
    }
}
