//! Staying below the quotas of an account.
//!
//! They count for all user pools of an account and Region together (contract §8), and the hooks draw
//! on the same ones. Attributes, groups, disabling and deleting count as `UserUpdate`: 25 requests a
//! second, which cannot be raised.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Hands out turns.
#[derive(Debug)]
pub(crate) struct Pace {
    /// The time between two requests in the long run.
    interval: Duration,
    /// How many requests may go out at once after a quiet while.
    burst: u32,
    /// When the next turn is, if turns were handed out without a burst.
    next: Mutex<Instant>,
}

impl Pace {
    /// `UserUpdate` for an administrator who waits: 16 requests a second in the long run, which
    /// leaves a third to the hooks. An invitation with a few groups does not wait, and the busiest
    /// second has 24.
    pub(crate) fn of_updates() -> Self {
        Self::new(Duration::from_micros(62_500), 8)
    }

    /// A fifth of a quota, for what nobody waits for.
    pub(crate) fn a_fifth_of(requests_a_second: u32) -> Self {
        // Rounded up, so that no second has one too many.
        let interval = Duration::from_secs(5) / requests_a_second + Duration::from_nanos(1);
        Self::new(interval, 1)
    }

    /// The first turns are a burst.
    fn new(interval: Duration, burst: u32) -> Self {
        Self {
            interval,
            burst,
            next: Mutex::new(Instant::now()),
        }
    }

    /// Waits for a turn.
    pub(crate) async fn turn(&self) {
        sleep_until(self.take(Instant::now())).await;
    }

    fn take(&self, now: Instant) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let burst = self.interval * (self.burst - 1);
        let turn = (*next).max(now);
        *next = turn + self.interval;
        turn.checked_sub(burst).map_or(now, |turn| turn.max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pace: &Pace, per_second: usize) {
        let start = Instant::now();
        let mut turns: Vec<Instant> = (0..100).map(|_| pace.take(start)).collect();
        // A quiet second, and everybody comes at once again.
        let later = turns[99] + Duration::from_secs(1);
        turns.extend((0..100).map(|_| pace.take(later)));
        for window in turns.windows(per_second + 1) {
            let second = Duration::from_secs(1);
            assert!(window[per_second].duration_since(window[0]) >= second);
        }
        let at_once = turns.iter().filter(|turn| **turn == start).count();
        assert_eq!(at_once, usize::try_from(pace.burst).unwrap());
    }

    #[test]
    fn turns_stay_below_the_quota_in_every_second() {
        check(&Pace::of_updates(), 24);
        for (quota, fifth) in [(25, 5), (30, 6), (120, 24)] {
            check(&Pace::a_fifth_of(quota), fifth);
        }
    }
}
