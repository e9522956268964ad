//! What Cognito's exceptions become.

use axum::http::StatusCode;

use crate::problem::Problem;

/// The exceptions that need no look at their message: status, code, sentence. Every exception that
/// the API reference names for the operations of this crate is here or in [`problem`].
const TABLE: [(&str, StatusCode, &str, &str); 22] = [
    (
        "UserNotFoundException",
        StatusCode::NOT_FOUND,
        "user-not-found",
        "There is no such user",
    ),
    (
        "InvalidParameterException",
        StatusCode::UNPROCESSABLE_ENTITY,
        "not-accepted",
        "The user pool does not accept one of the values",
    ),
    (
        "InvalidPasswordException",
        StatusCode::UNPROCESSABLE_ENTITY,
        "password-not-accepted",
        "password does not meet the user pool's policy; choose a longer one, with the kinds of characters that the policy asks for",
    ),
    (
        "PasswordHistoryPolicyViolationException",
        StatusCode::UNPROCESSABLE_ENTITY,
        "password-used-before",
        "password is one that the user has had before; choose another",
    ),
    (
        "UsernameExistsException",
        StatusCode::CONFLICT,
        "user-name-taken",
        "The user name is taken",
    ),
    (
        "AliasExistsException",
        StatusCode::CONFLICT,
        "address-taken",
        "The address or telephone number belongs to another user",
    ),
    (
        "UnsupportedUserStateException",
        StatusCode::CONFLICT,
        "user-state",
        "This cannot be done to a user in this state",
    ),
    (
        "PreconditionNotMetException",
        StatusCode::CONFLICT,
        "precondition-not-met",
        "The user pool is not set up for this",
    ),
    (
        "LimitExceededException",
        StatusCode::UNPROCESSABLE_ENTITY,
        "limit-exceeded",
        "A limit of the user pool is reached",
    ),
    (
        "TooManyFailedAttemptsException",
        StatusCode::UNPROCESSABLE_ENTITY,
        "too-many-attempts",
        "Too many attempts failed for this user; wait before the next",
    ),
    (
        "UserLambdaValidationException",
        StatusCode::UNPROCESSABLE_ENTITY,
        "rejected",
        "A hook of the user pool refused it",
    ),
    (
        "UnexpectedLambdaException",
        StatusCode::BAD_GATEWAY,
        "hook-failed",
        "A hook of the user pool failed, so that the change may be made in part; look at the user",
    ),
    (
        "InvalidLambdaResponseException",
        StatusCode::BAD_GATEWAY,
        "hook-failed",
        "A hook of the user pool failed, so that the change may be made in part; look at the user",
    ),
    (
        "CodeDeliveryFailureException",
        StatusCode::BAD_GATEWAY,
        "not-delivered",
        "The change was made, but the message about it could not be delivered",
    ),
    (
        "InvalidEmailRoleAccessPolicyException",
        StatusCode::BAD_GATEWAY,
        "not-delivered",
        "The user pool is not permitted to send mail; its operator has to see to it",
    ),
    (
        "InvalidSmsRoleAccessPolicyException",
        StatusCode::BAD_GATEWAY,
        "not-delivered",
        "The user pool is not permitted to send SMS; its operator has to see to it",
    ),
    (
        "InvalidSmsRoleTrustRelationshipException",
        StatusCode::BAD_GATEWAY,
        "not-delivered",
        "The user pool is not permitted to send SMS; its operator has to see to it",
    ),
    (
        "OperationNotEnabledException",
        StatusCode::SERVICE_UNAVAILABLE,
        "operation-not-enabled",
        "The user pool does not allow this in this Region",
    ),
    (
        "UserPoolTaggingException",
        StatusCode::SERVICE_UNAVAILABLE,
        "not-configured",
        "The API is not set up; its operator finds the reason in its log",
    ),
    (
        "AccessDeniedException",
        StatusCode::SERVICE_UNAVAILABLE,
        "not-configured",
        "The API is not set up; its operator finds the reason in its log",
    ),
    (
        "UnrecognizedClientException",
        StatusCode::SERVICE_UNAVAILABLE,
        "not-configured",
        "The API is not set up; its operator finds the reason in its log",
    ),
    (
        "ExpiredTokenException",
        StatusCode::SERVICE_UNAVAILABLE,
        "not-configured",
        "The API is not set up; its operator finds the reason in its log",
    ),
];

