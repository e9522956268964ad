//! Asking Cognito.

use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use tokio::time::{Instant, timeout_at};

use crate::exceptions;
use crate::problem::Problem;

/// Awaits a call until `deadline`.
pub(crate) async fn ask<T, E: ProvideErrorMetadata>(
    call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    deadline: Instant,
) -> Result<T, Problem> {
    let Ok(answer) = timeout_at(deadline, call).await else {
        return Err(unanswered("deadline"));
    };
    answer.map_err(|error| {
        let Some(said) = error.as_service_error() else {
            return unanswered("no-answer");
        };
        let exception = said.code().unwrap_or("no-code");
        exceptions::problem(exception, said.message().unwrap_or_default())
    })
}

/// A call may have had its effect all the same; every one of this crate can be repeated.
fn unanswered(cause: &str) -> Problem {
    Problem {
        cause: Some(cause.to_owned()),
        ..Problem::unavailable()
    }
}
