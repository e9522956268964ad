//! The function as AWS runs it: its binary, over the Lambda Runtime API.

#![expect(
    clippy::indexing_slicing,
    reason = "clippy knows test functions, but not what they call"
)]

use invitation::{INVITED_ATTRIBUTE, InvitationMode, InvitationRecord, Mark};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::events::pre_token_generation;
use tests::subject::check_response;
use tests::{Configuration, Subject, at_once, canary, events, in_turn, run};

const SUBJECT: Subject = Subject {
    name: "pre-token-generation",
    program: env!("CARGO_BIN_EXE_pre-token-generation"),
    decides: false,
    has_brands: false,
    good_event: pre_token_generation,
};

/// The first token of an admin-created user, in an event of this version.
fn first_token(version: &str) -> Value {
    let mut event = pre_token_generation();
    event["version"] = version.into();
    event
}

/// Her own group, and the policy's.
fn groups() -> Value {
    json!({"groupOverrideDetails": {
        "groupsToOverride": ["clients", "members", "staff"], "iamRolesToOverride": [], "preferredRole": null,
    }})
}

#[tokio::test]
async fn the_first_token_has_the_groups_of_the_policy() {
    let configuration = Configuration::sample();
    let live = ["1", "2", "3"].map(first_token);
    let run = in_turn(
        SUBJECT.function(&configuration),
        live.iter().map(Value::to_string),
    )
    .await;
    let expected = [
        json!({ "claimsOverrideDetails": groups() }),
        json!({ "claimsOverrideDetails": null, "claimsAndScopeOverrideDetails": groups() }),
        json!({ "claimsOverrideDetails": null, "claimsAndScopeOverrideDetails": groups() }),
    ];
    for ((event, outcome), response) in live.iter().zip(&run.outcomes).zip(&expected) {
        check_response(event, outcome, response);
    }
    assert_eq!(run.log.outcomes(), [("groups-added", ""); 3]);
    assert_eq!(run.log.count("GroupsAddedToToken"), 6);
}

/// The event may be as of before or after the sign-in's own mark. Later, an administrator has set a
/// temporary password for a member.
#[tokio::test]
async fn who_accepted_earlier_gets_no_groups_again() {
    let configuration = Configuration::sample();
    let with_record = |accepted_minutes_ago: Option<i64>| {
        let created = canary::now() - SignedDuration::from_hours(24);
        let mut record = InvitationRecord::new(InvitationMode::Created, created);
        if let Some(minutes) = accepted_minutes_ago {
            let then = canary::now() - SignedDuration::from_mins(minutes);
            record.mark(Mark::Accepted, then);
        }
        let mut event = first_token("2");
        event["request"]["userAttributes"][INVITED_ATTRIBUTE] = record.to_text().into();
        event.to_string()
    };
    let live = [None, Some(0), Some(2)].map(with_record);
    let run = in_turn(SUBJECT.function(&configuration), live.clone()).await;
    let outcomes = [
        ("groups-added", ""),
        ("groups-added", ""),
        ("passed-through", ""),
    ];
    assert_eq!(run.log.outcomes(), outcomes);
    assert!(
        run.outcomes
            .last()
            .is_some_and(|last| run::answer(last) == live[2])
    );
}

#[tokio::test]
async fn without_a_reason_nothing_changes() {
    let configuration = Configuration::sample();
    let mut refresh = first_token("1");
    refresh["triggerSource"] = "TokenGeneration_RefreshTokens".into();
    refresh["request"]["userAttributes"]["cognito:user_status"] = "CONFIRMED".into();
    let mut has_them = first_token("2");
    has_them["request"]["groupConfiguration"]["groupsToOverride"] = json!(["staff", "members"]);
    let mut large = refresh.clone();
    large["request"]["userAttributes"]["custom:note"] = "canary ".repeat(850_000).into();
    let payloads =
        [refresh, has_them, large, first_token("4")].map(|event| events::odd_text(&event));
    let run = in_turn(SUBJECT.function(&configuration), payloads.clone()).await;
    for (payload, outcome) in payloads.iter().zip(&run.outcomes) {
        assert!(run::answer(outcome) == payload, "{payload:.1000}");
    }
    assert_eq!(run.log.outcomes(), [("passed-through", ""); 4]);
}

#[tokio::test]
async fn the_same_event_three_times_at_once() {
    let configuration = Configuration::sample();
    let run = at_once(
        SUBJECT.function(&configuration),
        &first_token("1").to_string(),
        3,
    )
    .await;
    assert_eq!(run.log.outcomes(), [("groups-added", ""); 3]);
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

#[tokio::test]
async fn nothing_personal_is_logged_at_any_level() {
    SUBJECT.check_log_settings().await;
}

#[tokio::test]
async fn captures_keep_what_groups_hang_on() {
    let configuration = Configuration::sample();
    let event = first_token("2");
    let run = in_turn(SUBJECT.function(&configuration), [event.to_string()]).await;
    let captured = events::check_captured(&event, run.log.captures.first().unwrap());
    let (kept, live) = (&captured["event"]["request"], &event["request"]);
    assert_eq!(kept["groupConfiguration"], live["groupConfiguration"]);
    for attribute in ["email_verified", "cognito:user_status"] {
        assert_eq!(
            kept["userAttributes"][attribute],
            live["userAttributes"][attribute]
        );
    }
}
