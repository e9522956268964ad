//! The loop over the Lambda Runtime API. Here the clock is read and lines are written.

use std::cell::Cell;
use std::fmt::Display;
use std::io::Write;
use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use jiff::Timestamp;
use lambda_runtime::tower::{Layer, Service};
use lambda_runtime::{LambdaEvent, LambdaInvocation, Runtime, service_fn};
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::time::timeout;

use crate::log::identifier;
use crate::{
    Answer, Capture, Event, FunctionError, Hook, HookOutcome, Invocation, Invoked, Metric,
    OutcomeName, invoke, metrics,
};

/// How long before Lambda's own deadline the answer has to be ready.
const LAMBDA_MARGIN: Duration = Duration::from_millis(250);

/// How long a function may warm up. A person may be waiting for its start.
const WARM_UP_LIMIT: Duration = Duration::from_millis(400);

/// Awaits what a function does before its first event, as long as it may take and whatever becomes
/// of it.
pub async fn warm_up(work: impl Future<Output = ()>) {
    let work = AssertUnwindSafe(Box::pin(work)).catch_unwind();
    if !matches!(timeout(WARM_UP_LIMIT, work).await, Ok(Ok(()))) {
        tracing::debug!("the function starts cold");
    }
}

/// Runs a hook until the process is ended.
pub async fn run<H: Hook>(hook: H, capture: Option<Capture>) -> Result<(), lambda_runtime::Error> {
    serve(Some(hook), capture).await
}

/// Runs a hook that must never keep anybody from going on. If its configuration cannot be used, it
/// echoes every event and says so in log and metrics (design §4 rule 3).
pub async fn run_or_echo<H: Hook, E: Display>(
    configure: impl FnOnce() -> Result<(H, Option<Capture>), E>,
) -> Result<(), lambda_runtime::Error> {
    // The SDK panics where it finds no root certificates.
    match panic::catch_unwind(AssertUnwindSafe(configure)) {
        Ok(Ok((hook, capture))) => return run(hook, capture).await,
        Ok(Err(error)) => {
            tracing::error!(%error, "the configuration cannot be used; every event is echoed");
        }
        Err(_panic) => {
            tracing::error!("the function cannot be set up; every event is echoed");
        }
    }
    serve::<H>(None, None).await
}

/// Logs a problem at the start of a function that runs all the same: a line of level `ERROR`, and a
/// count of `metric`.
pub fn count_problem<E: Display>(metric: Metric, problem: Option<&E>) {
    let Some(problem) = problem else { return };
    tracing::error!(%problem, "a part of the configuration cannot be used");
    let deployed = std::env::var("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_default();
    count(&deployed, &[(metric, 1)], now());
}

/// Counts these of `function`, the name that it was deployed under.
pub fn count(function: &str, counts: &[(Metric, usize)], now: Timestamp) {
    if let Some(line) = metrics::line(function, None, counts, now) {
        write_line(&line);
    }
}

async fn serve<H: Hook>(
    hook: Option<H>,
    capture: Option<Capture>,
) -> Result<(), lambda_runtime::Error> {
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        let name = H::NAME;
        return Err(format!(
            "AWS_LAMBDA_RUNTIME_API is not set: {name} runs in AWS Lambda; here, `invitations replay --binary` and `cargo lambda watch` run it"
        )
        .into());
    }
    if let Some(hook) = &hook {
        warm_up(hook.warm_up()).await;
    }
    let cold_start = Cell::new(true);
    let handler = service_fn(
        async |event: LambdaEvent<Box<RawValue>>| -> Result<Box<RawValue>, FunctionError> {
            let started = Instant::now();
            let now = now();
            let (payload, context) = event.into_parts();
            let payload = String::from(Box::<str>::from(payload));
            let invoked = match &hook {
                Some(hook) => {
                    let left = time_left(context.deadline, now);
                    let invocation = Invocation::within(now, H::BUDGET, left);
                    invoke(hook, payload, &invocation).await
                }
                None => not_configured(payload),
            };
            let cold_start = cold_start.replace(false);
            log_invocation(
                H::NAME,
                &context.request_id,
                cold_start,
                started.elapsed(),
                &invoked,
            );
            // The name that the function was deployed under, so that two stacks do not mix.
            let deployed = context.env_config.function_name.as_str();
            let counted =
                metrics::line(deployed, invoked.outcome.code, &invoked.outcome.counts, now);
            if let Some(line) = counted {
                write_line(&line);
            }
            if let Some(line) = capture
                .as_ref()
                .and_then(|capture| capture.line(H::NAME, now, &invoked))
            {
                write_line(&line);
            }
            // The reply is JSON: it was spliced into an event that was.
            invoked.reply.map(|text| {
                RawValue::from_string(text).unwrap_or_else(|_| RawValue::NULL.to_owned())
            })
        },
    );
    Runtime::new(handler).layer(NullForInvalidJson).run().await
}

fn not_configured(payload: String) -> Invoked {
    let outcome = HookOutcome::new(OutcomeName::NotConfigured, Answer::Echo);
    Invoked {
        event: Event::new(payload.clone()),
        outcome: outcome.counted(Metric::NotConfigured),
        reply: Ok(payload),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place; everything below takes the time as an argument"
)]
fn now() -> Timestamp {
    Timestamp::now()
}

/// The time until Lambda's deadline (milliseconds since the epoch; 0 where there is none), less a
/// margin. `None` where nothing is left.
fn time_left(deadline: u64, now: Timestamp) -> Option<Duration> {
    let now = u64::try_from(now.as_millisecond()).unwrap_or_default();
    let left = Duration::from_millis(deadline.saturating_sub(now)).saturating_sub(LAMBDA_MARGIN);
    (!left.is_zero()).then_some(left)
}