/// What an exception becomes. Its `message` is looked at where one exception means two things, and
/// never shown. One that is not known says nothing of what was done.
pub fn problem(exception: &str, message: &str) -> Problem {
    let problem = match exception {
        "TooManyRequestsException" => Problem::throttled(),
        // It stands for a group as well as for the pool, which is the settings' and not the
        // caller's.
        "ResourceNotFoundException" if message.starts_with("Group ") => Problem::new(
            StatusCode::NOT_FOUND,
            "group-not-found",
            "There is no such group",
        ),
        "ResourceNotFoundException" => Problem::not_configured(),
        "NotAuthorizedException" if message.starts_with("User cannot be confirmed") => {
            Problem::new(
                StatusCode::CONFLICT,
                "user-state",
                "Only a user who signed up and has not confirmed can be confirmed",
            )
        }
        "NotAuthorizedException" => Problem::new(
            StatusCode::CONFLICT,
            "refused",
            "The user pool refuses to do this to this user",
        ),
        _ => {
            let entry = TABLE.into_iter().find(|(name, ..)| *name == exception);
            entry.map_or_else(Problem::unavailable, |(_, status, code, detail)| {
                Problem::new(status, code, detail)
            })
        }
    };
    Problem {
        cause: Some(exception.to_owned()),
        ..problem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(exception: &str, message: &str, status: u16, code: &str) {
        let problem = problem(exception, message);
        assert_eq!(
            (problem.status.as_u16(), problem.code),
            (status, code),
            "{exception}"
        );
        assert_eq!(problem.cause.as_deref(), Some(exception));
        assert!(message.is_empty() || !problem.detail.contains(message));
        let waits = problem.retry_after.is_some();
        let may_pass = matches!(problem.code, "throttled" | "aws-unavailable");
        assert_eq!(waits, may_pass, "{exception}");
    }

    // The exceptions of the sixteen operations (API reference), each with what a caller is told.

    #[test]
    fn what_the_caller_can_mend_is_said() {
        check("AliasExistsException", "", 409, "address-taken");
        check(
            "InvalidParameterException",
            "1 validation error",
            422,
            "not-accepted",
        );
        check("InvalidPasswordException", "", 422, "password-not-accepted");
        check("LimitExceededException", "", 422, "limit-exceeded");
        check("NotAuthorizedException", "Not permitted", 409, "refused");
        check(
            "NotAuthorizedException",
            "User cannot be confirmed. Current status is CONFIRMED",
            409,
            "user-state",
        );
        check(
            "PasswordHistoryPolicyViolationException",
            "",
            422,
            "password-used-before",
        );
        check(
            "PreconditionNotMetException",
            "",
            409,
            "precondition-not-met",
        );
        check(
            "ResourceNotFoundException",
            "Group not found.",
            404,
            "group-not-found",
        );
        check(
            "TooManyFailedAttemptsException",
            "",
            422,
            "too-many-attempts",
        );
        check(
            "TooManyRequestsException",
            "Rate exceeded",
            429,
            "throttled",
        );
        check("UnsupportedUserStateException", "", 409, "user-state");
        check(
            "UserLambdaValidationException",
            "PreSignUp failed",
            422,
            "rejected",
        );
        check(
            "UserNotFoundException",
            "User does not exist.",
            404,
            "user-not-found",
        );
        check("UsernameExistsException", "", 409, "user-name-taken");
    }

    #[test]
    fn what_the_operator_has_to_see_to_is_not_shown() {
        check("CodeDeliveryFailureException", "", 502, "not-delivered");
        check("InternalErrorException", "", 503, "aws-unavailable");
        check(
            "InvalidEmailRoleAccessPolicyException",
            "",
            502,
            "not-delivered",
        );
        check("InvalidLambdaResponseException", "", 502, "hook-failed");
        check(
            "InvalidSmsRoleAccessPolicyException",
            "",
            502,
            "not-delivered",
        );
        check(
            "InvalidSmsRoleTrustRelationshipException",
            "",
            502,
            "not-delivered",
        );
        check(
            "OperationNotEnabledException",
            "",
            503,
            "operation-not-enabled",
        );
        check(
            "ResourceNotFoundException",
            "User pool eu-west-1_AbCdEfGhI does not exist.",
            503,
            "not-configured",
        );
        check("UnexpectedLambdaException", "", 502, "hook-failed");
        check("UserPoolTaggingException", "", 503, "not-configured");
        check(
            "AccessDeniedException",
            "User: arn:aws:sts::123456789012:assumed-role/x is not authorized",
            503,
            "not-configured",
        );
        check(
            "SomethingNewException",
            "of tomorrow",
            503,
            "aws-unavailable",
        );
    }
}
