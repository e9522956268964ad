//! Renewing tokens.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::authentication::tokens::{Snapshot, TokenRequest, TokenSource};
use crate::operations::request::client_context::ClientContext;
use crate::state::client_access::{check_plain_secret, check_secret};
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::json::set;

/// How the client proves that it knows its secret.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Secret<'a> {
    /// `SECRET_HASH`, over the username.
    Hash(Option<&'a str>),
    /// `ClientSecret`
    Plain(Option<&'a str>),
}

/// Renews the tokens of a sign-in, and returns `AuthenticationResult`. Pre and post authentication
/// do not run (contract §1.1).
pub(super) async fn refresh(
    context: &Context,
    caller: &ClientContext,
    token: &str,
    secret: Secret<'_>,
    metadata: Option<BTreeMap<String, String>>,
) -> Result<Value, ApiError> {
    let (request, family) = {
        let state = context.state();
        let (pool, client) = caller.find(&state.pools)?;
        let (id, family) = state.sessions.renewable(token, &client.id, context.now)?;
        match secret {
            Secret::Hash(hash) => check_secret(client, &family.username, hash)?,
            Secret::Plain(secret) => check_plain_secret(client, secret)?,
        }
        let user = pool.user(&family.username)?;
        if user.sub != family.sub {
            return Err(ApiError::UserNotFound);
        }
        user.check_may_sign_in()?;
        let request = TokenRequest {
            pool_id: pool.id.clone(),
            username: user.username.clone(),
            client_id: client.id.clone(),
            source: TokenSource::RefreshTokens,
            scopes: family.scopes.clone(),
            client_metadata: metadata,
            seen: Snapshot::of(pool, user),
        };
        (request, id)
    };
    context.renew_tokens(request, family).await
}

/// [`refresh`], with a new refresh token if the client rotates them.
pub(crate) async fn refresh_and_rotate(
    context: &Context,
    caller: &ClientContext,
    token: &str,
    secret: Secret<'_>,
    metadata: Option<BTreeMap<String, String>>,
) -> Result<Value, ApiError> {
    let mut result = refresh(context, caller, token, secret, metadata).await?;
    let mut state = context.state();
    let (_, client) = caller.find(&state.pools)?;
    if let Some(grace) = client.rotation_grace() {
        let rotated = state.sessions.rotate(token, context.now, grace);
        set(&mut result, "RefreshToken", json!(rotated));
    }
    Ok(result)
}
