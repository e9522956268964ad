//! A function that a team has had in a hook's slot before ours came.

use std::sync::Arc;

use local_user_pool::{Invocation, InvokeFunction, Invoked};
use serde_json::Value;

/// What their pre-sign-up function does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TheirFunction {
    /// It refuses who is on the team's own list, and lets everybody else in.
    HasAList,
    /// It confirms everybody at once, and says that their addresses are verified.
    ConfirmsEverybody,
    /// It does not answer in time.
    IsSlow,
    /// It answers nothing: it has forgotten to return the event.
    ForgetsTheEvent,
}

/// On the team's list, with what their function says.
pub(crate) const LISTED: &str = "mallory@example.com";
const SAYS: &str = "Ask the front desk for an account";

impl TheirFunction {
    /// The function, as the pool or a chain invokes it.
    pub(crate) fn invoke(self) -> InvokeFunction {
        Arc::new(move |invocation: Invocation| Box::pin(self.answer(invocation.payload)))
    }

    async fn answer(self, payload: String) -> Invoked {
        match self {
            Self::HasAList if payload.contains(LISTED) => Invoked::Error {
                error_type: "Error".to_owned(),
                message: SAYS.to_owned(),
            },
            Self::HasAList => Invoked::Answer(payload),
            Self::ConfirmsEverybody => {
                let mut event: Value = serde_json::from_str(&payload).unwrap_or_default();
                if let Some(Value::Object(response)) = event.get_mut("response") {
                    for name in ["autoConfirmUser", "autoVerifyEmail"] {
                        response.insert(name.to_owned(), Value::Bool(true));
                    }
                }
                Invoked::Answer(event.to_string())
            }
            Self::IsSlow => std::future::pending().await,
            Self::ForgetsTheEvent => Invoked::Answer("null".to_owned()),
        }
    }
}
