//! How an invocation went, and the body that Lambda would answer.

use std::{process::ExitStatus, time::Duration};

use axum::body::Bytes;
use serde_json::{Value, json};

/// How an invocation went.
///
/// Every variant but [`InvocationResult::Answer`] is what Lambda calls a function error: Invoke answers 200
/// with the header `X-Amz-Function-Error`, and [`InvocationResult::payload`] is the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvocationResult {
    /// The function answered with these bytes.
    Answer(Bytes),
    /// The function reported an error, of this invocation or of its start.
    Error {
        /// The `errorType` it sent, empty if it sent none.
        error_type: String,
        /// The `errorMessage` it sent, empty if it sent none.
        error_message: String,
        /// The error as the function sent it.
        payload: Bytes,
    },
    /// The function did not answer, or did not start, in time. Its process was killed.
    TimedOut {
        /// The error in Lambda's words.
        payload: Bytes,
    },
    /// The process ended before it answered.
    Exited {
        /// The exit code, absent if a signal ended the process.
        code: Option<i32>,
        /// Whether it ended before asking for its first event: a bad start, not a bad event.
        before_first_poll: bool,
        /// The error in Lambda's words.
        payload: Bytes,
    },
}

impl InvocationResult {
    /// The body with which Lambda's Invoke answers this outcome.
    pub fn payload(&self) -> &Bytes {
        match self {
            Self::Answer(payload)
            | Self::Error { payload, .. }
            | Self::TimedOut { payload }
            | Self::Exited { payload, .. } => payload,
        }
    }

    /// An error object that a function posted.
    pub(crate) fn reported(payload: Bytes) -> Self {
        // A function may post anything; what is not an error object has neither type nor message.
        let error: Value = serde_json::from_slice(&payload).unwrap_or_default();
        let text = |key| {
            let text = error.get(key).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        Self::Error {
            error_type: text("errorType"),
            error_message: text("errorMessage"),
            payload,
        }
    }

    /// An answer of more than `limit` bytes, which Lambda turns into an error.
    pub(crate) fn answer_too_large(bytes: usize, limit: usize) -> Self {
        Self::reported(error_object(
            "Function.ResponseSizeTooLarge",
            &format!(
                "Response payload size ({bytes} bytes) exceeded maximum allowed payload size \
                 ({limit} bytes)."
            ),
        ))
    }

    /// No sign of life within `limit`.
    pub(crate) fn timed_out(request_id: &str, limit: Duration) -> Self {
        let seconds = limit.as_secs_f64();
        Self::TimedOut {
            payload: error_object(
                "Sandbox.Timedout",
                &format!(
                    "RequestId: {request_id} Error: Task timed out after {seconds:.2} seconds"
                ),
            ),
        }
    }

    /// The process ended; `status` is absent where the operating system did not say it.
    pub(crate) fn exited(
        request_id: &str,
        status: Option<ExitStatus>,
        before_first_poll: bool,
    ) -> Self {
        let code = status.and_then(|status| status.code());
        let reason = match (status, code) {
            (None, _) | (_, Some(0)) => "Runtime exited without providing a reason".to_owned(),
            (_, Some(code)) => format!("Runtime exited with error: exit status {code}"),
            (Some(signal), None) => format!("Runtime exited with error: {signal}"),
        };
        Self::Exited {
            code,
            before_first_poll,
            payload: error_object(
                "Runtime.ExitError",
                &format!("RequestId: {request_id} Error: {reason}"),
            ),
        }
    }
}

fn error_object(error_type: &str, error_message: &str) -> Bytes {
    let error = json!({ "errorType": error_type, "errorMessage": error_message });
    error.to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_reported(payload: &'static str, error_type: &str, error_message: &str) {
        let expected = InvocationResult::Error {
            error_type: error_type.to_owned(),
            error_message: error_message.to_owned(),
            payload: payload.into(),
        };
        assert_eq!(InvocationResult::reported(payload.into()), expected);
    }

    #[test]
    fn whatever_a_function_posts_as_error_is_kept() {
        check_reported(r#"{"errorType":"T","errorMessage":"m"}"#, "T", "m");
        check_reported(r#"{"errorMessage":"m","stackTrace":[]}"#, "", "m");
        check_reported(r#"{"errorType":1}"#, "", "");
        check_reported("[]", "", "");
        check_reported("not json", "", "");
        check_reported("", "", "");
    }

    #[track_caller]
    fn check_payload(outcome: &InvocationResult, payload: &str) {
        assert_eq!(outcome.payload(), payload);
    }

    #[test]
    fn endings_are_worded_as_lambda_words_them() {
        let timed_out = InvocationResult::timed_out("id", Duration::from_secs(3));
        check_payload(
            &timed_out,
            r#"{"errorMessage":"RequestId: id Error: Task timed out after 3.00 seconds","errorType":"Sandbox.Timedout"}"#,
        );
        check_payload(
            &InvocationResult::exited("id", Some(ExitStatus::default()), false),
            r#"{"errorMessage":"RequestId: id Error: Runtime exited without providing a reason","errorType":"Runtime.ExitError"}"#,
        );
    }
}
