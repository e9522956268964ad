//! Staying below the quota that cannot be raised.
//!
//! Attributes, groups, disabling and deleting count as `UserUpdate`: 25 requests a second for all
//! user pools of an account and Region together (contract §8). The hooks draw on the same 25.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The time between two requests: 16 a second in the long run, which leaves a third to the hooks.
const INTERVAL: Duration = Duration::from_micros(62_500);

/// How many requests may go out at once after a quiet while: an invitation with a few groups does
/// not wait, and the busiest second has 24.
const BURST: u32 = 8;

/// Hands out turns.
#[derive(Debug)]
pub(crate) struct Pace {
    /// When the next turn is, if turns were handed out without a burst.
    next: Mutex<Instant>,
}

impl Pace {
    /// The first turns are a burst.
    pub(crate) fn new() -> Self {
        Self {
            next: Mutex::new(Instant::now()),
        }
    }

    /// Waits for a turn.
    pub(crate) async fn turn(&self) {
        sleep_until(self.take(Instant::now())).await;
    }

    fn take(&self, now: Instant) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let burst = INTERVAL * (BURST - 1);
        let turn = (*next).max(now);
        *next = turn + INTERVAL;
        turn.checked_sub(burst).map_or(now, |turn| turn.max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_stay_below_the_quota_in_every_second() {
        let pace = Pace::new();
        let start = Instant::now();
        let mut turns: Vec<Instant> = (0..100).map(|_| pace.take(start)).collect();
        // A quiet second, and everybody comes at once again.
        let later = turns[99] + Duration::from_secs(1);
        turns.extend((0..100).map(|_| pace.take(later)));
        for window in turns.windows(25) {
            let second = Duration::from_secs(1);
            assert!(window[24].duration_since(window[0]) >= second);
        }
        let at_once = turns.iter().filter(|turn| **turn == start).count();
        assert_eq!(at_once, usize::try_from(BURST).unwrap());
    }
}
