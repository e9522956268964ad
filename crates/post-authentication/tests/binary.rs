//! The function as AWS runs it: its binary, over the Lambda Runtime API, with a user pool that
//! has its bad days.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy knows test functions, but not what they call"
)]

use std::time::Duration;

use invitation::{INVITED_ATTRIBUTE, InvitationMode, InvitationRecord, Mark};
use jiff::SignedDuration;
use local_user_pool::Operation::{AdminAddUserToGroup, AdminUpdateUserAttributes};
use local_user_pool::{Fault, FaultKind, Operation, Pool, UserStatus};
use serde_json::{Value, json};
use tests::aws_fault::{self, Effect};
use tests::run::answer;
use tests::{
    AwsFault, Configuration, Subject, at_once, canary, each, events, in_turn, lifecycle_events,
};
use tokio::time::sleep;

const SUBJECT: Subject = Subject {
    name: "post-authentication",
    program: env!("CARGO_BIN_EXE_post-authentication"),
    decides: false,
    has_brands: false,
    good_event: ordinary_sign_in,
};

/// The longest that an invocation may take, in milliseconds. Its budget is 2 s: a person waits.
const LONGEST_MS: u64 = 2_900;

/// She signs in, and a grant that failed is still to be finished.
fn sign_in() -> Value {
    events::post_authentication()
}

/// There is nothing to grant, so it is answered without AWS.
fn ordinary_sign_in() -> Value {
    events::sign_in(&events::attributes(json!({
        "sub": canary::SUB,
        "cognito:user_status": "CONFIRMED",
    })))
}

/// An administrator created her, and she signs in for the first time.
fn first_sign_in() -> Value {
    events::sign_in(&events::attributes(json!({
        "sub": canary::SUB,
        "cognito:user_status": "FORCE_CHANGE_PASSWORD",
    })))
}

/// Trouble has to end in its effect.
async fn check(aws_fault: AwsFault, event: Value) {
    let pool = aws_fault.pool();
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::sample();
    let event = events::odd_text(&event);
    let run = in_turn(
        SUBJECT.with_aws(&configuration, &server.endpoint_url()),
        [event.clone()],
    )
    .await;
    let name = aws_fault.name;
    assert_eq!(answer(run.first()), event, "{name}");
    assert_eq!(
        run.log.outcomes(),
        [aws_fault.logged],
        "{name}: {:?}",
        pool.calls()
    );
    assert_eq!(
        Effect::in_pool(&pool),
        aws_fault.effect,
        "{name}: {:?}",
        pool.calls()
    );
    assert!(
        run.log.longest_ms() < LONGEST_MS,
        "{name}: {} ms",
        run.log.longest_ms()
    );
    assert_eq!(pool.inbox(), [], "{name}");
}

#[tokio::test]
async fn a_passing_fault_is_got_over() {
    each(2, AwsFault::passing(), |aws_fault| {
        check(aws_fault, sign_in())
    })
    .await;
}

#[tokio::test]
async fn a_lasting_fault_leaves_the_token_for_later() {
    each(4, AwsFault::lasting(), |aws_fault| {
        check(aws_fault, sign_in())
    })
    .await;
}

#[tokio::test]
async fn the_first_sign_in_of_an_admin_created_user_gives_the_groups_of_the_policy() {
    let aws_fault = AwsFault {
        name: "first sign-in",
        edit: |pool| {
            pool.users.change_all(|user| {
                user.status = UserStatus::ForceChangePassword;
                user.attributes.remove("custom:invitation");
            });
        },
        effect: Effect::of(&["members", "staff"], false, false).unmarked(),
        ..AwsFault::none()
    };
    check(aws_fault, first_sign_in()).await;
}

/// The record of her invitation by an administrator, an hour ago.
fn created() -> InvitationRecord {
    let created = canary::now() - SignedDuration::from_hours(1);
    InvitationRecord::new(InvitationMode::Created, created)
}

/// The same, accepted half an hour ago.
fn accepted() -> InvitationRecord {
    let mut record = created();
    record.mark(
        Mark::Accepted,
        canary::now() - SignedDuration::from_mins(30),
    );
    record
}

