//! The data of the pools, and the rules that need nothing but the data. Nothing in this folder
//! waits for a hook, and nothing in it uses another folder of the crate.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::behaviour::Behaviour;
use self::clock::Clock;
use self::event::EventTarget;
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
pub(crate) mod event;
pub(crate) mod exception;
pub(crate) mod history;
pub(crate) mod inbox;
pub(crate) mod invoke;
pub(crate) mod json;
pub(crate) mod lockout;
pub(crate) mod medium;
pub(crate) mod new_user;
pub(crate) mod pool;
pub(crate) mod random;
pub(crate) mod schema;
pub(crate) mod scope;
pub(crate) mod sessions;
pub(crate) mod text_rule;
pub(crate) mod user;

/// The state that all calls share.
pub(crate) struct State {
    pub(crate) pools: Pools,
    pub(crate) history: History,
    pub(crate) sessions: Sessions,
    pub(crate) behaviour: Behaviour,
    pub(crate) clock: Clock,
    /// Invokes the functions of hooks. Without it, no pool can run a hook.
    pub(crate) invoke: Option<InvokeFunction>,
    /// What gets every event that a bus took.
    pub(crate) event_target: Option<EventTarget>,
    /// The start of the issuer URL in tokens; AWS's URL if there is none.
    pub(crate) issuer_base: Option<String>,
}

impl State {
    /// The issuer of the pool's tokens, for their claim `iss`.
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
            event_target: None,
            issuer_base: None,
        })))
    }

    /// The state stays usable after a panic in [`with_pool`](crate::LocalUserPool::with_pool):
    /// every change here is made at once.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
