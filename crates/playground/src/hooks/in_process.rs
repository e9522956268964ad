//! The real handlers in this process, warm, at the pool's own time.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use local_user_pool::{Invocation, InvokeFunction, Invoked};
use settings::{ConfigurationErrors, Settings};
use tracing::instrument::WithSubscriber;
use trigger::{Function, log_invocation};

use super::answer::{no_service, no_such_function};
use super::handler::Handler;
use super::record::HookRecord;

/// Returns the time at which a hook runs.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What the handlers need around them.
#[derive(Clone)]
pub struct HandlerEnvironment {
    /// Where their AWS calls go: the pool's own endpoint.
    pub endpoint_url: String,
    /// The pool's own clock, so that days can pass.
    pub clock: Clock,
    /// How long Lambda lets a function run: [`LAMBDA_TIMEOUT`](super::handler::LAMBDA_TIMEOUT),
    /// except in tests of the time-out.
    pub timeout: Duration,
}

/// How many records are kept; the oldest go first.
const MAX_RECORDS: usize = 20_000;

/// The records of handlers, in the order in which they ended.
#[derive(Debug, Clone, Default)]
pub(crate) struct Records(Arc<Mutex<VecDeque<HookRecord>>>);

impl Records {
    /// All records.
    pub(crate) fn all(&self) -> Vec<HookRecord> {
        let records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        records.iter().cloned().collect()
    }

    fn push(&self, record: HookRecord) {
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if records.len() >= MAX_RECORDS {
            records.pop_front();
        }
        records.push_back(record);
    }
}

/// The five handlers, built now and used for every invocation.
pub(crate) fn invoke_function(
    settings: &Settings,
    environment: HandlerEnvironment,
    records: Records,
) -> Result<InvokeFunction, ConfigurationErrors> {
    let mut handlers = Vec::new();
    for function in Function::ALL {
        let handler = Handler::new(function, settings.clone(), &environment.endpoint_url)?;
        handlers.push((function, Arc::new(handler)));
    }
    Ok(Arc::new(move |invocation: Invocation| {
        let meant = Function::from_reference(&invocation.function);
        let Some((function, handler)) = handlers
            .iter()
            .find(|(function, _)| Some(*function) == meant)
        else {
            return Box::pin(async { no_such_function() });
        };
        run(
            *function,
            Arc::clone(handler),
            invocation.payload,
            &environment,
            records.clone(),
        )
    }))
}

/// Runs one handler, which leaves a record.
pub(crate) fn run(
    function: Function,
    handler: Arc<Handler>,
    payload: String,
    environment: &HandlerEnvironment,
    records: Records,
) -> Pin<Box<dyn Future<Output = Invoked> + Send>> {
    let run = Run {
        function,
        payload,
        now: (environment.clock)(),
        timeout: environment.timeout,
    };
    // A task of its own: as in Lambda, the function goes on when the pool has stopped waiting.
    // Its log is where the caller has it.
    let running = tokio::spawn(run.invoke(handler, records).with_current_subscriber());
    Box::pin(async { running.await.unwrap_or_else(|_| no_service()) })
}

/// The id of an invocation, of the form that Lambda gives it.
fn request_id() -> String {
    static INVOCATIONS: AtomicU64 = AtomicU64::new(1);
    let number = INVOCATIONS.fetch_add(1, Ordering::Relaxed);
    format!("00000000-0000-4000-8000-{number:012x}")
}

/// One run of a function.
struct Run {
    function: Function,
    payload: String,
    now: Timestamp,
    timeout: Duration,
}

impl Run {
    async fn invoke(self, handler: Arc<Handler>, records: Records) -> Invoked {
        let started = Instant::now();
        let invoked = handler.invoke(self.payload, self.now, self.timeout).await;
        let took = started.elapsed();
        log_invocation(self.function.name(), &request_id(), false, took, &invoked);
        records.push(HookRecord::new(self.function, &invoked, took));
        match invoked.reply {
            Ok(answer) => Invoked::Answer(answer),
            Err(error) => Invoked::Error {
                error_type: error.error_type,
                message: error.error_message,
            },
        }
    }
}
