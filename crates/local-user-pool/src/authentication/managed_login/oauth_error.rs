//! The refusals of the endpoints of OAuth 2.0 (developer guide, "The token issuer endpoint" and
//! "The token revocation endpoint"; RFC 6749, section 5.2).

use strum::IntoStaticStr;

use crate::state::error::ApiError;

/// A refusal: the code, and a description if the real service has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OAuthError {
    pub(crate) code: OAuthCode,
    pub(crate) description: Option<String>,
}

/// The codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum OAuthCode {
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    ServerError,
    UnauthorizedClient,
    UnsupportedGrantType,
    UnsupportedTokenType,
}

impl From<OAuthCode> for OAuthError {
    fn from(code: OAuthCode) -> Self {
        Self {
            code,
            description: None,
        }
    }
}

impl OAuthError {
    /// The refusal of a grant that the API would refuse like this. What a hook says is told; no
    /// other text is.
    pub(crate) fn of_grant(error: &ApiError) -> Self {
        let code = match error {
            ApiError::Internal => OAuthCode::ServerError,
            ApiError::UserLambdaValidation { .. }
            | ApiError::UnexpectedLambda { .. }
            | ApiError::InvalidLambdaResponse(_) => {
                return Self {
                    code: OAuthCode::InvalidRequest,
                    description: Some(error.to_string()),
                };
            }
            _ => OAuthCode::InvalidGrant,
        };
        code.into()
    }

    /// The same for the history of calls.
    pub(crate) fn as_api_error(&self) -> ApiError {
        match self.code {
            OAuthCode::ServerError => ApiError::Internal,
            OAuthCode::InvalidRequest | OAuthCode::UnsupportedGrantType => {
                ApiError::invalid(self.code.as_str())
            }
            OAuthCode::InvalidClient
            | OAuthCode::InvalidGrant
            | OAuthCode::UnauthorizedClient
            | OAuthCode::UnsupportedTokenType => ApiError::not_authorized(self.code.as_str()),
        }
    }
}

impl OAuthCode {
    /// The code as it is sent.
    pub(crate) fn as_str(self) -> &'static str {
        self.into()
    }
}
