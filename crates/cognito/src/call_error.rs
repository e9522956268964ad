//! Why a call to AWS did not succeed.

use std::fmt;

use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use strum::IntoStaticStr;

use crate::exception;

/// Why a call to AWS did not succeed. Its `Debug` leaves the message out.
#[derive(Clone, PartialEq, Eq)]
pub struct CallError {
    /// Why, in one stable word.
    pub cause: Cause,
    /// The exception's name; empty where there was no answer.
    pub exception: String,
    /// AWS's words. They name roles, accounts and addresses (contract §6): they belong into no log.
    pub message: String,
    /// Whether the call may have had its effect all the same: nobody answered this attempt or an
    /// earlier one.
    pub unanswered: bool,
}

/// The cause of a [`CallError`], in one stable word for logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Cause {
    /// The pool or the group does not exist.
    #[strum(serialize = "pool-not-found")]
    NotFound,
    /// The parameters are refused. Another attempt would be refused, too.
    Refused,
    /// The caller lacks a permission.
    NotPermitted,
    /// A quota is exceeded.
    Throttled,
    /// The user does not exist, or not yet everywhere: that is a known stutter a moment after its
    /// creation (contract §7).
    UserNotFound,
    /// Any other exception.
    ServiceError,
    /// There was no answer.
    NoAnswer,
    /// The answer says "done" and cannot be read.
    UnreadableAnswer,
    /// The deadline passed.
    Deadline,
    /// The answer has no user.
    NoUser,
    /// The answer says not when the user was created.
    NoCreationDate,
    /// The user name is another user's by now.
    AnotherUser,
}

impl Cause {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl CallError {
    /// Whether it is this [`exception`].
    pub fn is(&self, exception: &str) -> bool {
        self.exception == exception
    }
}

impl From<Cause> for CallError {
    fn from(cause: Cause) -> Self {
        Self {
            cause,
            exception: String::new(),
            message: String::new(),
            unanswered: cause == Cause::Deadline,
        }
    }
}

impl<E: ProvideErrorMetadata> From<&SdkError<E, HttpResponse>> for CallError {
    fn from(error: &SdkError<E, HttpResponse>) -> Self {
        let said = error.as_service_error();
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Self {
            cause: cause(error),
            exception: text(said.and_then(ProvideErrorMetadata::code)),
            message: text(said.and_then(ProvideErrorMetadata::message)),
            unanswered: is_unanswered(error),
        }
    }
}

fn cause<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Cause {
    let Some(said) = error.as_service_error() else {
        return if is_unreadable(error) {
            Cause::UnreadableAnswer
        } else {
            Cause::NoAnswer
        };
    };
    match said.code().unwrap_or_default() {
        exception::RESOURCE_NOT_FOUND => Cause::NotFound,
        exception::INVALID_PARAMETER | "BadRequestException" | "MessageRejected" => Cause::Refused,
        "AccessDeniedException" | "NotAuthorizedException" => Cause::NotPermitted,
        exception::TOO_MANY_REQUESTS | "LimitExceededException" => Cause::Throttled,
        exception::USER_NOT_FOUND => Cause::UserNotFound,
        _ => Cause::ServiceError,
    }
}

/// Whether AWS says that the call is done, in an answer that cannot be read.
pub(crate) fn is_unreadable<E>(error: &SdkError<E, HttpResponse>) -> bool {
    matches!(error, SdkError::ResponseError(answer) if answer.raw().status().is_success())
}

/// Whether nobody said what the attempt did. A service that fails may have done the work before.
pub fn is_unanswered<E>(error: &SdkError<E, HttpResponse>) -> bool {
    match error {
        SdkError::ServiceError(answer) => answer.raw().status().is_server_error(),
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => {
            true
        }
        _ => false,
    }
}

impl fmt::Debug for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallError")
            .field("cause", &self.cause)
            .field("exception", &self.exception)
            .field("unanswered", &self.unanswered)
            .finish_non_exhaustive()
    }
}
