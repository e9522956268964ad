//! The refusals of the services, in AWS's words.
//!
//! The API reference lists the exceptions that an operation models. The others are common to all
//! AWS services. The texts are the real service's if a source shows them.

use crate::state::calls::Service;
use crate::state::exception::Exception;
use crate::state::pool::Alias;

/// A refused request. It displays as the message that the caller reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ApiError {
    /// No user of that name.
    #[error("User does not exist.")]
    UserNotFound,
    /// No user of that name, in answers to operations without a sign-in (amplify-js#10157).
    #[error("Username/client id combination not found.")]
    ClientUserNotFound,
    /// No pool with that identifier.
    #[error("User pool {0} does not exist.")]
    PoolNotFound(String),
    /// No app client with that identifier.
    #[error("User pool client {0} does not exist.")]
    ClientNotFound(String),
    /// No group of that name in the pool (amplify-cli#2214).
    #[error("Group not found.")]
    GroupNotFound,
    /// The pool has a group of that name.
    #[error("A group with the name already exists.")]
    GroupExists,
    /// The request is not well-formed, or breaks a rule of the pool.
    #[error("{0}")]
    InvalidParameter(String),
    /// The caller may not do this.
    #[error("{0}")]
    NotAuthorized(String),
    /// The client may not do this. Only `RevokeToken` uses it.
    #[error("{0}")]
    Unauthorized(&'static str),
    /// The client's settings exclude this. Only `RevokeToken` uses it.
    #[error("{0}")]
    UnsupportedOperation(&'static str),
    /// The flows of OAuth 2.0 do not fit the client.
    #[error("{0}")]
    InvalidOAuthFlow(&'static str),
    /// There is no such scope of OAuth 2.0.
    #[error("Invalid scope requested: {0}")]
    ScopeDoesNotExist(String),
    /// The username is taken, or the address that serves as username.
    #[error("{0}")]
    UsernameExists(String),
    /// Another user has the alias. The words differ from those about an address that serves as
    /// username.
    #[error("An account with the {} already exists.", .0.attribute())]
    AliasExists(Alias),
    /// The password does not meet the pool's policy, with the reason.
    #[error("Password did not conform with policy: {0}")]
    InvalidPassword(&'static str),
    /// The password was used before, and the policy forbids it. No source shows the text.
    #[error("Password has been used before.")]
    PasswordUsedBefore,
    /// The user has signed up and not confirmed it.
    #[error("User is not confirmed.")]
    UserNotConfirmed,
    /// An administrator reset the password.
    #[error("Password reset required for the user")]
    PasswordResetRequired,
    /// The code is not the one that was sent.
    #[error("Invalid verification code provided, please try again.")]
    CodeMismatch,
    /// The code was used or replaced, has expired, or never existed.
    #[error("Invalid code provided, please request a code again.")]
    ExpiredCode,
    /// The message could not be handed over to its carrier.
    #[error("{0}")]
    CodeDeliveryFailure(String),
    /// The user's status does not allow this.
    #[error("{0}")]
    UnsupportedUserState(String),
    /// A hook refused.
    #[error("{trigger} failed with error {message}.")]
    UserLambdaValidation {
        /// The hook: `PreSignUp`.
        trigger: &'static str,
        /// The message of the function.
        message: String,
    },
    /// A hook could not be run.
    #[error("{trigger} invocation failed due to {reason}.")]
    UnexpectedLambda {
        /// The hook: `PreSignUp`.
        trigger: &'static str,
        /// The reason.
        reason: String,
    },
    /// The answer of a hook is not valid.
    #[error("{0}")]
    InvalidLambdaResponse(&'static str),
    /// The request needs a signature.
    #[error("Missing Authentication Token")]
    MissingAuthentication,
    /// This kind of token cannot be used here.
    #[error("{0}")]
    UnsupportedTokenType(&'static str),
    /// A hard quota or a limit of attempts is used up.
    #[error("{0}")]
    LimitExceeded(String),
    /// Over the request quota.
    #[error("Rate exceeded")]
    TooManyRequests,
    /// The service failed.
    #[error("Internal server error")]
    Internal,
    /// The body is not the JSON that the operation takes.
    #[error("The request body cannot be read")]
    Serialization,
    /// The body is longer than the server reads.
    #[error("The request body is too large")]
    RequestTooLarge,
    /// The service has no such operation, or this server does not. AWS's own answer has no message.
    #[error("This local user pool has no operation {0}")]
    UnknownOperation(String),
    /// SES refuses the mail.
    #[error("{0}")]
    BadRequest(String),
}

impl ApiError {
    /// [`ApiError::NotAuthorized`] with this text.
    pub(crate) fn not_authorized(message: impl Into<String>) -> Self {
        Self::NotAuthorized(message.into())
    }

    /// The password is wrong, or there is no such user.
    pub(crate) fn incorrect_password() -> Self {
        Self::not_authorized("Incorrect username or password.")
    }

    /// There is no such session.
    pub(crate) fn invalid_session() -> Self {
        Self::not_authorized("Invalid session for the user.")
    }

    /// [`ApiError::InvalidParameter`] with this text.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::InvalidParameter(message.into())
    }

    /// The exception for the caller.
    pub(crate) fn exception(&self, service: Service) -> Exception {
        match (self, service) {
            (Self::UserNotFound | Self::ClientUserNotFound, _) => Exception::UserNotFoundException,
            (Self::PoolNotFound(_) | Self::ClientNotFound(_) | Self::GroupNotFound, _) => {
                Exception::ResourceNotFoundException
            }
            (Self::GroupExists, _) => Exception::GroupExistsException,
            (Self::InvalidParameter(_), Service::EventBridge) => Exception::ValidationException,
            (Self::InvalidParameter(_), _) => Exception::InvalidParameterException,
            (Self::NotAuthorized(_), _) => Exception::NotAuthorizedException,
            (Self::Unauthorized(_), _) => Exception::UnauthorizedException,
            (Self::UnsupportedOperation(_), _) => Exception::UnsupportedOperationException,
            (Self::InvalidOAuthFlow(_), _) => Exception::InvalidOAuthFlowException,
            (Self::ScopeDoesNotExist(_), _) => Exception::ScopeDoesNotExistException,
            (Self::UsernameExists(_), _) => Exception::UsernameExistsException,
            (Self::AliasExists(_), _) => Exception::AliasExistsException,
            (Self::InvalidPassword(_), _) => Exception::InvalidPasswordException,
            (Self::PasswordUsedBefore, _) => Exception::PasswordHistoryPolicyViolationException,
            (Self::UserNotConfirmed, _) => Exception::UserNotConfirmedException,
            (Self::PasswordResetRequired, _) => Exception::PasswordResetRequiredException,
            (Self::CodeMismatch, _) => Exception::CodeMismatchException,
            (Self::ExpiredCode, _) => Exception::ExpiredCodeException,
            (Self::CodeDeliveryFailure(_), _) => Exception::CodeDeliveryFailureException,
            (Self::UnsupportedUserState(_), _) => Exception::UnsupportedUserStateException,
            (Self::UserLambdaValidation { .. }, _) => Exception::UserLambdaValidationException,
            (Self::UnexpectedLambda { .. }, _) => Exception::UnexpectedLambdaException,
            (Self::InvalidLambdaResponse(_), _) => Exception::InvalidLambdaResponseException,
            (Self::MissingAuthentication, _) => Exception::MissingAuthenticationTokenException,
            (Self::UnsupportedTokenType(_), _) => Exception::UnsupportedTokenTypeException,
            (Self::LimitExceeded(_), _) => Exception::LimitExceededException,
            (Self::TooManyRequests, Service::EventBridge) => Exception::ThrottlingException,
            (Self::TooManyRequests, _) => Exception::TooManyRequestsException,
            (Self::Internal, Service::CognitoIdp) => Exception::InternalErrorException,
            (Self::Internal, Service::EventBridge) => Exception::InternalException,
            (Self::Internal, Service::Ses) => Exception::InternalFailure,
            (Self::Serialization, _) => Exception::SerializationException,
            (Self::RequestTooLarge, _) => Exception::RequestEntityTooLargeException,
            (Self::UnknownOperation(_), _) => Exception::UnknownOperationException,
            (Self::BadRequest(_), _) => Exception::BadRequestException,
        }
    }

    /// The message for the caller. AWS's front end sends its own errors without one.
    pub(crate) fn message(&self) -> Option<String> {
        match self {
            Self::Serialization | Self::RequestTooLarge => None,
            _ => Some(self.to_string()),
        }
    }
}
