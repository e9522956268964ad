//! Every answer that is not a success.

use std::collections::BTreeMap;

use administration::{AdminError, Fault, KmsError, KmsIssueError, view};
use authorization::{Forbidden, Unauthenticated};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use cognito::Cause;
use invitation::issue::IssueError;
use serde::Serialize;
use serde_json::{Value, json};

/// How many seconds a throttled caller should wait: Cognito's quotas count by the second.
const THROTTLED_FOR: u16 = 1;
/// How many seconds a caller should wait when AWS could not answer.
const UNAVAILABLE_FOR: u16 = 5;

/// Why a request failed, as problem details (RFC 9457) with a stable `code`, and the `message` that
/// front ends for Admin Queries read.
///
/// It never quotes AWS's own text, which names roles, accounts and addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// The stable code.
    pub code: &'static str,
    /// One sentence without a final full stop, as everywhere in this project.
    pub detail: String,
    /// After how many seconds another attempt makes sense, if one does.
    pub retry_after: Option<u16>,
    /// AWS's name for it, only for the log.
    pub cause: Option<String>,
    /// Where several things are wrong: each of them.
    pub errors: Vec<PartialProblem>,
    /// Whether the request can be read, and only the settings or the pool refuse it.
    pub(crate) is_refusal: bool,
}

/// One of several things that are wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartialProblem {
    /// Which of several invitations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
    /// The field, or an attribute by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The stable code.
    pub code: String,
    /// One sentence.
    pub detail: String,
}

impl Problem {
    /// A problem that stays when the request is sent again.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            retry_after: None,
            cause: None,
            errors: Vec::new(),
            is_refusal: false,
        }
    }

    /// A value that is not accepted.
    pub(crate) fn not_accepted(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// The same with another detail, where the user pool only says that it does not accept a value:
    /// which value it can be, why, and what to do.
    pub(crate) fn with_detail_if_not_accepted(self, detail: impl Into<String>) -> Self {
        if self.code != "not-accepted" {
            return self;
        }
        Self {
            detail: detail.into(),
            ..self
        }
    }

    /// The same with the field that it is about, which front ends show it beside.
    pub(crate) fn about(mut self, field: &str, code: &str) -> Self {
        self.errors.push(PartialProblem {
            index: None,
            field: Some(field.to_owned()),
            code: code.to_owned(),
            detail: self.detail.clone(),
        });
        self
    }

    /// A request that cannot be understood.
    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed-request", detail)
    }

    /// A user whom the pool does not know.
    pub(crate) fn user_not_found() -> Self {
        let detail = "There is no such user";
        Self::new(StatusCode::NOT_FOUND, "user-not-found", detail)
    }

    /// The same with a hint for a caller who looks for an invitation by token: the pool does not
    /// know these.
    pub(crate) fn with_token_hint(self) -> Self {
        if self.code != "user-not-found" {
            return self;
        }
        let detail = "There is no such user. An invitation to sign up is a token and no user: create it again to send it again, and add its jti to `revoked` below [tokens] in the settings to take it back";
        Self {
            detail: detail.to_owned(),
            ..self
        }
    }

    /// More requests than Cognito's quota.
    pub(crate) fn throttled() -> Self {
        let detail = "Too many requests are being made of the user pool; try again in a moment";
        Self {
            retry_after: Some(THROTTLED_FOR),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "throttled", detail)
        }
    }

    /// No answer of AWS, or one without meaning.
    pub(crate) fn unavailable() -> Self {
        let detail = "The user pool could not be asked; try again";
        Self {
            retry_after: Some(UNAVAILABLE_FOR),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "aws-unavailable", detail)
        }
    }

    /// An invitation by token, where there is no key to sign it.
    pub(crate) fn mode_not_available() -> Self {
        let detail = "This API has no signing key; leave the mode out, or have the token issued where the key is";
        Self::not_accepted("mode-not-available", detail)
    }

    /// A function that is not set up; its operator has to fix it.
    pub(crate) fn not_configured() -> Self {
        let detail = "The API is not set up; its operator finds the reason in its log";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "not-configured", detail)
    }
}

impl From<Unauthenticated> for Problem {
    fn from(reason: Unauthenticated) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, reason.code(), reason.to_string())
    }
}

impl From<Forbidden> for Problem {
    fn from(forbidden: Forbidden) -> Self {
        // The caller may do it; the pool's present state is in the way.
        let status = match forbidden {
            Forbidden::LastAdministrator => StatusCode::CONFLICT,
            _ => StatusCode::FORBIDDEN,
        };
        Self::new(status, forbidden.code(), forbidden.to_string())
    }
}

