//! How a local user pool's hooks are run.
//!
//! The pool invokes Lambda functions through one asynchronous function. [`Hooks`] makes it in one
//! of three ways. In each, as in Lambda, a function goes on when the pool has stopped waiting, and
//! a missing function has the error that Cognito reports for it.
//!
//! | module | concept |
//! |---|---|
//! | [`handler`] | the real handler of one function |
//! | [`in_process`] | all five in this process, at the pool's own time |
//! | `chain` | a chain in front of ours and of a function that a pool has already |
//! | `event_target` | the notifier, behind the pool's event bus |
//! | [`chained`] | what a chain calls in this process |
//! | [`binaries`] | built functions as processes |
//! | [`invoke_endpoint`] | any endpoint that answers Lambda's Invoke |
//! | `answer` | answers of Lambda, in the form that the pool takes |
//! | [`record`] | the decision of one run of a hook |

mod answer;
pub mod binaries;
mod chain;
pub mod chained;
pub(crate) mod event_target;
pub mod handler;
pub mod in_process;
pub mod invoke_endpoint;
pub mod record;

use std::fmt;
use std::sync::Arc;

use anyhow::Result;
use lambda_host::Host;
use local_user_pool::InvokeFunction;
use settings::{Chains, ConfigurationErrors, Settings};

pub use in_process::{Clock, HandlerEnvironment};
pub use record::HookRecord;

/// A way to run a pool's hooks.
pub struct Hooks {
    invoke: InvokeFunction,
    records: RecordSource,
}

/// Where the records of hooks come from.
enum RecordSource {
    Handlers(in_process::Records),
    HostOutput(Arc<Host>),
    Unknown,
}

impl Hooks {
    /// The real handlers in this process, which log to the subscriber of their caller.
    pub fn handlers(
        settings: &Settings,
        environment: HandlerEnvironment,
    ) -> Result<Self, ConfigurationErrors> {
        let records = in_process::Records::default();
        let invoke = in_process::invoke_function(settings, environment, records.clone())?;
        Ok(Self {
            invoke,
            records: RecordSource::Handlers(records),
        })
    }

    /// The same, with a chain in the slots whose functions are named like one. It calls `theirs`
    /// beside ours.
    pub(crate) fn chained(
        settings: &Settings,
        chains: Chains,
        environment: HandlerEnvironment,
        theirs: InvokeFunction,
    ) -> Result<Self, ConfigurationErrors> {
        let records = in_process::Records::default();
        let invoke =
            chain::invoke_function(settings, chains, environment, theirs, records.clone())?;
        Ok(Self {
            invoke,
            records: RecordSource::Handlers(records),
        })
    }

    /// The functions of a host, such as [`binaries::host`] makes. They have the real time,
    /// whatever the pool's clock says.
    pub fn binaries(host: Host) -> Self {
        let host = Arc::new(host);
        Self {
            invoke: binaries::invoke_function(Arc::clone(&host)),
            records: RecordSource::HostOutput(host),
        }
    }

    /// The functions behind the Invoke endpoint at `url`. There are no records of them, only
    /// answers. Fails if `url` is not plain HTTP.
    pub fn endpoint(url: &str) -> Result<Self> {
        Ok(Self {
            invoke: invoke_endpoint::invoke_function(url)?,
            records: RecordSource::Unknown,
        })
    }

    /// The function for [`LocalUserPool::set_invoke`](local_user_pool::LocalUserPool::set_invoke).
    /// It has to be called within a tokio runtime.
    pub fn invoke(&self) -> InvokeFunction {
        Arc::clone(&self.invoke)
    }

    /// Whether they run in this process.
    pub(crate) fn are_in_process(&self) -> bool {
        matches!(self.records, RecordSource::Handlers(_))
    }

    /// The records of hooks, in the order in which they ended. Those of processes are read from
    /// the output that their host keeps; the last lines may still be missing.
    pub fn records(&self) -> Vec<HookRecord> {
        match &self.records {
            RecordSource::Handlers(records) => records.all(),
            RecordSource::HostOutput(host) => {
                let lines = host.output().lines();
                let records = lines
                    .iter()
                    .filter_map(|line| HookRecord::from_log_line(line));
                records.collect()
            }
            RecordSource::Unknown => Vec::new(),
        }
    }

    /// Ends processes and waits for that. Hooks that run now or start later fail.
    pub async fn shutdown(&self) {
        if let RecordSource::HostOutput(host) = &self.records {
            host.shutdown().await;
        }
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks").finish_non_exhaustive()
    }
}
