//! All routes, and which requests may use them.

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::app_state::AppState;
use super::aws::api_gateway::{self, Gateway};
use super::aws::lambda::{self, Lambda};
use super::aws::log_groups::{self, LogGroups};
use super::aws::parameter_store::{self, ParameterStore};
use super::aws::ses;
use super::brand_pages::{self, Sites};
use super::{form, page, view};
use crate::logo::Logos;

/// The page, its API and the pool's own routes; in front of them the brands' pages. The page has the
/// same path as Cognito's protocol, which only uses POST.
pub(super) fn router(
    state: Arc<AppState>,
    sites: Arc<Sites>,
    gateway: Arc<Gateway>,
    lambda: Arc<Lambda>,
    function_logs: Arc<LogGroups>,
) -> Router {
    let local = state.local.clone();
    let logos = Arc::new(Logos::of(&state.settings, &state.brands));
    let pool = local.router().layer(from_fn_with_state(logos, show_logos));
    let api = Router::new()
        .merge(form::routes())
        .merge(view::routes())
        .with_state(state)
        .layer(from_fn(same_origin));
    let routes = Router::new()
        .route("/", get(page::page).fallback_service(pool.clone()))
        .merge(page::routes())
        .merge(api)
        .merge(api_gateway::routes(gateway))
        .merge(lambda::routes(lambda))
        .merge(ses::routes())
        .fallback_service(pool)
        .layer(from_fn_with_state(
            Arc::new(ParameterStore::default()),
            parameter_store::serve,
        ))
        .layer(from_fn_with_state(function_logs, log_groups::serve))
        .layer(from_fn_with_state(sites, brand_pages::serve));
    local.within_reach(routes)
}

/// Refuses requests from pages of other origins. A browser sends the origin, and asks before it
/// sends JSON; the answer gives no permission. Programs send no origin and are admitted.
async fn same_origin(request: Request, next: Next) -> Response {
    if is_foreign(request.headers()) {
        let refusal = "This is for the page at / only.\n";
        return (StatusCode::FORBIDDEN, refusal).into_response();
    }
    next.run(request).await
}

/// Puts the brand's logo into a mail that is shown: before the logo is published, its address in
/// the mail does not work.
async fn show_logos(State(logos): State<Arc<Logos>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_mail = path.starts_with("/_local/messages/") && path.ends_with("/body");
    let response = next.run(request).await;
    if !is_mail {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(page) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    let page = logos.show(&String::from_utf8_lossy(&page));
    Response::from_parts(parts, page.into())
}

fn is_foreign(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return false;
    };
    let own = headers
        .get(header::HOST)
        .map(|host| [b"http://", host.as_bytes()].concat());
    own.is_none_or(|own| own != origin.as_bytes())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(origin: Option<&'static str>, host: Option<&'static str>, foreign: bool) {
        let mut headers = HeaderMap::new();
        for (name, value) in [(header::ORIGIN, origin), (header::HOST, host)] {
            if let Some(value) = value {
                headers.insert(name, HeaderValue::from_static(value));
            }
        }
        assert_eq!(is_foreign(&headers), foreign, "{origin:?} {host:?}");
    }

    #[test]
    fn pages_of_other_origins_are_foreign() {
        let here = Some("127.0.0.1:8787");
        check(None, here, false);
        check(Some("http://127.0.0.1:8787"), here, false);
        check(Some("http://localhost:8787"), Some("localhost:8787"), false);
        check(Some("http://localhost:8787"), here, true);
        check(Some("http://127.0.0.1:3000"), here, true);
        check(Some("https://127.0.0.1:8787"), here, true);
        check(Some("https://evil.example"), here, true);
        // A sandboxed mail, and a file.
        check(Some("null"), here, true);
        check(Some("http://127.0.0.1:8787"), None, true);
    }
}
