//! Why a hook has no outcome of its own.

use strum::IntoStaticStr;

/// Why a hook has no outcome of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Failure {
    /// The event is no JSON object, or one that cannot be answered.
    NotAnEvent,
    /// The handler panicked.
    Panicked,
    /// The handler did not answer within its deadline.
    Overran,
}

impl Failure {
    /// The failure in one stable word.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
