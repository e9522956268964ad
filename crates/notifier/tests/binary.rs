//! The function as AWS runs it: its binary, over the Lambda Runtime API, beside a local user pool.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the function reads the clock; what is not as expected ends the test"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use invitation::{INVITED_ATTRIBUTE, InvitationMode, InvitationRecord, Mark};
use jiff::{SignedDuration, Timestamp};
use lambda_host::{Host, HostedFunction, InvocationResult, Output};
use local_user_pool::Operation::{
    AdminAddUserToGroup, AdminGetUser, AdminListGroupsForUser, AdminUpdateUserAttributes,
    DescribeUserPool, ListUsers, PutEvents, SendEmail,
};
use local_user_pool::{
    Alias, AttributeDefinition, Fault, FaultKind, LocalUserPool, Operation, Pool, SentMessage,
    Service, SignIn, User, UserStatus,
};
use serde_json::{Value, json};
use tests::{Configuration, canary, each, lifecycle_events};

const POOL: &str = canary::POOL_ID;
const ADA: &str = "6a2c1f0e-0000-4000-8000-000000000001";
const EVE: &str = "0b7c6a3e-0000-4000-8000-000000000002";
const NOBODY: &str = "99999999-0000-4000-8000-000000000009";

/// A pool at the present moment, with Eve, who invites.
fn pool() -> LocalUserPool {
    pool_with(&[INVITED_ATTRIBUTE])
}

/// The same, with these attributes beside those of every pool.
fn pool_with(more: &[&str]) -> LocalUserPool {
    let mut pool = Pool::new(POOL);
    pool.sign_in = SignIn::Attribute([Alias::Email].into());
    pool.case_sensitive = false;
    let always = ["custom:invitation", "custom:tenant", "custom:brand"];
    for name in always.iter().chain(more) {
        pool.schema.define(*name, AttributeDefinition::TEXT);
    }
    pool.add_groups(["clients", "beta", "members", "staff"]);
    let pool = LocalUserPool::new(vec![pool]);
    add(&pool, EVE, UserStatus::Confirmed, 1000, &[("locale", "de")]);
    pool
}

fn address(sub: &str) -> String {
    format!("canary-{}@example.com", &sub[..4])
}

fn hours_ago(hours: i64) -> Timestamp {
    Timestamp::now() - SignedDuration::from_hours(hours)
}

/// Adds somebody who was created so many hours ago.
fn add(pool: &LocalUserPool, sub: &str, status: UserStatus, hours: i64, more: &[(&str, &str)]) {
    let mut user = User::new(sub, sub, status, hours_ago(hours));
    let own = [
        ("email", address(sub)),
        ("email_verified", "true".to_owned()),
    ];
    let more = more
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    let all = own.into_iter().chain(more);
    user.attributes
        .extend(all.map(|(name, value)| (name.to_owned(), value)));
    pool.with_pool(POOL, |pool| pool.insert(user)).unwrap();
}

fn change(pool: &LocalUserPool, sub: &str, act: impl FnOnce(&mut User)) {
    pool.with_pool(POOL, |pool| pool.users.change(sub, act))
        .flatten()
        .unwrap();
}

/// What the sample policy gives at this domain.
const POLICY_GROUPS: [&str; 2] = ["members", "staff"];

fn give_policy_groups(pool: &LocalUserPool) {
    change(pool, ADA, |user| {
        user.groups = POLICY_GROUPS.map(str::to_owned).into();
    });
}

/// The record of somebody whom Eve invited three days ago.
fn invited(marks: &[(Mark, i64)]) -> String {
    let mut record = InvitationRecord::new(InvitationMode::Created, hours_ago(72));
    record.by = EVE.parse().ok();
    for (mark, hours) in marks {
        record.mark(*mark, hours_ago(*hours));
    }
    record.to_text()
}

/// Ada, whom Eve invited, and who accepted an hour ago.
fn with_ada() -> LocalUserPool {
    let pool = pool();
    let record = invited(&[(Mark::Accepted, 1)]);
    add(
        &pool,
        ADA,
        UserStatus::Confirmed,
        72,
        &[(INVITED_ATTRIBUTE, &record)],
    );
    pool
}

fn record(pool: &LocalUserPool, sub: &str) -> Option<InvitationRecord> {
    let text = |pool: &mut Pool| {
        let user = pool.find(sub)?;
        user.attribute(INVITED_ATTRIBUTE).map(str::to_owned)
    };
    InvitationRecord::parse(&pool.with_pool(POOL, text).unwrap()?)
}

/// An event of ours, as a rule hands it on.
fn ours(detail_type: &str, sub: &str) -> Value {
    of_pool(detail_type, POOL, sub)
}

