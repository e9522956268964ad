//! What the pools hold, and the rules that need nothing else: data and functions that neither wait
//! nor call anybody.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::behaviour::Behaviour;
use self::clock::Clock;
use self::history::History;
use self::invoke::InvokeFunction;
use self::pool::{Pool, Pools};
use self::sessions::Sessions;

pub(crate) mod address_change;
pub(crate) mod attempts;
pub(crate) mod attributes;
pub(crate) mod behaviour;
pub(crate) mod calls;
pub(crate) mod client_access;
pub(crate) mod clock;
pub(crate) mod codes;
pub(crate) mod context;
pub(crate) mod credentials;
pub(crate) mod error;
pub(crate) mod exception;
pub(crate) mod history;
pub(crate) mod inbox;
pub(crate) mod invoke;
pub(crate) mod lockout;
pub(crate) mod medium;
pub(crate) mod new_user;
pub(crate) mod pool;
pub(crate) mod random;
pub(crate) mod schema;
pub(crate) mod sessions;
pub(crate) mod user;

/// The state that all calls share.
pub(crate) struct State {
    pub(crate) pools: Pools,
    pub(crate) history: History,
    pub(crate) sessions: Sessions,
    pub(crate) behaviour: Behaviour,
    pub(crate) clock: Clock,
    /// How hooks are run. Without it, a pool that names a hook cannot run it.
    pub(crate) invoke: Option<InvokeFunction>,
    /// The URL that tokens name as their issuer; AWS's URL if there is none.
    pub(crate) issuer_base: Option<String>,
}

impl State {
    /// Where the pool's tokens come from, which they say in `iss`.
    pub(crate) fn issuer(&self, pool: &Pool) -> String {
        let aws = || {
            let service = if pool.settings.has_updated_issuer() {
                "issuer-cognito-idp"
            } else {
                "cognito-idp"
            };
            format!("https://{service}.{}.amazonaws.com", pool.region())
        };
        let base = self.issuer_base.clone().unwrap_or_else(aws);
        format!("{base}/{}", pool.id)
    }
}

/// A handle to the state. Clones are handles to the same state.
#[derive(Clone)]
pub(crate) struct SharedState(Arc<Mutex<State>>);

impl SharedState {
    pub(crate) fn new(pools: Vec<Pool>) -> Self {
        Self(Arc::new(Mutex::new(State {
            pools: Pools::new(pools),
            history: History::default(),
            sessions: Sessions::default(),
            behaviour: Behaviour::default(),
            clock: Clock::default(),
            invoke: None,
            issuer_base: None,
        })))
    }

    /// The state stays usable after a panic in [`with_pool`](crate::LocalUserPool::with_pool):
    /// every change here is made at once.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
