//! The handle to the pools and to everything that happened in them.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::operations::Operation;
use crate::operations::quotas::Quotas;
use crate::server::Server;
use crate::server::faults::{Fault, FaultKind, Faults, Garbled};
use crate::server::guard::{self, Reach};
use crate::server::region;
use crate::server::wire;
use crate::state::behaviour::Behaviour;
use crate::state::calls::{Call, CallOutcome, Service};
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::history::{ActivityEntry, ActivityKind, History};
use crate::state::inbox::SentMessage;
use crate::state::invoke::InvokeFunction;
use crate::state::pool::{Pool, Pools};
use crate::state::sessions::Sessions;

/// User pools and a mail service in memory. Clones are handles to the same state.
#[derive(Clone)]
pub struct LocalUserPool(Arc<Mutex<State>>);

/// Everything there is.
pub(crate) struct State {
    pub(crate) pools: Pools,
    pub(crate) history: History,
    pub(crate) sessions: Sessions,
    pub(crate) behaviour: Behaviour,
    /// None: hooks are called nowhere, and a pool that names one cannot run it.
    pub(crate) invoke: Option<InvokeFunction>,
    /// None: tokens name AWS as their issuer.
    pub(crate) issuer_base: Option<String>,
    pub(crate) reach: Reach,
    /// None: nobody counts.
    quotas: Option<Quotas>,
    faults: Faults,
    clock: Clock,
}

/// When calls happen.
#[derive(Clone, Copy, Debug, Default)]
struct Clock {
    /// The moment that it stands still at; the system's clock where there is none.
    fixed: Option<Timestamp>,
    /// How far it was put forward.
    ahead: SignedDuration,
}

impl Clock {
    fn now(self) -> Timestamp {
        let now = self.fixed.unwrap_or_else(system_now);
        now.saturating_add(self.ahead).unwrap_or(Timestamp::MAX)
    }
}

/// What the wire is to do with a call.
pub(crate) struct Delivery {
    /// The answer, or none if the connection is to be cut.
    pub(crate) answer: Option<Result<Value, ApiError>>,
    /// What is sent in the place of the answer.
    pub(crate) garbled: Option<Garbled>,
    /// How long it is held back.
    pub(crate) delay: Duration,
}

impl LocalUserPool {
    /// Serves these pools, told apart by their identifiers, with an empty inbox.
    pub fn new(pools: Vec<Pool>) -> Self {
        Self(Arc::new(Mutex::new(State {
            pools: Pools::new(pools),
            history: History::default(),
            sessions: Sessions::default(),
            behaviour: Behaviour::default(),
            invoke: None,
            issuer_base: None,
            reach: Reach::default(),
            quotas: None,
            faults: Faults::default(),
            clock: Clock::default(),
        })))
    }

