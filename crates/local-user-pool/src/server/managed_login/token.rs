//! `POST /oauth2/token`: an application exchanges a code or a refresh token for tokens (developer
//! guide, "The token issuer endpoint").

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;

use super::http::{answer, authorization, read_form, refuse};
use super::site::Site;
use crate::authentication::managed_login::authorization_code::{exchange as redeem, token_answer};
use crate::authentication::managed_login::client_authentication::authenticate;
use crate::authentication::managed_login::oauth_error::{OAuthCode, OAuthError};
use crate::authentication::managed_login::query::Query;
use crate::authentication::managed_login::refresh_token::renew;
use crate::server::local_user_pool::LocalUserPool;
use crate::state::context::Context;

pub(super) async fn exchange(
    State(local): State<LocalUserPool>,
    site: Site,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let context = local.context("Token");
    let result = match read_form(request).await {
        Some(form) => tokens(&context, &site, &headers, &form).await,
        None => Err(OAuthCode::InvalidRequest.into()),
    };
    let refused = result.as_ref().err().map(OAuthError::as_api_error);
    local.end_as(&context, refused.as_ref());
    match result {
        Ok(result) => answer(StatusCode::OK, &token_answer(&result)),
        Err(error) => refuse(status(&error), &error),
    }
}

/// 400 for every refusal, also of a client that did not prove who it is.
fn status(error: &OAuthError) -> StatusCode {
    match error.code {
        OAuthCode::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}

async fn tokens(
    context: &Context,
    site: &Site,
    headers: &HeaderMap,
    form: &Query,
) -> Result<Value, OAuthError> {
    let client = {
        let state = context.state();
        let pool = state.pools.pool(&site.pool_id);
        let pool = pool.map_err(|_| OAuthCode::InvalidRequest)?;
        authenticate(pool, authorization(headers), form)?.clone()
    };
    let grant = form.get("grant_type").ok_or(OAuthCode::InvalidRequest)?;
    context.about(grant);
    match grant {
        "authorization_code" => redeem(context, &client, form),
        "refresh_token" => renew(context, &site.pool_id, &client, form).await,
        // Tokens of machines are not here.
        "client_credentials" => Err(OAuthCode::UnauthorizedClient.into()),
        _ => Err(OAuthCode::UnsupportedGrantType.into()),
    }
}
