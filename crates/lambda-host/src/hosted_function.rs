//! What to run, with which environment and limits.

use std::{path::PathBuf, time::Duration};

/// One function: a program that speaks the Lambda Runtime API, and its limits.
///
/// [`HostedFunction::new`] gives the limits that a Cognito trigger lives with; change single ones with
/// the update syntax:
///
/// ```
/// # use {lambda_host::HostedFunction, std::time::Duration};
/// let slow = HostedFunction { timeout: Duration::from_secs(30), ..HostedFunction::new("report", "./report") };
/// ```
#[derive(Clone, Debug)]
pub struct HostedFunction {
    /// The name that invocations use: 1 to 64 letters, digits, `-` or `_`.
    pub name: String,
    /// The program. Without a slash it is looked up in `PATH`.
    pub program: PathBuf,
    /// Arguments of the program, for functions that need an interpreter.
    pub arguments: Vec<String>,
    /// Variables beside Lambda's own ones; where names collide, these win.
    ///
    /// Only `AWS_LAMBDA_RUNTIME_API` cannot be changed. Nothing but `PATH` is inherited.
    pub environment: Vec<(String, String)>,
    /// How long one invocation may take, from the moment the function receives the event.
    pub timeout: Duration,
    /// How long a process may take until it asks for its first event, or for the next one.
    pub init_timeout: Duration,
    /// What `AWS_LAMBDA_FUNCTION_MEMORY_SIZE` says, in MiB. It is only shown to the function.
    pub memory_mib: u32,
    /// How many processes may run at once; more invocations wait. Zero counts as one.
    pub max_workers: u16,
}

impl HostedFunction {
    /// A function with no arguments, no further variables, and these limits: 5 s for an
    /// invocation (what Cognito waits for a trigger), 10 s for the start (Lambda's init phase),
    /// 128 MiB, and at most 10 processes.
    pub fn new(name: impl Into<String>, program: impl Into<PathBuf>) -> Self {
        Self {
            name: name.into(),
            program: program.into(),
            arguments: Vec::new(),
            environment: Vec::new(),
            timeout: Duration::from_secs(5),
            init_timeout: Duration::from_secs(10),
            memory_mib: 128,
            max_workers: 10,
        }
    }

    /// The function's ARN: the region from its environment, else `us-east-1`, and the account
    /// number of AWS's own examples.
    pub fn arn(&self) -> String {
        let region = self.variable("AWS_REGION").unwrap_or(DEFAULT_REGION);
        format!(
            "arn:aws:lambda:{region}:123456789012:function:{}",
            self.name
        )
    }

    fn variable(&self, name: &str) -> Option<&str> {
        // The last one counts, as it does when the process is started.
        let mut matching = self.environment.iter().rev().filter(|(key, _)| key == name);
        matching.next().map(|(_, value)| value.as_str())
    }
}

/// The region of functions whose environment names none.
pub(crate) const DEFAULT_REGION: &str = "us-east-1";
