//! The Runtime API that one process sees.
//!
//! The handlers decide nothing: each turns a request into a [`Report`] to the process's
//! [`Worker`](crate::Worker), waits for its word, and answers as the [specification] says.
//!
//! [specification]: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State, rejection::BytesRejection},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

use crate::{
    InvocationResult,
    quotas::{ANSWER_LIMIT, READ_LIMIT},
};

/// What a process said.
#[derive(Debug)]
pub(crate) enum Report {
    /// It waits for an event.
    Polled(oneshot::Sender<Event>),
    /// It is done with an event.
    Done {
        /// The event's request id, as the process names it.
        request_id: String,
        /// What came of it.
        outcome: InvocationResult,
        /// Takes whether that is the event it was given.
        accepted: oneshot::Sender<bool>,
    },
    /// It cannot start, and says why.
    InitError(InvocationResult),
}

/// An event on its way to a process.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) request_id: String,
    pub(crate) function_arn: String,
    pub(crate) timeout: Duration,
    pub(crate) payload: Bytes,
}

/// The routes of one process.
pub(crate) fn router(reports: mpsc::Sender<Report>) -> Router {
    Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route(
            "/2018-06-01/runtime/invocation/{id}/response",
            post(response),
        )
        .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
        .route("/2018-06-01/runtime/init/error", post(init_error))
        .layer(DefaultBodyLimit::max(READ_LIMIT))
        .with_state(reports)
}

async fn next(State(reports): State<mpsc::Sender<Report>>) -> Response {
    let (poll, event) = oneshot::channel();
    // A worker that is gone has dropped the receiver, and with it the poll.
    let _ = reports.send(Report::Polled(poll)).await;
    let Ok(event) = event.await else {
        return refusal(
            StatusCode::FORBIDDEN,
            "InvalidStateTransition",
            "The previous event has not been answered",
        );
    };
    let now = since_epoch();
    let deadline = now + event.timeout;
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", event.request_id),
        (
            "lambda-runtime-deadline-ms",
            deadline.as_millis().to_string(),
        ),
        ("lambda-runtime-invoked-function-arn", event.function_arn),
        (
            "lambda-runtime-trace-id",
            format!(
                "Root=1-{:08x}-{:024x};Sampled=0",
                now.as_secs(),
                now.as_nanos()
            ),
        ),
    ];
    (headers, event.payload).into_response()
}

async fn response(
    State(reports): State<mpsc::Sender<Report>>,
    Path(request_id): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match body {
        Ok(answer) if answer.len() <= ANSWER_LIMIT => {
            done(&reports, request_id, InvocationResult::Answer(answer)).await
        }
        Ok(answer) => {
            let outcome = InvocationResult::answer_too_large(answer.len(), ANSWER_LIMIT);
            let answer = done(&reports, request_id, outcome).await;
            if !answer.status().is_success() {
                return answer;
            }
            refusal(
                StatusCode::PAYLOAD_TOO_LARGE,
                "RequestEntityTooLarge",
                "The answer is larger than 6 MB",
            )
        }
        Err(rejection) => rejection.into_response(),
    }
}

async fn error(
    State(reports): State<mpsc::Sender<Report>>,
    Path(request_id): Path<String>,
    body: Bytes,
) -> Response {
    done(&reports, request_id, InvocationResult::reported(body)).await
}

async fn init_error(State(reports): State<mpsc::Sender<Report>>, body: Bytes) -> Response {
    // A worker that is gone is stopping this process: nobody waits for its word.
    let _ = reports
        .send(Report::InitError(InvocationResult::reported(body)))
        .await;
    accepted()
}

async fn done(
    reports: &mpsc::Sender<Report>,
    request_id: String,
    outcome: InvocationResult,
) -> Response {
    let (sender, verdict) = oneshot::channel();
    // As above: without a worker the verdict's sender is dropped, which counts as a no.
    let _ = reports
        .send(Report::Done {
            request_id,
            outcome,
            accepted: sender,
        })
        .await;
    if verdict.await.unwrap_or(false) {
        return accepted();
    }
    refusal(
        StatusCode::BAD_REQUEST,
        "InvalidRequestID",
        "Invalid request ID",
    )
}

fn accepted() -> Response {
    answer(StatusCode::ACCEPTED, &json!({ "status": "OK" }))
}

fn refusal(status: StatusCode, error_type: &str, error_message: &str) -> Response {
    answer(
        status,
        &json!({ "errorType": error_type, "errorMessage": error_message }),
    )
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let headers = [(CONTENT_TYPE, "application/json")];
    (status, headers, body.to_string()).into_response()
}

#[expect(
    clippy::disallowed_methods,
    reason = "a function compares the deadline with its own wall clock, so it is read as the event goes out"
)]
fn since_epoch() -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    // Before 1970 only on a machine whose clock was never set.
    now.unwrap_or_default()
}
