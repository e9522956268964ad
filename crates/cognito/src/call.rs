//! Sending a request, once or again until a deadline.
//!
//! The SDK can repeat calls, but not those that fail for a moment in ways of Cognito's own, and
//! after a hundred repeats it stops: too few for a long list of people. So an administrator's
//! requests go out by [`with_retries`], through a client that repeats nothing.

use std::time::Duration;

use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use tokio::time::{Instant, sleep, timeout_at};

use crate::call_error::{CallError, Cause, is_unanswered, is_unreadable};
use crate::exception;

/// The first pause after a failed attempt; it doubles from one to the next.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// How often it doubles: 1.6 seconds is the longest pause.
const DOUBLINGS: u32 = 4;

/// Awaits a call until `deadline`.
pub async fn call<T, E: ProvideErrorMetadata>(
    call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    deadline: Instant,
) -> Result<T, CallError> {
    match timeout_at(deadline, call).await {
        Ok(answer) => answer.map_err(|error| CallError::from(&error)),
        Err(_elapsed) => Err(Cause::Deadline.into()),
    }
}

/// Sends a request, and sends it again while AWS throttles it, fails or does not answer, until
/// `deadline`. A call whose answer was lost may have had its effect, so the request has to be one
/// that can be repeated.
pub async fn with_retries<T, E, F>(
    request: impl Fn() -> F,
    deadline: Instant,
) -> Result<T, CallError>
where
    E: ProvideErrorMetadata,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    retry_until(request, deadline, is_transient).await
}

/// [`with_retries`] for a request that sends a mail: where AWS says that it is done, in an answer
/// that cannot be read, it is not sent again.
pub async fn with_retries_unless_done<T, E, F>(
    request: impl Fn() -> F,
    deadline: Instant,
) -> Result<T, CallError>
where
    E: ProvideErrorMetadata,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    let is_transient =
        |error: &SdkError<E, HttpResponse>| is_transient(error) && !is_unreadable(error);
    retry_until(request, deadline, is_transient).await
}

async fn retry_until<T, E, F>(
    request: impl Fn() -> F,
    deadline: Instant,
    is_transient: impl Fn(&SdkError<E, HttpResponse>) -> bool,
) -> Result<T, CallError>
where
    E: ProvideErrorMetadata,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    let mut unanswered = false;
    for attempt in 0.. {
        let Ok(answer) = timeout_at(deadline, request()).await else {
            break;
        };
        let error = match answer {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        unanswered |= is_unanswered(&error);
        if !is_transient(&error) || !pause_after(attempt, deadline).await {
            return Err(CallError {
                unanswered,
                ..CallError::from(&error)
            });
        }
    }
    Err(Cause::Deadline.into())
}

/// Whether another attempt can go better.
fn is_transient<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    let said = error.as_service_error();
    let throttled = said.and_then(ProvideErrorMetadata::code) == Some(exception::TOO_MANY_REQUESTS);
    throttled || is_unanswered(error)
}

/// Waits before the attempt after `attempt`; false, without waiting, where `deadline` is too near.
pub async fn pause_after(attempt: u32, deadline: Instant) -> bool {
    let pause = pause(attempt);
    let has_time = deadline.saturating_duration_since(Instant::now()) > pause;
    if has_time {
        sleep(pause).await;
    }
    has_time
}

/// How long to wait after an attempt: by chance, because callers who were throttled together must
/// not come back together.
pub fn pause(attempt: u32) -> Duration {
    let longest = FIRST_PAUSE * 2u32.pow(attempt.min(DOUBLINGS));
    // Without a random number, half of it.
    let share = getrandom::u32().unwrap_or(u32::MAX / 2);
    longest.mul_f64(f64::from(share) / f64::from(u32::MAX))
}
