//! Calls by Lambda's Invoke.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_service::{ProvideErrorMetadata, Service, function_path};
use cognito::exception::RESOURCE_NOT_FOUND;
use trigger::FunctionArn;

use crate::called::{Cause, Reply};

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(800);

/// Which of the two a function is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Ours, which expects to run more than once, as Cognito may call any hook up to three times.
    Ours,
    /// Theirs, of which nobody knows that.
    Theirs,
}

impl Side {
    /// As the log says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Theirs => "theirs",
        }
    }
}

/// Calls the functions of a chain.
pub trait Invoke {
    /// Hands `payload` to a function, and waits for what it replies.
    fn invoke(
        &self,
        side: Side,
        function: &FunctionArn,
        payload: &str,
    ) -> impl Future<Output = Reply> + Send;
}

/// AWS Lambda.
#[derive(Debug)]
pub struct Lambda {
    ours: Service,
    theirs: Service,
}

impl Lambda {
    /// Clients with this configuration. A call of ours that failed is repeated. Theirs is called
    /// once in a run of the chain: only Cognito repeats it, as before. Nothing limits an attempt
    /// but the chain's deadline.
    pub fn new(aws: &SdkConfig) -> Self {
        let client = |retries: RetryConfig| {
            let timeouts = TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT);
            let config = aws
                .to_builder()
                .retry_config(retries)
                .timeout_config(timeouts.disable_operation_attempt_timeout().build());
            Service::lambda(&config.build())
        };
        let repeated = RetryConfig::standard().with_initial_backoff(Duration::from_millis(50));
        Self {
            ours: client(repeated),
            theirs: client(RetryConfig::disabled()),
        }
    }
}

impl Lambda {
    /// Opens a connection to Lambda, which the first call then finds open.
    pub async fn open_connection(&self) {
        self.ours.open_connection().await;
    }
}

impl Invoke for Lambda {
    async fn invoke(&self, side: Side, function: &FunctionArn, payload: &str) -> Reply {
        let lambda = match side {
            Side::Ours => &self.ours,
            Side::Theirs => &self.theirs,
        };
        let path = function_path(&function.unqualified(), "invocations", function.alias());
        match lambda.send("POST", path, Some(payload.to_owned())).await {
            Ok(answer) if answer.header("x-amz-function-error").is_some() => {
                Reply::Error(answer.body)
            }
            Ok(answer) => Reply::Answer(answer.body),
            Err(error) => Reply::None(match error.code() {
                Some("AccessDeniedException") => Cause::NotPermitted,
                Some(RESOURCE_NOT_FOUND) => Cause::FunctionMissing,
                Some("TooManyRequestsException") => Cause::Throttled,
                _ => Cause::Unreachable,
            }),
        }
    }
}