/// Nothing was issued. What is wrong with a key is for its operator to fix.
impl From<KmsError> for Problem {
    fn from(error: KmsError) -> Self {
        let cause = Some(error.cause().to_owned());
        if error.is_transient() {
            let detail = "The token could not be signed now, and nobody was written to; try again";
            return Self {
                cause,
                retry_after: Some(UNAVAILABLE_FOR),
                ..Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "signing-unavailable",
                    detail,
                )
            };
        }
        tracing::error!(error = %error, "the signing key cannot be used");
        Self {
            cause,
            ..Self::not_configured()
        }
    }
}

impl From<KmsIssueError> for Problem {
    fn from(reason: KmsIssueError) -> Self {
        match reason {
            KmsIssueError::Refused(refusal) => refusal.into(),
            KmsIssueError::Kms(error) => error.into(),
        }
    }
}

/// Everything that is wrong with a request; the code is that of the first fault.
impl From<Vec<Fault>> for Problem {
    fn from(faults: Vec<Fault>) -> Self {
        let code = faults.first().map_or("malformed-request", Fault::code);
        let rejection = view::Rejection::from(faults.as_slice());
        let errors = rejection.errors.into_iter().map(|error| PartialProblem {
            index: None,
            field: Some(error.field),
            code: error.code,
            detail: error.detail,
        });
        Self {
            errors: errors.collect(),
            is_refusal: faults.iter().all(Fault::is_refusal),
            ..Self::not_accepted(code, rejection.detail)
        }
    }
}

impl From<AdminError> for Problem {
    fn from(refusal: AdminError) -> Self {
        let status = match &refusal {
            AdminError::UserNotFound => return Self::user_not_found(),
            AdminError::Unavailable(Cause::Throttled) => return Self::throttled(),
            AdminError::Unavailable(cause) => {
                return Self {
                    cause: Some(cause.as_str().to_owned()),
                    ..Self::unavailable()
                };
            }
            AdminError::NoRandomBytes => return Self::unavailable(),
            // These are for the operator, and their sentences say too much of the set-up.
            AdminError::PoolNotFound
            | AdminError::SettingsContradictPool { .. }
            | AdminError::IssuerRequired
            | AdminError::Issue(IssueError::Signing | IssueError::Signature { .. }) => {
                return Self {
                    cause: Some(refusal.code().to_owned()),
                    ..Self::not_configured()
                };
            }
            // Cognito's words can quote values.
            AdminError::NotAccepted(_) => {
                let detail = "The user pool does not accept email, user_name, or the value of an attribute; hold them against its schema and its sign-in, or leave the attribute out";
                return Self::not_accepted(refusal.code(), detail);
            }
            AdminError::Unanswered(_)
            | AdminError::HookFailed { .. }
            | AdminError::LeftDisabled(_) => StatusCode::BAD_GATEWAY,
            AdminError::UserNameTaken
            | AdminError::AddressTaken
            | AdminError::Refused { .. }
            | AdminError::UserAmbiguous(_)
            | AdminError::NameIsNoAddress(_)
            | AdminError::UserDisabled
            | AdminError::NotInvited
            | AdminError::AlreadyAccepted
            | AdminError::AlreadyInvited
            | AdminError::HandedOver
            | AdminError::IsMember
            | AdminError::AddressNotProven
            | AdminError::AddressContested
            | AdminError::ChangedMeanwhile
            | AdminError::StatusUnknown(_) => StatusCode::CONFLICT,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::new(status, refusal.code(), sentence(&refusal))
    }
}

/// A refusal as a sentence. The command writes it behind a colon, in lower case.
fn sentence(refusal: &AdminError) -> String {
    let text = refusal.to_string();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}

impl Problem {
    /// The same as part of a larger problem, for the invitation with this index.
    pub(crate) fn parts(self, index: usize) -> Vec<PartialProblem> {
        let whole = PartialProblem {
            index: Some(index),
            field: None,
            code: self.code.to_owned(),
            detail: self.detail,
        };
        if self.errors.is_empty() {
            return vec![whole];
        }
        let indexed = |part| PartialProblem {
            index: Some(index),
            ..part
        };
        self.errors.into_iter().map(indexed).collect()
    }

    /// The problem as a caller reads it.
    pub(crate) fn document(&self) -> Value {
        let mut document = BTreeMap::from([
            ("type", json!("about:blank")),
            ("title", json!(self.status.canonical_reason())),
            ("status", json!(self.status.as_u16())),
            ("detail", json!(self.detail)),
            ("code", json!(self.code)),
            ("message", json!(self.detail)),
        ]);
        if !self.errors.is_empty() {
            document.insert("errors", json!(self.errors));
        }
        json!(document)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = self.document().to_string();
        let mut response = (self.status, document).into_response();
        let headers = response.headers_mut();
        let problem = HeaderValue::from_static("application/problem+json");
        headers.insert(CONTENT_TYPE, problem);
        if self.status == StatusCode::UNAUTHORIZED {
            // RFC 9110 §15.5.2 asks for it; browsers show no dialog for this scheme.
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
