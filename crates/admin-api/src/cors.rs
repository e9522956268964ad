//! Which web pages may read the answers (Fetch standard, "CORS protocol").
//!
//! Callers identify themselves by a token in a header, which other people's pages do not have. So
//! this keeps other pages from reading answers, but keeps nobody from asking.
//!
//! By hand: tower-http would name the exposed headers to every page, listed or not.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// The headers that the AWS SDK and Amplify send.
const ALLOWED_HEADERS: &str = "authorization, content-type, x-amz-date, x-amz-security-token, \
                               x-amz-user-agent, x-api-key";

/// Adds the headers that let pages of listed origins read an answer.
pub(crate) fn allow_origin(response: &mut Response, request: &HeaderMap, origins: &[String]) {
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("origin"));
    // Answers have personal data, and are soon out of date.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let Some(origin) = request.get(ORIGIN) else {
        return;
    };
    if origins.iter().any(|listed| origin == listed.as_str()) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        let exposed = HeaderValue::from_static("retry-after");
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
}

/// The answer to a preflight request.
pub(crate) fn preflight() -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE"),
        (ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS),
        (ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}