    /// Serves both protocols on a free port of 127.0.0.1 until the [`Server`] is dropped.
    ///
    /// Fails if no socket can be bound. Must be called within a tokio runtime with I/O enabled,
    /// and with time for [`FaultKind::Delay`] and for hooks.
    pub async fn serve(&self) -> io::Result<Server> {
        self.serve_on(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .await
    }

    /// [`LocalUserPool::serve`] on a chosen address; port 0 is a free one.
    ///
    /// Fails for an address beyond the loopback interface unless [`LocalUserPool::set_reach`] said
    /// that this is meant.
    pub async fn serve_on(&self, addr: SocketAddr) -> io::Result<Server> {
        if self.lock().reach == Reach::Loopback && !addr.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "this address can be reached from other machines",
            ));
        }
        Server::start(self.router(), addr).await
    }

    /// Puts routes of one's own, to be served beside [`LocalUserPool::router`], within the same
    /// reach: requests for other names than the server has are refused.
    pub fn within_reach(&self, routes: Router) -> Router {
        guard::within_reach(self.clone(), routes)
    }

    /// Says from where the server can be reached: from this machine only, unless this says so.
    pub fn set_reach(&self, reach: Reach) {
        self.lock().reach = reach;
    }

    /// The routes of both protocols, to be mounted in a server of one's own. There a cut
    /// connection becomes an empty answer with status 502, since a router cannot close sockets.
    pub fn router(&self) -> Router {
        wire::router(self.clone())
    }

    /// Says how Lambda functions are invoked. The pools name theirs in
    /// [`PoolSettings::lambda_config`](crate::PoolSettings).
    pub fn set_invoke(&self, invoke: InvokeFunction) {
        self.lock().invoke = Some(invoke);
    }

    /// Chooses between what real pools have been seen to do.
    pub fn set_behaviour(&self, behaviour: Behaviour) {
        self.lock().behaviour = behaviour;
    }

    /// Says where tokens come from: the claim `iss` is this URL and `/<pool id>`.
    ///
    /// By default it is AWS's URL of the pool's Region, as libraries for Cognito expect. Whoever
    /// finds the keys by `OpenID` discovery needs the URL of this server, without a final slash.
    pub fn set_issuer(&self, base: impl Into<String>) {
        self.lock().issuer_base = Some(base.into());
    }

    /// Whether request quotas are held; they are not, unless this says so.
    pub fn set_quotas(&self, on: bool) {
        self.lock().quotas = on.then(Quotas::default);
    }

    /// Reads or changes a pool; none if there is no pool with this identifier.
    pub fn with_pool<T>(&self, id: &str, act: impl FnOnce(&mut Pool) -> T) -> Option<T> {
        self.lock().pools.get_mut(id).map(act)
    }

    /// The messages sent so far, oldest first. The latest twenty thousand are kept, as far as
    /// their texts fit into 128 MiB.
    pub fn inbox(&self) -> Vec<SentMessage> {
        self.lock().history.messages().cloned().collect()
    }

    /// The newest message to this address, without a copy of all the others.
    pub fn newest_message_to(&self, address: &str) -> Option<SentMessage> {
        let state = self.lock();
        let mut newest_first = state.history.messages().rev();
        newest_first
            .find(|message| message.recipients().any(|recipient| recipient == address))
            .cloned()
    }

    /// The message with this identifier, unless it is forgotten.
    pub(crate) fn message(&self, id: &str) -> Option<SentMessage> {
        let state = self.lock();
        let mut messages = state.history.messages();
        messages.find(|message| message.id == id).cloned()
    }

    /// The calls so far that have ended, in the order in which they began. The latest twenty
    /// thousand activity entries are kept, as far as their texts fit into 32 MiB.
    pub fn calls(&self) -> Vec<Call> {
        self.lock().history.calls()
    }

    /// What happened from this number on: calls, hooks and messages in the order in which they
    /// began.
    pub fn activity(&self, since: u64) -> Vec<ActivityEntry> {
        self.lock().history.since(since)
    }

    /// The number that the next entry will have.
    pub fn next_activity(&self) -> u64 {
        self.lock().history.next()
    }

    /// Forgets all messages and all that happened; pools and faults stay.
    pub fn clear_history(&self) {
        self.lock().history.forget();
    }

    /// Replaces the script of what is to go wrong. For each call, the first fault that concerns it
    /// and is not used up happens.
    pub fn set_faults(&self, script: Vec<Fault>) {
        self.lock().faults = Faults::new(script);
    }

    /// Stops the clock at a moment: every later call happens then.
    pub fn set_now(&self, now: Timestamp) {
        self.lock().clock = Clock {
            fixed: Some(now),
            ahead: SignedDuration::ZERO,
        };
    }

    /// Puts the clock forward, whether it stands or runs.
    pub fn advance(&self, by: SignedDuration) {
        let mut state = self.lock();
        state.clock.ahead = state.clock.ahead.saturating_add(by);
    }

    /// The moment at which a call would happen now.
    pub fn now(&self) -> Timestamp {
        self.lock().clock.now()
    }

    /// [`LocalUserPool::call_in`] for a call that is not signed.
    pub(crate) async fn call(&self, operation: Operation, sdk: String, body: &[u8]) -> Delivery {
        self.call_in(None, operation, sdk, body).await
    }

    /// Carries out one call, or lets it go wrong, and records it. `region` is the one that it is
    /// signed for.
    pub(crate) async fn call_in(
        &self,
        region: Option<String>,
        operation: Operation,
        sdk: String,
        body: &[u8],
    ) -> Delivery {
        region::compare(region.as_deref(), body);
        let (fault, mut context) = self.begin(operation, sdk);
        context.region = region;
        let number = context.number();
        let result = match fault {
            Some(FaultKind::Throttle) => Some(Err(ApiError::TooManyRequests)),
            Some(FaultKind::InternalError) => Some(Err(ApiError::Internal)),
            Some(FaultKind::Cut) => None,
            Some(
                FaultKind::Delay(_)
                | FaultKind::LoseAnswer
                | FaultKind::AnswerHtml
                | FaultKind::AnswerBreaksOff
                | FaultKind::Undeliverable,
            )
            | None => Some(operation.carry_out(&context, body).await),
        };
        let outcome = match (&result, fault) {
            (None, _) => CallOutcome::Cut,
            (
                Some(_),
                Some(FaultKind::LoseAnswer | FaultKind::AnswerHtml | FaultKind::AnswerBreaksOff),
            ) => CallOutcome::AnswerLost,
            (Some(Ok(_)), _) => CallOutcome::Answered,
            (Some(Err(error)), _) => CallOutcome::Refused(error.code(operation.service())),
        };
        let change = |call: &mut Call| call.outcome = outcome;
        self.lock().history.change_call(number, change);
        Delivery {
            answer: result.filter(|_| outcome != CallOutcome::AnswerLost),
            garbled: fault.and_then(FaultKind::garbled),
            delay: match fault {
                Some(FaultKind::Delay(delay)) => delay,
                _ => Duration::ZERO,
            },
        }
    }

    /// Records that a call begins, and decides what befalls it.
    fn begin(&self, operation: Operation, sdk: String) -> (Option<FaultKind>, Context) {
        let mut state = self.lock();
        let now = state.clock.now();
        let number = state.history.begin(
            now,
            ActivityKind::Call(Call {
                service: operation.service(),
                operation: operation.name().to_owned(),
                detail: String::new(),
                outcome: CallOutcome::Pending,
            }),
        );
        let quota = operation.quota();
        let over = state
            .quotas
            .as_mut()
            .is_some_and(|quotas| !quotas.take(quota, now));
        let fault = if over {
            Some(FaultKind::Throttle)
        } else {
            state.faults.next(operation)
        };
        let undeliverable = fault == Some(FaultKind::Undeliverable);
        drop(state);
        let context = Context::new(self.clone(), number, now, sdk, undeliverable);
        (fault, context)
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
        let mut state = self.lock();
        let now = state.clock.now();
        state.history.begin(
            now,
            ActivityKind::Call(Call {
                service,
                operation: operation.to_owned(),
                detail: String::new(),
                outcome: CallOutcome::Refused(code),
            }),
        );
    }

    /// The state stays usable after a panic in a caller's [`Self::with_pool`]: every change that
    /// is made here is made at once.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
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
