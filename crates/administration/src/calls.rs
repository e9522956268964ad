//! Asking AWS again while that helps.
//!
//! The SDK could repeat calls by itself, but not those that fail for a moment in ways of Cognito's
//! own, and after a hundred repeats it stops: too few for a long list of people. So its own
//! repeating is switched off, and time-outs leave room for the hooks that a call runs.

use std::time::Duration;

use acceptance::aws::{CallError, is_unreadable};
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::config::retry::RetryConfig;
use aws_sdk_cognitoidentityprovider::config::timeout::TimeoutConfig;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use tokio::time::{Instant, sleep, timeout_at};

use crate::refusal::Refusal;

/// How long a single call may take: creating a user runs two hooks, each up to three times for
/// five seconds (contract §6).
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(32);
/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// The first pause after a failed attempt; it doubles from one to the next.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// How often it doubles: 1.6 seconds is the longest pause.
const DOUBLINGS: u32 = 4;

/// An answer of AWS that is no success.
#[derive(Debug)]
pub(crate) struct Objection {
    /// What acceptance makes of it.
    pub(crate) error: CallError,
    /// The exception; empty where there was no answer.
    pub(crate) exception: String,
    /// AWS's words, which can quote values.
    pub(crate) message: String,
    /// Whether this attempt or an earlier one got no answer that says what it did, so that it may
    /// have had its effect all the same.
    pub(crate) unanswered: bool,
}

impl Objection {
    fn new<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>, unanswered: bool) -> Self {
        let said = error.as_service_error();
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Self {
            error: CallError::from(error),
            exception: text(said.and_then(ProvideErrorMetadata::code)),
            message: text(said.and_then(ProvideErrorMetadata::message)),
            unanswered,
        }
    }

    fn deadline() -> Self {
        Self {
            error: CallError::Unavailable("deadline"),
            exception: String::new(),
            message: String::new(),
            unanswered: true,
        }
    }

    /// Whether it is this exception. Not every exception that an operation answers with is
    /// modelled (contract §12), so that the code is asked and not the SDK's enum.
    pub(crate) fn is(&self, exception: &str) -> bool {
        self.exception == exception
    }

    /// Why it could not be done now, in one stable word.
    pub(crate) fn cause(&self) -> &'static str {
        match self.error {
            CallError::NotFound => "not-found",
            CallError::Refused => "refused",
            CallError::Unavailable(why) => why,
        }
    }
}

impl From<Objection> for Refusal {
    fn from(objection: Objection) -> Self {
        match objection.exception.as_str() {
            "ResourceNotFoundException" => Self::PoolNotFound,
            "UserNotFoundException" => Self::UserNotFound,
            "InvalidParameterException"
            | "InvalidPasswordException"
            | "PreconditionNotMetException"
            | "OperationNotEnabledException" => Self::NotAccepted(objection.message),
            _ => Self::Unavailable(objection.cause()),
        }
    }
}

/// `client` as this crate calls it.
pub(crate) fn patient(client: &Client) -> Client {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .build();
    let config = client
        .config()
        .to_builder()
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts);
    Client::from_conf(config.build())
}

/// Sends a request, and sends it again while AWS throttles it, fails or does not answer, until
/// `deadline`. A call whose answer was lost may have had its effect, so that every request has to
/// be one that can be repeated.
pub(crate) async fn patiently<T, E, F>(
    request: impl Fn() -> F,
    deadline: Instant,
) -> Result<T, Objection>
where
    E: ProvideErrorMetadata,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    retry_until(request, deadline, passes).await
}

/// [`patiently`], for a request that sends a mail: where AWS says that it is done, in an answer
/// that cannot be read, it is not sent again.
pub(crate) async fn patiently_unless_done<T, E, F>(
    request: impl Fn() -> F,
    deadline: Instant,
) -> Result<T, Objection>
where
    E: ProvideErrorMetadata,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    let passes = |error: &SdkError<E, HttpResponse>| passes(error) && !is_unreadable(error);
    retry_until(request, deadline, passes).await
}

async fn retry_until<T, E, F>(
    request: impl Fn() -> F,
    deadline: Instant,
    passes: impl Fn(&SdkError<E, HttpResponse>) -> bool,
) -> Result<T, Objection>
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
        let pause = pause(attempt);
        let is_late = deadline.saturating_duration_since(Instant::now()) <= pause;
        if is_late || !passes(&error) {
            return Err(Objection::new(&error, unanswered));
        }
        sleep(pause).await;
    }
    Err(Objection::deadline())
}

/// Whether another attempt can go better.
fn passes<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    let said = error.as_service_error();
    let throttled = said.and_then(ProvideErrorMetadata::code) == Some("TooManyRequestsException");
    throttled || is_unanswered(error)
}

/// Whether nobody said what the attempt did. A service that fails may fail after the deed.
fn is_unanswered<E>(error: &SdkError<E, HttpResponse>) -> bool {
    match error {
        SdkError::ServiceError(answer) => answer.raw().status().is_server_error(),
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => {
            true
        }
        _ => false,
    }
}

/// How long to wait before the next attempt: by chance, so that those who were throttled together
/// do not come back together.
pub(crate) fn pause(attempt: u32) -> Duration {
    let longest = FIRST_PAUSE * 2u32.pow(attempt.min(DOUBLINGS));
    // Without chance, half of it will do.
    let share = getrandom::u32().unwrap_or(u32::MAX / 2);
    longest.mul_f64(f64::from(share) / f64::from(u32::MAX))
}
