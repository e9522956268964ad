//! What we know of Amazon Cognito as a service, in one place for everybody who calls it.
//!
//! A caller takes a [`client`] with its [`Timing`], and sends requests by [`call`](mod@call): once,
//! or again until a deadline. What fails is a [`CallError`]. Answers are read into one [`User`] and
//! one [`UserPool`]. [`arn`], [`permission`] and [`resource_policy`] find who may invoke a function;
//! they read text and need no other SDK. [`exception`], [`limits`] and [`expiry`] hold Cognito's
//! names and numbers. Nothing here knows what an invitation is; of the crate `invitation` it uses the
//! types that describe users.
//!
//! Every function with an SDK links this crate: no other service's SDK belongs here.

pub mod call;
pub mod call_error;
pub mod client;
pub mod exception;
pub mod expiry;
mod http_client;
pub mod limits;
pub mod permission;
pub mod raw_answer;
pub mod resource_policy;
pub mod timing;
pub mod user;
pub mod user_pool;
pub mod value_rule;

pub use call_error::{CallError, Cause};
pub use invitation::UserStatus;
pub use raw_answer::RawAnswer;
pub use resource_policy::ResourcePolicy;
pub use timing::Timing;
pub use trigger::arn;
pub use trigger::{FunctionArn, PoolArn};
pub use user::User;
pub use user_pool::UserPool;
pub use value_rule::ValueRule;
