//! `GET /oauth2/authorize`: an application sends a person here to sign in.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::cookies;
use super::redirect::redirect;
use super::site::Site;
use crate::authentication::managed_login::authorization_code::issue;
use crate::authentication::managed_login::authorization_request::{
    AuthorizationRequest, Prompt, RefusedRequest,
};
use crate::authentication::managed_login::query::{Query, with_parameters};
use crate::authentication::managed_login::sign_in::again;
use crate::authentication::tokens::TokenRequest;
use crate::server::local_user_pool::LocalUserPool;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Redirects to the application with a code, if the person is signed in already, and otherwise to
/// the login page with the same parameters.
pub(super) async fn start(
    State(local): State<LocalUserPool>,
    site: Site,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let asked = match read(&local, &site, &query) {
        Ok(asked) => asked,
        Err(instead) => return redirect(&instead),
    };
    if asked.prompt != Prompt::Always {
        let context = local.context("Authorize");
        if let Some((person, authenticated)) = signed_in(&context, &site, &headers, &asked) {
            let issued = issue(&context, person, &asked, authenticated).await;
            local.end_as(&context, issued.as_ref().err());
            return match issued {
                Ok(code) => redirect(&asked.callback.code(&code)),
                Err(error) => redirect(&refusal(&asked, &error)),
            };
        }
        local.end_as(&context, None);
    }
    if asked.prompt == Prompt::Never {
        return redirect(&asked.callback.error("login_required", None));
    }
    redirect(&format!("{}?{query}", site.path("login")))
}

/// Reads the request. If it is refused, the error is where the person goes instead.
pub(super) fn read(
    local: &LocalUserPool,
    site: &Site,
    query: &str,
) -> Result<AuthorizationRequest, String> {
    let Some(query) = Query::of_url(query) else {
        return Err(error_page(site, "invalid_request", None));
    };
    let state = local.lock();
    let Ok(pool) = state.pools.pool(&site.pool_id) else {
        return Err(error_page(site, "invalid_request", None));
    };
    AuthorizationRequest::read(&query, pool).map_err(|refused| match refused {
        RefusedRequest::Shown(error) => error_page(site, error, query.get("client_id")),
        RefusedRequest::Sent(url) => url,
    })
}

/// The address of the page of an error. The real service's has the client in its address, too.
pub(super) fn error_page(site: &Site, error: &str, client_id: Option<&str>) -> String {
    let mut parameters = vec![("error", error)];
    parameters.extend(client_id.map(|id| ("client_id", id)));
    with_parameters(&site.path("error"), &parameters)
}

/// The URL that tells an application that a hook refused, in the hook's words (contract §11).
fn refusal(asked: &AuthorizationRequest, error: &ApiError) -> String {
    match error {
        ApiError::UserLambdaValidation { .. }
        | ApiError::UnexpectedLambda { .. }
        | ApiError::InvalidLambdaResponse(_) => {
            let description = error.to_string();
            asked.callback.error("invalid_request", Some(&description))
        }
        _ => asked.callback.error("server_error", None),
    }
}

/// The person whose session the browser has, and when they signed in.
fn signed_in(
    context: &Context,
    site: &Site,
    headers: &HeaderMap,
    asked: &AuthorizationRequest,
) -> Option<(TokenRequest, jiff::Timestamp)> {
    let cookie = cookies::get(headers, cookies::SESSION)?;
    let state = context.state();
    let login = state.sessions.logins.get(&cookie)?;
    let pool = state.pools.pool(&site.pool_id).ok()?;
    login.user(pool, context.now)?;
    Some((again(pool, login, asked)?, login.authenticated))
}
