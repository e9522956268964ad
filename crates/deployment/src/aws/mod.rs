//! The calls of attach and detach to AWS, and why one did not succeed.

pub(crate) mod lambda;
pub(crate) mod pool;

use anyhow::anyhow;
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use terminal::output::printable;

/// Why `action` of `service` on something did not succeed, and what to do.
pub(crate) fn call_error<E: ProvideErrorMetadata>(
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
            "{service}:{action} on {about} is not permitted; your AWS identity needs that permission"
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
