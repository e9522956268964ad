//! Reminders, ends, and deleting what has been over for long.

use std::collections::BTreeSet;
use std::num::NonZeroU16;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use administration::validation::PersonRequest;
use administration::{Act, Administration, Decision, Profile, Reason, Sweep, Swept};
use invitation::attributes::INVITED_ATTRIBUTE;
use invitation::invitation_record::{InvitationMode, InvitationRecord, Mark};
use jiff::{SignedDuration, Timestamp};
use local_user_pool::{
    AttributeDefinition, EmailSendingAccount, Fault, FaultKind, Invoked, Operation, Pool, User,
    UserStatus,
};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use settings::Settings;
use tokio::time::Instant;

use crate::test_pool::{ADDRESS, POOL, TestPool, deadline, invitation, now, settings};

const DAY: i64 = 24;

fn with_sweep() -> Settings {
    let mut settings = settings();
    settings.sweep.remind_hours_before_end = NonZeroU16::new(24);
    settings.sweep.delete_days_after_end = NonZeroU16::new(30);
    settings
}

/// A pool with a sender of its own.
async fn test_pool() -> TestPool {
    TestPool::with(with_sweep(), define).await
}

fn define(pool: &mut Pool) {
    pool.schema
        .define(INVITED_ATTRIBUTE, AttributeDefinition::TEXT);
    own_sender(pool);
}

fn own_sender(pool: &mut Pool) {
    let email = &mut pool.settings.email_configuration;
    email.email_sending_account = EmailSendingAccount::Developer;
}

