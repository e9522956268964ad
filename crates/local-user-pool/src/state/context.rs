//! What an operation is given besides its request.

use std::sync::MutexGuard;

use jiff::Timestamp;

use crate::state::calls::Call;
use crate::state::{SharedState, State};

/// One call under way: when it happens, who makes it, and the state that it reads and changes.
///
/// The state is under a lock that cannot be held across an `await` (the guard cannot change
/// threads, so the compiler sees to it). An operation that asks a hook therefore looks at the
/// state again afterwards: another call may have changed it meanwhile.
pub(crate) struct Context {
    state: SharedState,
    number: u64,
    /// When the call happens; every effect of it happens then.
    pub(crate) now: Timestamp,
    /// The caller's SDK, as trigger events name it: `aws-sdk-unknown-unknown`.
    pub(crate) sdk: String,
    /// The Region that the call is signed for, if it is signed. One server plays all Regions; a new
    /// pool is made in this one.
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

    /// Says what the call is about; see [`Call::detail`](crate::Call::detail).
    pub(crate) fn about(&self, detail: impl Into<String>) {
        let detail = detail.into();
        let change = |call: &mut Call| call.detail = detail;
        self.state().history.change_call(self.number, change);
    }
}
