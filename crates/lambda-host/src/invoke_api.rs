//! Lambda's Invoke operation over HTTP, in front of a host.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{json, value::RawValue};

use crate::{
    Host, HostError, InvocationResult,
    quotas::{EVENT_LIMIT, PAYLOAD_LIMIT, READ_LIMIT},
};

/// The route that [Invoke] has in AWS Lambda, so that an AWS SDK or command line with its endpoint
/// set to this server can invoke the functions of `host`.
///
/// Invocation types `RequestResponse`, `Event` and `DryRun` are answered; function names come in
/// every form that Lambda takes. Signatures are not checked, every version and alias is the one
/// function there is, log tails are not returned, an `Event` is tried once, and an invocation that
/// finds all workers busy waits.
///
/// [Invoke]: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
pub fn invoke_router(host: Arc<Host>) -> Router {
    Router::new()
        .route("/2015-03-31/functions/{name}/invocations", post(invoke))
        .layer(DefaultBodyLimit::max(READ_LIMIT))
        .with_state(host)
}

const INVOCATION_TYPE: &str = "x-amz-invocation-type";
const EXECUTED_VERSION: &str = "x-amz-executed-version";
const FUNCTION_ERROR: &str = "x-amz-function-error";
const ERROR_TYPE: &str = "x-amzn-errortype";

async fn invoke(
    State(host): State<Arc<Host>>,
    Path(function): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    match headers.get(INVOCATION_TYPE).map(HeaderValue::as_bytes) {
        None | Some(b"RequestResponse") => {
            let payload = json_payload(body, PAYLOAD_LIMIT)?;
            let outcome = host.invoke(&function, payload).await?;
            Ok(invoked(&outcome))
        }
        Some(b"Event") => {
            let payload = json_payload(body, EVENT_LIMIT)?;
            // Nobody waits for the outcome of an event.
            drop(host.submit(&function, payload)?);
            Ok(StatusCode::ACCEPTED.into_response())
        }
        Some(b"DryRun") => {
            host.pool(&function)?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        Some(_) => Err(Refusal::InvocationType),
    }
}

/// The payload if Lambda would take it; a request without one means an empty object.
fn json_payload(body: Bytes, limit: usize) -> Result<Bytes, Refusal> {
    if body.is_empty() {
        return Ok(Bytes::from_static(b"{}"));
    }
    if body.len() > limit {
        let bytes = body.len();
        return Err(HostError::PayloadTooLarge { bytes, limit }.into());
    }
    match serde_json::from_slice::<&RawValue>(&body) {
        Ok(_) => Ok(body),
        Err(error) => Err(Refusal::NotJson(error)),
    }
}

/// Lambda answers 200 whether the function succeeded or failed; a header says which.
fn invoked(outcome: &InvocationResult) -> Response {
    let headers = [
        (CONTENT_TYPE.as_str(), "application/json"),
        (EXECUTED_VERSION, "$LATEST"),
    ];
    let body = outcome.payload().clone();
    match outcome {
        InvocationResult::Answer(_) => (headers, body).into_response(),
        InvocationResult::Error { .. }
        | InvocationResult::TimedOut { .. }
        | InvocationResult::Exited { .. } => {
            (headers, [(FUNCTION_ERROR, "Unhandled")], body).into_response()
        }
    }
}

/// Why a request is refused before a function sees it.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error(transparent)]
    Host(#[from] HostError),
    #[error("Could not parse request body into json: {0}")]
    NotJson(serde_json::Error),
    #[error("The invocation type is none of RequestResponse, Event and DryRun")]
    InvocationType,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let message = self.to_string();
        // The names, status codes and spellings of the key `message` are those of Lambda's model.
        let (status, error_type, fault, key) = match self {
            Self::Host(HostError::UnknownFunction(_)) => (
                StatusCode::NOT_FOUND,
                "ResourceNotFoundException",
                "User",
                "Message",
            ),
            Self::Host(HostError::PayloadTooLarge { .. }) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "RequestTooLargeException",
                "User",
                "message",
            ),
            Self::Host(HostError::InvalidReference(_)) | Self::InvocationType => (
                StatusCode::BAD_REQUEST,
                "InvalidParameterValueException",
                "User",
                "message",
            ),
            Self::NotJson(_) => (
                StatusCode::BAD_REQUEST,
                "InvalidRequestContentException",
                "User",
                "message",
            ),
            Self::Host(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "ServiceException",
                "Service",
                "Message",
            ),
        };
        let headers = [
            (CONTENT_TYPE.as_str(), "application/json"),
            (ERROR_TYPE, error_type),
        ];
        let body = json!({ "Type": fault, key: message });
        (status, headers, body.to_string()).into_response()
    }
}
