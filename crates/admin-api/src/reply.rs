//! Every answer that is a success.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

/// A JSON document with its status.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) document: Value,
}

impl From<Value> for Reply {
    fn from(document: Value) -> Self {
        Self {
            status: StatusCode::OK,
            document,
        }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let headers = [(CONTENT_TYPE, "application/json")];
        (self.status, headers, self.document.to_string()).into_response()
    }
}
