//! The context of a call.

use std::sync::MutexGuard;

use jiff::Timestamp;

use crate::state::calls::Call;
use crate::state::{SharedState, State};

/// One call under way: its time, its caller, and the state that it reads and changes.
///
/// The state is locked while it is used, and never across an `await` (the compiler ensures it,
/// because the guard cannot change threads). After a hook, an operation therefore reads the state
/// again: another call may have changed it meanwhile.
pub(crate) struct Context {
    state: SharedState,
    number: u64,
    /// The time of the call and of all its effects.
    pub(crate) now: Timestamp,
    /// The caller's SDK, as trigger events name it: `aws-sdk-unknown-unknown`.
    pub(crate) sdk: String,
    /// The Region that the call is signed for, if it is signed. A new pool gets it.
    pub(crate) region: Option<String>,
    /// Whether messages of this call cannot be delivered (see [`crate::FaultKind`]).
    pub(crate) undeliverable: bool,
}

impl Context {
    pub(crate) fn new(
        state: SharedState,
        number: u64,
        now: Timestamp,
        sdk: String,
        undeliverable: bool,
    ) -> Self {
        Self {
            state,
            number,
            now,
            sdk,
            region: None,
            undeliverable,
        }
    }

    /// The state, for as long as the guard lives.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// The number of the call in the history.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Sets the subject of the call: [`Call::detail`](crate::Call::detail).
    pub(crate) fn about(&self, detail: impl Into<String>) {
        let detail = detail.into();
        let change = |call: &mut Call| call.detail = detail;
        self.state().history.change_call(self.number, change);
    }
}