fn of_pool(detail_type: &str, pool: &str, sub: &str) -> Value {
    json!({
        "version": "0", "id": "17793124-05d4-b198-2fde-7ededc63b103", "detail-type": detail_type,
        "source": "invitations", "account": "111122223333", "time": "2026-11-20T09:00:00Z",
        "region": "eu-west-1", "resources": [],
        "detail": { "version": 1, "user_pool_id": pool, "sub": sub },
    })
}

/// A mail to an address that came back (SES developer guide, "Examples of event data").
fn bounced(kind: &str, address: &str) -> Value {
    let recipient = json!({ "emailAddress": address, "action": "failed", "status": "5.1.1" });
    json!({
        "version": "0", "id": "17793124-05d4-b198-2fde-7ededc63b103", "detail-type": "Email Bounced",
        "source": "aws.ses", "account": "111122223333", "time": "2026-11-20T09:00:00Z",
        "region": "eu-west-1", "resources": [],
        "detail": {
            "eventType": "Bounce",
            "bounce": { "bounceType": kind, "bouncedRecipients": [recipient] },
            "mail": { "destination": [address] },
        },
    })
}

fn batch(events: &[Value]) -> Value {
    let message = |(number, event): (usize, &Value)| json!({ "messageId": number.to_string(), "body": event.to_string() });
    let records: Vec<Value> = events.iter().enumerate().map(message).collect();
    json!({ "Records": records })
}

struct Ran {
    results: Vec<InvocationResult>,
    lines: Vec<Value>,
}

impl Ran {
    /// Outcome and code of each event.
    fn outcomes(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let lines = self
            .lines
            .iter()
            .filter(|line| line["message"] == "invocation");
        lines
            .map(|line| (text(&line["outcome"]), text(&line["code"])))
            .collect()
    }

    fn count(&self, metric: &str) -> u64 {
        let counted = self.lines.iter().filter(|line| line["_aws"].is_object());
        counted.filter_map(|line| line[metric].as_u64()).sum()
    }

    fn answer(&self) -> Value {
        let Some(InvocationResult::Answer(answer)) = self.results.first() else {
            return json!("no answer");
        };
        serde_json::from_slice(answer).unwrap()
    }

    fn is_error(&self) -> bool {
        matches!(self.results.first(), Some(InvocationResult::Error { .. }))
    }
}

async fn run(pool: &LocalUserPool, events: &[Value]) -> Ran {
    run_within(pool, events, Duration::from_mins(1)).await
}

async fn run_within(pool: &LocalUserPool, events: &[Value], timeout: Duration) -> Ran {
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::with_event_bus();
    let variables = [
        (
            "INVITATIONS_CONFIG",
            configuration.path().display().to_string(),
        ),
        ("AWS_LAMBDA_LOG_LEVEL", "TRACE".to_owned()),
        ("AWS_ENDPOINT_URL", server.endpoint_url()),
        ("USER_POOL_ID", POOL.to_owned()),
    ];
    let function = HostedFunction {
        environment: variables
            .map(|(name, value)| (name.to_owned(), value))
            .into(),
        timeout,
        init_timeout: Duration::from_mins(1),
        ..HostedFunction::new("notifier", env!("CARGO_BIN_EXE_notifier"))
    };
    let host = Host::new([function], Output::memory()).unwrap();
    let mut results = Vec::new();
    for event in events {
        results.push(host.invoke("notifier", event.to_string()).await.unwrap());
    }
    host.shutdown().await;
    let lines = host.output().lines();
    let read = |line: &String| serde_json::from_str(line).unwrap();
    let lines: Vec<Value> = lines.iter().map(read).collect();
    let all = json!(lines).to_string();
    assert!(!all.contains("canary"), "{all}");
    Ran { results, lines }
}

/// To whom mails went, by the first four letters of the `sub`.
fn mailed(pool: &LocalUserPool) -> Vec<String> {
    let inbox = pool.inbox();
    let recipients = inbox.iter().flat_map(SentMessage::recipients);
    recipients
        .map(|address| address["canary-".len()..][..4].to_owned())
        .collect()
}

#[track_caller]
fn check_outcomes(ran: &Ran, expected: &[(&str, &str)]) {
    let outcomes = ran.outcomes();
    let outcomes: Vec<_> = outcomes
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    assert_eq!(outcomes, expected);
}

