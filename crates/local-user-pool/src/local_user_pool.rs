//! The handle to the pools, the inbox and the record of calls.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use jiff::Timestamp;
use serde_json::Value;

use crate::calls::{Call, Outcome, Service};
use crate::error::ApiError;
use crate::faults::{Fault, FaultKind, Faults};
use crate::inbox::SentMail;
use crate::operations::{Operation, Request, World};
use crate::pool::{Pool, Pools};
use crate::server::Server;
use crate::wire;

/// User pools and a mail service in memory. Clones are handles to the same state.
#[derive(Clone)]
pub struct LocalUserPool(Arc<Mutex<State>>);

struct State {
    world: World,
    calls: Vec<Call>,
    faults: Faults,
    /// The moment that every call happens at; the system's clock where none is fixed.
    now: Option<Timestamp>,
}

/// What the wire is to do with a call.
pub(crate) struct Delivery {
    /// The answer, or none if the connection is to be cut.
    pub(crate) answer: Option<Result<Value, ApiError>>,
    /// How long it is held back.
    pub(crate) delay: Duration,
}

impl LocalUserPool {
    /// Serves these pools, told apart by their identifiers, with an empty inbox.
    pub fn new(pools: Vec<Pool>) -> Self {
        Self(Arc::new(Mutex::new(State {
            world: World {
                pools: Pools::new(pools),
                inbox: Vec::new(),
            },
            calls: Vec::new(),
            faults: Faults::default(),
            now: None,
        })))
    }

    /// Serves both protocols on a free port of 127.0.0.1 until the [`Server`] is dropped.
    ///
    /// Fails if no socket can be bound. Must be called within a tokio runtime with I/O enabled,
    /// and with time for [`FaultKind::Delay`].
    pub async fn serve(&self) -> io::Result<Server> {
        Server::start(self.router()).await
    }

    /// The routes of both protocols, to be mounted in a server of one's own. There a cut
    /// connection becomes an empty answer with status 502, since a router cannot close sockets.
    pub fn router(&self) -> Router {
        wire::router(self.clone())
    }

    /// Reads or changes a pool; none if there is no pool with this identifier.
    pub fn with_pool<T>(&self, id: &str, act: impl FnOnce(&mut Pool) -> T) -> Option<T> {
        self.lock().world.pools.get_mut(id).map(act)
    }

    /// The mail sent so far, oldest first.
    pub fn inbox(&self) -> Vec<SentMail> {
        self.lock().world.inbox.clone()
    }

    /// The calls so far, in the order in which they took effect.
    pub fn calls(&self) -> Vec<Call> {
        self.lock().calls.clone()
    }

    /// Forgets all mail and all calls; pools and faults stay.
    pub fn clear_history(&self) {
        let mut state = self.lock();
        state.world.inbox.clear();
        state.calls.clear();
    }

    /// Replaces the script of what is to go wrong. For each call, the first fault that concerns it
    /// and is not used up happens.
    pub fn set_faults(&self, script: Vec<Fault>) {
        self.lock().faults = Faults::new(script);
    }

    /// Fixes the moment at which every later call happens. Without it, calls over HTTP happen when
    /// the system's clock says.
    pub fn set_now(&self, now: Timestamp) {
        self.lock().now = Some(now);
    }

    /// Carries out one call, or lets it go wrong, and records it.
    pub(crate) fn call(&self, operation: Operation, body: &[u8]) -> Delivery {
        let request = Request::read(operation, body);
        let detail = request.as_ref().map(Request::detail).unwrap_or_default();

        let mut state = self.lock();
        let now = state.now.unwrap_or_else(system_now);
        let fault = state.faults.next(operation);
        let result = match fault {
            Some(FaultKind::Throttle) => Some(Err(ApiError::TooManyRequests)),
            Some(FaultKind::InternalError) => Some(Err(ApiError::Internal)),
            Some(FaultKind::Cut) => None,
            Some(FaultKind::Delay(_) | FaultKind::LoseAnswer) | None => {
                Some(request.and_then(|request| request.carry_out(&mut state.world, now)))
            }
        };
        let outcome = match (&result, fault) {
            (None, _) => Outcome::Cut,
            (Some(_), Some(FaultKind::LoseAnswer)) => Outcome::AnswerLost,
            (Some(Ok(_)), _) => Outcome::Answered,
            (Some(Err(error)), _) => Outcome::Refused(error.code(operation.service())),
        };
        state.calls.push(Call {
            service: operation.service(),
            operation: operation.name().to_owned(),
            detail,
            outcome,
        });
        Delivery {
            answer: result.filter(|_| outcome != Outcome::AnswerLost),
            delay: match fault {
                Some(FaultKind::Delay(delay)) => delay,
                _ => Duration::ZERO,
            },
        }
    }

    /// Records a call that did not get as far as an operation, and says so in the log.
    pub(crate) fn refuse(&self, service: Service, operation: &str, error: &ApiError) {
        let code = error.code(service);
        tracing::warn!(
            ?service,
            operation,
            code,
            "this server cannot answer the call"
        );
        self.lock().calls.push(Call {
            service,
            operation: operation.to_owned(),
            detail: String::new(),
            outcome: Outcome::Refused(code),
        });
    }

    /// The state stays usable after a panic in a caller's [`Self::with_pool`]: every change that
    /// is made here is made at once.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for LocalUserPool {
    /// Shows nothing of the state, which is full of personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalUserPool").finish_non_exhaustive()
    }
}

/// The rim: a call over HTTP happens now, unless the owner of the pool said otherwise.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the pool reads the clock; everything below takes `now`"
)]
fn system_now() -> Timestamp {
    Timestamp::now()
}
