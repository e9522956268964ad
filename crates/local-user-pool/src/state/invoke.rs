//! How the pool invokes Lambda functions: one function that its owner fills in.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// One invocation of a Lambda function, as Cognito makes it: synchronous, with a JSON payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// The function as the pool's `LambdaConfig` names it, usually an ARN.
    pub function: String,
    /// The event as JSON text.
    pub payload: String,
}

/// The result of an invocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invoked {
    /// The function answered with this text, which should be JSON.
    Answer(String),
    /// The function ended in an error.
    Error {
        /// `errorType`
        error_type: String,
        /// `errorMessage`, which Cognito shows to its caller.
        message: String,
    },
    /// Lambda did not invoke the function, with this exception: `AccessDeniedException` where
    /// the permission or the function is missing.
    Refused(String),
}

/// Invokes a function and waits for its answer.
///
/// The pool stops waiting after five seconds. As with Lambda, the function should then go on.
pub type InvokeFunction =
    Arc<dyn Fn(Invocation) -> Pin<Box<dyn Future<Output = Invoked> + Send>> + Send + Sync>;
