//! The answers that the server may give to a call: only those of AWS's API model.

use std::collections::BTreeSet;

use local_user_pool::{Operation, Service};
use serde_json::Value;

/// The exceptions of each operation, in lines of `Operation: Exception Exception`.
///
/// They are the variants of the error types of `aws-sdk-cognitoidentityprovider` 1.144.0 and
/// `aws-sdk-sesv2` 1.145.0; `PutEvents` has two that every operation can answer (API reference, "Common
/// Errors"). For an operation in the module `$m` they are printed by
/// `sed -n 's/^    \([A-Za-z]*\)(crate::types::error::.*/\1/p' src/operation/$m.rs`.
const MODELLED: &str = include_str!("modelled.txt");

/// The exceptions of AWS's front end, before the service reads the request.
const COMMON: [&str; 3] = [
    "SerializationException",
    "RequestEntityTooLargeException",
    "UnknownOperationException",
];

/// Those that AWS answers without a message.
const SILENT: [&str; 2] = ["SerializationException", "RequestEntityTooLargeException"];

/// Exceptions that are answered although they are not modelled.
const JUSTIFIED: [(Operation, &str); 2] = [
    // As the real service does (contract §9).
    (Operation::AdminCreateUser, "AliasExistsException"),
    // There is no such client: other operations answer the same, and the model of this one has no
    // fitting exception.
    (Operation::RevokeToken, "ResourceNotFoundException"),
];

/// An answer to a call.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The header `x-amzn-errortype`.
    pub(crate) error_type: Option<String>,
    pub(crate) body: Value,
}

impl Answer {
    /// The exception, without Cognito's colon at the end.
    pub(crate) fn exception(&self) -> Option<&str> {
        let error_type = self.error_type.as_deref();
        error_type.map(|name| name.strip_suffix(':').unwrap_or(name))
    }
}

/// Fails if the answer is not one that this operation can give.
#[track_caller]
pub(crate) fn check(operation: Operation, answer: &Answer) {
    let name = operation.name();
    assert!(answer.body.is_object(), "{name}: {answer:?}");
    let Some(exception) = answer.exception() else {
        assert_eq!(answer.status, 200, "{name}: {answer:?}");
        return;
    };
    let expected = match exception {
        "RequestEntityTooLargeException" => 413,
        _ => 400,
    };
    assert_eq!(answer.status, expected, "{name}: {answer:?}");
    assert!(
        is_modelled(operation, exception) || JUSTIFIED.contains(&(operation, exception)),
        "{name} does not model this: {answer:?}"
    );
    if operation.service() == Service::CognitoIdp {
        assert_eq!(answer.body["__type"], exception, "{name}");
        assert_eq!(answer.error_type, Some(format!("{exception}:")), "{name}");
    }
    let is_silent = SILENT.contains(&exception);
    let has_message = answer.body["message"].is_string();
    assert_ne!(is_silent, has_message, "{name}: {answer:?}");
}

fn is_modelled(operation: Operation, exception: &str) -> bool {
    // No request may make the server fail, although the model allows it.
    exception != "InternalErrorException"
        && (COMMON.contains(&exception) || exceptions(operation).contains(exception))
}

fn exceptions(operation: Operation) -> BTreeSet<&'static str> {
    let prefix = format!("{}: ", operation.name());
    let mut lines = MODELLED.lines();
    let line = lines.find_map(|line| line.strip_prefix(&prefix));
    line.expect("every operation is listed")
        .split(' ')
        .collect()
}
