//! The function as AWS runs it: its binary, over the Lambda Runtime API, with a user pool and a
//! mail service that have their bad days.

#![expect(
    clippy::unwrap_used,
    reason = "clippy knows test functions, but not what they call"
)]

use std::ops::RangeInclusive;
use std::time::Duration;

use invitation::{InvitationMode, Mark};
use local_user_pool::Operation::{
    AdminAddUserToGroup, AdminGetUser, AdminUpdateUserAttributes, PutEvents, SendEmail,
};
use local_user_pool::{Fault, FaultKind, LocalUserPool};
use serde_json::Value;
use tests::aws_fault::{self, Effect};
use tests::run::answer;
use tests::{
    AwsFault, Configuration, Log, Subject, canary, each, events, in_turn, lifecycle_events,
};

const SUBJECT: Subject = Subject {
    name: "post-confirmation",
    program: env!("CARGO_BIN_EXE_post-confirmation"),
    decides: false,
    has_brands: true,
    good_event: password_reset,
};

/// The longest that an invocation may take, in milliseconds. Its budget is 4 s, and Cognito
/// waits for 5.
const LONGEST_MS: u64 = 4_900;

fn confirmation() -> Value {
    events::post_confirmation("PostConfirmation_ConfirmSignUp")
}

/// Grants nothing, so it is answered without AWS.
fn password_reset() -> Value {
    events::post_confirmation("PostConfirmation_ConfirmForgotPassword")
}

/// How many of the two mails SES is known to have taken, the welcome and the notice, and how many
/// it sends: an answer that is lost or late is not asked for again, or the mail would go out twice.
struct Mails {
    taken: u64,
    sent: RangeInclusive<usize>,
}

const NO_MAILS: Mails = Mails {
    taken: 0,
    sent: 0..=0,
};
const BOTH_MAILS: Mails = Mails {
    taken: 2,
    sent: 2..=2,
};

/// Trouble has to end in its effect, with these mails.
async fn check(aws_fault: AwsFault, mails: Mails) {
    let pool = aws_fault.pool();
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::sample();
    let event = events::odd_text(&confirmation());
    let function = SUBJECT.with_aws(&configuration, &server.endpoint_url());
    let run = in_turn(function, [event.clone()]).await;
    let AwsFault { name, logged, .. } = aws_fault;
    let (calls, log) = (pool.calls(), &run.log);
    assert_eq!(answer(run.first()), event, "{name}");
    assert_eq!(log.outcomes(), [logged], "{name}: {calls:?}");
    assert_eq!(
        Effect::in_pool(&pool),
        aws_fault.effect,
        "{name}: {calls:?}"
    );
    assert!(
        log.longest_ms() < LONGEST_MS,
        "{name}: {} ms",
        log.longest_ms()
    );
    let is_pending = logged == aws_fault::PENDING;
    let failed_mails = if is_pending { 0 } else { 2 - mails.taken };
    let counted =
        ["Granted", "GrantFailures", "MailsSent", "MailFailures"].map(|metric| log.count(metric));
    let failures = u64::from(logged != ("granted", ""));
    assert_eq!(
        counted,
        [u64::from(!is_pending), failures, mails.taken, failed_mails],
        "{name}"
    );
    let sent = pool.inbox().len();
    assert!(mails.sent.contains(&sent), "{name}: {sent} mails");
}

