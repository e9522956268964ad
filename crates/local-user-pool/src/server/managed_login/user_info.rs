//! `GET /oauth2/userInfo`: the attributes that the scopes of an access token open (developer guide,
//! "The user attributes endpoint").

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::http::{answer, authorization};
use super::site::Site;
use crate::authentication::signed_in::SignedIn;
use crate::server::local_user_pool::LocalUserPool;
use crate::state::client_access::is_readable;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::scope;

pub(super) async fn show(
    State(local): State<LocalUserPool>,
    site: Site,
    headers: HeaderMap,
) -> Response {
    let Some(token) = authorization(&headers).and_then(bearer) else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "Bad OAuth2 request at UserInfo Endpoint",
        );
    };
    let context = local.context("UserInfo");
    let result = context
        .signed_in_with(token, scope::OPENID)
        .and_then(|caller| attributes(&context, &site, &caller));
    local.end_as(&context, result.as_ref().err());
    match result {
        Ok(attributes) => answer(StatusCode::OK, &attributes),
        Err(_) => refuse(
            StatusCode::UNAUTHORIZED,
            "invalid_token",
            "Access token is expired, disabled, or deleted, or the user has globally signed out.",
        ),
    }
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// All values are texts, also the verified flags.
fn attributes(context: &Context, site: &Site, caller: &SignedIn) -> Result<Value, ApiError> {
    if caller.pool_id != site.pool_id {
        return Err(ApiError::not_authorized("Invalid Access Token"));
    }
    let state = context.state();
    let pool = state.pools.pool(&caller.pool_id)?;
    let client = pool.client(&caller.client_id)?;
    let user = pool.user(&caller.username)?;
    let mut attributes = Map::new();
    attributes.insert("sub".to_owned(), json!(user.sub));
    attributes.insert("username".to_owned(), json!(user.username));
    for (name, value) in &user.attributes {
        if is_readable(client, name) && scope::opens(&caller.scopes, name) {
            attributes.insert(name.clone(), json!(value));
        }
    }
    Ok(attributes.into())
}

/// The real service says it in the header; the body says the same for those who look there.
fn refuse(status: StatusCode, error: &str, description: &str) -> Response {
    let body = json!({ "error": error, "error_description": description });
    let mut response = answer(status, &body);
    let told = format!("error=\"{error}\", error_description=\"{description}\"");
    if let Ok(told) = HeaderValue::from_str(&told) {
        let headers = response.headers_mut();
        headers.insert(header::WWW_AUTHENTICATE, told);
    }
    response
}
