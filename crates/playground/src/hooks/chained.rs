//! What a chain calls in this process.

use local_user_pool::{Invocation, InvokeFunction, Invoked};
use serde_json::json;
use trigger::FunctionArn;
use trigger_chain::called::{Cause, Reply};
use trigger_chain::lambda::{Invoke, Side};

use super::answer::no_such_function;

/// The functions that a chain calls.
pub struct Functions {
    pub(crate) ours: InvokeFunction,
    pub(crate) theirs: InvokeFunction,
}

impl Invoke for Functions {
    async fn invoke(&self, side: Side, function: &FunctionArn, payload: &str) -> Reply {
        let invocation = Invocation {
            function: function.to_string(),
            payload: payload.to_owned(),
        };
        let invoked = match side {
            Side::Ours => (self.ours)(invocation).await,
            Side::Theirs => (self.theirs)(invocation).await,
        };
        match invoked {
            Invoked::Answer(text) => Reply::Answer(text.into_bytes()),
            Invoked::Error {
                error_type,
                message,
            } => {
                let error = json!({ "errorType": error_type, "errorMessage": message });
                Reply::Error(error.to_string().into_bytes())
            }
            refused if refused == no_such_function() => Reply::None(Cause::NotPermitted),
            Invoked::Refused(_) => Reply::None(Cause::Unreachable),
        }
    }
}
