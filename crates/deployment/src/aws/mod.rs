//! The calls of attach and detach to AWS, and why one did not succeed.

pub(crate) mod lambda;
pub(crate) mod pool;

use std::fmt;

use anyhow::{Result, anyhow};
use aws_config::SdkConfig;
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use cognito::Timing;
use connection::PoolArguments;
use terminal::output::printable;

/// How AWS is called where a pool or its replica is.
pub(crate) async fn configuration(pool: &PoolArguments) -> Result<SdkConfig> {
    let aws = pool.endpoint.configuration(&pool.user_pool_id).await?;
    let aws = aws
        .to_builder()
        .region(pool.region())
        .retry_config(Timing::DEPLOYMENT.retries())
        .timeout_config(Timing::DEPLOYMENT.timeouts());
    Ok(aws.build())
}

/// Why an action, such as `lambda:GetPolicy`, on something did not succeed, and what to do.
pub(crate) fn call_error<E: ProvideErrorMetadata>(
    action: &'static str,
    about: impl fmt::Display,
) -> impl FnOnce(SdkError<E, HttpResponse>) -> anyhow::Error {
    move |error| why(action, &about, &error)
}

fn why<E: ProvideErrorMetadata>(
    permission: &str,
    about: &dyn fmt::Display,
    error: &SdkError<E, HttpResponse>,
) -> anyhow::Error {
    let (_, action) = permission.split_once(':').unwrap_or(("", permission));
    let Some(said) = error.as_service_error() else {
        return anyhow!("AWS gave no answer to {action}; see to the network, and try again");
    };
    match said.code().unwrap_or("no name") {
        "AccessDeniedException" | "NotAuthorizedException" => anyhow!(
            "{permission} on {about} is not permitted; your AWS identity needs that permission"
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
        // Only this message says which setting is refused.
        code @ ("InvalidParameterException" | "InvalidParameterValueException") => anyhow!(
            "AWS refused {action} for {about} ({code}: {})",
            printable(said.message().unwrap_or_default())
        ),
        code => anyhow!("AWS refused {action} for {about} ({code})"),
    }
}