fn after(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

/// Invites Ada for three days, and `edit`s the record.
fn invite(test: &TestPool, edit: impl FnOnce(&mut InvitationRecord)) {
    let mut record = InvitationRecord::new(InvitationMode::Created, now());
    record.until = Some(after(3 * DAY));
    edit(&mut record);
    test.insert(UserStatus::ForceChangePassword, |user| {
        user.modified = now();
        write(user, &record);
    });
}

fn write(user: &mut User, record: &InvitationRecord) {
    let own = (INVITED_ATTRIBUTE.to_owned(), record.to_text());
    user.attributes.extend([own]);
}

fn record(test: &TestPool) -> InvitationRecord {
    let written = test.attribute(INVITED_ATTRIBUTE).unwrap();
    InvitationRecord::parse(&written).unwrap()
}

async fn administration(test: &TestPool) -> Administration {
    Administration::open(&test.cognito, None, with_sweep(), POOL, deadline())
        .await
        .unwrap()
}

/// A run `hours` after the invitation.
async fn sweep(test: &TestPool, hours: i64) -> Swept {
    sweep_with(test, hours, false).await
}

async fn sweep_with(test: &TestPool, hours: i64, dry_run: bool) -> Swept {
    test.pool.set_now(after(hours));
    let sweep = Sweep::new(administration(test).await);
    let now = test.pool.now();
    let page = sweep.page(None, dry_run, now, None).await.unwrap();
    assert!(page.next.is_none() && !page.stopped);
    page.users.into_iter().next().unwrap()
}

/// The calls so far that can change anything.
fn effects(test: &TestPool) -> Vec<String> {
    let effects = test.effects().into_iter();
    effects.filter(|call| call != "DescribeUserPool").collect()
}

fn done(swept: &Swept) -> Act {
    swept.result.clone().unwrap().unwrap()
}

#[tokio::test]
async fn a_reminder_is_marked_then_sent_and_sent_once() {
    let test = test_pool().await;
    invite(&test, |_| {});
    let early = sweep(&test, 47).await;
    assert_eq!(early.decision, Decision::Nothing(Reason::NotDue));
    let swept = sweep(&test, 48).await;
    assert_eq!(
        (done(&swept), swept.until),
        (Act::Reminded, Some(after(72)))
    );
    assert_eq!(
        effects(&test),
        [
            "AdminUpdateUserAttributes custom:invited",
            "AdminCreateUser RESEND EMAIL"
        ]
    );
    assert_eq!(test.inbox().len(), 1);
    let marked = record(&test).marked(Mark::Reminded).unwrap();
    assert!((after(48)..after(49)).contains(&marked));
    let again = sweep(&test, 49).await;
    assert_eq!(again.decision, Decision::Nothing(Reason::Reminded));
    assert_eq!(test.inbox().len(), 1);
}

#[tokio::test]
async fn a_reminder_that_was_killed_after_its_mark_is_not_sent() {
    let test = test_pool().await;
    invite(&test, |_| {});
    test.fail(
        Operation::AdminCreateUser,
        FaultKind::InternalError,
        u32::MAX,
    );
    test.pool.set_now(after(48));
    let sweep_once = Sweep::new(administration(&test).await);
    let now = test.pool.now();
    let killed = tokio::time::timeout(
        Duration::from_secs(1),
        sweep_once.page(None, false, now, None),
    );
    assert!(killed.await.is_err());
    test.pool.set_faults(Vec::new());
    let next = sweep(&test, 49).await;
    assert_eq!(next.decision, Decision::Nothing(Reason::Reminded));
    assert!(test.inbox().is_empty());
}

#[tokio::test]
async fn the_hook_of_the_message_sees_that_it_is_a_reminder() {
    let test = TestPool::with(with_sweep(), |pool| {
        define(pool);
        pool.settings.lambda_config.custom_message = Some("custom-message".to_owned());
    })
    .await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let events = Arc::clone(&told);
    test.pool.set_invoke(Arc::new(move |invocation| {
        let events = Arc::clone(&events);
        Box::pin(async move {
            events.lock().unwrap().push(invocation.payload.clone());
            Invoked::Answer(invocation.payload)
        })
    }));
    invite(&test, |_| {});
    assert_eq!(done(&sweep(&test, 48).await), Act::Reminded);
    let told = told.lock().unwrap();
    assert_eq!(told.len(), 1);
    let event: serde_json::Value = serde_json::from_str(&told[0]).unwrap();
    let written = event["request"]["userAttributes"][INVITED_ATTRIBUTE].as_str();
    let record = InvitationRecord::parse(written.unwrap()).unwrap();
    assert!(record.marked(Mark::Reminded).is_some());
}

#[tokio::test]
async fn an_invitation_ends_once_and_is_deleted_after_thirty_days() {
    let test = test_pool().await;
    invite(&test, |record| record.mark(Mark::Reminded, after(48)));
    let dry = sweep_with(&test, 72, true).await;
    assert_eq!((dry.decision, dry.result), (Decision::Expire, None));
    assert!(effects(&test).is_empty());
    assert_eq!(done(&sweep(&test, 72).await), Act::Expired);
    assert!(!test.user().unwrap().enabled);
    assert_eq!(
        effects(&test),
        [
            "AdminUpdateUserAttributes custom:invited",
            "AdminDisableUser"
        ]
    );
    let over = sweep(&test, 73).await;
    assert_eq!(over.decision, Decision::Nothing(Reason::Over));
    assert_eq!(done(&sweep(&test, 72 + 30 * DAY).await), Act::Deleted);
    assert!(test.user().is_none());
}

#[tokio::test]
async fn an_end_is_told_once() {
    let mut settings = with_sweep();
    settings.events = Some(toml::from_str("bus = \"invitations\"").unwrap());
    let test = TestPool::with(settings.clone(), define).await;
    invite(&test, |_| {});
    for hours in [72, 73] {
        test.pool.set_now(after(hours));
        let opened =
            Administration::open(&test.cognito, None, settings.clone(), POOL, deadline()).await;
        let sweep = Sweep::new(opened.unwrap().telling_events(&test.aws));
        sweep.page(None, false, after(hours), None).await.unwrap();
    }
    let told = tests::lifecycle_events::put(&test.pool);
    let types: Vec<_> = told.iter().map(|event| &event["detail-type"]).collect();
    assert_eq!(types, ["Invitation Expired"]);
    let marked = record(&test).marked(Mark::Expired).unwrap();
    assert_eq!(told[0]["detail"]["moment"], marked.to_string());
}

#[tokio::test]
async fn an_invitation_that_ends_soon_is_told_until_the_bus_takes_it() {
    let mut settings = with_sweep();
    settings.events = Some(toml::from_str("bus = \"invitations\"").unwrap());
    settings.sweep.expiring_hours_before_end = NonZeroU16::new(12);
    let test = TestPool::with(settings.clone(), define).await;
    invite(&test, |record| record.mark(Mark::Reminded, after(48)));
    let run = async |hours, dry_run| {
        test.pool.set_now(after(hours));
        let opened =
            Administration::open(&test.cognito, None, settings.clone(), POOL, deadline()).await;
        let sweep = Sweep::new(opened.unwrap().telling_events(&test.aws));
        let page = sweep.page(None, dry_run, after(hours), None).await.unwrap();
        page.users.into_iter().next().unwrap()
    };
    let dry = run(60, true).await;
    assert_eq!((dry.decision, dry.result), (Decision::TellExpiring, None));
    test.fail(Operation::PutEvents, FaultKind::InternalError, u32::MAX);
    assert_eq!(done(&run(60, false).await), Act::NotTold);
    assert_eq!(record(&test).marked(Mark::Expiring), None);
    test.pool.set_faults(Vec::new());
    // Told, and killed before it is marked.
    let update = Operation::AdminUpdateUserAttributes;
    test.fail(update, FaultKind::InternalError, u32::MAX);
    let killed = tokio::time::timeout(Duration::from_secs(1), run(61, false));
    assert!(killed.await.is_err());
    test.pool.set_faults(Vec::new());
    assert_eq!(done(&run(62, false).await), Act::ToldExpiring);
    let reminded = Decision::Nothing(Reason::Reminded);
    assert_eq!(run(63, false).await.decision, reminded);
    let told = tests::lifecycle_events::put(&test.pool);
    let members = |name: &str| {
        let of_each = told.iter().map(|event| event["detail"][name].to_string());
        of_each.collect::<BTreeSet<_>>()
    };
    assert_eq!(told.len(), 2);
    assert!(
        told.iter()
            .all(|event| event["detail-type"] == "Invitation Expiring")
    );
    assert_eq!(members("id").len(), 1);
    assert_eq!(members("moment"), [format!("\"{}\"", after(60))].into());
    assert!(test.inbox().is_empty());
}

/// A `resend` that is killed at any of its calls, of an invitation that was over: the account ends at
/// its new end at the latest, and that is told as an end of its own.
#[tokio::test]
async fn what_a_killed_resend_opened_ends_at_its_new_end() {
    let mut settings = with_sweep();
    settings.events = Some(toml::from_str("bus = \"invitations\"").unwrap());
    let mut opened = 0;
    for operation in [
        Operation::AdminUpdateUserAttributes,
        Operation::AdminEnableUser,
        Operation::AdminCreateUser,
    ] {
        for kind in [FaultKind::Cut, FaultKind::LoseAnswer] {
            let test = TestPool::with(settings.clone(), define).await;
            invite(&test, |_| {});
            assert_eq!(done(&sweep(&test, 72).await), Act::Expired);
            test.pool.set_now(after(100));
            let nothing = PersonRequest::default();
            let resend = &test.administration;
            let resend = resend.resend(ADDRESS, &nothing, after(100), deadline());
            test.killed(operation, kind, resend).await;
            opened += usize::from(test.user().unwrap().enabled);
            let until = record(&test).until.unwrap();
            let hours = until.duration_since(now()).as_hours();
            let last = Sweep::new(
                Administration::open(&test.cognito, None, settings.clone(), POOL, deadline())
                    .await
                    .unwrap()
                    .telling_events(&test.aws),
            );
            test.pool.set_now(after(hours.max(101)));
            let due = after(hours.max(101));
            last.page(None, false, due, None).await.unwrap();
            assert!(!test.user().unwrap().enabled, "{operation:?} {kind:?}");
            // Everybody who is disabled so can be invited again.
            test.resend(ADDRESS, &Profile::default()).await.unwrap();
            assert!(test.user().unwrap().enabled, "{operation:?} {kind:?}");
            let told = tests::lifecycle_events::put(&test.pool);
            let expired = told
                .iter()
                .filter(|event| event["detail-type"] == "Invitation Expired");
            for event in expired {
                assert_eq!(event["detail"]["moment"], until.to_string());
            }
        }
    }
    assert_eq!(opened, 3);
}

/// Killed between the mark and the disabling.
#[tokio::test]
async fn an_end_that_was_marked_alone_is_made_good() {
    let test = test_pool().await;
    invite(&test, |record| record.mark(Mark::Expired, after(72)));
    assert_eq!(done(&sweep(&test, 73).await), Act::Expired);
    assert_eq!(effects(&test), ["AdminDisableUser"]);
}

#[tokio::test]
async fn whoever_accepts_meanwhile_stays_a_member() {
    for (hours, operations) in [
        (
            48,
            &[
                Operation::AdminUpdateUserAttributes,
                Operation::AdminCreateUser,
            ][..],
        ),
        (
            72,
            &[
                Operation::AdminUpdateUserAttributes,
                Operation::AdminDisableUser,
            ][..],
        ),
    ] {
        for operation in [Operation::AdminGetUser].iter().chain(operations) {
            let test = test_pool().await;
            invite(&test, |_| {});
            let accept = |user: &mut User| user.status = UserStatus::Confirmed;
            let swept = test
                .meanwhile(*operation, accept, sweep(&test, hours))
                .await;
            assert_eq!(done(&swept), Act::ChangedMeanwhile, "{operation:?}");
            let user = test.user().unwrap();
            assert!(user.enabled && user.status == UserStatus::Confirmed);
            assert!(test.inbox().is_empty());
        }
    }
}

/// The sweep read the record before the hook marked it, and writes it afterwards.
#[tokio::test]
async fn an_acceptance_that_a_mark_overwrites_is_put_back() {
    let test = test_pool().await;
    invite(&test, |_| {});
    let accept = |user: &mut User| {
        user.status = UserStatus::Confirmed;
        let written = user.attribute(INVITED_ATTRIBUTE).unwrap();
        let mut record = InvitationRecord::parse(written).unwrap();
        record.mark(Mark::Accepted, after(72));
        write(user, &record);
    };
    let update = Operation::AdminUpdateUserAttributes;
    test.meanwhile(update, accept, sweep(&test, 72)).await;
    assert!(record(&test).marked(Mark::Accepted).is_some());
    assert!(test.user().unwrap().enabled);
}

#[tokio::test]
async fn whoever_is_sent_the_invitation_meanwhile_is_not_disabled() {
    let test = test_pool().await;
    invite(&test, |_| {});
    let resend = |user: &mut User| {
        let written = user.attribute(INVITED_ATTRIBUTE).unwrap();
        let mut record = InvitationRecord::parse(written).unwrap();
        record.renew(Some(after(10 * DAY)), after(72));
        write(user, &record);
    };
    let disable = Operation::AdminDisableUser;
    let swept = test.meanwhile(disable, resend, sweep(&test, 72)).await;
    assert_eq!(done(&swept), Act::ChangedMeanwhile);
    assert!(test.user().unwrap().enabled);
}

/// A deletion that AWS throttles is not repeated for so long that the person could be invited again and
/// accept.
#[tokio::test]
async fn a_deletion_is_not_repeated_for_long() {
    let test = test_pool().await;
    invite(&test, |_| {});
    sweep(&test, 72).await;
    test.fail(Operation::AdminDeleteUser, FaultKind::Throttle, u32::MAX);
    let pool = test.pool.clone();
    let later = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(10)).await;
        pool.set_faults(Vec::new());
    });
    let swept = sweep(&test, 72 + 30 * DAY).await;
    assert_eq!(swept.result.unwrap().unwrap_err().code(), "left-disabled");
    later.await.unwrap();
    assert!(test.user().is_some());
}

