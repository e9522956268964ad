//! Renewing tokens at the token endpoint. The refresh token may come from the API too.

use serde_json::Value;

use super::oauth_error::{OAuthCode, OAuthError};
use super::query::Query;
use crate::authentication::refresh::{Secret, refresh_and_rotate};
use crate::operations::request::client_context::ClientContext;
use crate::state::context::Context;
use crate::state::pool::Client;

/// Renews the tokens of a form's refresh token, which are `AuthenticationResult`.
pub(crate) async fn renew(
    context: &Context,
    pool_id: &str,
    client: &Client,
    form: &Query,
) -> Result<Value, OAuthError> {
    if !client.uses_managed_login() {
        return Err(OAuthCode::UnauthorizedClient.into());
    }
    let token = form.get("refresh_token").ok_or(OAuthCode::InvalidRequest)?;
    let caller = ClientContext::of_pool(pool_id, &client.id);
    // The secret was checked already.
    let secret = Secret::Plain(client.secret.as_deref());
    refresh_and_rotate(context, &caller, token, secret, None)
        .await
        .map_err(|error| OAuthError::of_grant(&error))
}
