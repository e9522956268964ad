//! AWS clients with retries and time-outs that fit into a trigger's budget.

use std::time::Duration;

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::Builder as CognitoBuilder;
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::config::interceptors::InterceptorContext;
use aws_sdk_cognitoidentityprovider::config::retry::{ClassifyRetry, RetryAction};
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_types::sdk_config::Builder;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use tokio::time::{Instant, timeout_at};

/// Enough for the invocation's whole budget: the deadline ends the attempts, or the SDK's retry
/// quota after a long outage, but not their number.
const MAX_ATTEMPTS: u32 = 40;
/// The first pause after a failed attempt; the SDK adds jitter and doubles it.
const FIRST_BACKOFF: Duration = Duration::from_millis(50);
/// The longest pause.
const LONGEST_BACKOFF: Duration = Duration::from_millis(400);
/// How long a single attempt may take: a slow one is worth trying again while the budget lasts.
const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(1500);
/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(800);

/// The SDK's configuration, from the variables that Lambda sets for every function and those for
/// endpoints.
///
/// The SDK's own loader would also look into profile files, container and instance metadata and
/// web identities. None of these exists in a function, and carrying them costs it a tenth of its
/// size and of its first answer.
pub fn configuration() -> SdkConfig {
    let is_true = |name| variable(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let credentials = EnvironmentVariableCredentialsProvider::new();
    let mut builder = tuned(SdkConfig::builder())
        .region(variable("AWS_REGION").map(Region::new))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .service_config(ServiceVariables)
        .use_fips(is_true("AWS_USE_FIPS_ENDPOINT"))
        .use_dual_stack(is_true("AWS_USE_DUALSTACK_ENDPOINT"));
    builder.set_endpoint_url(variable("AWS_ENDPOINT_URL"));
    builder.build()
}

/// `builder` with the retries and time-outs of a trigger.
pub fn tuned(builder: Builder) -> Builder {
    let retries = RetryConfig::standard()
        .with_max_attempts(MAX_ATTEMPTS)
        .with_initial_backoff(FIRST_BACKOFF)
        .with_max_backoff(LONGEST_BACKOFF);
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .build();
    builder
        .behavior_version(BehaviorVersion::v2026_01_12())
        .retry_config(retries)
        .timeout_config(timeouts)
}

/// A client for the user pool. Every call of the hooks can be repeated, so that an answer which
/// cannot be read is asked for again while the deadline lasts.
pub fn cognito(aws: &SdkConfig) -> Client {
    let config = CognitoBuilder::from(aws).retry_classifier(UnreadableAnswer);
    Client::from_conf(config.build())
}

/// `client`, which tries every call once.
pub fn trying_once(client: &Client) -> Client {
    let config = client.config().to_builder();
    Client::from_conf(config.retry_config(RetryConfig::disabled()).build())
}

/// Repeats a call whose answer says "done" and cannot be read: it broke off, or a proxy in between
/// put a page of its own in its place. The SDK takes such an answer for final.
#[derive(Debug)]
struct UnreadableAnswer;

impl ClassifyRetry for UnreadableAnswer {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let has_failed = context.is_failed();
        let is_done = context
            .response()
            .is_some_and(|response| response.status().is_success());
        if has_failed && is_done {
            RetryAction::transient_error()
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "answers that cannot be read"
    }
}

/// Whether AWS says that the call is done, in an answer that cannot be read.
pub fn is_unreadable<E>(error: &SdkError<E, HttpResponse>) -> bool {
    matches!(error, SdkError::ResponseError(answer) if answer.raw().status().is_success())
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Variables for one service, such as `AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER` (AWS SDKs and
/// Tools Reference Guide, "Service-specific endpoints").
#[derive(Debug)]
struct ServiceVariables;

impl LoadServiceConfig for ServiceVariables {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_ascii_uppercase().replace(' ', "_");
        variable(&format!("{}_{service}", key.env()))
    }
}

/// Why a call to AWS came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallError {
    /// The group, the user or the pool is not there.
    NotFound,
    /// The parameters are refused; another attempt would be too.
    Refused,
    /// Worth another try later; why, in one stable word for the log.
    Unavailable(&'static str),
}

/// Awaits a call until `deadline`, and says what became of it. Anything that AWS says beyond
/// that stays here: it names roles, accounts and addresses (contract §6).
pub async fn call<T, E: ProvideErrorMetadata>(
    call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    deadline: Instant,
) -> Result<T, CallError> {
    match timeout_at(deadline, call).await {
        Ok(answer) => answer.map_err(|error| CallError::from(&error)),
        Err(_elapsed) => Err(CallError::Unavailable("deadline")),
    }
}

impl<E: ProvideErrorMetadata> From<&SdkError<E, HttpResponse>> for CallError {
    fn from(error: &SdkError<E, HttpResponse>) -> Self {
        let Some(service_error) = error.as_service_error() else {
            let is_unreadable = is_unreadable(error);
            return Self::Unavailable(if is_unreadable {
                "unreadable-answer"
            } else {
                "no-answer"
            });
        };
        match service_error.code() {
            Some("ResourceNotFoundException") => Self::NotFound,
            Some("InvalidParameterException" | "BadRequestException" | "MessageRejected") => {
                Self::Refused
            }
            Some("AccessDeniedException" | "NotAuthorizedException") => {
                Self::Unavailable("not-permitted")
            }
            Some("TooManyRequestsException" | "LimitExceededException") => {
                Self::Unavailable("throttled")
            }
            // A user who is not found a moment after its creation is a known stutter (contract §7).
            Some("UserNotFoundException") => Self::Unavailable("user-not-found"),
            _ => Self::Unavailable("service-error"),
        }
    }
}