/// Her first sign-in, whose event shows this record.
fn first_sign_in_with(record: &InvitationRecord) -> Value {
    let mut event = first_sign_in();
    event["request"]["userAttributes"][INVITED_ATTRIBUTE] = record.to_text().into();
    event
}

/// She has this record, and has yet to sign in for the first time.
fn invited(pool: &mut Pool, record: &InvitationRecord) {
    pool.users.change_all(|user| {
        user.status = UserStatus::ForceChangePassword;
        user.attributes.remove("custom:invitation");
        user.attributes
            .insert(INVITED_ATTRIBUTE.to_owned(), record.to_text());
    });
}

#[tokio::test]
async fn the_first_sign_in_marks_the_record() {
    let marked = AwsFault {
        name: "none",
        edit: |pool| invited(pool, &created()),
        effect: Effect::of(&["members", "staff"], false, false),
        ..AwsFault::none()
    };
    let fault = |operation, kind, times| {
        vec![Fault {
            operation: Some(operation),
            kind,
            times,
        }]
    };
    let cases = vec![
        AwsFault {
            name: "the mark throttled three times",
            faults: fault(AdminUpdateUserAttributes, FaultKind::Throttle, Some(3)),
            ..marked.clone()
        },
        AwsFault {
            name: "the answer about the mark lost",
            faults: fault(AdminUpdateUserAttributes, FaultKind::LoseAnswer, Some(1)),
            ..marked.clone()
        },
        AwsFault {
            name: "the mark refused for good",
            faults: fault(AdminUpdateUserAttributes, FaultKind::InternalError, None),
            logged: ("granted", "acceptance-not-marked"),
            effect: marked.effect.clone().unmarked(),
            ..marked.clone()
        },
        // Without its groups she has not got what the mark stands for.
        AwsFault {
            name: "no group can be given",
            faults: fault(AdminAddUserToGroup, FaultKind::Throttle, None),
            logged: ("grant-failed", "aws-unavailable"),
            effect: Effect::of(&[], false, false).unmarked(),
            ..marked.clone()
        },
        marked,
    ];
    each(4, cases, |aws_fault| {
        check(aws_fault, first_sign_in_with(&created()))
    })
    .await;
}

#[tokio::test]
async fn one_call_marks_and_one_looks() {
    let pool = aws_fault::pool();
    pool.with_pool(canary::POOL_ID, |pool| invited(pool, &created()));
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::sample();
    let event = first_sign_in_with(&created()).to_string();
    in_turn(
        SUBJECT.with_aws(&configuration, &server.endpoint_url()),
        [event],
    )
    .await;
    let calls = pool.calls();
    let operations: Vec<_> = calls.iter().map(|call| call.operation.as_str()).collect();
    let expected = [
        "AdminGetUser",
        "AdminAddUserToGroup",
        "AdminAddUserToGroup",
        "AdminUpdateUserAttributes",
        "AdminGetUser",
    ];
    assert_eq!(operations, expected);
}

/// An administrator has set a temporary password, long after she accepted.
#[tokio::test]
async fn a_temporary_password_gives_no_groups_again() {
    // The event may be the older one, or a forgery: the pool says whether she accepted.
    for event in [first_sign_in(), first_sign_in_with(&created())] {
        let aws_fault = AwsFault {
            name: "accepted before",
            edit: |pool| invited(pool, &accepted()),
            logged: ("nothing-to-grant", ""),
            effect: Effect::of(&[], false, false),
            ..AwsFault::none()
        };
        check(aws_fault, event).await;
    }
}

/// A token that she has put back was spent with the mark.
#[tokio::test]
async fn a_token_that_was_put_back_gives_nothing() {
    let aws_fault = AwsFault {
        name: "put back",
        edit: |pool| {
            pool.users.change_all(|user| {
                user.attributes
                    .insert(INVITED_ATTRIBUTE.to_owned(), accepted().to_text());
            });
        },
        logged: ("nothing-to-grant", ""),
        effect: Effect {
            accepted: true,
            ..Effect::nothing()
        },
        ..AwsFault::none()
    };
    check(aws_fault, sign_in()).await;
}

