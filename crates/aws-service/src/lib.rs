//! Signed calls to AWS services of which only a few operations are used.
//!
//! An SDK crate has every operation of its service, and compiling it takes longer than compiling
//! this whole project. For a few operations a [`Service`] is enough: it takes the same
//! configuration and sends requests by the same runtime, with the same credentials, signatures,
//! retries and time-outs; only parameters and answers are JSON. [`endpoint`] says where a service
//! is. An error is the SDK's own [`SdkError`], so that one piece of code judges all of them.

pub mod endpoint;
mod service;

pub use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
pub use aws_smithy_runtime_api::client::result::SdkError;
pub use aws_smithy_types::error::metadata::ProvideErrorMetadata;

pub use service::{Answer, CallError, Service, encoded, function_path};
