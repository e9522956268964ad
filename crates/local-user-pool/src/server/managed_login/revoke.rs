//! `POST /oauth2/revoke`: an application ends one sign-in with its refresh token (developer guide,
//! "The token revocation endpoint").

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::http::{authorization, read_form, refuse, with_headers};
use super::site::Site;
use crate::authentication::managed_login::client_authentication::authenticate;
use crate::authentication::managed_login::oauth_error::{OAuthCode, OAuthError};
use crate::authentication::managed_login::query::Query;
use crate::authentication::tokens::Unverified;
use crate::server::local_user_pool::LocalUserPool;
use crate::state::context::Context;

pub(super) async fn revoke(
    State(local): State<LocalUserPool>,
    site: Site,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let context = local.context("Revoke");
    let result = match read_form(request).await {
        Some(form) => end(&context, &site, &headers, &form),
        None => Err(OAuthCode::InvalidRequest.into()),
    };
    let refused = result.as_ref().err().map(OAuthError::as_api_error);
    local.end_as(&context, refused.as_ref());
    match result {
        Ok(()) => with_headers(StatusCode::OK.into_response()),
        Err(error) if error.code == OAuthCode::InvalidClient => {
            refuse(StatusCode::UNAUTHORIZED, &error)
        }
        Err(error) => refuse(StatusCode::BAD_REQUEST, &error),
    }
}

/// A token that does not exist is no error (RFC 7009, section 2.2). That another client's is one is
/// not documented; it is not revoked.
fn end(
    context: &Context,
    site: &Site,
    headers: &HeaderMap,
    form: &Query,
) -> Result<(), OAuthError> {
    let state = &mut *context.state();
    let pool = state.pools.pool(&site.pool_id);
    let pool = pool.map_err(|_| OAuthCode::InvalidRequest)?;
    let client = authenticate(pool, authorization(headers), form)?;
    let token = form.get("token").ok_or(OAuthCode::InvalidRequest)?;
    if client.settings.enable_token_revocation == Some(false) {
        return Err(OAuthCode::InvalidRequest.into());
    }
    if Unverified::read(token).is_some() {
        return Err(OAuthCode::UnsupportedTokenType.into());
    }
    let Some((id, family)) = state.sessions.family_of(token, context.now) else {
        return Ok(());
    };
    if family.client_id != client.id {
        return Err(OAuthCode::InvalidRequest.into());
    }
    if let Some(family) = state.sessions.families.get_mut(id) {
        family.revoked = true;
    }
    Ok(())
}
