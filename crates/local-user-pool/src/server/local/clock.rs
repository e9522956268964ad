//! `GET /_local/clock`: the time in the pool; `POST`: puts the clock forward.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::json;

use super::http::{answer, read};
use crate::server::local_user_pool::LocalUserPool;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    /// Time does not run backwards.
    advance_seconds: u32,
}

/// Answers the new time.
pub(super) async fn advance(State(pool): State<LocalUserPool>, request: Request) -> Response {
    let advance: Advance = match read(request).await {
        Ok(advance) => advance,
        Err(refusal) => return refusal,
    };
    pool.advance(SignedDuration::from_secs(advance.advance_seconds.into()));
    now(&pool)
}

/// Answers the time.
pub(super) async fn show(State(pool): State<LocalUserPool>) -> Response {
    now(&pool)
}

fn now(pool: &LocalUserPool) -> Response {
    answer(StatusCode::OK, &json!({ "now": pool.now().to_string() }))
}
