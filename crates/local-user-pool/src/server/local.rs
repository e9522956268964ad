//! What AWS has not: the routes under `/_local`, for people and tests on this machine.
//!
//! They are not open to pages of other origins: a request that changes something has to be JSON,
//! which a browser asks permission for, and nobody gives it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::server::local_user_pool::LocalUserPool;

mod activity;
mod body;
mod clock;
mod federated;
mod links;
mod messages;
mod page;

/// The longest request that is read, in bytes.
const MAX_BODY_BYTES: usize = 64 * 1024;

pub(crate) fn routes() -> Router<LocalUserPool> {
    Router::new()
        .route("/_local/activity", get(activity::list))
        .route("/_local/messages", get(messages::list))
        .route("/_local/messages/{id}", get(messages::show))
        .route("/_local/messages/{id}/body", get(body::show))
        .route("/_local/inbox", get(page::list))
        .route("/_local/inbox/{id}", get(page::show))
        .route("/_local/inbox.css", get(page::style))
        .route("/_local/clock", get(clock::show).post(clock::advance))
        .route("/_local/federated-sign-in", post(federated::sign_in))
}

/// Reads a request in JSON, or says what is wrong with it.
async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Response> {
    if !is_json(request.headers()) {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(refuse(
            status,
            "The Content-Type has to be application/json",
        ));
    }
    let Ok(body) = to_bytes(request.into_body(), MAX_BODY_BYTES).await else {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return Err(refuse(status, "The request is too long"));
    };
    serde_json::from_slice(&body)
        .map_err(|error| refuse(StatusCode::BAD_REQUEST, &error.to_string()))
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| {
        let essence = value.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case("application/json")
    })
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    (status, json, body.to_string()).into_response()
}

fn refuse(status: StatusCode, message: &str) -> Response {
    answer(status, &json!({ "message": message }))
}

/// A page, which may do nothing but what its policy lists.
fn html(status: StatusCode, policy: &'static str, page: String) -> Response {
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}
