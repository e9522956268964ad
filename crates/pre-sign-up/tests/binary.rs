//! The function as AWS runs it: its binary, over the Lambda Runtime API.

#![expect(
    clippy::indexing_slicing,
    reason = "clippy knows test functions, but not what they call"
)]

use serde_json::{Value, json};
use tests::events::{attributes, pre_sign_up, sign_up};
use tests::subject::{check_denied, check_response};
use tests::{Configuration, Subject, at_once, canary, events, in_turn};

const SUBJECT: Subject = Subject {
    name: "pre-sign-up",
    program: env!("CARGO_BIN_EXE_pre-sign-up"),
    decides: true,
    has_brands: true,
    good_event: sign_up,
};

/// An event, and what has to come of it.
struct Case {
    event: Value,
    /// The code of the rejection; `None` is admission.
    rejection: Option<&'static str>,
    /// Whether the account is confirmed at once.
    confirmed: bool,
}

fn admitted(event: Value, confirmed: bool) -> Case {
    Case {
        event,
        rejection: None,
        confirmed,
    }
}

fn rejected(event: Value, code: &'static str) -> Case {
    Case {
        event,
        rejection: Some(code),
        confirmed: false,
    }
}

/// She signs up with these attributes beside, or in place of, her own.
fn sign_up_with(others: Value) -> Value {
    pre_sign_up("PreSignUp_SignUp", &attributes(others))
}

fn without_terms(mut event: Value) -> Value {
    event["request"]["validationData"] = Value::Null;
    event
}

fn cases() -> Vec<Case> {
    let federated = |user_name: &str| {
        let mut event = pre_sign_up("PreSignUp_ExternalProvider", &attributes(json!({})));
        event["userName"] = user_name.into();
        event
    };
    vec![
        admitted(sign_up(), true),
        admitted(sign_up_with(json!({})), false),
        admitted(
            without_terms(pre_sign_up(
                "PreSignUp_AdminCreateUser",
                &attributes(json!({})),
            )),
            false,
        ),
        admitted(federated("Google_canary-1035"), false),
        rejected(without_terms(sign_up()), "validation-data-refused"),
        rejected(
            sign_up_with(json!({ "email": "canary@notexample.com" })),
            "domain-not-allowed",
        ),
        rejected(sign_up_with(json!({ "email": null })), "email-required"),
        rejected(
            sign_up_with(json!({ "custom:invitation": canary::expired_token() })),
            "invitation-expired",
        ),
        rejected(
            sign_up_with(json!({ "custom:invitation": canary::forged_token() })),
            "invitation-invalid",
        ),
        rejected(
            sign_up_with(
                json!({ "custom:invitation": canary::token(), "email": "canary.other@example.com" }),
            ),
            "invitation-invalid",
        ),
        rejected(
            sign_up_with(json!({ "custom:invitation": "canary ".repeat(850_000) })),
            "invitation-invalid",
        ),
        rejected(
            sign_up_with(
                json!({ "custom:invitation": canary::token(), "custom:invited": "{\"by_name\":\"Canary\"}" }),
            ),
            "attribute-not-allowed",
        ),
        rejected(
            sign_up_with(json!({ "custom:brand": "canary" })),
            "attribute-not-allowed",
        ),
        rejected(federated("Facebook_canary-1035"), "provider-not-allowed"),
        rejected(
            pre_sign_up("PreSignUp_Unheard", &attributes(json!({}))),
            "request-not-understood",
        ),
        rejected(json!({ "unheardOf": {} }), "request-not-understood"),
    ]
}