/// The account was deleted, and somebody else has its user name by then.
#[tokio::test]
async fn whoever_has_the_user_name_meanwhile_is_not_disabled() {
    for operation in [
        Operation::AdminUpdateUserAttributes,
        Operation::AdminDisableUser,
    ] {
        let test = test_pool().await;
        invite(&test, |_| {});
        let recreate = |user: &mut User| {
            user.sub = "6a2c1f0e-0000-4000-8000-0000000000ff".to_owned();
        };
        let swept = test.meanwhile(operation, recreate, sweep(&test, 72)).await;
        assert_eq!(done(&swept), Act::ChangedMeanwhile, "{operation:?}");
        assert!(test.user().unwrap().enabled, "{operation:?}");
    }
}

#[tokio::test]
async fn what_fails_with_one_is_said_of_one() {
    // The pool has no such attribute.
    let test = TestPool::with(with_sweep(), own_sender).await;
    invite(&test, |_| {});
    let swept = sweep(&test, 72).await;
    let error = swept.result.unwrap().unwrap_err();
    assert_eq!(error.code(), "not-accepted");
    assert!(test.user().unwrap().enabled);
}

#[tokio::test]
async fn nothing_begins_after_the_time_is_up() {
    let test = test_pool().await;
    invite(&test, |_| {});
    test.pool.set_now(after(72));
    let sweep = Sweep::new(administration(&test).await);
    let page = sweep
        .page(None, false, after(72), Some(Instant::now()))
        .await
        .unwrap();
    assert!(page.stopped && page.users.is_empty());
    assert!(effects(&test).is_empty());
}

