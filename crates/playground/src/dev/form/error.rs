//! Why a request of the form was refused, as JSON.

use std::fmt;

use administration::{AdminError, Fault, view};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A stable code and a sentence, in the JSON form that commands print.
pub(super) struct FormError {
    status: StatusCode,
    pub(super) document: Value,
}

impl FormError {
    /// A refusal with this code and sentence.
    pub(super) fn new(code: &str, detail: impl fmt::Display) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            document: json!({ "refused": view::Rejection {
                code: code.to_owned(),
                detail: detail.to_string(),
                errors: Vec::new(),
            } }),
        }
    }

    /// A form that cannot be read.
    pub(super) fn unreadable(detail: impl fmt::Display) -> Self {
        Self::new("form-invalid", detail)
    }
}

impl From<AdminError> for FormError {
    fn from(refusal: AdminError) -> Self {
        Self {
            status: if refusal.is_failure() {
                StatusCode::BAD_GATEWAY
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            },
            document: json!({ "refused": view::Rejection::from(&refusal) }),
        }
    }
}

impl From<Vec<Fault>> for FormError {
    fn from(faults: Vec<Fault>) -> Self {
        let rejection = view::Rejection::from(faults.as_slice());
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            document: json!({ "refused": rejection }),
        }
    }
}

impl From<JsonRejection> for FormError {
    fn from(rejection: JsonRejection) -> Self {
        Self {
            status: rejection.status(),
            ..Self::unreadable(rejection.body_text())
        }
    }
}

impl IntoResponse for FormError {
    fn into_response(self) -> Response {
        (self.status, Json(self.document)).into_response()
    }
}