/// Somebody else writes the record as it was before, with a mark of its own, between the two calls.
#[tokio::test]
async fn a_mark_that_another_writer_lost_is_put_back() {
    let pool = aws_fault::pool();
    pool.with_pool(canary::POOL_ID, |pool| invited(pool, &created()));
    pool.set_faults(vec![Fault {
        operation: Some(AdminUpdateUserAttributes),
        kind: FaultKind::Delay(Duration::from_millis(400)),
        times: Some(1),
    }]);
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::sample();
    let function = SUBJECT.with_aws(&configuration, &server.endpoint_url());
    let event = first_sign_in_with(&created()).to_string();
    let mut bounced = created();
    bounced.mark(Mark::Bounced, canary::now());
    let ((), run) = tokio::join!(
        async {
            while !Effect::in_pool(&pool).accepted {
                sleep(Duration::from_millis(5)).await;
            }
            pool.with_pool(canary::POOL_ID, |pool| invited(pool, &bounced));
        },
        in_turn(function, [event])
    );
    assert_eq!(run.log.outcomes(), [("granted", "")]);
    let user = pool.with_pool(canary::POOL_ID, |pool| pool.find(canary::SUB).cloned());
    let record = aws_fault::record(&user.unwrap().unwrap()).unwrap();
    for mark in [Mark::Accepted, Mark::Bounced] {
        assert!(record.marked(mark).is_some(), "{mark:?}");
    }
}

#[tokio::test]
async fn a_first_sign_in_three_times_at_once_is_marked() {
    let pool = aws_fault::pool();
    pool.with_pool(canary::POOL_ID, |pool| invited(pool, &created()));
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::sample();
    let function = SUBJECT.with_aws(&configuration, &server.endpoint_url());
    let event = first_sign_in_with(&created()).to_string();
    let run = at_once(function, &event, 3).await;
    for (name, code) in run.log.outcomes() {
        assert!(matches!(name, "granted" | "nothing-to-grant") && code.is_empty());
    }
    let expected = Effect::of(&["members", "staff"], false, false);
    assert_eq!(Effect::in_pool(&pool), expected);
}

#[tokio::test]
async fn an_old_account_is_given_nothing() {
    let aws_fault = AwsFault {
        name: "created more than 24 h ago",
        edit: |pool| {
            pool.users.change_all(|user| {
                user.created = canary::now() - SignedDuration::from_hours(25);
            });
        },
        logged: ("nothing-to-grant", ""),
        effect: Effect::nothing(),
        ..AwsFault::none()
    };
    check(aws_fault, sign_in()).await;
}

#[tokio::test]
async fn aws_is_not_asked_where_the_event_shows_nothing_to_grant() {
    let pool = aws_fault::pool();
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::sample();
    let with_token = |token: String| {
        let mut event = sign_in();
        event["request"]["userAttributes"]["custom:invitation"] = token.into();
        event
    };
    let mut with_record = ordinary_sign_in();
    with_record["request"]["userAttributes"][INVITED_ATTRIBUTE] = created().to_text().into();
    let mut put_back = sign_in();
    put_back["request"]["userAttributes"][INVITED_ATTRIBUTE] = accepted().to_text().into();
    let mut large = ordinary_sign_in();
    large["request"]["userAttributes"]["custom:note"] = "canary ".repeat(850_000).into();
    let payloads = [
        ordinary_sign_in(),
        with_token(canary::forged_token()),
        with_token("canary".to_owned()),
        with_record,
        put_back,
        first_sign_in_with(&accepted()),
        large,
    ]
    .map(|event| events::odd_text(&event));
    let run = in_turn(
        SUBJECT.with_aws(&configuration, &server.endpoint_url()),
        payloads.clone(),
    )
    .await;
    for (payload, outcome) in payloads.iter().zip(&run.outcomes) {
        assert!(answer(outcome) == payload, "{payload:.1000}");
    }
    assert_eq!(run.log.outcomes(), [("nothing-to-grant", ""); 7]);
    assert_eq!(pool.calls(), []);
}

#[tokio::test]
async fn a_worker_gets_over_a_long_outage() {
    aws_fault::check_long_outage(&SUBJECT, sign_in().to_string()).await;
}