/// What happens to an account, in any order.
#[derive(Debug, Clone, Copy)]
enum Step {
    Accept,
    ResetToTemporary,
    /// An administrator sends the invitation again, or creates it again. As for a sweep, calls fail or
    /// are lost, and it may be killed.
    Resend(Trouble),
    Create(Trouble),
    /// An administrator enables or disables the account.
    Enable(bool),
    Link,
    Forget,
    Wait(i64),
    Sweep(Trouble),
}

/// A call that fails or is lost, and after how many milliseconds all is killed.
#[derive(Debug, Clone, Copy, Default)]
struct Trouble {
    fault: Option<(Operation, FaultKind)>,
    killed: Option<u64>,
}

/// Why nobody may disable or delete an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Protected {
    accepted: bool,
    linked: bool,
    uninvited: bool,
}

fn step() -> impl Strategy<Value = Step> {
    let operation = prop::sample::select(vec![
        Operation::AdminGetUser,
        Operation::AdminUpdateUserAttributes,
        Operation::AdminCreateUser,
        Operation::AdminDisableUser,
        Operation::AdminEnableUser,
        Operation::AdminDeleteUser,
    ]);
    let kind = prop::sample::select(vec![
        FaultKind::Throttle,
        FaultKind::Cut,
        FaultKind::LoseAnswer,
        FaultKind::AnswerBreaksOff,
        FaultKind::InternalError,
    ]);
    let fault = prop::option::of((operation, kind));
    let killed = prop::option::weighted(0.3, 1..40_u64);
    let trouble = (fault, killed).prop_map(|(fault, killed)| Trouble { fault, killed });
    prop_oneof![
        3 => Just(Step::Accept),
        3 => Just(Step::ResetToTemporary),
        1 => trouble.clone().prop_map(Step::Resend),
        1 => trouble.clone().prop_map(Step::Create),
        1 => any::<bool>().prop_map(Step::Enable),
        1 => Just(Step::Link),
        1 => Just(Step::Forget),
        4 => prop::sample::select(vec![1, 25, 49, 73, 73, 73, 800]).prop_map(Step::Wait),
        6 => trouble.prop_map(Step::Sweep),
    ]
}

