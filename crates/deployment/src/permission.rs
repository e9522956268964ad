//! The permission of a pool to call a function, as a statement of the function's resource policy.

use cognito::FunctionArn;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use trigger::Function;

/// A statement of a function's resource policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statement {
    /// The ARN of the function or alias.
    pub(crate) function: String,
    /// The statement's name.
    pub(crate) statement_id: String,
}

/// A function as Lambda describes it.
#[derive(Debug, Clone, Default)]
pub(crate) struct LambdaFunction {
    /// In seconds.
    pub(crate) timeout: Option<i32>,
    /// Its resource policy, or that of the alias.
    pub(crate) policy: Option<Value>,
}

/// A permission that is missing.
#[derive(Debug)]
pub(crate) struct MissingPermission {
    pub(crate) hook: Function,
    pub(crate) function: FunctionArn,
    pub(crate) statement: Statement,
}
