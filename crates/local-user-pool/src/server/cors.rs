//! Cross-origin access as Cognito grants it: pages of any origin may call the protocol, and no
//! cookie is ever involved.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The headers that scripts may read.
const EXPOSED: HeaderValue =
    HeaderValue::from_static("x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date");

/// How many seconds a browser remembers the permission: two days.
const MAX_AGE: HeaderValue = HeaderValue::from_static("172800");

/// Whether a browser asks if it may call Cognito's protocol.
pub(crate) fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && request.uri().path() == "/"
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Whatever headers are asked for may be sent.
pub(crate) fn permit(asked: &HeaderMap) -> Response {
    let mut response = StatusCode::OK.into_response();
    let headers = response.headers_mut();
    allow_origin(headers);
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("POST"),
    );
    copy(
        asked,
        header::ACCESS_CONTROL_REQUEST_HEADERS,
        headers,
        header::ACCESS_CONTROL_ALLOW_HEADERS,
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    response
}

/// Lets scripts of every origin read an answer of Cognito's protocol.
pub(crate) fn expose(headers: &mut HeaderMap) {
    allow_origin(headers);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}

fn allow_origin(headers: &mut HeaderMap) {
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
}

fn copy(from: &HeaderMap, source: HeaderName, to: &mut HeaderMap, target: HeaderName) {
    if let Some(value) = from.get(source) {
        to.insert(target, value.clone());
    }
}
