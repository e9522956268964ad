//! The one place where this program reads the time.

use jiff::Timestamp;

/// The present moment.
#[expect(
    clippy::disallowed_methods,
    reason = "the functions judge the token by the real time, so it is issued at the real time"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