/// An account, and what is true of it whatever its record says.
struct Account {
    test: TestPool,
    hours: i64,
    protected: Protected,
}

impl Account {
    fn edit(&self, edit: impl FnOnce(&mut User)) {
        let now = after(self.hours);
        let there = self.test.pool.with_pool(POOL, |pool| {
            if let Some(mut user) = pool.find(ADDRESS).cloned() {
                user.modified = now;
                edit(&mut user);
                pool.insert(user);
            }
        });
        there.unwrap();
    }

    fn edit_record(&self, edit: impl FnOnce(&mut InvitationRecord)) {
        self.edit(|user| {
            let written = user.attribute(INVITED_ATTRIBUTE).unwrap_or_default();
            if let Some(mut record) = InvitationRecord::parse(written) {
                edit(&mut record);
                write(user, &record);
            }
        });
    }

    async fn play(&mut self, step: Step) {
        let now = after(self.hours);
        let Some(user) = self.test.user() else { return };
        let is_open = user.status == UserStatus::ForceChangePassword;
        match step {
            Step::Accept if is_open && user.enabled => {
                self.edit(|user| user.status = UserStatus::Confirmed);
                self.edit_record(|record| record.mark(Mark::Accepted, now));
                self.protected.accepted = true;
            }
            Step::ResetToTemporary if !is_open => {
                self.edit(|user| user.status = UserStatus::ForceChangePassword);
            }
            Step::Resend(trouble) => {
                // Whoever has no record gets one.
                self.protected.uninvited = false;
                let (nothing, deadline) = (PersonRequest::default(), deadline());
                let administration = &self.test.administration;
                let resent = administration.resend(ADDRESS, &nothing, now, deadline);
                self.run(trouble, resent).await;
            }
            Step::Create(trouble) => {
                self.protected.uninvited = false;
                self.run(trouble, self.test.create(&invitation(&[]))).await;
            }
            Step::Enable(enabled) => {
                self.edit(|user| user.enabled = enabled);
            }
            Step::Link => {
                let identities = (
                    "identities".to_owned(),
                    r#"[{"providerName":"Entra"}]"#.to_owned(),
                );
                self.edit(|user| user.attributes.extend([identities]));
                self.protected.linked = true;
            }
            Step::Forget => {
                self.edit(|user| drop(user.attributes.remove(INVITED_ATTRIBUTE)));
                self.protected.uninvited = true;
                // Nothing tells any more that the person accepted.
                self.protected.accepted = false;
            }
            Step::Wait(hours) => {
                self.hours += hours;
                self.test.pool.set_now(after(self.hours));
            }
            Step::Sweep(trouble) => {
                let sweep = Sweep::new(administration(&self.test).await);
                self.run(trouble, sweep.page(None, false, now, None)).await;
            }
            _ => {}
        }
    }

