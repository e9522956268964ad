//! What Cognito's exceptions become.

use axum::http::StatusCode;
use cognito::{CallError, exception};

use crate::problem::Problem;

/// Every exception that the API reference names for the operations of this crate is here. Its
/// message decides where one exception means two things, and is never shown. An unknown exception
/// does not say what was done. A call without an answer may have had its effect; every call of this
/// crate can be repeated.
impl From<CallError> for Problem {
    fn from(error: CallError) -> Self {
        let cause = if error.exception.is_empty() {
            error.cause.as_str().to_owned()
        } else {
            error.exception.clone()
        };
        Self {
            cause: Some(cause),
            ..problem(&error)
        }
    }
}

fn problem(error: &CallError) -> Problem {
    let conflict = |code, detail: &str| Problem::new(StatusCode::CONFLICT, code, detail);
    let in_part = |code, detail: &str| Problem::new(StatusCode::BAD_GATEWAY, code, detail);
    match error.exception.as_str() {
        exception::TOO_MANY_REQUESTS => Problem::throttled(),
        exception::USER_NOT_FOUND => Problem::user_not_found(),
        // It means a group or the pool, and the pool is the settings', not the caller's.
        exception::RESOURCE_NOT_FOUND if error.message.starts_with("Group ") => {
            let detail = "There is no such group";
            Problem::new(StatusCode::NOT_FOUND, "group-not-found", detail)
        }
        exception::RESOURCE_NOT_FOUND
        | "UserPoolTaggingException"
        | "AccessDeniedException"
        | "UnrecognizedClientException"
        | "ExpiredTokenException" => Problem::not_configured(),
        "NotAuthorizedException" if error.message.starts_with("User cannot be confirmed") => {
            conflict(
                "user-state",
                "Only a user who signed up and has not confirmed can be confirmed",
            )
        }
        "NotAuthorizedException" => {
            conflict("refused", "The user pool refuses to do this to this user")
        }
        exception::USERNAME_EXISTS => conflict("user-name-taken", "The user name is taken"),
        exception::ALIAS_EXISTS => conflict(
            "address-taken",
            "The address or telephone number belongs to another user",
        ),
        exception::UNSUPPORTED_USER_STATE => {
            conflict("user-state", "This cannot be done to a user in this state")
        }
        exception::PRECONDITION_NOT_MET => conflict(
            "precondition-not-met",
            "The user pool is not set up for this",
        ),
        exception::INVALID_PARAMETER => Problem::not_accepted(
            "not-accepted",
            "The user pool does not accept one of the values",
        ),
        exception::INVALID_PASSWORD => Problem::not_accepted(
            "password-not-accepted",
            "password does not meet the user pool's policy; choose a longer one, with the kinds of characters that the policy asks for",
        ),
        "PasswordHistoryPolicyViolationException" => Problem::not_accepted(
            "password-used-before",
            "password is one that the user has had before; choose another",
        ),
        "LimitExceededException" => {
            Problem::not_accepted("limit-exceeded", "A limit of the user pool is reached")
        }
        "TooManyFailedAttemptsException" => Problem::not_accepted(
            "too-many-attempts",
            "Too many attempts failed for this user; wait before the next",
        ),
        exception::USER_LAMBDA_VALIDATION => {
            Problem::not_accepted("rejected", "A hook of the user pool refused it")
        }
        exception::UNEXPECTED_LAMBDA | exception::INVALID_LAMBDA_RESPONSE => in_part(
            "hook-failed",
            "A hook of the user pool failed, so that the change may be made in part; look at the user",
        ),
        exception::CODE_DELIVERY_FAILURE => in_part(
            "not-delivered",
            "The change was made, but the message about it could not be delivered",
        ),
        exception::EMAIL_ROLE => in_part(
            "not-delivered",
            "The user pool is not permitted to send mail; its operator has to see to it",
        ),
        exception::SMS_ROLE_ACCESS | exception::SMS_ROLE_TRUST => in_part(
            "not-delivered",
            "The user pool is not permitted to send SMS; its operator has to see to it",
        ),
        exception::OPERATION_NOT_ENABLED => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "operation-not-enabled",
            "The user pool does not allow this in this Region",
        ),
        _ => Problem::unavailable(),
    }
}

#[cfg(test)]
mod tests {
    use cognito::Cause;

    use super::*;

    #[track_caller]
    fn check(exception: &str, message: &str, status: u16, code: &str) {
        let problem = Problem::from(CallError {
            exception: exception.to_owned(),
            message: message.to_owned(),
            ..Cause::ServiceError.into()
        });
        assert_eq!(
            (problem.status.as_u16(), problem.code),
            (status, code),
            "{exception}"
        );
        assert_eq!(problem.cause.as_deref(), Some(exception));
        assert!(message.is_empty() || !problem.detail.contains(message));
        let waits = problem.retry_after.is_some();
        let is_transient = matches!(problem.code, "throttled" | "aws-unavailable");
        assert_eq!(waits, is_transient, "{exception}");
    }

    // The exceptions of the sixteen operations (API reference), each with what a caller reads.

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
