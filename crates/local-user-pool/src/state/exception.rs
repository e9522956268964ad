//! The exceptions of the services, by AWS's names.

use strum::{Display, IntoStaticStr};

/// An exception of Amazon Cognito, Amazon SES or Amazon EventBridge. It displays as its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, IntoStaticStr)]
#[expect(
    missing_docs,
    reason = "the names are AWS's, and its documentation explains them"
)]
pub enum Exception {
    AliasExistsException,
    BadRequestException,
    CodeDeliveryFailureException,
    CodeMismatchException,
    ExpiredCodeException,
    GroupExistsException,
    InternalErrorException,
    InternalException,
    InternalFailure,
    InvalidLambdaResponseException,
    InvalidOAuthFlowException,
    InvalidParameterException,
    InvalidPasswordException,
    LimitExceededException,
    MissingAuthenticationTokenException,
    NotAuthorizedException,
    PasswordHistoryPolicyViolationException,
    PasswordResetRequiredException,
    RequestEntityTooLargeException,
    ResourceNotFoundException,
    ScopeDoesNotExistException,
    SerializationException,
    ThrottlingException,
    TooManyRequestsException,
    UnauthorizedException,
    UnexpectedLambdaException,
    UnknownOperationException,
    UnsupportedOperationException,
    UnsupportedTokenTypeException,
    UnsupportedUserStateException,
    UserLambdaValidationException,
    UserNotConfirmedException,
    UserNotFoundException,
    UsernameExistsException,
    ValidationException,
}

impl Exception {
    /// AWS's name.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