#[tokio::test]
async fn a_member_is_welcomed_and_the_inviter_told_once() {
    let pool = with_ada();
    let event = ours("Invitation Accepted", ADA);
    let ran = run(&pool, &[event.clone(), event.clone(), event]).await;
    let again = ("nothing-to-do", "");
    check_outcomes(&ran, &[("notified", ""), again, again]);
    assert_eq!(ran.answer(), Value::Null);
    assert_eq!(mailed(&pool), ["6a2c", "0b7c"]);
    assert_eq!(ran.count("MailsSent"), 2);
    let record = record(&pool, ADA).unwrap();
    for mark in [Mark::Accepted, Mark::Welcomed, Mark::Noticed] {
        assert!(record.marked(mark).is_some(), "{mark:?}");
    }
    let notice = &pool.inbox()[1];
    assert!(notice.text.as_ref().unwrap().contains(&address(ADA)));
}

#[tokio::test]
async fn who_signed_up_without_an_invitation_is_welcomed_once() {
    let pool = pool();
    add(&pool, ADA, UserStatus::Confirmed, 1, &[]);
    give_policy_groups(&pool);
    let event = ours("Member Joined", ADA);
    let ran = run(&pool, &[event.clone(), event]).await;
    check_outcomes(&ran, &[("notified", ""), ("nothing-to-do", "")]);
    assert_eq!(mailed(&pool), ["6a2c"]);
    assert_eq!(record(&pool, ADA).unwrap().mode, InvitationMode::Joined);
}

/// Nothing can be marked there.
#[tokio::test]
async fn without_the_attribute_a_mail_comes_as_often_as_its_event() {
    let pool = pool_with(&[]);
    add(
        &pool,
        ADA,
        UserStatus::Confirmed,
        1,
        &[("custom:tenant", "x")],
    );
    give_policy_groups(&pool);
    let event = ours("Member Joined", ADA);
    run(&pool, &[event.clone(), event]).await;
    assert_eq!(mailed(&pool), ["6a2c", "6a2c"]);
}

/// What the pool does not bear out does nothing, whoever sends it.
#[tokio::test]
async fn a_forged_event_does_nothing() {
    let pool = pool();
    let open = "11110000-0000-4000-8000-000000000001";
    let long_ago = "22220000-0000-4000-8000-000000000002";
    let disabled = "33330000-0000-4000-8000-000000000003";
    add(
        &pool,
        open,
        UserStatus::ForceChangePassword,
        1,
        &[(INVITED_ATTRIBUTE, &invited(&[]))],
    );
    let accepted = invited(&[(Mark::Accepted, 60)]);
    add(
        &pool,
        long_ago,
        UserStatus::Confirmed,
        72,
        &[(INVITED_ATTRIBUTE, &accepted)],
    );
    let accepted = invited(&[(Mark::Accepted, 1)]);
    add(
        &pool,
        disabled,
        UserStatus::Confirmed,
        72,
        &[(INVITED_ATTRIBUTE, &accepted)],
    );
    change(&pool, disabled, |user| user.enabled = false);
    let before = pool.with_pool(POOL, |pool| {
        format!("{:?}", pool.users.iter().collect::<Vec<_>>())
    });
    let mut cases = Vec::new();
    for detail_type in ["Invitation Accepted", "Member Joined", "Grant Failed"] {
        cases.extend([
            // A member who was never invited.
            (ours(detail_type, EVE), "long-ago"),
            (ours(detail_type, NOBODY), "user-not-found"),
            (ours(detail_type, "canary\" or sub ^= \""), "user-not-found"),
            (of_pool(detail_type, "local_Example02", ADA), "another-pool"),
            (ours(detail_type, open), "not-accepted"),
            (ours(detail_type, long_ago), "long-ago"),
            (ours(detail_type, disabled), "not-a-member"),
        ]);
    }
    cases.extend([
        (json!({}), "unreadable"),
        (json!([1, 2]), "unreadable"),
        (json!("canary"), "unreadable"),
        (ours("Invitation Revoked", ADA), "not-for-us"),
        (bounced("Transient", &address(open)), "not-permanent"),
        (bounced("Permanent", &address(EVE)), "no-open-invitation"),
        (bounced("Permanent", "canary\"@x"), "no-open-invitation"),
    ]);
    let (events, codes): (Vec<_>, Vec<_>) = cases.into_iter().unzip();
    let ran = run(&pool, &events).await;
    let expected: Vec<_> = codes.into_iter().map(|code| ("dropped", code)).collect();
    check_outcomes(&ran, &expected);
    assert_eq!(mailed(&pool), [""; 0]);
    assert_eq!(pool.events(), []);
    let after = pool.with_pool(POOL, |pool| {
        format!("{:?}", pool.users.iter().collect::<Vec<_>>())
    });
    assert_eq!(after, before);
}

