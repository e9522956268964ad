//! Why an invocation did not take place.

use std::{io, path::PathBuf};

/// The host could not do what was asked; no function has seen the event.
///
/// What a function itself did wrong is an [`InvocationResult`](crate::InvocationResult).
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// A function's name is not one that Lambda accepts.
    #[error("`{0}` is not a function name: use 1 to 64 letters, digits, `-` or `_`")]
    InvalidName(String),
    /// Two functions of one host have the same name.
    #[error("two functions are called `{0}`: give each its own name")]
    DuplicateName(String),
    /// The text is neither a function's name nor its ARN.
    #[error("`{0}` is neither a function name nor a function ARN")]
    InvalidReference(String),
    /// The host has no function of this name.
    #[error("there is no function `{0}`")]
    UnknownFunction(String),
    /// The payload is larger than Lambda takes.
    #[error("the payload has {bytes} bytes; Lambda takes {limit}")]
    PayloadTooLarge {
        /// Size of the payload.
        bytes: usize,
        /// The most that this way of invoking takes.
        limit: usize,
    },
    /// The program could not be started.
    #[error("function `{function}`: cannot start {}: {source}", .program.display())]
    Start {
        /// The function's name.
        function: String,
        /// The program that was to run.
        program: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A worker's Runtime API found no free port on loopback.
    #[error("cannot listen on 127.0.0.1: {0}")]
    Listen(#[source] io::Error),
    /// The file that takes the functions' output could not be opened or shared.
    #[error("cannot write the functions' output to {}: {source}", .path.display())]
    OutputFile {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The host was shut down before the function answered.
    #[error("the host was shut down")]
    ShutDown,
}
