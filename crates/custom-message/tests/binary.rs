//! The function as AWS runs it: its binary, over the Lambda Runtime API.

use invitation::{InvitationMode, InvitationRecord, Mark};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::subject::check_response;
use tests::{Configuration, Subject, at_once, canary, events, in_turn, run};

const SUBJECT: Subject = Subject {
    name: "custom-message",
    program: env!("CARGO_BIN_EXE_custom-message"),
    decides: false,
    has_brands: true,
    good_event: sign_up,
};

const SOURCES: [&str; 7] = [
    "CustomMessage_AdminCreateUser",
    "CustomMessage_Authentication",
    "CustomMessage_ForgotPassword",
    "CustomMessage_ResendCode",
    "CustomMessage_SignUp",
    "CustomMessage_UpdateUserAttribute",
    "CustomMessage_VerifyUserAttribute",
];

fn sign_up() -> Value {
    events::custom_message("CustomMessage_SignUp")
}

/// Answered where Cognito would refuse every text that could be written: its own template is used.
fn nulls() -> Value {
    json!({"smsMessage": null, "emailMessage": null, "emailSubject": null})
}

#[tokio::test]
async fn every_source_has_its_message() {
    let configuration = Configuration::sample();
    let live = SOURCES.map(events::custom_message);
    let run = in_turn(
        SUBJECT.function(&configuration),
        live.iter().map(Value::to_string),
    )
    .await;
    for (event, outcome) in live.iter().zip(&run.outcomes) {
        let answer: Value = serde_json::from_str(run::answer(outcome)).unwrap();
        let response = &answer["response"];
        check_response(event, outcome, response);
        let text = |member: &str| response[member].as_str().unwrap();
        assert!(text("emailSubject").contains("Northwind"), "{response}");
        assert!(text("emailMessage").contains("{####}"), "{response}");
        let is_invitation = event["triggerSource"] == "CustomMessage_AdminCreateUser";
        assert_eq!(
            text("emailMessage").contains("{username}"),
            is_invitation,
            "{response}"
        );
    }
    assert_eq!(run.log.outcomes(), [("message", ""); SOURCES.len()]);
    assert_eq!(run.log.count("Messages"), SOURCES.len() as u64);
}

#[tokio::test]
async fn an_invitation_says_what_its_record_says() {
    let configuration = Configuration::sample();
    let of_record = |trigger_source: &str, record: &str| {
        let mut event = events::custom_message(trigger_source);
        event["request"]["userAttributes"]["custom:invited"] = record.into();
        event.to_string()
    };
    let (now, minute) = (canary::now(), SignedDuration::from_mins(1));
    let record = |until: Timestamp, reminded: Option<Timestamp>| {
        let mut record = InvitationRecord::new(InvitationMode::Created, now - 600 * minute);
        record.by_name = Some("Grace Hopper".parse().unwrap());
        record.until = Some(until);
        if let Some(moment) = reminded {
            record.mark(Mark::Reminded, moment);
        }
        record.to_text()
    };
    let (open, over) = (now + 600 * minute, now - minute);
    let invitation = "CustomMessage_AdminCreateUser";
    let live = [
        of_record(invitation, &record(open, None)),
        of_record(invitation, &record(over, None)),
        of_record(invitation, &record(open, Some(now))),
        of_record(invitation, &record(open, Some(now + minute))),
        of_record(invitation, &record(open, Some(now - 60 * minute))),
        of_record(invitation, "not a record of ours: Grace Hopper (UTC)"),
        of_record("CustomMessage_ForgotPassword", &record(open, Some(now))),
    ];
    let run = in_turn(SUBJECT.function(&configuration), live).await;
    let said = run.outcomes.iter().map(|outcome| {
        let answer: Value = serde_json::from_str(run::answer(outcome)).unwrap();
        let response = &answer["response"];
        let page = response["emailMessage"].as_str().unwrap();
        let subject = response["emailSubject"].as_str().unwrap();
        let who = page.contains("Grace Hopper");
        (who, page.contains("(UTC)"), subject.starts_with("Reminder"))
    });
    let expected = [
        (true, true, false),
        (true, false, false),
        (true, true, true),
        (true, true, true),
        (true, true, false),
        (false, false, false),
        (false, false, false),
    ];
    assert_eq!(said.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn nulls_where_no_message_would_pass() {
    let configuration = Configuration::sample();
    let mut without_code = sign_up();
    without_code["request"]["codeParameter"] = Value::Null;
    let run = in_turn(SUBJECT.function(&configuration), [without_code.to_string()]).await;
    check_response(&without_code, run.first(), &nulls());
    assert_eq!(run.log.outcomes(), [("fell-back", "placeholder-missing")]);
    assert_eq!(run.log.count("MessagesFellBack"), 1);
}

#[tokio::test]
async fn a_large_event_is_answered_like_any_other() {
    let configuration = Configuration::sample();
    let mut event = sign_up();
    event["request"]["userAttributes"]["given_name"] = "Canary ".repeat(850_000).into();
    let run = in_turn(SUBJECT.function(&configuration), [event.to_string()]).await;
    let answer: Value = serde_json::from_str(run::answer(run.first())).unwrap();
    check_response(&event, run.first(), &answer["response"]);
    let length = answer["response"]["emailMessage"]
        .as_str()
        .map_or(0, str::len);
    assert!(length <= 20_000, "{length} bytes");
}

#[tokio::test]
async fn the_same_event_three_times_at_once() {
    let configuration = Configuration::sample();
    let run = at_once(SUBJECT.function(&configuration), &sign_up().to_string(), 3).await;
    assert_eq!(run.log.outcomes(), [("message", ""); 3]);
}

#[tokio::test]
async fn garbage_is_echoed() {
    SUBJECT.check_garbage().await;
}

#[tokio::test]
async fn foreign_events_come_back_byte_for_byte() {
    SUBJECT.check_foreign_events().await;
}

#[tokio::test]
async fn it_echoes_on_a_broken_configuration() {
    SUBJECT.check_broken_configurations().await;
}

/// Nobody knows where the links of a brand lead whose settings cannot be read; the built-in
/// sentences do for one that lost a language.
#[tokio::test]
async fn a_broken_brand_costs_its_own_messages_at_most() {
    for (file, expected) in [
        (
            "brands/northwind/brand.toml",
            ("fell-back", "brand-unusable"),
        ),
        ("brands/northwind/de.ftl", ("message", "")),
        ("brands/fabrikam/brand.toml", ("message", "")),
    ] {
        let configuration = Configuration::sample();
        let broken = configuration.path().with_file_name(file);
        std::fs::write(&broken, "= broken").unwrap();
        let run = in_turn(SUBJECT.function(&configuration), [sign_up().to_string()]).await;
        assert_eq!(run.log.outcomes(), [expected], "{file}");
    }
}

#[tokio::test]
async fn nothing_personal_is_logged_at_any_level() {
    SUBJECT.check_log_settings().await;
}

#[tokio::test]
async fn captures_keep_what_messages_hang_on() {
    let configuration = Configuration::sample();
    let live = SOURCES.map(events::custom_message);
    let run = in_turn(
        SUBJECT.function(&configuration),
        live.iter().map(Value::to_string),
    )
    .await;
    for (event, capture) in live.iter().zip(&run.log.captures) {
        let captured = events::check_captured(event, capture);
        for member in ["codeParameter", "usernameParameter", "linkParameter"] {
            assert_eq!(
                captured["event"]["request"][member],
                event["request"][member]
            );
        }
    }
    assert_eq!(run.log.captures.len(), live.len());
}
