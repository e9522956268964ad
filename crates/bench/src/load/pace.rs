//! The arrival of people, below the quota that their grants use up.
//!
//! Attributes and groups count as `UserUpdate`, 25 requests a second for all of an account, which
//! AWS does not raise (contract §8). The functions wait for their turn, but not for longer than
//! Cognito waits for them, and what they could not give a member without a token no later event
//! brings back. So anybody who lets many people in at once has to let them in one after the other:
//! here they take what their grant will use from one bucket, before they begin.

use std::num::NonZeroU16;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::interval;

/// How many turns a quiet while saves up: as many as fit beside a full second of turns before
/// the quota's own store of 25 is empty.
const SAVED_UP: usize = 12;

/// A bucket that fills evenly, and from which people take in the order in which they come.
#[derive(Debug)]
pub(crate) struct Pace {
    bucket: Arc<Semaphore>,
    filling: JoinHandle<()>,
}

impl Pace {
    /// A full bucket that this much flows into.
    pub(crate) fn new(per_second: NonZeroU16) -> Self {
        let bucket = Arc::new(Semaphore::new(SAVED_UP));
        let mut drops = interval(Duration::from_secs(1) / u32::from(per_second.get()));
        let filled = Arc::clone(&bucket);
        let filling = tokio::spawn(async move {
            loop {
                drops.tick().await;
                if filled.available_permits() < SAVED_UP {
                    filled.add_permits(1);
                }
            }
        });
        Self { bucket, filling }
    }

    /// Waits for this many turns.
    pub(crate) async fn turns(&self, count: usize) -> Result<()> {
        let turns = self.bucket.acquire_many(u32::try_from(count)?).await?;
        turns.forget();
        Ok(())
    }
}

impl Drop for Pace {
    fn drop(&mut self) {
        self.filling.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    /// The time that stands still except for sleeps makes this exact.
    #[tokio::test(start_paused = true)]
    async fn turns_come_evenly_after_those_saved_up() {
        let pace = Pace::new(NonZeroU16::new(10).unwrap());
        let begin = Instant::now();
        pace.turns(SAVED_UP).await.unwrap();
        assert_eq!(begin.elapsed(), Duration::ZERO);
        for _ in 0..10 {
            pace.turns(3).await.unwrap();
        }
        let took = begin.elapsed();
        let expected = Duration::from_millis(2_800)..=Duration::from_secs(3);
        assert!(expected.contains(&took), "{took:?}");
    }
}
