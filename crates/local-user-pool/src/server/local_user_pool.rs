//! The handle to the pools, to their settings and to their history.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::authentication::federation::Federated;
use crate::authentication::signing_key::SigningKey;
use crate::authentication::tokens::Unverified;
use crate::operations::Operation;
use crate::operations::quotas::Quotas;
use crate::server::faults::{Fault, FaultKind, Faults, Garbled};
use crate::server::guard::Reach;
use crate::state::behaviour::Behaviour;
use crate::state::calls::{Call, CallOutcome, Service};
use crate::state::clock::Clock;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::event::{EventTarget, PutEvent};
use crate::state::exception::Exception;
use crate::state::history::{ActivityEntry, ActivityKind};
use crate::state::inbox::SentMessage;
use crate::state::invoke::InvokeFunction;
use crate::state::pool::Pool;
use crate::state::{SharedState, State};

/// Why a federated sign-in was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{exception}: {message}")]
pub struct FederationError {
    /// The exception that an operation of the API would answer; managed login shows only the
    /// message.
    pub exception: Exception,
    /// The message that managed login shows above its form.
    pub message: String,
}

/// User pools and a mail service in memory. Clones are handles to the same state.
#[derive(Clone)]
pub struct LocalUserPool {
    state: SharedState,
    gate: Arc<Mutex<Gate>>,
}

/// The checks and faults between a request and its operation.
#[derive(Default)]
struct Gate {
    reach: Reach,
    /// None if request quotas are off.
    quotas: Option<Quotas>,
    faults: Faults,
}

/// How the server replies to a call.
pub(crate) struct Reply {
    /// The answer; none if the connection is cut instead.
    pub(crate) answer: Option<Result<Value, ApiError>>,
    /// A body that is sent in place of the answer.
    pub(crate) garbled: Option<Garbled>,
    /// The delay before the reply.
    pub(crate) delay: Duration,
}

impl LocalUserPool {
    /// A handle to these pools, each with its own identifier, and an empty inbox.
    pub fn new(pools: Vec<Pool>) -> Self {
        Self {
            state: SharedState::new(pools),
            gate: Arc::default(),
        }
    }

    /// Sets from where callers may reach the server. The default is from this machine only.
    pub fn set_reach(&self, reach: Reach) {
        self.gate().reach = reach;
    }

    pub(super) fn reach(&self) -> Reach {
        self.gate().reach
    }

    /// Sets how Lambda functions are invoked. The pools name their functions in
    /// [`PoolSettings::lambda_config`](crate::PoolSettings).
    pub fn set_invoke(&self, invoke: InvokeFunction) {
        self.lock().invoke = Some(invoke);
    }

    /// Sets the target of every event that a bus takes from now on.
    pub fn set_event_target(&self, target: EventTarget) {
        self.lock().event_target = Some(target);
    }

    /// Sets how the pools behave where the sources about real pools disagree.
    pub fn set_behaviour(&self, behaviour: Behaviour) {
        self.lock().behaviour = behaviour;
    }

    /// Sets the issuer of tokens: the claim `iss` is this URL and `/<pool id>`.
    ///
    /// The default is AWS's URL of the pool's Region, as libraries for Cognito expect. An
    /// application that finds the keys by `OpenID` discovery needs the URL of this server here,
    /// without a final slash.
    pub fn set_issuer(&self, base: impl Into<String>) {
        self.lock().issuer_base = Some(base.into());
    }