/// What support has of a person who was refused: the app, the moment, perhaps the invitation.
#[tokio::test]
async fn a_refusal_can_be_found_in_the_log() {
    let configuration = Configuration::sample();
    let with = |token: String| sign_up_with(json!({ "custom:invitation": token }));
    let named = |user_name: &str| {
        let mut event = with(canary::expired_token());
        event["userName"] = user_name.into();
        event["callerContext"]["clientId"] = Value::Null;
        event
    };
    let (sub, jti) = (json!(canary::SUB), json!(canary::JTI));
    let client = json!("5og3ldap1shskk164029tg9a8s");
    let cases = [
        (with(canary::expired_token()), [&sub, &client, &jti]),
        (without_terms(sign_up()), [&sub, &client, &jti]),
        (sign_up(), [&sub, &client, &jti]),
        // A client that cannot sign can write any identifier.
        (with(canary::forged_token()), [&sub, &client, &Value::Null]),
        // A chosen user name can be a person's.
        (named("canary.jane"), [&Value::Null, &Value::Null, &jti]),
    ];
    let payloads = cases.iter().map(|(event, _)| event.to_string());
    let run = in_turn(SUBJECT.function(&configuration), payloads).await;
    for (line, (event, expected)) in run.log.invocations.iter().zip(&cases) {
        let members = ["user_name", "client_id", "jti"].map(|name| &line[name]);
        assert_eq!(members, *expected, "{event}");
    }
}

#[tokio::test]
async fn admits_and_rejects() {
    let configuration = Configuration::sample();
    let cases = cases();
    let payloads = cases.iter().map(|case| case.event.to_string());
    let run = in_turn(SUBJECT.function(&configuration), payloads).await;
    for (case, outcome) in cases.iter().zip(&run.outcomes) {
        match case.rejection {
            None => {
                let Case {
                    event, confirmed, ..
                } = case;
                let response = json!({"autoConfirmUser": confirmed, "autoVerifyEmail": confirmed, "autoVerifyPhone": false});
                check_response(event, outcome, &response);
            }
            Some(code) => check_denied(code, outcome, code),
        }
    }
    let expected: Vec<_> = cases
        .iter()
        .map(|case| {
            case.rejection
                .map_or(("admitted", ""), |code| ("rejected", code))
        })
        .collect();
    assert_eq!(run.log.outcomes(), expected);
    let count = |is_rejected: bool| {
        cases
            .iter()
            .filter(|case| case.rejection.is_some() == is_rejected)
            .count() as u64
    };
    assert_eq!(
        (run.log.count("Admitted"), run.log.count("Rejected")),
        (count(false), count(true))
    );
}

#[tokio::test]
async fn a_large_event_is_decided_like_any_other() {
    let configuration = Configuration::sample();
    let event = sign_up_with(json!({ "custom:note": "canary ".repeat(850_000) }));
    let run = in_turn(SUBJECT.function(&configuration), [event.to_string()]).await;
    let response =
        json!({"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false});
    check_response(&event, run.first(), &response);
}

#[tokio::test]
async fn the_same_event_three_times_at_once() {
    let configuration = Configuration::sample();
    let run = at_once(SUBJECT.function(&configuration), &sign_up().to_string(), 3).await;
    assert_eq!(run.log.outcomes(), [("admitted", ""); 3]);
}

#[tokio::test]
async fn garbage_is_denied() {
    SUBJECT.check_garbage().await;
}

#[tokio::test]
async fn foreign_events_come_back_byte_for_byte() {
    SUBJECT.check_foreign_events().await;
}

#[tokio::test]
async fn it_does_not_start_on_settings_that_cannot_be_read() {
    SUBJECT.check_broken_configurations().await;
}

#[tokio::test]
async fn nothing_personal_is_logged_at_any_level() {
    SUBJECT.check_log_settings().await;
}

#[tokio::test]
async fn captures_keep_what_decisions_hang_on() {
    let configuration = Configuration::sample();
    let live = [
        sign_up(),
        sign_up_with(json!({ "custom:invitation": canary::expired_token() })),
    ];
    let run = in_turn(
        SUBJECT.function(&configuration),
        live.iter().map(Value::to_string),
    )
    .await;
    for ((event, capture), verdict) in live.iter().zip(&run.log.captures).zip(["valid", "expired"])
    {
        let captured = events::check_captured(event, capture);
        events::check_captured_token(captured, verdict);
    }
    assert_eq!(run.log.captures.len(), live.len());
}
