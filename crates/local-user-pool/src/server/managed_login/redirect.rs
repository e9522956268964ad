//! Redirects of people.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::http::with_headers;
use super::pages;

/// A redirect, with the status that the real service has.
pub(super) fn redirect(to: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(to) else {
        return pages::failure(StatusCode::BAD_REQUEST, "invalid_request");
    };
    let mut response = StatusCode::FOUND.into_response();
    response.headers_mut().insert(header::LOCATION, location);
    with_headers(response)
}