#[tokio::test]
async fn at_most_five_mails_a_day() {
    let pool = pool();
    let mut record = InvitationRecord::parse(&invited(&[(Mark::Accepted, 1)])).unwrap();
    for _ in 0..5 {
        record.count_mail(Timestamp::now());
    }
    add(
        &pool,
        ADA,
        UserStatus::Confirmed,
        72,
        &[(INVITED_ATTRIBUTE, &record.to_text())],
    );
    run(&pool, &[ours("Invitation Accepted", ADA)]).await;
    assert_eq!(mailed(&pool), ["0b7c"]);
}

/// Whatever fails, and whenever: each mail goes out at most once, and an event that comes again does
/// what is left.
#[tokio::test]
async fn a_fault_loses_no_event_and_doubles_no_mail() {
    let operations = [
        DescribeUserPool,
        AdminGetUser,
        AdminUpdateUserAttributes,
        SendEmail,
    ];
    let kinds = [
        FaultKind::Throttle,
        FaultKind::InternalError,
        FaultKind::Cut,
        FaultKind::LoseAnswer,
        FaultKind::Delay(Duration::from_secs(20)),
    ];
    let cases = operations.map(|operation| kinds.map(|kind| (operation, kind)));
    each(
        4,
        cases.into_iter().flatten().collect(),
        |(operation, kind)| check_fault(operation, kind),
    )
    .await;
}

async fn check_fault(operation: Operation, kind: FaultKind) {
    let pool = with_ada();
    let fault = Fault {
        operation: Some(operation),
        kind,
        times: None,
    };
    pool.set_faults(vec![fault]);
    let event = ours("Invitation Accepted", ADA);
    let ran = run_within(&pool, std::slice::from_ref(&event), Duration::from_secs(4)).await;
    let case = format!("{operation:?} {kind:?}");
    // A mail whose answer is lost is not asked for again.
    assert_eq!(ran.is_error(), operation != SendEmail, "{case}");
    pool.set_faults(Vec::new());
    run(&pool, &[event]).await;
    let mut mails = mailed(&pool);
    mails.sort();
    mails.dedup();
    assert_eq!(mails.len(), pool.inbox().len(), "{case}: a mail came twice");
    let record = record(&pool, ADA).unwrap();
    assert!(record.marked(Mark::Welcomed).is_some(), "{case}");
    let is_before_the_mark = [DescribeUserPool, AdminGetUser].contains(&operation);
    assert!(!is_before_the_mark || mails.len() == 2, "{case}: {mails:?}");
}

