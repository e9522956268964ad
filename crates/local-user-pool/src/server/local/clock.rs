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
pub(super) async fn advance(
    State(pool): State<LocalUserPool>,
    request: Request,
) -> Result<Response, Response> {
    let Advance { advance_seconds } = read(request).await?;
    pool.advance(SignedDuration::from_secs(advance_seconds.into()));
    Ok(show(State(pool)).await)
}

/// Answers the time.
pub(super) async fn show(State(pool): State<LocalUserPool>) -> Response {
    answer(StatusCode::OK, &json!({ "now": pool.now().to_string() }))
}
