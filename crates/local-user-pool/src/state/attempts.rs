//! Limits of attempts within an hour.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use crate::state::error::ApiError;

/// The attempts of one user at one thing in the last hour. AWS documents the numbers, but not how
/// it counts (contract §5). Here an attempt counts for an hour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attempts(VecDeque<Timestamp>);

impl Attempts {
    /// Refuses after that many attempts in the hour before `now`.
    pub(crate) fn check(&mut self, most: usize, now: Timestamp) -> Result<(), ApiError> {
        let hour = SignedDuration::from_hours(1);
        self.0.retain(|&made| now.duration_since(made) < hour);
        if self.0.len() < most {
            return Ok(());
        }
        Err(ApiError::LimitExceeded(
            "Attempt limit exceeded, please try after some time.".to_owned(),
        ))
    }

    /// Counts an attempt.
    pub(crate) fn count(&mut self, now: Timestamp) {
        self.0.push_back(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(made: &[i64], now: i64, allowed: bool) {
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        let mut attempts = Attempts::default();
        for &minute in made {
            attempts.count(at(minute));
        }
        assert_eq!(
            attempts.check(2, at(now)).is_ok(),
            allowed,
            "{made:?} {now}"
        );
    }

    #[test]
    fn attempts_are_limited_by_the_hour() {
        check(&[], 0, true);
        check(&[0], 0, true);
        check(&[0, 0], 0, false);
        check(&[0, 30], 59, false);
        check(&[0, 30], 60, true);
        check(&[0, 30, 40], 60, false);
    }
}
