//! What the services say no with: the modelled exceptions, in AWS's words.

use axum::http::StatusCode;

use crate::calls::Service;
use crate::pool::Alias;

/// A refused request. It displays as the message that the caller reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ApiError {
    /// No user of that name.
    #[error("User does not exist.")]
    UserNotFound,
    /// No pool with that identifier.
    #[error("User pool {0} does not exist.")]
    PoolNotFound(String),
    /// No group of that name in the pool (amplify-cli#2214).
    #[error("Group not found.")]
    GroupNotFound,
    /// The request is not well-formed, or breaks a rule of the pool.
    #[error("{0}")]
    InvalidParameter(String),
    /// The alias is another user's.
    #[error("An account with the given {} already exists.", .0.attribute())]
    AliasExists(Alias),
    /// A hard quota is used up.
    #[error("{0}")]
    LimitExceeded(String),
    /// Over the request quota.
    #[error("Rate exceeded")]
    TooManyRequests,
    /// The service itself failed.
    #[error("Internal server error")]
    Internal,
    /// The body is not the JSON that the operation takes.
    #[error("The request body cannot be read")]
    Serialization,
    /// The body is longer than the server reads.
    #[error("The request body is too large")]
    RequestTooLarge,
    /// The service has no such operation, or this server does not.
    #[error("Unknown operation")]
    UnknownOperation,
    /// SES finds the mail at fault.
    #[error("{0}")]
    BadRequest(String),
}

impl ApiError {
    /// The name of the exception. Each operation's page of the API reference lists the ones it
    /// models; the rest are the common errors of all AWS services.
    pub(crate) fn code(&self, service: Service) -> &'static str {
        match (self, service) {
            (Self::UserNotFound, _) => "UserNotFoundException",
            (Self::PoolNotFound(_) | Self::GroupNotFound, _) => "ResourceNotFoundException",
            (Self::InvalidParameter(_), _) => "InvalidParameterException",
            (Self::AliasExists(_), _) => "AliasExistsException",
            (Self::LimitExceeded(_), _) => "LimitExceededException",
            (Self::TooManyRequests, _) => "TooManyRequestsException",
            (Self::Internal, Service::CognitoIdp) => "InternalErrorException",
            (Self::Internal, Service::Ses) => "InternalFailure",
            (Self::Serialization, _) => "SerializationException",
            (Self::RequestTooLarge, _) => "RequestEntityTooLargeException",
            (Self::UnknownOperation, _) => "UnknownOperationException",
            (Self::BadRequest(_), _) => "BadRequestException",
        }
    }

    /// The HTTP status: 400 for nearly everything that Cognito refuses; SES is a REST service and
    /// tells more apart.
    pub(crate) fn status(&self, service: Service) -> StatusCode {
        match (self, service) {
            (Self::Internal, _) => StatusCode::INTERNAL_SERVER_ERROR,
            (Self::RequestTooLarge, _) => StatusCode::PAYLOAD_TOO_LARGE,
            (Self::TooManyRequests, Service::Ses) => StatusCode::TOO_MANY_REQUESTS,
            (Self::UnknownOperation, Service::Ses) => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The message on the wire. AWS's front end sends its own errors without one.
    pub(crate) fn message(&self) -> Option<String> {
        match self {
            Self::Serialization | Self::RequestTooLarge | Self::UnknownOperation => None,
            _ => Some(self.to_string()),
        }
    }
}
