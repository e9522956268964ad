//! A hook, and one invocation of it.

use std::future;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::{Event, Failure, HookOutcome};

/// How long the one attempt may take where Lambda's deadline is past or unknown.
const LAST_ATTEMPT: Duration = Duration::from_secs(1);

/// A Cognito trigger function.
pub trait Hook {
    /// The function's name, as in design §3.
    const NAME: &'static str;

    /// How long it may take in all. Cognito waits five seconds (contract §6), cold start and
    /// queueing included.
    const BUDGET: Duration;

    /// What takes time and can be done before the first event, such as opening connections. The
    /// function starts without it where it takes too long.
    fn warm_up(&self) -> impl Future<Output = ()> {
        future::ready(())
    }

    /// Handles an event before the invocation's deadline.
    fn handle(&self, event: &Event, invocation: &Invocation) -> impl Future<Output = HookOutcome>;

    /// What to answer when [`Hook::handle`] panics or overruns, or the event cannot be answered: a
    /// deciding hook denies, a side-effect hook echoes.
    fn fallback(&self, event: &Event, failure: Failure) -> HookOutcome;
}

/// One invocation: the time and the time left are arguments, so that a replay decides as the
/// live run did.
#[derive(Debug, Clone, Copy)]
pub struct Invocation {
    /// The moment of the event.
    pub now: Timestamp,
    /// When the answer has to be ready.
    pub deadline: Instant,
    /// Whether Lambda's own deadline is past or unknown: then nothing is tried twice.
    pub tries_once: bool,
}

impl Invocation {
    /// An invocation that begins at this moment of the machine's monotonic clock, is `now` by
    /// the calendar, and may take `budget`.
    pub fn beginning(now: Timestamp, budget: Duration) -> Self {
        Self {
            now,
            deadline: Instant::now() + budget,
            tries_once: false,
        }
    }

    /// The same, for an invocation that Lambda gives `left`; `None` if its deadline is past or
    /// unknown. Such an event is still handled: each call is tried once.
    pub fn within(now: Timestamp, budget: Duration, left: Option<Duration>) -> Self {
        Self {
            tries_once: left.is_none(),
            ..Self::beginning(now, budget.min(left.unwrap_or(LAST_ATTEMPT)))
        }
    }
}
