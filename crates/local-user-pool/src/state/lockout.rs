//! The lockout after wrong passwords.

use jiff::{SignedDuration, Timestamp};

use crate::state::error::ApiError;

/// The number of wrong passwords before the first lockout.
const FIRST_LOCKING: u32 = 5;

/// The longest lockout, and the time without attempts after which all are forgotten.
const QUARTER_HOUR: SignedDuration = SignedDuration::from_mins(15);

/// The wrong passwords of one user (developer guide, "Lockout behavior for failed sign-in
/// attempts"): the fifth in a row locks the user out for a second, and each further one for twice
/// as long as the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lockout {
    wrong: u32,
    /// The latest attempt, which can be a refused one.
    latest: Timestamp,
    /// The end of the lockout.
    until: Timestamp,
}

impl Lockout {
    /// Counts an attempt to sign in. Refuses it if the password is wrong or the user is locked out.
    /// An attempt during a lockout does not make it longer.
    pub(crate) fn attempt(&mut self, is_right: bool, now: Timestamp) -> Result<(), ApiError> {
        if now.duration_since(self.latest) >= QUARTER_HOUR {
            *self = Self::default();
        }
        self.latest = now;
        if now < self.until {
            return Err(ApiError::not_authorized("Password attempts exceeded"));
        }
        if is_right {
            *self = Self::default();
            return Ok(());
        }
        self.wrong = self.wrong.saturating_add(1);
        if let Some(doublings) = self.wrong.checked_sub(FIRST_LOCKING) {
            let seconds = 2_i64.saturating_pow(doublings);
            let lasting = SignedDuration::from_secs(seconds).min(QUARTER_HOUR);
            self.until = now.saturating_add(lasting).unwrap_or(Timestamp::MAX);
        }
        Err(ApiError::incorrect_password())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Attempts as seconds and whether the password is right; compares what becomes of the last.
    #[track_caller]
    fn check(attempts: &[(i64, bool)], expected: Result<(), &str>) {
        let mut lockout = Lockout::default();
        let mut latest = Ok(());
        for &(second, is_right) in attempts {
            let now = Timestamp::from_second(second).unwrap();
            latest = lockout.attempt(is_right, now);
        }
        let latest = latest.map_err(|error| error.to_string());
        assert_eq!(latest, expected.map_err(str::to_owned), "{attempts:?}");
    }

    /// That many wrong passwords, each right after the lockout before, then one attempt.
    #[track_caller]
    fn check_after(wrong: u32, seconds: i64, expected: Result<(), &str>) {
        let mut second = 0;
        let mut attempts = vec![];
        for count in 1..=wrong {
            attempts.push((second, false));
            if count < wrong {
                second += if count < 5 {
                    0
                } else {
                    (1 << (count - 5)).min(900)
                };
            }
        }
        attempts.push((second + seconds, true));
        check(&attempts, expected);
    }

    const EXCEEDED: Result<(), &str> = Err("Password attempts exceeded");

    #[test]
    fn guessing_takes_longer_and_longer() {
        check(&[(0, false)], Err("Incorrect username or password."));
        check_after(4, 0, Ok(()));
        check_after(5, 0, EXCEEDED);
        check_after(5, 1, Ok(()));
        check_after(6, 1, EXCEEDED);
        check_after(6, 2, Ok(()));
        check_after(9, 15, EXCEEDED);
        check_after(9, 16, Ok(()));
        // 2^10 seconds would be more than a quarter of an hour.
        check_after(15, 899, EXCEEDED);
        check_after(15, 900, Ok(()));
    }

    #[test]
    fn the_right_password_and_silence_begin_anew() {
        let five = [(0, false); 5];
        let then = |rest: &[(i64, bool)]| [&five, rest].concat();
        let wrong = Err("Incorrect username or password.");
        check(&then(&[(1, true), (1, false), (1, true)]), Ok(()));
        // An attempt during the lockout is no wrong password.
        check(&then(&[(0, false), (1, true)]), Ok(()));
        check(&then(&[(1, false), (2, true)]), EXCEEDED);
        check(&then(&[(900, false), (900, true)]), Ok(()));
        check(&then(&[(899, false)]), wrong);
        check(&then(&[(899, false), (900, true)]), EXCEEDED);
    }
}