#[tokio::test]
async fn the_same_event_three_times_at_once() {
    let (_, run) = aws_fault::three_at_once(&SUBJECT, sign_in().to_string()).await;
    // The one that comes last may find that all is done.
    let finished = [("granted", ""), ("nothing-to-grant", "")];
    assert!(
        run.log
            .outcomes()
            .iter()
            .all(|logged| finished.contains(logged)),
        "{:?}",
        run.log.outcomes()
    );
    assert!(run.log.longest_ms() < LONGEST_MS);
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
    let pool = aws_fault::pool();
    // Failures are logged most.
    let kinds = [FaultKind::Throttle, FaultKind::Cut];
    let faults = kinds.map(|kind| Fault {
        operation: None,
        kind,
        times: Some(2),
    });
    pool.set_faults(faults.into());
    let server = pool.serve().await.unwrap();
    let subject = Subject {
        good_event: sign_in,
        ..SUBJECT
    };
    subject
        .check_log_settings_with_aws(&server.endpoint_url())
        .await;
    assert_eq!(Effect::in_pool(&pool), Effect::all());
}

#[tokio::test]
async fn captures_keep_what_the_pool_said() {
    let pool = aws_fault::pool();
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::sample();
    let event = sign_in();
    let run = in_turn(
        SUBJECT.with_aws(&configuration, &server.endpoint_url()),
        [event.to_string()],
    )
    .await;
    let captured = events::check_captured(&event, run.log.captures.first().unwrap());
    events::check_captured_token(captured, "valid");
    let said = &captured["pool"];
    assert_eq!(said["status"], "CONFIRMED");
    assert!(said["created"].is_string());
    let shown = &captured["event"]["request"]["userAttributes"];
    for attribute in ["email", "custom:invitation"] {
        assert_eq!(said["attributes"][attribute], shown[attribute]);
    }
}

/// The detail types that a bus is told of a sign-in.
async fn told(event: Value, record: Option<&str>, fault: Option<FaultKind>) -> Vec<String> {
    let pool = aws_fault::pool();
    pool.with_pool(canary::POOL_ID, |pool| {
        let mut user = pool.find(canary::SUB).unwrap().clone();
        user.status = UserStatus::ForceChangePassword;
        if let Some(record) = record {
            let attributes = &mut user.attributes;
            attributes.insert("custom:invited".to_owned(), record.to_owned());
        }
        pool.insert(user);
    });
    pool.set_faults(Vec::from_iter(fault.map(|kind| Fault {
        operation: Some(Operation::PutEvents),
        kind,
        times: None,
    })));
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::with_event_bus();
    let event = event.to_string();
    let function = SUBJECT.with_aws(&configuration, &server.endpoint_url());
    let run = in_turn(function, [event.clone()]).await;
    assert_eq!(answer(run.first()), event);
    assert!(run.log.longest_ms() < LONGEST_MS);
    assert_eq!(run.log.count("EventFailures"), u64::from(fault.is_some()));
    lifecycle_events::detail_types(&pool)
}

#[tokio::test]
async fn a_bus_is_told_of_the_first_sign_in_that_completes() {
    let accepted = ["Invitation Accepted"];
    assert_eq!(told(first_sign_in(), None, None).await, accepted);
    assert_eq!(told(ordinary_sign_in(), None, None).await, [""; 0]);
    // She was put back to a temporary password: she accepted long ago.
    let record = r#"{"at":1767225600,"marks":{"accepted":1767225700}}"#;
    assert!(record_is_accepted(record));
    assert_eq!(told(first_sign_in(), Some(record), None).await, [""; 0]);
}

fn record_is_accepted(record: &str) -> bool {
    let record = InvitationRecord::parse(record);
    record.is_some_and(|record| record.marked(Mark::Accepted).is_some())
}

#[tokio::test]
async fn a_bus_that_fails_is_nobodys_trouble() {
    let ten_seconds = FaultKind::Delay(Duration::from_secs(10));
    for kind in [FaultKind::Throttle, FaultKind::Cut, ten_seconds] {
        told(first_sign_in(), None, Some(kind)).await;
    }
}
