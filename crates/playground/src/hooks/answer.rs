//! Lambda's answers as the pool takes them.

use local_user_pool::Invoked;
use serde::Deserialize;

/// What the pool is told where the function is not there: Cognito says so in the words of a
/// missing permission (contract §6).
pub(crate) fn no_such_function() -> Invoked {
    Invoked::Refused("AccessDeniedException".to_owned())
}

/// What the pool is told where nobody answers who could run the function.
pub(crate) fn no_service() -> Invoked {
    Invoked::Refused("ServiceException".to_owned())
}

/// What the pool is told where the function ended in an error, of its own or of its runtime.
pub(crate) fn function_error(payload: &[u8]) -> Invoked {
    // A function may post anything; what is no error object has neither type nor message.
    let error: ErrorObject = serde_json::from_slice(payload).unwrap_or_default();
    Invoked::Error {
        error_type: error.error_type,
        message: error.error_message,
    }
}

/// The error object of the Lambda Runtime API and of Invoke.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ErrorObject {
    error_type: String,
    error_message: String,
}
