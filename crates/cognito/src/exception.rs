//! Names of exceptions that code here decides by. Not every exception that an operation answers
//! with is modelled (contract §12), so the name counts, and not the SDK's enum.

/// An address or telephone number is another user's verified alias.
pub const ALIAS_EXISTS: &str = "AliasExistsException";
/// The user is there, and its message could not be delivered.
pub const CODE_DELIVERY_FAILURE: &str = "CodeDeliveryFailureException";
/// The pool may not send mail as its settings say.
pub const EMAIL_ROLE: &str = "InvalidEmailRoleAccessPolicyException";
/// A parameter has a value that Cognito does not take.
pub const INVALID_PARAMETER: &str = "InvalidParameterException";
/// A hook's answer has not the form that Cognito expects.
pub const INVALID_LAMBDA_RESPONSE: &str = "InvalidLambdaResponseException";
/// A password does not meet the pool's policy.
pub const INVALID_PASSWORD: &str = "InvalidPasswordException";
/// The pool is not set up for the operation in this Region.
pub const OPERATION_NOT_ENABLED: &str = "OperationNotEnabledException";
/// The pool is not set up for the operation.
pub const PRECONDITION_NOT_MET: &str = "PreconditionNotMetException";
/// The pool, group, client or function does not exist.
pub const RESOURCE_NOT_FOUND: &str = "ResourceNotFoundException";
/// The pool's role may not send SMS.
pub const SMS_ROLE_ACCESS: &str = "InvalidSmsRoleAccessPolicyException";
/// The pool's role for SMS does not trust Cognito.
pub const SMS_ROLE_TRUST: &str = "InvalidSmsRoleTrustRelationshipException";
/// A quota is exceeded.
pub const TOO_MANY_REQUESTS: &str = "TooManyRequestsException";
/// A hook could not be run.
pub const UNEXPECTED_LAMBDA: &str = "UnexpectedLambdaException";
/// The operation is not for a user of this status.
pub const UNSUPPORTED_USER_STATE: &str = "UnsupportedUserStateException";
/// A hook said no.
pub const USER_LAMBDA_VALIDATION: &str = "UserLambdaValidationException";
/// The user name is taken.
pub const USERNAME_EXISTS: &str = "UsernameExistsException";
/// The user does not exist.
pub const USER_NOT_FOUND: &str = "UserNotFoundException";