/// Ada signed up with an invitation, and AWS failed her at the confirmation.
fn with_unfinished_grant() -> LocalUserPool {
    let pool = pool();
    let mut user = User::new(
        canary::SUB,
        canary::SUB,
        UserStatus::Confirmed,
        hours_ago(1),
    );
    user.attributes = [
        ("email", canary::EMAIL),
        ("email_verified", "true"),
        ("custom:invitation", &canary::token()),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    pool.with_pool(POOL, |pool| pool.insert(user)).unwrap();
    pool
}

fn groups(pool: &LocalUserPool, sub: &str) -> Vec<String> {
    let groups = |pool: &mut Pool| pool.find(sub).unwrap().groups.clone();
    pool.with_pool(POOL, groups).unwrap().into_iter().collect()
}

#[tokio::test]
async fn a_grant_that_failed_is_finished_and_then_told() {
    let pool = with_unfinished_grant();
    let events = [
        ours("Invitation Accepted", canary::SUB),
        batch(&[ours("Grant Failed", canary::SUB)]),
    ];
    let ran = run(&pool, &events).await;
    check_outcomes(&ran, &[("dropped", "grant-pending"), ("granted", "")]);
    assert!(groups(&pool, canary::SUB).contains(&"clients".to_owned()));
    assert_eq!(pool.inbox().len(), 2);
    assert_eq!(ran.count("Granted"), 1);
    // Once more: an administrator took the group away meanwhile.
    change(&pool, canary::SUB, |user| user.groups.clear());
    let ran = run(&pool, &events).await;
    let again = ("nothing-to-do", "");
    check_outcomes(&ran, &[again, again]);
    assert_eq!(
        (groups(&pool, canary::SUB), pool.inbox().len()),
        (Vec::new(), 2)
    );
}

/// Groups of the policy, which no token names.
#[tokio::test]
async fn a_policy_grant_that_failed_is_finished_once() {
    let pool = pool();
    add(&pool, ADA, UserStatus::Confirmed, 1, &[]);
    let event = batch(&[ours("Grant Failed", ADA)]);
    let ran = run(&pool, std::slice::from_ref(&event)).await;
    check_outcomes(&ran, &[("granted", "")]);
    assert_eq!(groups(&pool, ADA), POLICY_GROUPS);
    change(&pool, ADA, |user| user.groups.clear());
    run(&pool, &[event]).await;
    assert_eq!(
        (groups(&pool, ADA), mailed(&pool)),
        (Vec::new(), vec!["6a2c".to_owned()])
    );
}

/// A token that can have been put there since is an administrator's to judge.
#[tokio::test]
async fn a_doubtful_grant_is_left_to_an_administrator() {
    let pool = with_unfinished_grant();
    change(&pool, canary::SUB, |user| {
        user.modified = Timestamp::now() + SignedDuration::from_hours(25);
    });
    let ran = run(&pool, &[batch(&[ours("Grant Failed", canary::SUB)])]).await;
    check_outcomes(&ran, &[("dropped", "doubtful")]);
    assert_eq!(groups(&pool, canary::SUB), [""; 0]);
}

#[tokio::test]
async fn only_messages_that_failed_come_again() {
    for operation in [AdminListGroupsForUser, AdminAddUserToGroup] {
        let pool = with_unfinished_grant();
        let fault = Fault {
            operation: Some(operation),
            kind: FaultKind::InternalError,
            times: None,
        };
        pool.set_faults(vec![fault]);
        let events = [
            json!({}),
            ours("Grant Failed", canary::SUB),
            ours("Grant Failed", NOBODY),
        ];
        let ran = run_within(&pool, &[batch(&events)], Duration::from_secs(6)).await;
        let failed = json!([{ "itemIdentifier": "1" }]);
        assert_eq!(
            ran.answer()["batchItemFailures"][0],
            failed[0],
            "{operation:?}"
        );
        pool.set_faults(Vec::new());
        run(&pool, &[batch(&events)]).await;
        assert!(groups(&pool, canary::SUB).contains(&"clients".to_owned()));
        assert_eq!(pool.inbox().len(), 2);
    }
}

#[tokio::test]
async fn a_mail_that_came_back_marks_an_open_invitation_once() {
    let pool = pool();
    add(
        &pool,
        ADA,
        UserStatus::ForceChangePassword,
        1,
        &[(INVITED_ATTRIBUTE, &invited(&[]))],
    );
    let event = bounced("Permanent", &address(ADA));
    let other = bounced("Permanent", &address(ADA).to_uppercase());
    let ran = run(&pool, &[other, event.clone(), event]).await;
    let none = ("dropped", "no-open-invitation");
    check_outcomes(&ran, &[none, ("bounced", ""), none]);
    assert!(record(&pool, ADA).unwrap().marked(Mark::Bounced).is_some());
    assert_eq!(
        lifecycle_events::detail_types(&pool),
        ["Invitation Bounced"]
    );
}

#[tokio::test]
async fn a_bus_that_fails_takes_no_mark_back() {
    let pool = pool();
    add(
        &pool,
        ADA,
        UserStatus::ForceChangePassword,
        1,
        &[(INVITED_ATTRIBUTE, &invited(&[]))],
    );
    for operation in [ListUsers, PutEvents] {
        pool.set_faults(vec![Fault {
            operation: Some(operation),
            kind: FaultKind::Cut,
            times: None,
        }]);
        let event = bounced("Permanent", &address(ADA));
        let ran = run_within(&pool, &[event], Duration::from_secs(8)).await;
        let is_told = operation == PutEvents;
        assert_eq!(ran.is_error(), !is_told);
        assert_eq!(
            record(&pool, ADA).unwrap().marked(Mark::Bounced).is_some(),
            is_told
        );
    }
}

/// What the role may do is what the function does, and nothing that takes away.
#[tokio::test]
async fn the_role_may_do_what_is_done() {
    let pool = with_unfinished_grant();
    let record = invited(&[]);
    add(
        &pool,
        ADA,
        UserStatus::ForceChangePassword,
        1,
        &[(INVITED_ATTRIBUTE, &record)],
    );
    let events = [
        ours("Grant Failed", canary::SUB),
        bounced("Permanent", &address(ADA)),
    ];
    run(&pool, &events).await;
    let calls = pool.calls();
    let done = calls
        .iter()
        .filter(|call| call.service == Service::CognitoIdp);
    let done: BTreeSet<&str> = done.map(|call| call.operation.as_str()).collect();
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/notifier.yaml");
    let template = std::fs::read_to_string(template).unwrap();
    let allowed = template.split("cognito-idp:").skip(1);
    let allowed: BTreeSet<&str> = allowed
        .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next())
        .filter(|action| !action.is_empty())
        .collect();
    assert_eq!(allowed, done);
}
