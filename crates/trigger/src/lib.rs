//! The Lambda edge of every Cognito trigger. It knows no invitations.
//!
//! | module | concept |
//! |---|---|
//! | [`event`] | [`Event`]: read tolerantly, echoed byte for byte outside `response` |
//! | [`outcome`] | [`HookOutcome`]: what a hook answers, and what the log says about it |
//! | [`arn`] | the ARNs of a function and of the user pool that calls it |
//! | [`function`] | the functions: their names, and which one an event or a pool means |
//! | [`hook`] | [`Hook`] and one [`Invocation`] of it, with its deadline |
//! | [`failure`] | [`Failure`]: why a hook has no outcome of its own |
//! | [`invoke`](mod@invoke) | one event through one hook: panics and time-outs become the hook's fallback |
//! | [`run`](run()) | the loop over the Lambda Runtime API |
//! | [`log`] | JSON lines, and no personal data in them |
//! | [`metrics`] | CloudWatch embedded metric format |
//! | [`capture`] | events redacted so that they can be committed and replayed |

pub mod arn;
pub mod capture;
pub mod event;
pub mod failure;
pub mod function;
pub mod hook;
pub mod invoke;
pub mod log;
pub mod metrics;
pub mod outcome;
mod run;

pub use arn::{FunctionArn, PoolArn};
pub use capture::{Capture, Redaction};
pub use event::Event;
pub use failure::Failure;
pub use function::Function;
pub use hook::{Hook, Invocation};
pub use invoke::{Invoked, invoke};
pub use metrics::Metric;
pub use outcome::{Answer, FunctionError, HookOutcome, OutcomeName, RejectionMessage};
pub use run::{count, count_problem, log_invocation, run, run_or_echo, warm_up};
