//! AWS clients with retries and time-outs that fit into a trigger's budget.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use tokio::time::{Instant, timeout_at};

/// Enough for the invocation's whole budget: the deadline ends the attempts, not their number.
const MAX_ATTEMPTS: u32 = 40;
/// The first pause after a failed attempt; the SDK adds jitter and doubles it.
const FIRST_BACKOFF: Duration = Duration::from_millis(50);
/// The longest pause.
const LONGEST_BACKOFF: Duration = Duration::from_millis(400);
/// How long a single attempt may take: a slow one is worth trying again while the budget lasts.
const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(1200);
/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(800);

/// The SDK's configuration from the environment: Region, credentials, endpoints.
pub async fn configuration() -> SdkConfig {
    // Named, so that the SDK does not look for a Region in files and instance metadata.
    let region = std::env::var("AWS_REGION").ok().map(Region::new);
    tuned(aws_config::defaults(BehaviorVersion::v2026_01_12()).region(region))
        .load()
        .await
}

/// `loader` with the retries and time-outs of a trigger.
pub fn tuned(loader: aws_config::ConfigLoader) -> aws_config::ConfigLoader {
    let retries = RetryConfig::standard()
        .with_max_attempts(MAX_ATTEMPTS)
        .with_initial_backoff(FIRST_BACKOFF)
        .with_max_backoff(LONGEST_BACKOFF);
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .build();
    loader.retry_config(retries).timeout_config(timeouts)
}

/// Why a call to AWS came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallError {
    /// The group, the user or the pool is not there.
    NotFound,
    /// The parameters are refused; another attempt would be too.
    Refused,
    /// Throttled, down, cut off, not permitted, or not in time: worth another try later.
    Unavailable,
}

/// Awaits a call until `deadline`, and says what became of it. Anything that AWS says beyond
/// that stays here: it names roles, accounts and addresses (contract §6).
pub async fn call<T, E: ProvideErrorMetadata>(
    call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    deadline: Instant,
) -> Result<T, CallError> {
    let error = match timeout_at(deadline, call).await {
        Ok(Ok(output)) => return Ok(output),
        Ok(Err(error)) => error,
        Err(_elapsed) => return Err(CallError::Unavailable),
    };
    let code = error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code);
    tracing::debug!(code, "AWS call failed");
    Err(match code {
        Some("ResourceNotFoundException") => CallError::NotFound,
        Some("InvalidParameterException" | "BadRequestException" | "MessageRejected") => {
            CallError::Refused
        }
        // A user who is not found a moment after its creation is a known stutter (contract §7).
        _ => CallError::Unavailable,
    })
}