#[tokio::test]
async fn a_passing_fault_is_got_over() {
    each(2, AwsFault::passing(), |aws_fault| {
        let mails = if aws_fault.logged == aws_fault::PENDING {
            NO_MAILS
        } else {
            BOTH_MAILS
        };
        check(aws_fault, mails)
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_asked_for_again() {
    let late = |name, operation, times| AwsFault {
        name,
        faults: vec![Fault {
            operation: Some(operation),
            kind: FaultKind::Delay(Duration::from_secs(10)),
            times: Some(times),
        }],
        ..AwsFault::none()
    };
    let cases = vec![
        late("about the user", AdminGetUser, 1),
        late("about each group", AdminAddUserToGroup, 3),
        late("about the attributes", AdminUpdateUserAttributes, 1),
    ];
    each(3, cases, |aws_fault| check(aws_fault, BOTH_MAILS)).await;
}

#[tokio::test]
async fn a_lasting_fault_leaves_the_token_for_later() {
    each(4, AwsFault::lasting(), |aws_fault| {
        check(aws_fault, NO_MAILS)
    })
    .await;
}

#[tokio::test]
async fn mail_never_fails_the_hook() {
    let mail = |name, kind, times| AwsFault {
        name,
        faults: vec![Fault {
            operation: Some(SendEmail),
            kind,
            times,
        }],
        ..AwsFault::none()
    };
    let ten_seconds = FaultKind::Delay(Duration::from_secs(10));
    let cases = vec![
        (mail("throttled", FaultKind::Throttle, None), NO_MAILS),
        (mail("500", FaultKind::InternalError, None), NO_MAILS),
        (mail("cut", FaultKind::Cut, None), NO_MAILS),
        (
            mail("ten seconds late", ten_seconds, None),
            Mails {
                taken: 0,
                sent: 1..=1,
            },
        ),
        (
            mail("throttled three times", FaultKind::Throttle, Some(3)),
            BOTH_MAILS,
        ),
        (
            mail("one answer lost", FaultKind::LoseAnswer, Some(1)),
            Mails {
                taken: 1,
                sent: 2..=2,
            },
        ),
    ];
    each(3, cases, |(aws_fault, mails)| check(aws_fault, mails)).await;
}

#[tokio::test]
async fn a_worker_gets_over_a_long_outage() {
    aws_fault::check_long_outage(&SUBJECT, confirmation().to_string()).await;
}

#[tokio::test]
async fn the_same_event_three_times_at_once() {
    let (pool, run) = aws_fault::three_at_once(&SUBJECT, confirmation().to_string()).await;
    assert_eq!(run.log.outcomes(), [("granted", ""); 3]);
    // Mail alone may come as often as Cognito runs the hook.
    assert!(
        (2..=6).contains(&pool.inbox().len()),
        "{} mails",
        pool.inbox().len()
    );
    assert!(run.log.longest_ms() < LONGEST_MS);
}

#[tokio::test]
async fn a_password_reset_grants_nothing() {
    let pool = aws_fault::pool();
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::sample();
    let event = events::odd_text(&password_reset());
    let run = in_turn(
        SUBJECT.with_aws(&configuration, &server.endpoint_url()),
        [event.clone()],
    )
    .await;
    assert_eq!(answer(run.first()), event);
    assert_eq!(run.log.outcomes(), [("passed-through", "")]);
    assert_eq!(pool.calls(), []);
}

#[tokio::test]
async fn a_large_event_is_answered_like_any_other() {
    let pool = aws_fault::pool();
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::sample();
    let mut event = confirmation();
    event["request"]["userAttributes"]["custom:note"] = "canary ".repeat(850_000).into();
    let event = event.to_string();
    let run = in_turn(
        SUBJECT.with_aws(&configuration, &server.endpoint_url()),
        [event.clone()],
    )
    .await;
    assert!(answer(run.first()) == event, "not an echo");
    assert_eq!(Effect::in_pool(&pool), Effect::all());
}

/// What the record says is written with the call that spends the token, and is not read again.
#[tokio::test]
async fn a_token_that_is_spent_leaves_its_record() {
    let pool = aws_fault::pool();
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::sample();
    let function = SUBJECT.with_aws(&configuration, &server.endpoint_url());
    let run = in_turn(function, [confirmation().to_string()]).await;
    assert_eq!(run.log.outcomes(), [("granted", "")]);
    let user = pool.with_pool(canary::POOL_ID, |pool| pool.find(canary::SUB).cloned());
    let record = aws_fault::record(&user.unwrap().unwrap()).unwrap();
    assert_eq!(record.mode, InvitationMode::Token);
    assert_eq!(record.by, canary::INVITER.parse().ok());
    assert!(record.marked(Mark::Accepted).is_some());
    let calls = pool.calls();
    let operations = calls.iter().map(|call| call.operation.as_str());
    let operations: Vec<_> = operations.filter(|name| *name != "SendEmail").collect();
    let expected = [
        "AdminGetUser",
        "AdminAddUserToGroup",
        "AdminAddUserToGroup",
        "AdminAddUserToGroup",
        "AdminUpdateUserAttributes",
    ];
    assert_eq!(operations, expected);
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
        good_event: confirmation,
        ..SUBJECT
    };
    subject
        .check_log_settings_with_aws(&server.endpoint_url())
        .await;
    assert_eq!(Effect::in_pool(&pool), Effect::all());
}

#[tokio::test]
async fn captures_keep_what_the_pool_said() {
    let pool: LocalUserPool = aws_fault::pool();
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::sample();
    let event = confirmation();
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

/// The detail types that a bus is told, once `fault` has happened to every attempt to tell it.
async fn told(pool: LocalUserPool, fault: Option<FaultKind>) -> (Vec<String>, Log) {
    pool.set_faults(Vec::from_iter(fault.map(|kind| Fault {
        operation: Some(PutEvents),
        kind,
        times: None,
    })));
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::with_event_bus();
    let event = confirmation().to_string();
    let function = SUBJECT.with_aws(&configuration, &server.endpoint_url());
    let run = in_turn(function, [event.clone()]).await;
    assert_eq!(answer(run.first()), event);
    assert!(run.log.longest_ms() < LONGEST_MS);
    (lifecycle_events::detail_types(&pool), run.log)
}

#[tokio::test]
async fn a_bus_is_told_who_became_a_member() {
    let pool = aws_fault::pool();
    let (told, log) = told(pool.clone(), None).await;
    assert_eq!(told, ["Invitation Accepted"]);
    // The notifier mails.
    assert_eq!(pool.inbox(), []);
    assert_eq!(log.count("EventFailures"), 0);
}

#[tokio::test]
async fn a_bus_is_told_of_a_grant_that_is_incomplete() {
    let pool = aws_fault::pool();
    pool.with_pool(canary::POOL_ID, |pool| pool.groups.clear());
    let (told, _) = told(pool, None).await;
    assert_eq!(told, ["Invitation Accepted", "Grant Failed"]);
}

#[tokio::test]
async fn a_bus_that_fails_is_nobodys_trouble() {
    let ten_seconds = FaultKind::Delay(Duration::from_secs(10));
    for kind in [FaultKind::Throttle, FaultKind::Cut, ten_seconds] {
        let (_, log) = told(aws_fault::pool(), Some(kind)).await;
        assert_eq!(log.outcomes(), [("granted", "")], "{kind:?}");
        assert_eq!(log.count("EventFailures"), 1, "{kind:?}");
        assert_eq!(log.count("MailsSent"), 0, "{kind:?}: the notifier mails");
    }
}
