//! Several functions, their warm workers and their concurrency.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use axum::body::Bytes;
use tokio::sync::{oneshot, watch};

use crate::{
    HostError, HostedFunction, InvocationResult, Output,
    function_reference::{FunctionReference, is_name},
    pool::Pool,
    quotas::PAYLOAD_LIMIT,
};

/// Functions that can be invoked by name, each with its own processes.
///
/// Processes start with the invocations that need them and stay warm. They end with
/// [`Host::shutdown`], which waits for it, or with the host.
#[derive(Debug)]
pub struct Host {
    pools: HashMap<String, Arc<Pool>>,
    output: Output,
    /// Turns true at shutdown. Its end, with the host, counts as true.
    stopping: watch::Sender<bool>,
}

impl Host {
    /// A host for these functions. Fails on a name that Lambda would not take or that comes twice.
    pub fn new(
        functions: impl IntoIterator<Item = HostedFunction>,
        output: Output,
    ) -> Result<Self, HostError> {
        let mut pools = HashMap::new();
        for function in functions {
            if !is_name(&function.name) {
                return Err(HostError::InvalidName(function.name));
            }
            match pools.entry(function.name.clone()) {
                Entry::Occupied(entry) => {
                    return Err(HostError::DuplicateName(entry.key().clone()));
                }
                Entry::Vacant(entry) => {
                    entry.insert(Arc::new(Pool::new(function, output.clone())));
                }
            }
        }
        Ok(Self {
            pools,
            output,
            stopping: watch::Sender::new(false),
        })
    }

    /// Invokes a function by its name or ARN and waits for the outcome.
    ///
    /// The payload goes to the function as it is, JSON or not. When all of the function's workers
    /// are busy, the invocation waits for one, without a limit of its own; Lambda would refuse it.
    ///
    /// A caller who stops waiting does not stop the function: it runs on to its own time limit, as
    /// it does in Lambda when Cognito has given up on it.
    pub async fn invoke(
        &self,
        function: &str,
        payload: impl Into<Bytes>,
    ) -> Result<InvocationResult, HostError> {
        let outcome = self.submit(function, payload.into())?;
        // A task that vanished, as with its runtime, is a shutdown too.
        outcome.await.unwrap_or(Err(HostError::ShutDown))
    }

    /// Where the functions' output goes, as given to [`Host::new`].
    pub fn output(&self) -> &Output {
        &self.output
    }

    /// Kills every process, running or idle, and waits until they are gone and their output is
    /// complete. Invocations that run or come later fail with [`HostError::ShutDown`].
    pub async fn shutdown(&self) {
        self.stopping.send_replace(true);
        for pool in self.pools.values() {
            pool.close().await;
        }
    }

    /// Begins an invocation; its outcome comes through the receiver, which may be dropped.
    pub(crate) fn submit(
        &self,
        function: &str,
        payload: Bytes,
    ) -> Result<oneshot::Receiver<Result<InvocationResult, HostError>>, HostError> {
        let pool = Arc::clone(self.pool(function)?);
        if payload.len() > PAYLOAD_LIMIT {
            return Err(HostError::PayloadTooLarge {
                bytes: payload.len(),
                limit: PAYLOAD_LIMIT,
            });
        }
        let stopping = self.stopping.subscribe();
        let (sender, receiver) = oneshot::channel();
        tokio::spawn(async move {
            let outcome = pool.invoke(payload, stopping).await;
            // The caller may have stopped waiting.
            let _ = sender.send(outcome);
        });
        Ok(receiver)
    }

    /// Fails unless there is such a function.
    pub(crate) fn pool(&self, function: &str) -> Result<&Arc<Pool>, HostError> {
        let FunctionReference { name } = function.parse()?;
        self.pools
            .get(&name)
            .ok_or(HostError::UnknownFunction(name))
    }
}
