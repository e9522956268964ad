//! AWS at its worst, and what a grant has to come to all the same.

use std::collections::BTreeSet;
use std::time::Duration;

use invitation::{INVITED_ATTRIBUTE, InvitationRecord, Mark};
use jiff::SignedDuration;
use local_user_pool::Operation::{AdminAddUserToGroup, AdminGetUser, AdminUpdateUserAttributes};
use local_user_pool::{
    AttributeDefinition, Fault, FaultKind, LocalUserPool, Operation, Pool, Schema, User, UserStatus,
};

use crate::run::answer;
use crate::{Configuration, Run, Subject, at_once, canary, drive};

/// One way in which AWS fails.
#[derive(Clone, Debug)]
pub struct AwsFault {
    /// What it is, for a failing test to say.
    pub name: &'static str,
    /// The calls that go wrong.
    pub faults: Vec<Fault>,
    /// What is different in the pool.
    pub edit: fn(&mut Pool),
    /// The outcome and the code that the log has to show.
    pub logged: (&'static str, &'static str),
    /// What has to be in effect afterwards.
    pub effect: Effect,
}

/// What is in effect for the canary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Her groups.
    pub groups: BTreeSet<String>,
    /// Whether the attribute that her invitation sets is set.
    pub tenant: bool,
    /// Whether her invitation is still there for a later sign-in.
    pub token_left: bool,
    /// Whether the record of her invitation says that she accepted.
    pub accepted: bool,
}

/// The groups of her invitation and of the sample policy.
pub const GROUPS: [&str; 3] = ["clients", "members", "staff"];

/// What the log says of a grant that has to wait.
pub const PENDING: (&str, &str) = ("grant-pending", "aws-unavailable");

impl Effect {
    /// These groups, with or without the attribute, with or without the token: the mark comes when it
    /// is spent.
    pub fn of(groups: &[&str], tenant: bool, token_left: bool) -> Self {
        Self {
            groups: groups.iter().map(|group| (*group).to_owned()).collect(),
            tenant,
            token_left,
            accepted: !token_left,
        }
    }

    /// The same, without the mark.
    #[must_use]
    pub fn unmarked(self) -> Self {
        Self {
            accepted: false,
            ..self
        }
    }

    /// All of the grant, and the token is spent.
    pub fn all() -> Self {
        Self::of(&GROUPS, true, false)
    }

    /// Nothing, and the token is where it was.
    pub fn nothing() -> Self {
        Self::of(&[], false, true)
    }

    /// What is in effect in `pool`; nothing at all if she is gone.
    pub fn in_pool(pool: &LocalUserPool) -> Self {
        let user = pool
            .with_pool(canary::POOL_ID, |pool| pool.find(canary::SUB).cloned())
            .unwrap();
        let Some(user) = user else {
            return Self::default();
        };
        Self {
            tenant: user.attribute("custom:tenant") == Some(canary::TENANT),
            token_left: user.attribute("custom:invitation").is_some(),
            accepted: record(&user).is_some_and(|record| record.marked(Mark::Accepted).is_some()),
            groups: user.groups,
        }
    }
}

/// The record of her invitation, if there is one.
pub fn record(user: &User) -> Option<InvitationRecord> {
    InvitationRecord::parse(user.attribute(INVITED_ATTRIBUTE)?)
}