    /// Turns request quotas on or off. They are off by default.
    pub fn set_quotas(&self, on: bool) {
        self.gate().quotas = on.then(Quotas::default);
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

    /// The events put so far on any bus, oldest first. The latest twenty thousand are kept, as far as
    /// their texts fit into 16 MiB.
    pub fn events(&self) -> Vec<PutEvent> {
        self.lock().history.events().cloned().collect()
    }

    /// The newest message to this address, without a copy of all the others.
    pub fn newest_message_to(&self, address: &str) -> Option<SentMessage> {
        let state = self.lock();
        let mut newest_first = state.history.messages().rev();
        newest_first
            .find(|message| message.recipients().any(|recipient| recipient == address))
            .cloned()
    }

    /// The message with this identifier, if it is still in the history.
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

    /// The activity from this number on: calls, hooks and messages in the order in which they
    /// began.
    pub fn activity(&self, since: u64) -> Vec<ActivityEntry> {
        self.lock().history.since(since)
    }

    /// The number that the next entry will have.
    pub fn next_activity(&self) -> u64 {
        self.lock().history.next()
    }

    /// Removes all messages and all activity. Pools and faults stay.
    pub fn clear_history(&self) {
        self.lock().history.forget();
    }

    /// Replaces the script of faults. Of those that concern a call, the first one that is not used
    /// up happens.
    pub fn set_faults(&self, script: Vec<Fault>) {
        self.gate().faults = Faults::new(script);
    }

    /// Stops the clock at a moment: every later call happens at it.
    pub fn set_now(&self, now: Timestamp) {
        self.lock().clock = Clock::stopped_at(now);
    }

    /// Puts the clock forward, whether it runs or stands still.
    pub fn advance(&self, by: SignedDuration) {
        self.lock().clock.advance(by);
    }

    /// The moment at which a call would happen now.
    pub fn now(&self) -> Timestamp {
        self.lock().clock.now()
    }

    /// Signs a person in through an identity provider, as managed login does after the provider has
    /// confirmed who the person is. Returns `AuthenticationResult`.
    ///
    /// `provider` is the provider's name in the pool (`Google`, or a name that the team chose), and
    /// `subject` is the provider's identifier of the person. The username consists of both. The
    /// attributes are those that the pool maps, by their names in the pool. An `email` without
    /// `email_verified` is unverified after every sign-in.
    ///
    /// Fails if there is no such pool or client, if the schema refuses an attribute, if the user
    /// is disabled, or if a hook says no.
    pub async fn federated_sign_in(
        &self,
        pool_id: &str,
        client_id: &str,
        provider: &str,
        subject: &str,
        attributes: &[(String, String)],
    ) -> Result<Value, FederationError> {
        let context = self.context("FederatedSignIn");
        context.about(provider);
        let federated = Federated {
            pool_id,
            client_id,
            provider,
            subject,
            attributes,
        };
        let result = federated.sign_in(&context).await;
        self.end_as(&context, result.as_ref().err());
        result.map_err(|error| FederationError {
            exception: error.exception(Service::CognitoIdp),
            message: error.to_string(),
        })
    }

    /// The claims of a token, if the pool with this identifier has signed it.
    ///
    /// Only the signature is checked, with the key that the pool publishes. The caller has to check
    /// the use of the token, the client and, against [`LocalUserPool::now`], the expiry. As at AWS,
    /// a revoked token verifies too.
    pub fn verified_claims(&self, pool_id: &str, token: &str) -> Option<Map<String, Value>> {
        self.lock().pools.pool(pool_id).ok()?;
        Unverified::read(token)?.verified(&SigningKey::of_pool(pool_id).ok()?)
    }

    /// [`LocalUserPool::call_in`] for a call that is not signed.
    pub(crate) async fn call(&self, operation: Operation, sdk: String, body: &[u8]) -> Reply {
        self.call_in(None, operation, sdk, body).await
    }

    /// Handles one call, or lets it go wrong, and records it. `region` is the Region that it is
    /// signed for.
    pub(crate) async fn call_in(
        &self,
        region: Option<String>,
        operation: Operation,
        sdk: String,
        body: &[u8],
    ) -> Reply {
        let (fault, mut context) = self.begin(operation, sdk);
        context.region = region;
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
            | None => Some(operation.handle(&context, body).await),
        };
        let outcome = match (&result, fault) {
            (None, _) => CallOutcome::Cut,
            (
                Some(_),
                Some(FaultKind::LoseAnswer | FaultKind::AnswerHtml | FaultKind::AnswerBreaksOff),
            ) => CallOutcome::AnswerLost,
            (Some(Ok(_)), _) => CallOutcome::Answered,
            (Some(Err(error)), _) => CallOutcome::Refused(error.exception(operation.service())),
        };
        self.end(&context, outcome);
        Reply {
            answer: result.filter(|_| outcome != CallOutcome::AnswerLost),
            garbled: fault.and_then(FaultKind::garbled),
            delay: match fault {
                Some(FaultKind::Delay(delay)) => delay,
                _ => Duration::ZERO,
            },
        }
    }

    /// Records that something begins which is not an operation of the API.
    pub(crate) fn context(&self, name: &str) -> Context {
        let mut state = self.lock();
        let now = state.clock.now();
        let call = Call::begun(Service::CognitoIdp, name);
        let number = state.history.begin(now, ActivityKind::Call(call));
        let sdk = "aws-sdk-unknown-unknown".to_owned();
        Context::new(self.state.clone(), number, now, sdk, false)
    }

    /// Records how it ended.
    pub(crate) fn end_as(&self, context: &Context, error: Option<&ApiError>) {
        let refused = |error: &ApiError| CallOutcome::Refused(error.exception(Service::CognitoIdp));
        self.end(context, error.map_or(CallOutcome::Answered, refused));
    }

    /// Records that a call begins, and decides whether a fault happens to it.
    fn begin(&self, operation: Operation, sdk: String) -> (Option<FaultKind>, Context) {
        let mut state = self.lock();
        let now = state.clock.now();
        let call = Call::begun(operation.service(), operation.name());
        let number = state.history.begin(now, ActivityKind::Call(call));
        let mut gate = self.gate();
        let quotas = gate.quotas.as_mut();
        let is_over = quotas.is_some_and(|quotas| !quotas.take(operation.quota(), now));
        let fault = if is_over {
            Some(FaultKind::Throttle)
        } else {
            gate.faults.next(operation)
        };
        drop((gate, state));
        let undeliverable = fault == Some(FaultKind::Undeliverable);
        let context = Context::new(self.state.clone(), number, now, sdk, undeliverable);
        (fault, context)
    }

    /// Records how a call ended.
    fn end(&self, context: &Context, outcome: CallOutcome) {
        let end = |call: &mut Call| call.outcome = outcome;
        self.lock().history.change_call(context.number(), end);
    }

    /// Records and logs a call that reached no operation.
    pub(crate) fn refuse(&self, service: Service, operation: &str, error: &ApiError) {
        let exception = error.exception(service);
        tracing::warn!(
            ?service,
            operation,
            code = exception.as_str(),
            "this server cannot answer the call"
        );
        let call = Call {
            outcome: CallOutcome::Refused(exception),
            ..Call::begun(service, operation)
        };
        let mut state = self.lock();
        let now = state.clock.now();
        state.history.begin(now, ActivityKind::Call(call));
    }

    /// The state, for as long as the guard lives.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// Where both are locked, the state is locked first.
    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for LocalUserPool {
    /// Shows nothing of the state, which is full of personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalUserPool").finish_non_exhaustive()
    }
}