    async fn run<T>(&self, trouble: Trouble, act: impl Future<Output = T>) {
        let fault = trouble.fault.map(|(operation, kind)| Fault {
            operation: Some(operation),
            kind,
            times: Some(1),
        });
        self.test.pool.set_faults(fault.into_iter().collect());
        let limit = Duration::from_millis(trouble.killed.unwrap_or(60_000));
        // What was killed has done what it has done.
        let _ = tokio::time::timeout(limit, act).await;
        self.test.pool.set_faults(Vec::new());
    }
}

async fn holds(steps: &[Step]) -> Result<(), TestCaseError> {
    let test = test_pool().await;
    invite(&test, |_| {});
    let mut account = Account {
        test,
        hours: 0,
        protected: Protected::default(),
    };
    for step in steps {
        let before = account.test.user();
        let was_protected = account.protected != Protected::default();
        account.play(*step).await;
        let by_hand = matches!(step, Step::Enable(_));
        if let Some(before) = before.filter(|_| was_protected && !by_hand) {
            let user = account.test.user();
            prop_assert!(user.is_some(), "deleted");
            prop_assert!(user.unwrap().enabled == before.enabled, "disabled");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None, max_shrink_iters: 50, ..ProptestConfig::with_cases(100)
    })]

    /// Nobody who accepted, has `identities`, or has no record is disabled or deleted.
    #[test]
    fn whoever_is_no_open_invitation_is_never_touched(
        steps in prop::collection::vec(step(), 6..16)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(holds(&steps))?;
    }
}

/// The states that a sweep can find are all reached by the property above, or it shows nothing.
#[tokio::test]
async fn the_steps_reach_what_they_are_about() {
    let mut seen = BTreeSet::new();
    for steps in [
        &[
            Step::Wait(49),
            Step::Sweep(Trouble::default()),
            Step::Accept,
            Step::ResetToTemporary,
        ][..],
        &[
            Step::Wait(73),
            Step::Sweep(Trouble::default()),
            Step::Wait(800),
            Step::Sweep(Trouble::default()),
        ][..],
    ] {
        let test = test_pool().await;
        invite(&test, |_| {});
        let mut account = Account {
            test,
            hours: 0,
            protected: Protected::default(),
        };
        for step in steps {
            account.play(*step).await;
        }
        seen.extend(effects(&account.test));
    }
    assert!(seen.contains("AdminDeleteUser"), "{seen:?}");
}
