//! One event through one hook.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::timeout_at;

use crate::{Answer, Event, Failure, FunctionError, Hook, HookOutcome, Invocation};

/// How long after the deadline a handler's answer is still awaited: a handler that gives up at the
/// deadline needs a moment for that.
const GRACE: Duration = Duration::from_millis(200);

/// What came of an invocation.
#[derive(Debug)]
pub struct Invoked {
    /// The event.
    pub event: Event,
    /// What the hook came to.
    pub outcome: HookOutcome,
    /// What goes back to Cognito: the event, or an error.
    pub reply: Result<String, FunctionError>,
}

/// Takes `payload` through `hook`.
///
/// A panic, an overrun and an event that cannot be answered end in the hook's fallback, never in
/// an error text of the runtime: Cognito would show that to a person (contract §12).
pub async fn invoke<H: Hook>(hook: &H, payload: String, invocation: &Invocation) -> Invoked {
    let event = Event::new(payload);
    if !event.view().is_object() {
        let outcome = hook.fallback(&event, Failure::NotAnEvent);
        return unanswerable(event, outcome);
    }
    // Boxed: the SDK's futures are deep, and the layers around this one multiply their size.
    let handling = AssertUnwindSafe(Box::pin(hook.handle(&event, invocation))).catch_unwind();
    let outcome = match timeout_at(invocation.deadline + GRACE, handling).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_panic)) => hook.fallback(&event, Failure::Panicked),
        Err(_elapsed) => hook.fallback(&event, Failure::Overran),
    };
    reply(event, outcome, hook)
}

fn reply<H: Hook>(event: Event, outcome: HookOutcome, hook: &H) -> Invoked {
    let reply = match &outcome.answer {
        Answer::Echo => Ok(event.payload().to_owned()),
        Answer::Reject(message) => Err(message.clone().into()),
        Answer::Fail(error) => Err(error.clone()),
        Answer::Respond(members) => {
            let Some(text) = event.with_response(members) else {
                let outcome = hook.fallback(&event, Failure::NotAnEvent);
                return unanswerable(event, outcome);
            };
            Ok(text)
        }
    };
    Invoked {
        event,
        outcome,
        reply,
    }
}

/// The reply to an event that has no place for a response.
fn unanswerable(event: Event, outcome: HookOutcome) -> Invoked {
    let reply = match &outcome.answer {
        Answer::Reject(message) => Err(message.clone().into()),
        Answer::Fail(error) => Err(error.clone()),
        Answer::Echo | Answer::Respond(_) => Ok(event.payload().to_owned()),
    };
    Invoked {
        event,
        outcome,
        reply,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::{OutcomeName, RejectionMessage};

    /// A hook that does what its event says.
    struct Obedient {
        closed: bool,
    }

    impl Hook for Obedient {
        const NAME: &'static str = "obedient";
        const BUDGET: Duration = Duration::from_secs(4);

        async fn handle(&self, event: &Event, _: &Invocation) -> HookOutcome {
            match event.trigger_source() {
                "panic" => panic!("canary"),
                "sleep" => std::future::pending().await,
                "respond" => {
                    let members = json!({"done": true})
                        .as_object()
                        .cloned()
                        .unwrap_or_default();
                    HookOutcome::new(OutcomeName::Completed, Answer::Respond(members))
                }
                _ => HookOutcome::passed_through(),
            }
        }

        fn fallback(&self, _: &Event, failure: Failure) -> HookOutcome {
            let answer = if self.closed {
                Answer::Reject(RejectionMessage {
                    code: "closed",
                    sentence: "No".to_owned(),
                })
            } else {
                Answer::Echo
            };
            HookOutcome::failed(failure, answer)
        }
    }

    #[track_caller]
    fn check(payload: &str, closed: bool, name: &str, reply: Result<&str, &str>) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let invoked = runtime.block_on(async {
            let invocation = Invocation::beginning(Timestamp::UNIX_EPOCH, Obedient::BUDGET);
            invoke(&Obedient { closed }, payload.to_owned(), &invocation).await
        });
        let outcome = invoked.outcome;
        let word = outcome.code.unwrap_or(outcome.name.as_str());
        assert_eq!(word, name, "{payload}");
        assert_eq!(
            invoked.reply.map_err(|message| message.to_string()),
            reply.map(str::to_owned).map_err(str::to_owned)
        );
    }

    #[test]
    fn outcomes_become_replies() {
        check(r#"{"a": 1.0}"#, true, "passed-through", Ok(r#"{"a": 1.0}"#));
        check(
            r#"{"triggerSource":"respond","response":{}}"#,
            true,
            "completed",
            Ok(r#"{"triggerSource":"respond","response":{"done":true}}"#),
        );
    }

    #[test]
    fn failures_become_the_fallback() {
        for (payload, name) in [
            (r#"{"triggerSource":"panic"}"#, "panicked"),
            (r#"{"triggerSource":"sleep"}"#, "overran"),
            ("null", "not-an-event"),
            ("[1]", "not-an-event"),
            (
                r#"{"triggerSource":"respond","response":{},"response":{}}"#,
                "not-an-event",
            ),
        ] {
            check(payload, false, name, Ok(payload));
            check(payload, true, name, Err("closed: No"));
        }
    }
}
