//! `GetTokensFromRefreshToken`: renews the access and ID token.

use serde_json::{Value, json};

use crate::authentication::{Secret, refresh_and_rotate};
use crate::operations::request::client_context::ClientContext;
use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Unlike that of `InitiateAuth`, the metadata reaches pre token generation. If the client rotates
/// refresh tokens, there is a new one too.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (caller, token, secret, metadata) = members.read(|members| {
        (
            ClientContext::of_app(members),
            members.required("RefreshToken", Shape::Token),
            members.optional("ClientSecret", Shape::ClientSecret),
            members.map("ClientMetadata"),
        )
    })?;

    let secret = Secret::Plain(secret.as_deref());
    let result = refresh_and_rotate(context, &caller, &token, secret, metadata).await;
    let result = result.map_err(|error| match error {
        // This operation models neither of these exceptions.
        ApiError::UserNotConfirmed | ApiError::PasswordResetRequired => {
            ApiError::not_authorized(error.to_string())
        }
        error => error,
    })?;
    Ok(json!({ "AuthenticationResult": result }))
}
