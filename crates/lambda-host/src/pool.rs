//! The workers of one function.

use std::{
    pin::pin,
    sync::{Mutex, PoisonError},
};

use axum::body::Bytes;
use tokio::sync::{Semaphore, watch};

use crate::{HostError, HostedFunction, InvocationResult, Output, Worker};

/// A function and its processes: those that run hold a permit each, the others wait here.
#[derive(Debug)]
pub(crate) struct Pool {
    function: HostedFunction,
    output: Output,
    permits: Semaphore,
    permit_count: u32,
    idle: Mutex<Vec<Worker>>,
}

impl Pool {
    pub(crate) fn new(function: HostedFunction, output: Output) -> Self {
        let permit_count = function.max_workers.max(1);
        Self {
            function,
            output,
            permits: Semaphore::new(permit_count.into()),
            permit_count: permit_count.into(),
            idle: Mutex::default(),
        }
    }

    /// Runs one invocation on a warm worker, else on a new one, else waits for one.
    ///
    /// When `stopping` turns true, or its sender goes, the invocation ends with its process.
    pub(crate) async fn invoke(
        &self,
        payload: Bytes,
        mut stopping: watch::Receiver<bool>,
    ) -> Result<InvocationResult, HostError> {
        let mut stopped = pin!(async {
            // An error means that the host is gone, which stops its invocations too.
            let _ = stopping.wait_for(|stopping| *stopping).await;
        });
        let _permit = tokio::select! {
            biased;
            () = &mut stopped => return Err(HostError::ShutDown),
            permit = self.permits.acquire() => permit.map_err(|_| HostError::ShutDown)?,
        };
        let mut worker = self.worker().await?;
        let outcome = tokio::select! {
            biased;
            () = &mut stopped => {
                worker.stop().await;
                return Err(HostError::ShutDown);
            }
            outcome = worker.invoke(payload) => outcome,
        };
        if worker.is_running() {
            self.idle().push(worker);
        } else {
            worker.stop().await;
        }
        Ok(outcome)
    }

    /// Waits until no invocation runs, and stops every worker. No invocation can begin after it.
    pub(crate) async fn close(&self) {
        // An error means that another caller closed it before.
        let Ok(_permits) = self.permits.acquire_many(self.permit_count).await else {
            return;
        };
        self.permits.close();
        let idle = std::mem::take(&mut *self.idle());
        for worker in idle {
            worker.stop().await;
        }
    }

    async fn worker(&self) -> Result<Worker, HostError> {
        // The worker used last is the likeliest to be in memory. One that ended while idle is
        // replaced in silence, as Lambda does.
        while let Some(mut worker) = self.pop_idle() {
            if worker.is_running() {
                return Ok(worker);
            }
            worker.stop().await;
        }
        Worker::start(&self.function, &self.output).await
    }

    fn pop_idle(&self) -> Option<Worker> {
        self.idle().pop()
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Worker>> {
        // A vector is whole whatever happened while it was held.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
