//! Reading requests and writing answers.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The longest request that is read, in bytes.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// Reads a request in JSON, or answers its fault.
pub(super) async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Response> {
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

pub(super) fn answer(status: StatusCode, body: &Value) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    (status, json, body.to_string()).into_response()
}

pub(super) fn refuse(status: StatusCode, message: &str) -> Response {
    answer(status, &json!({ "message": message }))
}

/// A page with the rights that its policy lists.
pub(super) fn html(status: StatusCode, policy: &'static str, page: String) -> Response {
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
