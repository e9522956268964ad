//! Reading requests and writing answers.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::authentication::managed_login::oauth_error::OAuthError;
use crate::authentication::managed_login::query::Query;
use crate::state::random;

/// The longest form that is read, in bytes.
const MAX_FORM_BYTES: usize = 64 * 1024;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-cognito-request-id");

/// The header in which an application says which client it is. One that is no text counts as wrong.
pub(super) fn authorization(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(header::AUTHORIZATION)?;
    Some(header.to_str().unwrap_or_default())
}

/// Reads the form of a request; none if it is no form, too long, or has a parameter twice.
pub(super) async fn read_form(request: Request) -> Option<Query> {
    let content_type = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    let essence = content_type.split(';').next()?.trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return None;
    }
    let body = axum::body::to_bytes(request.into_body(), MAX_FORM_BYTES);
    Query::parse(&body.await.ok()?)
}

/// An answer to an application.
pub(super) fn answer(status: StatusCode, body: &Value) -> Response {
    let content_type = [(header::CONTENT_TYPE, "application/json;charset=UTF-8")];
    with_headers((status, content_type, body.to_string()).into_response())
}

/// A refusal of an application's request.
pub(super) fn refuse(status: StatusCode, error: &OAuthError) -> Response {
    let mut body = json!({ "error": error.code.as_str() });
    if let (Some(description), Value::Object(members)) = (&error.description, &mut body) {
        members.insert("error_description".to_owned(), description.clone().into());
    }
    answer(status, &body)
}

/// The headers that the real service's answers have (captured answers; developer guide, "The user
/// attributes endpoint").
pub(super) fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (
            header::CACHE_CONTROL,
            "no-cache, no-store, max-age=0, must-revalidate",
        ),
        (header::PRAGMA, "no-cache"),
        (header::EXPIRES, "0"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(&random::uuid()) {
        headers.insert(REQUEST_ID, id);
    }
    response
}