/// Logs the one line of an invocation: its outcome, and nothing from the event that is personal.
pub fn log_invocation(
    function: &str,
    request_id: &str,
    cold_start: bool,
    took: Duration,
    invoked: &Invoked,
) {
    let event = &invoked.event;
    let outcome = &invoked.outcome;
    // The macros take the level as a constant.
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                function,
                request_id,
                cold_start,
                trigger_source = identifier(event.trigger_source()),
                user_pool = identifier(event.user_pool_id()),
                sub = sub(event),
                user_name = generated(event.user_name()),
                client_id = event.client_id().map(identifier),
                jti = outcome.jti.as_deref().map(identifier),
                outcome = outcome.name.as_str(),
                code = outcome.code,
                cause = outcome.cause,
                duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
                "invocation"
            )
        };
    }
    if outcome.is_trouble() {
        line!(warn);
    } else {
        line!(info);
    }
}

fn sub(event: &Event) -> Option<&str> {
    event
        .request("userAttributes")?
        .get("sub")?
        .as_str()
        .map(identifier)
}

/// A user name that was generated: a UUID; in pools that sign in by e-mail, it becomes the `sub`. A
/// name that somebody has chosen can be personal, and is not shown.
fn generated(user_name: &str) -> Option<&str> {
    let is_uuid = user_name.len() == 36
        && user_name.char_indices().all(|(at, c)| match at {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        });
    is_uuid.then_some(user_name)
}

fn write_line(line: &Value) {
    // One write, so that lines of two sources never mix. Nothing can be done where standard
    // output is gone, and the answer matters more.
    let written = std::io::stdout()
        .lock()
        .write_all(format!("{line}\n").as_bytes());
    if written.is_err() {
        tracing::error!("standard output cannot be written");
    }
}

/// Puts `null` in the place of a payload that is no JSON, so that it reaches the hook: the
/// runtime's own error text would quote it, and Cognito shows that text to a person.
struct NullForInvalidJson;

struct Garbage<S>(S);

impl<S> Layer<S> for NullForInvalidJson {
    type Service = Garbage<S>;

    fn layer(&self, inner: S) -> Garbage<S> {
        Garbage(inner)
    }
}

impl<S: Service<LambdaInvocation>> Service<LambdaInvocation> for Garbage<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(
        &mut self,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, mut invocation: LambdaInvocation) -> Self::Future {
        if serde_json::from_slice::<&RawValue>(&invocation.body).is_err() {
            invocation.body = b"null".as_slice().into();
        }
        self.0.call(invocation)
    }
}

#[cfg(test)]
mod tests {
    use lambda_runtime::Diagnostic;
    use serde_json::json;

    use super::*;
    use crate::RejectionMessage;

    #[test]
    fn lambda_deadline_leaves_a_margin() {
        let now = Timestamp::from_second(1_000).unwrap();
        let left = Some(Duration::from_millis(4_750));
        assert_eq!(time_left(1_005_000, now), left);
        for past_or_unknown in [1_000_250, 1_000_100, 999_000, 0] {
            assert_eq!(time_left(past_or_unknown, now), None);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_deadline_there_is_one_attempt_of_a_second() {
        let begun = tokio::time::Instant::now();
        let seconds = Duration::from_secs;
        for (budget, left, expected, tries_once) in [
            (seconds(4), Some(seconds(9)), seconds(4), false),
            (seconds(4), Some(seconds(3)), seconds(3), false),
            (seconds(4), None, seconds(1), true),
        ] {
            let invocation = Invocation::within(Timestamp::UNIX_EPOCH, budget, left);
            assert_eq!(invocation.deadline - begun, expected);
            assert_eq!(invocation.tries_once, tries_once);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn whatever_becomes_of_warming_up_the_function_starts() {
        let begun = tokio::time::Instant::now();
        warm_up(async {}).await;
        warm_up(async { panic!("canary") }).await;
        assert!(begun.elapsed().is_zero());
        warm_up(std::future::pending()).await;
        assert_eq!(begun.elapsed(), WARM_UP_LIMIT);
    }

    #[test]
    fn only_generated_user_names_are_logged() {
        for (user_name, shown) in [
            ("c4a21e9b-51a4-4c1e-9c0e-0d2f0b1a9e77", true),
            ("C4A21E9B-51A4-4C1E-9C0E-0D2F0B1A9E77", true),
            ("c4a21e9b-51a4-4c1e-9c0e-0d2f0b1a9e7", false),
            ("c4a21e9b051a4-4c1e-9c0e-0d2f0b1a9e77", false),
            ("c4a21e9b-51a4-4c1e-9c0e-0d2f0b1a9e7g", false),
            ("-----c4a21e9b51a44c1e9c0e0d2f0b1a9e7", false),
            ("Google_c4a21e9b-51a4-4c1e-9c0e-0d2f0b1a9e77", false),
            ("jane", false),
            ("jane@example.com", false),
            ("", false),
        ] {
            assert_eq!(generated(user_name), shown.then_some(user_name));
        }
    }

    #[test]
    fn denials_carry_chosen_bytes_only() {
        let message = RejectionMessage {
            code: "invitation-expired",
            sentence: "Ask for a new one".to_owned(),
        };
        let diagnostic = Diagnostic::from(FunctionError::from(message.clone()));
        assert_eq!(
            json!(diagnostic),
            json!({"errorType": "invitation-expired", "errorMessage": "invitation-expired: Ask for a new one"})
        );
        assert_eq!(
            format!("{message:?}"),
            "RejectionMessage(invitation-expired)"
        );
    }
}
