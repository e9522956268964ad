//! Answers of Lambda, in the form that the pool takes.

use local_user_pool::Invoked;
use serde::Deserialize;

/// The function does not exist. Cognito reports this as a missing permission (contract §6).
pub(crate) fn no_such_function() -> Invoked {
    Invoked::Refused("AccessDeniedException".to_owned())
}

/// Nothing that could run the function answered.
pub(crate) fn no_service() -> Invoked {
    Invoked::Refused("ServiceException".to_owned())
}

/// The function ended with an error, its own or the runtime's.
pub(crate) fn function_error(payload: &[u8]) -> Invoked {
    // A function may send anything. If it is no error object, type and message are empty.
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
