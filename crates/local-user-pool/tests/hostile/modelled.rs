//! What the server may answer to a call: what AWS's API model says, and nothing else.

use std::collections::BTreeSet;

use local_user_pool::{Operation, Service};
use serde_json::Value;

/// The exceptions of each operation, in lines of `Operation: Exception Exception`.
///
/// They are the variants of the error types of `aws-sdk-cognitoidentityprovider` 1.144.0 and
/// `aws-sdk-sesv2` 1.145.0. For an operation in the module `$m` they are printed by
/// `sed -n 's/^    \([A-Za-z]*\)(crate::types::error::.*/\1/p' src/operation/$m.rs`.
const MODELLED: &str = include_str!("modelled.txt");

/// What AWS's front end answers for every operation, before the service reads the request.
const COMMON: [&str; 3] = [
    "SerializationException",
    "RequestEntityTooLargeException",
    "UnknownOperationException",
];

/// Those of them that AWS answers without a message.
const SILENT: [&str; 2] = ["SerializationException", "RequestEntityTooLargeException"];

/// Exceptions that are answered without being modelled.
const JUSTIFIED: [(Operation, &str); 2] = [
    // The real service says so (contract §9).
    (Operation::AdminCreateUser, "AliasExistsException"),
    // No client of that identifier: every other operation says so in the same way, and the model
    // of this one has nothing that means it.
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
    /// The exception, without the colon that Cognito ends it with.
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
    // Nothing of what is sent may be the server's fault, modelled as that is.
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
