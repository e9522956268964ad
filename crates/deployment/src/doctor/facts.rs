//! What was read. The checks say what it means.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cognito::{ResourcePolicy, UserPool};
use pages::Page;
use trigger::Function;

/// What came of asking for one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fact<T> {
    /// It was read.
    Read(T),
    /// There is no such thing.
    Absent,
    /// The caller lacks this permission, such as `lambda:GetPolicy`.
    Denied(&'static str),
    /// It could not be read; the reason follows a colon.
    Unknown(String),
}

impl<T> Fact<T> {
    /// What was read of it, in another form.
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Read(read) => Fact::Read(change(read)),
            Self::Absent => Fact::Absent,
            Self::Denied(action) => Fact::Denied(action),
            Self::Unknown(why) => Fact::Unknown(why),
        }
    }
}

/// Everything that was read of a deployment.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    /// Which user pool was asked about.
    pub(super) pool_id: String,
    /// The Region that was asked: of a pool with replicas, one of several.
    pub(super) region: String,
    /// The user pool.
    pub(super) pool: Fact<UserPool>,
    /// The replicas of the pool in other Regions.
    pub(super) replicas: Fact<Vec<Replica>>,
    /// Its app clients.
    pub(super) clients: Fact<Vec<Client>>,
    /// Its groups, and the IAM role of each that carries one.
    pub(super) groups: Fact<BTreeMap<String, Option<String>>>,
    /// The functions that the pool names, by the trigger that they are named for.
    pub(super) functions: BTreeMap<Function, LambdaFunction>,
    /// The functions that chains call by the settings, by ARN.
    pub(super) chained: BTreeMap<String, Fact<FunctionConfiguration>>,
    /// Who sends mails through SES.
    pub(super) senders: Vec<Sender>,
    /// The event bus that the settings name; absent where they name none.
    pub(super) event_bus: Fact<EventBus>,
    /// The function sweeper of the functions' stack; none where their names tell no stack, and for a
    /// pool on this machine.
    pub(super) sweeper: Option<Sweeper>,
    /// The pages that links lead to.
    pub(super) links: Vec<Link>,
}

/// The pool in another Region (API reference, `UserPoolReplicaType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replica {
    pub(super) region: String,
    /// Which of our triggers have a function there.
    pub(super) triggers: Fact<BTreeSet<Function>>,
}

/// An app client (API reference, `UserPoolClientType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Client {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) has_secret: bool,
    pub(super) flows: BTreeSet<String>,
    /// `None` where the client has no list.
    pub(super) writes: Option<BTreeSet<String>>,
    /// `None` where the client has no list.
    pub(super) reads: Option<BTreeSet<String>>,
    /// Whether it hides that a user does not exist.
    pub(super) hides_missing_users: bool,
}

/// As sentences call it.
impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the app client {} ({})", self.id, self.name)
    }
}

/// A Lambda function that the pool names.
#[derive(Debug, Clone)]
pub(super) struct LambdaFunction {
    pub(super) configuration: Fact<FunctionConfiguration>,
    pub(super) policy: Fact<ResourcePolicy>,
}

/// What a function is like (API reference, `GetFunctionConfiguration`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FunctionConfiguration {
    /// Seconds.
    pub(super) timeout: u32,
    /// MiB.
    pub(super) memory: u32,
    /// `Active`, `Pending`, `Inactive` or `Failed`; empty where it is not said.
    pub(super) state: String,
    /// Whether the last update did not come through, so that the code before it runs.
    pub(super) last_update_failed: bool,
}

/// Somebody who sends mails through SES.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sender {
    /// Who it is, as sentences call it.
    pub(super) of: &'static str,
    /// The domain or address that SES knows.
    pub(super) name: String,
    pub(super) region: String,
    pub(super) account: Fact<Account>,
    pub(super) identity: Fact<Identity>,
    /// The configuration set that its mails go through, if any.
    pub(super) configuration_set: Option<(String, Fact<ConfigurationSet>)>,
}

/// The account's state at SES in one Region (API reference, `GetAccount`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    /// Whether it is out of the sandbox.
    pub(super) in_production: bool,
    pub(super) may_send: bool,
}

/// An identity at SES (API reference, `GetEmailIdentity`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) is_verified: bool,
    pub(super) configuration_set: Option<String>,
}

/// A configuration set of SES, as far as it rewrites links.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ConfigurationSet {
    /// The domain that rewritten links lead to.
    pub(super) redirect_domain: Option<String>,
    /// The event destinations that hear of clicks.
    pub(super) click_destinations: Vec<String>,
}

/// An event bus (API reference, `DescribeEventBus`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct EventBus {
    /// Whether its policy lets somebody make rules on it, who then reads its events.
    pub(super) is_read_by_others: bool,
}

/// The function sweeper, and what calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sweeper {
    pub(super) name: String,
    /// The user pool that its environment names.
    pub(super) user_pool_id: Fact<String>,
    /// How many of it may run at once; `None` where nothing says so.
    pub(super) reserved: Fact<Option<u64>>,
    /// The schedule of the same name.
    pub(super) schedule: Fact<Schedule>,
}

/// A schedule (API reference of EventBridge Scheduler, `GetSchedule`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Schedule {
    pub(super) is_enabled: bool,
    /// The ARN of what it calls.
    pub(super) target: String,
}

/// A page that links of a brand lead to.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) brand: String,
    /// Scheme and host.
    pub(super) origin: String,
    pub(super) page: Page,
    pub(super) opened: Opened,
}

/// What came of opening a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Opened {
    /// Its host answered, after redirects within the origin.
    Answered(Answer),
    /// Nobody did, for this reason.
    Silent(String),
    /// It was not to be opened.
    Not,
}

/// What a host answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// By name, in lower case.
    pub(super) headers: BTreeMap<String, String>,
}
