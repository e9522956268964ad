//! Runs function binaries as AWS Lambda does, on loopback.
//!
//! A function is any program that speaks the [Lambda Runtime API][runtime-api], such as one built
//! on `lambda_runtime`. This crate starts it, hands it one event at a time, enforces its time
//! limit and says how each invocation went. It knows nothing of what the functions do.
//!
//! # Layout
//!
//! - [`hosted_function`](HostedFunction): what to run, with which environment and limits.
//! - [`host`](Host): several functions, their warm workers and their concurrency.
//! - [`worker`](Worker): one process and its Runtime API; the level for measuring a cold start.
//! - [`invocation_result`](InvocationResult): how an invocation went, and the body that Lambda would answer.
//! - [`output`](Output): where the lines go that functions write.
//! - [`invoke_api`](invoke_router): Lambda's Invoke operation over HTTP, in front of a host.
//! - [`error`](HostError): why an invocation did not take place.
//!
//! ```no_run
//! # async fn example() -> Result<(), lambda_host::HostError> {
//! use lambda_host::{HostedFunction, Host, InvocationResult, Output};
//!
//! let host = Host::new([HostedFunction::new("echo", "target/debug/echo")], Output::memory())?;
//! if let InvocationResult::Answer(body) = host.invoke("echo", "{}").await? {
//!     assert_eq!(body, "{}");
//! }
//! host.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! [runtime-api]: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

mod environment;
mod error;
mod function_reference;
mod host;
mod hosted_function;
mod invocation_result;
mod invoke_api;
mod output;
mod pool;
mod quotas;
mod request_id;
mod runtime_api;
mod worker;

pub use axum::body::Bytes;

pub use self::{
    error::HostError, host::Host, hosted_function::HostedFunction,
    invocation_result::InvocationResult, invoke_api::invoke_router, output::Output, worker::Worker,
};
