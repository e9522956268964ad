//! `GET /_local/activity`: calls, hooks and messages as they happen.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde_json::{Value, json};

use super::http::{answer, refuse};
use crate::server::local_user_pool::LocalUserPool;
use crate::state::calls::{Call, CallOutcome};
use crate::state::history::{ActivityEntry, ActivityKind, HookRun};
use crate::state::json::set;

/// The outcome of a run that has not ended, as of such a call.
const UNDER_WAY: &str = "under way";

/// All activity, in the order in which it began; with `?since=`, from this number on.
///
/// `next` is the number for the next request: that of the first entry still under way, so that the
/// caller sees its outcome, or else that of the entry to come.
pub(super) async fn list(
    State(pool): State<LocalUserPool>,
    uri: Uri,
) -> Result<Response, Response> {
    let since = since(uri.query().unwrap_or_default())
        .map_err(|message| refuse(StatusCode::BAD_REQUEST, message))?;
    // In this order, an entry that begins between the two lines is listed twice and not missed.
    let end = pool.next_activity();
    let entries = pool.activity(since);
    let unfinished = entries.iter().find(|entry| is_under_way(entry));
    let next = unfinished.map_or(end, |entry| entry.number.min(end));
    let entries: Vec<Value> = entries.iter().map(describe).collect();
    let activity = json!({ "activity": entries, "next": next });
    Ok(answer(StatusCode::OK, &activity))
}

fn is_under_way(entry: &ActivityEntry) -> bool {
    match &entry.kind {
        ActivityKind::Call(call) => call.outcome == CallOutcome::Pending,
        ActivityKind::Hook(run) => run.outcome.is_none(),
        ActivityKind::Message(_) => false,
    }
}

fn describe(entry: &ActivityEntry) -> Value {
    let mut described = match &entry.kind {
        ActivityKind::Call(call) => describe_call(call),
        ActivityKind::Hook(run) => describe_run(run),
        ActivityKind::Message(id) => json!({ "kind": "message", "id": id }),
    };
    set(&mut described, "number", entry.number);
    set(&mut described, "at", entry.at.to_string());
    described
}

fn describe_call(call: &Call) -> Value {
    json!({
        "kind": "call",
        "service": call.service.name(),
        "operation": call.operation,
        "detail": call.detail,
        "outcome": call.outcome.to_string(),
    })
}

/// `said` is the message that the caller of the pool reads, if the run failed.
fn describe_run(run: &HookRun) -> Value {
    let (outcome, said) = match &run.outcome {
        None => (UNDER_WAY, None),
        Some(Ok(())) => ("ok", None),
        Some(Err(said)) => ("failed", Some(said)),
    };
    json!({
        "kind": "hook",
        "function": run.function,
        "trigger_source": run.trigger_source,
        "user": run.user,
        "outcome": outcome,
        "said": said,
    })
}

/// The number after `since=`; 0 if the query is empty.
fn since(query: &str) -> Result<u64, &'static str> {
    if query.is_empty() {
        return Ok(0);
    }
    let number = query
        .strip_prefix("since=")
        .ok_or("The only parameter is since")?;
    number.parse().map_err(|_| "since is no number")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::calls::Service;
    use crate::state::exception::Exception;
    use jiff::Timestamp;

    #[track_caller]
    fn check_since(query: &str, expected: Result<u64, &str>) {
        assert_eq!(since(query), expected, "{query}");
    }

    #[test]
    fn the_number_is_asked_for() {
        check_since("", Ok(0));
        check_since("since=7", Ok(7));
        check_since("since=", Err("since is no number"));
        check_since("since=-1", Err("since is no number"));
        check_since("since=7&to=8", Err("since is no number"));
        check_since("to=8", Err("The only parameter is since"));
    }

    #[track_caller]
    fn check(kind: ActivityKind, under_way: bool, expected: &Value) {
        let entry = ActivityEntry {
            number: 7,
            at: Timestamp::UNIX_EPOCH,
            kind,
        };
        let mut found = describe(&entry);
        assert_eq!(found["number"], 7);
        assert_eq!(found["at"], "1970-01-01T00:00:00Z");
        let members = found.as_object_mut().unwrap();
        members.remove("number");
        members.remove("at");
        assert_eq!(found, *expected);
        assert_eq!(is_under_way(&entry), under_way);
    }

    fn call(outcome: CallOutcome) -> ActivityKind {
        ActivityKind::Call(Call {
            service: Service::CognitoIdp,
            operation: "AdminGetUser".to_owned(),
            detail: String::new(),
            outcome,
        })
    }

    fn run(outcome: Option<Result<(), String>>) -> ActivityKind {
        ActivityKind::Hook(HookRun {
            function: "pre-sign-up".to_owned(),
            trigger_source: "PreSignUp_SignUp".to_owned(),
            user: "ada".to_owned(),
            outcome,
        })
    }

    #[test]
    fn each_thing_says_what_came_of_it() {
        let expected = |outcome| json!({ "kind": "call", "service": "cognito-idp", "operation": "AdminGetUser", "detail": "", "outcome": outcome });
        check(call(CallOutcome::Pending), true, &expected(UNDER_WAY));
        check(call(CallOutcome::Answered), false, &expected("ok"));
        check(
            call(CallOutcome::Refused(Exception::UserNotFoundException)),
            false,
            &expected("UserNotFoundException"),
        );
        let expected = |outcome, said: Option<&str>| json!({ "kind": "hook", "function": "pre-sign-up", "trigger_source": "PreSignUp_SignUp", "user": "ada", "outcome": outcome, "said": said });
        check(run(None), true, &expected(UNDER_WAY, None));
        check(run(Some(Ok(()))), false, &expected("ok", None));
        check(
            run(Some(Err("no".to_owned()))),
            false,
            &expected("failed", Some("no")),
        );
        let expected = json!({ "kind": "message", "id": "m" });
        check(ActivityKind::Message("m".to_owned()), false, &expected);
    }
}
