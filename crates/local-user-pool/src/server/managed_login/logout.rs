//! `GET /logout`: ends the session in this browser (developer guide, "The managed login sign-out
//! endpoint"). Tokens that applications have stay good.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::redirect::redirect;
use super::site::Site;
use super::{authorize, cookies};
use crate::authentication::managed_login::query::Query;
use crate::server::local_user_pool::LocalUserPool;

/// Redirects to one of the client's logout URLs or, without one, to the login page with the
/// parameters of an authorization request. A `logout_uri` that is not registered counts as absent
/// (amplify-js#1298, #2423). A request that names no good place leaves the session as it is.
pub(super) async fn end(
    State(local): State<LocalUserPool>,
    site: Site,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let target = match target(&local, &site, &query) {
        Ok(target) => target,
        Err(instead) => return redirect(&instead),
    };
    let context = local.context("Logout");
    if let Some(session) = cookies::get(&headers, cookies::SESSION) {
        context.state().sessions.logins.remove(&session);
    }
    local.end_as(&context, None);
    let mut response = redirect(&target);
    cookies::clear_session(&mut response, &site);
    response
}

/// Where the person goes. If the request is refused, the error is where instead.
fn target(local: &LocalUserPool, site: &Site, query: &str) -> Result<String, String> {
    let refuse = |error: &str| Err(authorize::error_page(site, error, None));
    let Some(parameters) = Query::of_url(query) else {
        return refuse("invalid_request");
    };
    let Some(client_id) = parameters.get("client_id") else {
        return refuse("Required parameters missing");
    };
    if let Some(url) = parameters.get("logout_uri") {
        let state = local.lock();
        let pool = state.pools.pool(&site.pool_id).ok();
        let client = pool.and_then(|pool| pool.clients.get(client_id));
        let mut registered = client
            .into_iter()
            .flat_map(|client| client.settings.logout_urls.iter().flatten());
        if registered.any(|registered| registered == url) {
            return Ok(url.to_owned());
        }
    }
    if parameters.get("redirect_uri").is_none() {
        return refuse("Required String parameter 'redirect_uri' is not present");
    }
    authorize::read(local, site, query)?;
    Ok(format!("{}?{query}", site.path("login")))
}
