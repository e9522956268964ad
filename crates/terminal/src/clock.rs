//! The one place where the command reads the time.

use jiff::Timestamp;

/// The present moment, to the second, which is what tokens carry.
#[expect(
    clippy::disallowed_methods,
    reason = "the rim: everything below takes the time as an argument"
)]
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
