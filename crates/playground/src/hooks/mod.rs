//! What stands behind a local user pool's hooks.
//!
//! The pool invokes Lambda functions through one asynchronous function, and [`Hooks`] makes it in
//! one of three ways. In each, a function that the pool has given up on goes on by itself, as in
//! Lambda, and a function that is not there is refused in the words that Cognito has for it.
//!
//! | module | concept |
//! |---|---|
//! | [`handler`] | the real handler of one function |
//! | [`in_process`] | all five in this process, warm, at the pool's own time |
//! | [`binaries`] | built functions as processes, warm |
//! | [`invoke_endpoint`] | any endpoint that answers Lambda's Invoke |
//! | `answer` | Lambda's answers as the pool takes them |
//! | [`record`] | what a hook came to, as a timeline tells it |

mod answer;
pub mod binaries;
pub mod handler;
pub mod in_process;
pub mod invoke_endpoint;
pub mod record;

use std::fmt;
use std::sync::Arc;

use anyhow::Result;
use lambda_host::Host;
use local_user_pool::InvokeFunction;
use settings::{ConfigurationErrors, Settings};

pub use in_process::{Clock, HandlerEnvironment};
pub use record::HookRecord;

/// A way to run a pool's hooks.
pub struct Hooks {
    invoke: InvokeFunction,
    records: RecordSource,
}

/// Who tells what hooks came to.
enum RecordSource {
    Handlers(in_process::Records),
    HostOutput(Arc<Host>),
    Unknown,
}

impl Hooks {
    /// The real handlers in this process, which log nothing.
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

    /// The functions of a host, such as [`binaries::host`] makes. They live in the present,
    /// whatever the pool's clock says.
    pub fn binaries(host: Host) -> Self {
        let host = Arc::new(host);
        Self {
            invoke: binaries::invoke_function(Arc::clone(&host)),
            records: RecordSource::HostOutput(host),
        }
    }

    /// The functions behind the Invoke endpoint at `url`; what they came to is not known beyond
    /// their answers. Fails on a URL that is not one of plain HTTP.
    pub fn endpoint(url: &str) -> Result<Self> {
        Ok(Self {
            invoke: invoke_endpoint::invoke_function(url)?,
            records: RecordSource::Unknown,
        })
    }

    /// What the pool calls, to be given to
    /// [`LocalUserPool::set_invoke`](local_user_pool::LocalUserPool::set_invoke). It has to be
    /// called within a tokio runtime.
    pub fn invoke(&self) -> InvokeFunction {
        Arc::clone(&self.invoke)
    }

    /// What hooks came to, in the order in which they ended. Of processes it is what their host
    /// kept in memory of their output, whose last lines may still be on their way.
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

    /// Ends processes, and waits until they are gone. Hooks that run or come later are refused.
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
