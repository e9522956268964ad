//! The pool's clock.

use jiff::{SignedDuration, Timestamp};

/// Gives the time of calls. It runs with the system's clock until it is stopped.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    /// The moment at which it was stopped.
    fixed: Option<Timestamp>,
    /// How far it was put forward.
    ahead: SignedDuration,
}

impl Clock {
    /// A clock that stands still at this moment.
    pub(crate) fn stopped_at(now: Timestamp) -> Self {
        Self {
            fixed: Some(now),
            ahead: SignedDuration::ZERO,
        }
    }

    /// Puts the clock forward, whether it runs or stands still.
    pub(crate) fn advance(&mut self, by: SignedDuration) {
        self.ahead = self.ahead.saturating_add(by);
    }

    /// The moment at which a call would happen now.
    pub(crate) fn now(self) -> Timestamp {
        later(self.fixed.unwrap_or_else(system_now), self.ahead)
    }
}

/// The moment that much later.
pub(crate) fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the pool reads the clock; everything below takes `now`"
)]
fn system_now() -> Timestamp {
    Timestamp::now()
}
