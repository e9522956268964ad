//! Managed login and the endpoints of OAuth 2.0 of each pool that has a domain (developer guide,
//! "User pool endpoints and managed login reference").
//!
//! A pool's endpoints are at `/<pool id>/oauth2/authorize` and so on, and also at
//! `http://<domain>.localhost/oauth2/authorize`, which is the form that AWS's have. Requests of
//! people in a browser end in pages and redirects, those of applications in JSON.

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

use crate::server::local_user_pool::LocalUserPool;

mod authorize;
mod cookies;
mod http;
mod login;
mod logout;
mod pages;
mod redirect;
mod revoke;
mod site;
mod token;
mod user_info;

/// All endpoints, at both places.
pub(crate) fn routes() -> Router<LocalUserPool> {
    endpoints("")
        .merge(endpoints("/{pool}"))
        .layer(from_fn(finish))
}

fn endpoints(base: &str) -> Router<LocalUserPool> {
    let for_pages = Router::new()
        .route(&format!("{base}/oauth2/token"), post(token::exchange))
        .route(&format!("{base}/oauth2/userInfo"), get(user_info::show))
        .route(&format!("{base}/oauth2/revoke"), post(revoke::revoke))
        .layer(cross_origin());
    let login = get(login::show).post(login::sign_in);
    Router::new()
        .route(&format!("{base}/oauth2/authorize"), get(authorize::start))
        .route(&format!("{base}/login"), login)
        .route(&format!("{base}/logout"), get(logout::end))
        .route(&format!("{base}/error"), get(pages::error))
        .merge(for_pages)
}

/// Pages of every origin may call the endpoints of applications; no cookie is involved
/// (amazon-cognito-auth-js#113 and context-ontology-accelerator#130 show both that browsers do, and
/// that the answer has the header; its exact value is not established).
fn cross_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
}

/// Finishes a request that has arrived, even if the caller does not wait for the answer.
async fn finish(request: Request, next: Next) -> Response {
    let answered = tokio::spawn(next.run(request)).await;
    answered.unwrap_or_else(|_panicked| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
