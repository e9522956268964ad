//! Calling as a client does that waits when it is throttled, with a stop-watch.
//!
//! The SDK could repeat throttled calls by itself (its standard mode), with the same pauses. Here
//! its repeating is off and this does it, because the figures need every answer by itself: how
//! long it took, and whether it was a throttled one. Nor does the SDK's budget of repeats fit,
//! which all clients of a process share as if they were one.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use tokio::time::sleep;

/// The first pause after a throttled call; it doubles from one to the next.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// How often it doubles: 3.2 seconds is the longest pause.
const DOUBLINGS: u32 = 5;

/// How often a call is made before its client gives up: half a minute, mostly.
const ATTEMPTS: u32 = 20;

/// What was measured of one kind of call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    /// How long each took that was not throttled.
    pub(crate) durations: Vec<Duration>,
    /// How many were throttled.
    pub(crate) throttled: usize,
}

/// The stop-watches of all clients, by what they measure.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<BTreeMap<String, Measured>>);

impl Calls {
    /// Makes a call, and makes it again for as long as it is throttled.
    pub(crate) async fn make<T, E, F>(
        &self,
        operation: &'static str,
        request: impl Fn() -> F,
    ) -> Result<T, Refused>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        let mut attempt = 0;
        loop {
            let begin = Instant::now();
            let answer = request().await;
            let took = begin.elapsed();
            let refused = match answer {
                Ok(answer) => {
                    self.measure(operation, took);
                    return Ok(answer);
                }
                Err(error) => Refused::new(operation, &error),
            };
            attempt += 1;
            if refused.code != "TooManyRequestsException" || attempt >= ATTEMPTS {
                self.measure(operation, took);
                return Err(refused);
            }
            self.of(operation, |measured| measured.throttled += 1);
            sleep(pause(attempt)).await;
        }
    }

    /// Notes how long something took.
    pub(crate) fn measure(&self, what: impl fmt::Display, took: Duration) {
        self.of(what, |measured| measured.durations.push(took));
    }

    /// Everything so far.
    pub(crate) fn measurements(&self) -> BTreeMap<String, Measured> {
        self.lock().clone()
    }

    fn of(&self, what: impl fmt::Display, note: impl FnOnce(&mut Measured)) {
        note(self.lock().entry(what.to_string()).or_default());
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Measured>> {
        // A map of numbers is whole whatever happened while it was held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call that AWS said no to, or did not answer.
#[derive(Debug, thiserror::Error)]
#[error("{operation}: {text}")]
pub(crate) struct Refused {
    operation: &'static str,
    /// The exception; empty where there was no answer.
    pub(crate) code: String,
    /// AWS's words.
    pub(crate) text: String,
}

impl Refused {
    fn new<E>(operation: &'static str, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let said = error.as_service_error();
        let message = said.and_then(ProvideErrorMetadata::message);
        Self {
            operation,
            code: said
                .and_then(ProvideErrorMetadata::code)
                .unwrap_or_default()
                .to_owned(),
            text: message.map_or_else(|| DisplayErrorContext(error).to_string(), str::to_owned),
        }
    }
}

/// How long to wait after this many throttled attempts: by chance between half the time and all
/// of it, so that those who were throttled together do not come back together.
fn pause(attempt: u32) -> Duration {
    let longest = FIRST_PAUSE * 2u32.pow(attempt.saturating_sub(1).min(DOUBLINGS));
    // Without chance, half of it will do.
    let share = getrandom::u32().unwrap_or_default();
    longest / 2 + (longest / 2).mul_f64(f64::from(share) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(attempt: u32, milliseconds: std::ops::RangeInclusive<u128>) {
        let pause = pause(attempt).as_millis();
        assert!(milliseconds.contains(&pause), "{attempt}: {pause} ms");
    }

    #[test]
    fn pauses_double_up_to_a_limit() {
        for _ in 0..100 {
            check(1, 50..=100);
            check(2, 100..=200);
            check(6, 1_600..=3_200);
            check(ATTEMPTS, 1_600..=3_200);
        }
    }
}
