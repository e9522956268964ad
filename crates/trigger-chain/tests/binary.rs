//! The function as AWS runs it: its binary, over the Lambda Runtime API, with a stand-in for
//! Lambda's Invoke.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test"
)]

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use lambda_host::InvocationResult;
use serde_json::{Value, json};
use tests::events::{attributes, custom_message, post_authentication, post_confirmation};
use tests::events::{pre_sign_up, pre_token_generation, sign_up};
use tests::run::{answer, each};
use tests::subject::{check_denied, check_response};
use tests::{Configuration, Run, Subject, at_once, in_turn};

const SUBJECT: Subject = Subject {
    name: "trigger-chain",
    program: env!("CARGO_BIN_EXE_trigger-chain"),
    decides: true,
    has_brands: true,
    good_event: pre_token_generation,
};

/// What a function does with an event.
#[derive(Clone)]
enum Does {
    /// Sets these members of `response`.
    Responds(Value),
    /// Answers this text.
    Answers(&'static str),
    /// Ends with this error.
    Errs(&'static str, &'static str),
    /// Lambda refuses to call it.
    Lacks(u16, &'static str),
    /// The same as the other, so many milliseconds later.
    Late(u64, Box<Self>),
    /// The first so many calls end in the first, the others in the second.
    First(usize, Box<Self>, Box<Self>),
}

use Does::{Answers, Errs, First, Lacks, Late, Responds};

fn echoes() -> Does {
    Responds(json!({}))
}

/// Lambda's Invoke for two functions. It keeps each call: the function, its alias and the payload.
#[derive(Clone, Default)]
struct Lambda {
    does: Arc<BTreeMap<&'static str, Does>>,
    calls: Arc<Mutex<Vec<(String, String)>>>,
}

impl Lambda {
    fn of(ours: Does, theirs: Does) -> Self {
        Self {
            does: Arc::new(BTreeMap::from([("ours", ours), ("theirs", theirs)])),
            calls: Arc::default(),
        }
    }

    /// Runs the chain on these events, one after the other.
    async fn run(&self, events: &[Value]) -> Run {
        let (endpoint, configuration) = self.serve(SETTINGS).await;
        let function = SUBJECT.with_aws(&configuration, &endpoint);
        in_turn(function, events.iter().map(Value::to_string)).await
    }

    async fn serve(&self, chain: &str) -> (String, Configuration) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let route = "/2015-03-31/functions/{function}/invocations";
        let router = Router::new()
            .route(route, post(invoke))
            .with_state(self.clone());
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        let configuration = Configuration::sample();
        let settings = fs::read_to_string(configuration.path()).unwrap();
        fs::write(configuration.path(), format!("{settings}\n{chain}")).unwrap();
        (endpoint, configuration)
    }

    /// Whom it called, in order.
    fn called(&self) -> Vec<String> {
        let calls = self.calls.lock().unwrap();
        calls.iter().map(|(function, _)| function.clone()).collect()
    }
}

const SETTINGS: &str = r#"
[chain.pre-sign-up]
ours = "arn:aws:lambda:eu-west-1:123456789012:function:ours:live"
theirs = "arn:aws:lambda:eu-west-1:123456789012:function:theirs"

[chain.custom-message]
ours = "arn:aws:lambda:eu-west-1:123456789012:function:ours:live"
theirs = "arn:aws:lambda:eu-west-1:123456789012:function:theirs"

[chain.post-confirmation]
ours = "arn:aws:lambda:eu-west-1:123456789012:function:ours:live"
theirs = "arn:aws:lambda:eu-west-1:123456789012:function:theirs"

[chain.post-authentication]
ours = "arn:aws:lambda:eu-west-1:123456789012:function:ours:live"
theirs = "arn:aws:lambda:eu-west-1:123456789012:function:theirs"
"#;

async fn invoke(
    State(lambda): State<Lambda>,
    Path(function): Path<String>,
    axum::extract::RawQuery(query): axum::extract::RawQuery,
    payload: String,
) -> Response {
    let name = function.rsplit(':').next().unwrap().to_owned();
    let before = {
        let mut calls = lambda.calls.lock().unwrap();
        let before = calls.iter().filter(|(called, _)| *called == name).count();
        calls.push((name.clone(), payload.clone()));
        before
    };
    let qualifier = query.unwrap_or_default();
    assert_eq!(
        qualifier.contains("Qualifier=live"),
        name == "ours",
        "{qualifier}"
    );
    let mut does = lambda.does[name.as_str()].clone();
    loop {
        does = match does {
            Late(milliseconds, then) => {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                *then
            }
            First(times, first, _) if before < times => *first,
            First(_, _, then) => *then,
            Responds(members) => {
                let mut event: Value = serde_json::from_str(&payload).unwrap();
                for (name, value) in members.as_object().unwrap() {
                    event["response"][name] = value.clone();
                }
                return event.to_string().into_response();
            }
            Answers(text) => return text.into_response(),
            Errs(error_type, message) => {
                let error = json!({"errorType": error_type, "errorMessage": message, "trace": ["at canary"]});
                return ([("x-amz-function-error", "Unhandled")], error.to_string())
                    .into_response();
            }
            Lacks(status, exception) => {
                let status = StatusCode::from_u16(status).unwrap();
                return (status, [("x-amzn-errortype", exception)], "{}").into_response();
            }
        }
    }
}

fn rejects() -> Does {
    Errs(
        "domain-not-allowed",
        "domain-not-allowed: Sign up with another address",
    )
}

/// The answer is an error with exactly this type and message.
#[track_caller]
fn check_error(case: &str, outcome: &InvocationResult, expected: (&str, &str)) {
    let InvocationResult::Error {
        error_type,
        error_message,
        ..
    } = outcome
    else {
        panic!("{case}: no error: {outcome:?}");
    };
    assert_eq!(
        (error_type.as_str(), error_message.as_str()),
        expected,
        "{case}"
    );
}

const OURS: &[&str] = &["ours"];
const BOTH: &[&str] = &["ours", "theirs"];

#[tokio::test]
async fn a_sign_up_needs_both() {
    let confirms = || Responds(json!({"autoConfirmUser": true, "autoVerifyEmail": true}));
    let flags = |set: bool| json!({"autoConfirmUser": set, "autoVerifyEmail": set, "autoVerifyPhone": false});
    let theirs_refuse = || Errs("Error", "No entry without a ticket");
    let lambda = Lambda::of(confirms(), echoes());
    let run = lambda.run(&[sign_up()]).await;
    check_response(&sign_up(), run.first(), &flags(true));
    assert_eq!(run.log.outcomes(), [("admitted", "")]);
    assert_eq!(lambda.called(), BOTH);
    for (_, payload) in lambda.calls.lock().unwrap().iter() {
        assert_eq!(*payload, sign_up().to_string());
    }
    // What theirs confirms does not count.
    let lambda = Lambda::of(echoes(), confirms());
    let run = lambda.run(&[sign_up()]).await;
    check_response(&sign_up(), run.first(), &flags(false));
    // Either refuses, in its own words. Theirs does not see what ours refuses.
    let lambda = Lambda::of(rejects(), confirms());
    let run = lambda.run(&[sign_up()]).await;
    let message = "domain-not-allowed: Sign up with another address";
    check_error("ours", run.first(), ("domain-not-allowed", message));
    assert_eq!(lambda.called(), OURS);
    assert_eq!(run.log.outcomes(), [("rejected", "ours-refused")]);
    let run = Lambda::of(confirms(), theirs_refuse())
        .run(&[sign_up()])
        .await;
    check_error(
        "theirs",
        run.first(),
        ("Error", "No entry without a ticket"),
    );
    assert_eq!(run.log.outcomes(), [("rejected", "theirs-refused")]);
    assert_eq!(run.log.count("ChainFailures"), 0);
}

#[tokio::test]
async fn their_flags_count_where_the_settings_say_so() {
    let lambda = Lambda::of(
        echoes(),
        Responds(json!({"autoConfirmUser": true, "autoVerifyEmail": true})),
    );
    let chain = SETTINGS.replacen(
        "function:theirs\"",
        "function:theirs\"\ntheir_auto_confirm = true",
        1,
    );
    let (endpoint, configuration) = lambda.serve(&chain).await;
    let function = SUBJECT.with_aws(&configuration, &endpoint);
    let run = in_turn(function, [sign_up().to_string()]).await;
    let flags =
        json!({"autoConfirmUser": true, "autoVerifyEmail": false, "autoVerifyPhone": false});
    check_response(&sign_up(), run.first(), &flags);
}

#[tokio::test]
async fn the_first_text_is_sent() {
    let text = |side: &str| json!({"emailMessage": format!("{side} {{####}}"), "emailSubject": side, "smsMessage": null});
    let event = custom_message("CustomMessage_SignUp");
    let lambda = Lambda::of(Responds(text("ours")), Responds(text("theirs")));
    let run = lambda.run(std::slice::from_ref(&event)).await;
    check_response(&event, run.first(), &text("ours"));
    assert_eq!(lambda.called(), OURS);
    for ours in [echoes(), rejects(), Answers("null")] {
        let lambda = Lambda::of(ours, Responds(text("theirs")));
        let run = lambda.run(std::slice::from_ref(&event)).await;
        check_response(&event, run.first(), &text("theirs"));
        assert_eq!(lambda.called(), BOTH);
    }
    // Cognito uses the pool's own template.
    for theirs in [echoes(), Answers("garbage"), Lacks(500, "ServiceException")] {
        let run = Lambda::of(echoes(), theirs)
            .run(std::slice::from_ref(&event))
            .await;
        assert_eq!(answer(run.first()), event.to_string());
    }
    let run = Lambda::of(echoes(), Errs("Error", "No mail today"))
        .run(&[event])
        .await;
    check_error("theirs", run.first(), ("Error", "No mail today"));
}

fn follows() -> [Value; 2] {
    [
        post_confirmation("PostConfirmation_ConfirmSignUp"),
        post_authentication(),
    ]
}

#[tokio::test]
async fn after_acceptance_ours_runs_and_theirs_runs() {
    let lambda = Lambda::of(echoes(), echoes());
    let run = lambda.run(&follows()).await;
    for (event, outcome) in follows().iter().zip(&run.outcomes) {
        assert_eq!(answer(outcome), event.to_string());
    }
    assert_eq!(run.log.outcomes(), [("completed", ""); 2]);
    assert_eq!(lambda.called(), [BOTH, BOTH].concat());
    // Whatever ours does, theirs runs, and nobody is stopped.
    for ours in [
        rejects(),
        Answers("null"),
        Lacks(403, "AccessDeniedException"),
    ] {
        let lambda = Lambda::of(ours, echoes());
        let run = lambda.run(&follows()).await;
        for (event, outcome) in follows().iter().zip(&run.outcomes) {
            assert_eq!(answer(outcome), event.to_string());
        }
        assert_eq!(run.log.outcomes(), [("completed", "ours-failed"); 2]);
        assert_eq!(run.log.count("ChainFailures"), 2);
    }
    // An error of theirs is Cognito's to show, as it would be without the chain.
    let lambda = Lambda::of(echoes(), Errs("TypeError", "Canary is not a function"));
    let run = lambda.run(&follows()).await;
    for outcome in &run.outcomes {
        check_error("theirs", outcome, ("TypeError", "Canary is not a function"));
    }
    assert_eq!(run.log.outcomes(), [("rejected", "theirs-refused"); 2]);
}

/// Wrong answers, and calls that Lambda refuses: of theirs, then of ours.
#[tokio::test]
async fn what_is_no_answer_admits_nobody() {
    let another = r#"{"version":"1","triggerSource":"PreSignUp_SignUp","userPoolId":"local_Example01","userName":"somebody","response":{}}"#;
    let cases = vec![
        (Answers("garbage"), "not-json"),
        (Answers("null"), "null"),
        (Answers("[]"), "not-an-event"),
        (Answers("{}"), "another-version"),
        (Answers(another), "another-event"),
        (Responds(json!({"autoConfirmUser": "yes"})), "wrong-type"),
        (Lacks(403, "AccessDeniedException"), "not-permitted"),
        (Lacks(404, "ResourceNotFoundException"), "function-missing"),
        (Lacks(429, "TooManyRequestsException"), "throttled"),
        (Lacks(500, "ServiceException"), "unreachable"),
        (Late(10_000, Box::new(echoes())), "timed-out"),
    ];
    each(4, cases, async |(wrong, cause)| {
        let events = [
            sign_up(),
            pre_sign_up("PreSignUp_AdminCreateUser", &attributes(json!({}))),
        ];
        for (lambda, code) in [
            (Lambda::of(echoes(), wrong.clone()), "theirs-failed"),
            (Lambda::of(wrong, echoes()), "ours-failed"),
        ] {
            let run = lambda.run(&events).await;
            for outcome in &run.outcomes {
                check_denied(cause, outcome, "temporarily-unavailable");
            }
            assert_eq!(run.log.outcomes(), [("failed", code); 2], "{cause}");
            assert_eq!(run.log.invocations[0]["cause"], cause);
            assert_eq!(run.log.count("ChainFailures"), 2);
            // Before Lambda ends the function, and long before Cognito gives up.
            assert!(run.log.longest_ms() < 4_200, "{}", run.log.longest_ms());
            let theirs = lambda.called().into_iter().filter(|name| name == "theirs");
            let theirs = theirs.count();
            assert_eq!(theirs, if code == "ours-failed" { 0 } else { 2 }, "{cause}");
        }
    })
    .await;
}

/// Half of the time is left for theirs, which takes most of it.
#[tokio::test]
async fn a_slow_function_of_ours_leaves_time_for_theirs() {
    let lambda = Lambda::of(
        Late(10_000, Box::new(echoes())),
        Late(1_500, Box::new(echoes())),
    );
    let run = lambda.run(&follows()).await;
    assert_eq!(run.log.outcomes(), [("completed", "ours-failed"); 2]);
    assert_eq!(run.log.invocations[0]["cause"], "timed-out");
    assert_eq!(lambda.called(), [BOTH, BOTH].concat());
    // And what ours leaves of its half is theirs.
    let lambda = Lambda::of(echoes(), Late(3_000, Box::new(echoes())));
    let run = lambda.run(&follows()).await;
    assert_eq!(run.log.outcomes(), [("completed", ""); 2]);
}

#[tokio::test]
async fn ours_is_asked_again_and_theirs_is_not() {
    let throttled = || Box::new(Lacks(429, "TooManyRequestsException"));
    let lambda = Lambda::of(First(2, throttled(), Box::new(echoes())), echoes());
    let run = lambda.run(&[sign_up()]).await;
    assert_eq!(run.log.outcomes(), [("admitted", "")]);
    assert_eq!(lambda.called(), ["ours", "ours", "ours", "theirs"]);
    let lambda = Lambda::of(echoes(), First(1, throttled(), Box::new(echoes())));
    let run = lambda.run(&[sign_up()]).await;
    assert_eq!(run.log.outcomes(), [("failed", "theirs-failed")]);
    assert_eq!(lambda.called(), BOTH);
}

#[tokio::test]
async fn three_runs_at_once_are_three_runs_of_each() {
    let lambda = Lambda::of(Late(300, Box::new(echoes())), echoes());
    let (endpoint, configuration) = lambda.serve(SETTINGS).await;
    let [event, _] = follows();
    let function = SUBJECT.with_aws(&configuration, &endpoint);
    let run = at_once(function, &event.to_string(), 3).await;
    for outcome in &run.outcomes {
        assert_eq!(answer(outcome), event.to_string());
    }
    let count = |name: &str| {
        lambda
            .called()
            .iter()
            .filter(|called| *called == name)
            .count()
    };
    assert_eq!((count("ours"), count("theirs")), (3, 3));
}

#[tokio::test]
async fn other_events_come_back() {
    let mut unheard = pre_token_generation();
    unheard["triggerSource"] = "Unheard_Source".into();
    let mut empty = pre_token_generation();
    empty["triggerSource"] = "".into();
    let lambda = Lambda::of(echoes(), echoes());
    let run = lambda
        .run(&[pre_token_generation(), unheard.clone(), empty])
        .await;
    assert_eq!(answer(&run.outcomes[0]), pre_token_generation().to_string());
    assert_eq!(answer(&run.outcomes[1]), unheard.to_string());
    // This could be a sign-up.
    check_denied("empty", &run.outcomes[2], "request-not-understood");
    assert_eq!(lambda.called(), [""; 0]);
}

#[tokio::test]
async fn garbage_is_denied() {
    SUBJECT.check_garbage().await;
}

/// No section, and settings that cannot be read: no sign-up is admitted, and nobody else is kept.
#[tokio::test]
async fn without_settings_it_admits_nobody_and_stops_nobody_else() {
    let [confirmation, _] = follows();
    let events = [sign_up(), confirmation.clone()];
    for chain in ["", "[chain.pre-sign-up]\nours = 'ours'", "[tokens"] {
        let lambda = Lambda::of(echoes(), echoes());
        let (endpoint, configuration) = lambda.serve(chain).await;
        let function = SUBJECT.with_aws(&configuration, &endpoint);
        let run = in_turn(function, events.iter().map(Value::to_string)).await;
        check_denied(chain, &run.outcomes[0], "temporarily-unavailable");
        assert_eq!(answer(&run.outcomes[1]), confirmation.to_string());
        assert_eq!(run.log.outcomes(), [("not-configured", ""); 2]);
        assert_eq!(run.log.count("NotConfigured"), 2);
        assert_eq!(lambda.called(), [""; 0]);
    }
}