/// Her pool: she signed up with her invitation an hour ago.
pub fn pool() -> LocalUserPool {
    let mut pool = Pool::new(canary::POOL_ID);
    for name in [
        "custom:invitation",
        "custom:tenant",
        "custom:brand",
        INVITED_ATTRIBUTE,
    ] {
        pool.schema.define(name, AttributeDefinition::TEXT);
    }
    pool.add_groups(["clients", "beta", "members", "staff"]);
    let created = canary::now() - SignedDuration::from_hours(1);
    let mut user = User::new(canary::SUB, canary::SUB, UserStatus::Confirmed, created);
    user.attributes = [
        ("email", canary::EMAIL),
        ("email_verified", "true"),
        ("given_name", "Canary"),
        ("custom:invitation", &canary::token()),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    pool.insert(user);
    LocalUserPool::new(vec![pool])
}

impl AwsFault {
    /// None at all.
    pub fn none() -> Self {
        Self {
            name: "none",
            faults: Vec::new(),
            edit: |_| {},
            logged: ("granted", ""),
            effect: Effect::all(),
        }
    }

    /// Her pool with this fault.
    pub fn pool(&self) -> LocalUserPool {
        let pool = pool();
        pool.set_faults(self.faults.clone());
        pool.with_pool(canary::POOL_ID, self.edit);
        pool
    }

    /// Trouble that passes, or that nothing can be done about: the grant is over within a moment.
    pub fn passing() -> Vec<Self> {
        use FaultKind::{
            AnswerBreaksOff, AnswerHtml, Cut, Delay, InternalError, LoseAnswer, Throttle,
        };
        let second = Delay(Duration::from_secs(1));
        vec![
            Self::none(),
            passing("throttled three times", None, Throttle, 3),
            passing(
                "each group throttled",
                Some(AdminAddUserToGroup),
                Throttle,
                3,
            ),
            passing("500 twice", None, InternalError, 2),
            passing("cut twice", None, Cut, 2),
            passing(
                "the answer about the user lost",
                Some(AdminGetUser),
                LoseAnswer,
                1,
            ),
            passing(
                "the answer about each group lost",
                Some(AdminAddUserToGroup),
                LoseAnswer,
                3,
            ),
            passing(
                "the answer about the attributes lost",
                Some(AdminUpdateUserAttributes),
                LoseAnswer,
                1,
            ),
            passing("HTML in the place of three answers", None, AnswerHtml, 3),
            passing("three answers that break off", None, AnswerBreaksOff, 3),
            passing(
                "HTML about the attributes",
                Some(AdminUpdateUserAttributes),
                AnswerHtml,
                1,
            ),
            passing(
                "a second late about the user",
                Some(AdminGetUser),
                second,
                1,
            ),
            passing(
                "a second late about each group",
                Some(AdminAddUserToGroup),
                second,
                3,
            ),
            passing(
                "a second late about the attributes",
                Some(AdminUpdateUserAttributes),
                second,
                1,
            ),
        ]
        .into_iter()
        .chain(Self::incomplete_pools())
        .collect()
    }

    /// A pool that lacks something: the rest is given.
    fn incomplete_pools() -> Vec<Self> {
        vec![
            Self {
                name: "a group is missing",
                edit: |pool| {
                    pool.groups.remove("clients");
                },
                logged: ("granted-in-part", "group-missing"),
                effect: Effect::of(&["members", "staff"], true, false),
                ..Self::none()
            },
            Self {
                name: "no group is there",
                edit: |pool| pool.groups.clear(),
                logged: ("granted-in-part", "group-missing"),
                effect: Effect::of(&[], true, false),
                ..Self::none()
            },
            Self {
                name: "an attribute is not in the schema",
                edit: |pool| {
                    pool.schema = Schema::standard();
                    for name in ["custom:invitation", INVITED_ATTRIBUTE] {
                        pool.schema.define(name, AttributeDefinition::TEXT);
                    }
                },
                logged: ("granted-in-part", "attribute-refused"),
                effect: Effect::of(&GROUPS, false, false),
                ..Self::none()
            },
            Self {
                name: "an attribute and the record's are not in the schema",
                edit: |pool| {
                    pool.schema = Schema::standard();
                    pool.schema
                        .define("custom:invitation", AttributeDefinition::TEXT);
                },
                logged: ("granted-in-part", "attribute-refused"),
                effect: Effect::of(&GROUPS, false, false).unmarked(),
                ..Self::none()
            },
            Self {
                name: "the record's attribute is not in the schema",
                edit: |pool| {
                    pool.schema = Schema::standard();
                    for name in ["custom:invitation", "custom:tenant"] {
                        pool.schema.define(name, AttributeDefinition::TEXT);
                    }
                },
                effect: Effect::all().unmarked(),
                ..Self::none()
            },
            Self {
                name: "she is gone",
                edit: |pool| pool.users.clear(),
                logged: PENDING,
                effect: Effect::default(),
                ..Self::none()
            },
        ]
    }

    /// Trouble that outlasts the invocation: the grant waits, and the token with it.
    pub fn lasting() -> Vec<Self> {
        use FaultKind::{AnswerHtml, Cut, Delay, InternalError, Throttle};
        let groups_done = Effect::of(&GROUPS, false, true);
        let ten_seconds = Delay(Duration::from_secs(10));
        vec![
            lasting("throttled for good", None, Throttle, Effect::nothing()),
            lasting("500 for good", None, InternalError, Effect::nothing()),
            lasting("cut for good", None, Cut, Effect::nothing()),
            lasting("HTML for good", None, AnswerHtml, Effect::nothing()),
            lasting(
                "ten seconds late about the user",
                Some(AdminGetUser),
                ten_seconds,
                Effect::nothing(),
            ),
            lasting(
                "no group can be given",
                Some(AdminAddUserToGroup),
                Throttle,
                Effect::nothing(),
            ),
            // Carried out all the same, as the real service does with a caller who has gone.
            lasting(
                "ten seconds late about each group",
                Some(AdminAddUserToGroup),
                ten_seconds,
                groups_done.clone(),
            ),
            lasting(
                "no attribute can be set",
                Some(AdminUpdateUserAttributes),
                InternalError,
                groups_done,
            ),
            lasting(
                "ten seconds late about the attributes",
                Some(AdminUpdateUserAttributes),
                ten_seconds,
                Effect::all(),
            ),
        ]
    }
}

fn passing(
    name: &'static str,
    operation: Option<Operation>,
    kind: FaultKind,
    times: u32,
) -> AwsFault {
    AwsFault {
        name,
        faults: vec![Fault {
            operation,
            kind,
            times: Some(times),
        }],
        ..AwsFault::none()
    }
}

fn lasting(
    name: &'static str,
    operation: Option<Operation>,
    kind: FaultKind,
    effect: Effect,
) -> AwsFault {
    let faults = vec![Fault {
        operation,
        kind,
        times: None,
    }];
    AwsFault {
        name,
        faults,
        logged: PENDING,
        effect,
        ..AwsFault::none()
    }
}

/// A worker through an outage that outlasts the SDK's patience, and after it.
pub async fn check_long_outage(subject: &Subject, event: String) {
    let pool = pool();
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::sample();
    let function = subject.with_aws(&configuration, &server.endpoint_url());
    let cut = Fault {
        operation: None,
        kind: FaultKind::Cut,
        times: None,
    };
    // The SDK stops repeating calls when it has had to for long: then there is time left when a
    // group could not be given, and the token has to stay all the same.
    let throttled = Fault {
        operation: Some(AdminAddUserToGroup),
        kind: FaultKind::Throttle,
        times: None,
    };
    let outage = [cut, throttled, throttled, throttled, throttled];
    let (effect, log) = drive(function, async |host| {
        for fault in outage {
            pool.set_faults(vec![fault]);
            host.invoke(subject.name, event.clone()).await.unwrap();
        }
        let effect = Effect::in_pool(&pool);
        pool.set_faults(Vec::new());
        host.invoke(subject.name, event.clone()).await.unwrap();
        effect
    })
    .await;
    let granted = ("granted", "");
    let logged = log.outcomes();
    assert_eq!(
        logged,
        [PENDING, PENDING, PENDING, PENDING, PENDING, granted]
    );
    assert_eq!(effect, Effect::nothing());
    assert_eq!(Effect::in_pool(&pool), Effect::all());
}

/// The same event on three workers, so that none is over before the last has begun.
pub async fn three_at_once(subject: &Subject, event: String) -> (LocalUserPool, Run) {
    let pool = pool();
    let kind = FaultKind::Delay(Duration::from_millis(500));
    pool.set_faults(vec![Fault {
        operation: Some(AdminGetUser),
        kind,
        times: None,
    }]);
    let server = pool.serve().await.unwrap();
    let configuration = Configuration::sample();
    let function = subject.with_aws(&configuration, &server.endpoint_url());
    let run = at_once(function, &event, 3).await;
    for outcome in &run.outcomes {
        assert_eq!(answer(outcome), event);
    }
    assert_eq!(Effect::in_pool(&pool), Effect::all());
    (pool, run)
}
