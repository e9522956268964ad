//! How long a call is tried for, and what a person reads when nothing came of it.

pub(crate) mod lambda;
pub(crate) mod pool;
pub(crate) mod raw_answer;

use std::time::Duration;

use anyhow::anyhow;
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::config::retry::RetryConfig;
use aws_sdk_cognitoidentityprovider::config::timeout::TimeoutConfig;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use terminal::output::printable;

/// How often a call is made before its failure is told: a pool with many clients is read at five
/// calls a second (contract §8), and every call that is made here can be repeated.
const ATTEMPTS: u32 = 8;
/// The first pause after a failed attempt; the SDK adds jitter and doubles it.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// How long a single attempt may take.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// How calls are repeated.
pub(crate) fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_PAUSE)
}

/// How long calls take at most.
pub(crate) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .build()
}

/// What the person reads who asked `service` for `action` on something.
pub(crate) fn complaint<E: ProvideErrorMetadata>(
    service: &str,
    action: &str,
    about: &str,
    error: &SdkError<E, HttpResponse>,
) -> anyhow::Error {
    let Some(said) = error.as_service_error() else {
        return anyhow!("AWS gave no answer to {action}; see to the network, and try again");
    };
    match said.code().unwrap_or("no name") {
        "AccessDeniedException" | "NotAuthorizedException" => anyhow!(
            "{service}:{action} on {about} is not permitted; whoever runs this needs that permission"
        ),
        "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "ExpiredTokenException"
        | "InvalidClientTokenId"
        | "IncompleteSignature"
        | "MissingAuthenticationToken" => {
            anyhow!("AWS does not accept the credentials; sign in once more")
        }
        "TooManyRequestsException" | "ThrottlingException" | "Throttling" => {
            anyhow!("AWS has too many requests for {action} at the moment; try again")
        }
        "ConcurrentModificationException" | "PreconditionFailedException" => {
            anyhow!("somebody else changes {about} at the moment; try again")
        }
        "ResourceNotFoundException" => {
            anyhow!("{about} is not there; correct its name, the credentials or the Region")
        }
        "UnknownOperationException" => anyhow!(
            "what is at this address does not know {action}; a user pool of `invitations dev` calls handlers, and no functions"
        ),
        // It says which setting is refused, and nothing else could.
        code @ ("InvalidParameterException" | "InvalidParameterValueException") => anyhow!(
            "AWS refused {action} for {about} ({code}: {})",
            printable(said.message().unwrap_or_default())
        ),
        code => anyhow!("AWS refused {action} for {about} ({code})"),
    }
}
