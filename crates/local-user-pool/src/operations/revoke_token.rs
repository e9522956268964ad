//! `RevokeToken`: ends one sign-in, and every token that goes back to it.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::client_access::check_plain_secret;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Takes refresh tokens only. Revoking a revoked or expired token is no error (RFC 7009, section
/// 2.2).
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (client_id, secret, token) = members.read(|members| {
        (
            members.required("ClientId", Shape::ClientId),
            members.optional("ClientSecret", Shape::ClientSecret),
            members.required("Token", Shape::Token),
        )
    })?;

    let state = &mut *context.state();
    let pool = state.pools.pool_of_client(&client_id);
    // The operation models no exception for a missing client.
    let client = pool.and_then(|pool| pool.client(&client_id));
    let client = client.map_err(|_| ApiError::Unauthorized("Invalid client"))?;
    if check_plain_secret(client, secret.as_deref()).is_err() {
        return Err(ApiError::Unauthorized("Invalid client secret"));
    }
    if client.settings.enable_token_revocation == Some(false) {
        return Err(ApiError::UnsupportedOperation(
            "Token revocation is not enabled for this client",
        ));
    }
    let family = state.sessions.family_of(&token, context.now);
    let (id, family) = family.ok_or(ApiError::UnsupportedTokenType("Unsupported token type"))?;
    if family.client_id != client_id {
        return Err(ApiError::Unauthorized(
            "The token was issued to another client",
        ));
    }
    if let Some(family) = state.sessions.families.get_mut(id) {
        family.revoked = true;
    }
    Ok(json!({}))
}
