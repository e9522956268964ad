//! The routes, and each request from end to end.

use std::sync::Arc;

use authorization::{Caller, Unauthenticated};
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, Request as HttpRequest, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete, get, post};
use jiff::Timestamp;
use lambda_http::RequestExt;
use tokio::time::Instant;
use tower::util::MapRequest;

use crate::audit::Audit;
use crate::bearer::{self, Bearer};
use crate::input::Received;
use crate::pool::Pool;
use crate::problem::Problem;
use crate::route::AnyRoute;
use crate::session::Session;
use crate::state::AppState;
use crate::{cors, gateway, routes};

/// A router that takes requests of gateways.
pub type Service<B> = MapRequest<Router, fn(HttpRequest<B>) -> HttpRequest<B>>;

/// The time of a request, as an extension of the request: a caller with a clock of its own puts it
/// there, such as `dev`. Without it, the time is now.
#[derive(Debug, Clone, Copy)]
pub struct At(pub Timestamp);

/// The API as a service, for `lambda_http` or a test. Without a state, every answer is that the API
/// is not set up: a mistake in a file lets nobody in.
pub fn service<B>(state: Option<AppState>) -> Service<B> {
    let router = match state {
        Some(state) => router().with_state(Arc::new(state)),
        None => Router::new().fallback(async || Problem::not_configured()),
    };
    MapRequest::new(router, gateway::keep_the_route)
}

fn router() -> Router<Arc<AppState>> {
    let mut router = Router::new();
    for route in &routes::ALL {
        router = router.route(route.path, handler(route));
    }
    router
        .fallback(
            async |State(state): State<Arc<AppState>>, request: Request| {
                unrouted(&state, &request, not_found())
            },
        )
        .method_not_allowed_fallback(
            async |State(state): State<Arc<AppState>>, request: Request| {
                unrouted(&state, &request, method_not_allowed())
            },
        )
}

fn handler(route: &'static AnyRoute) -> MethodRouter<Arc<AppState>> {
    let handler = async move |State(state): State<Arc<AppState>>,
                              user: Result<Path<String>, PathRejection>,
                              request: Request| {
        let headers = request.headers().clone();
        // Most routes name no user in their path; one that cannot be read counts as none.
        let user = user.map(|Path(user)| user).ok();
        let mut audit = Audit::new(route.verb);
        let result = answer(&state, &mut audit, route, user, request).await;
        audit.write(&result, &state.section);
        let mut response = result.into_response();
        cors::allow_origin(&mut response, &headers, &state.section.origins);
        response
    };
    match route.method {
        Method::GET => get(handler),
        Method::DELETE => delete(handler),
        _ => post(handler),
    }
}

async fn answer(
    state: &AppState,
    audit: &mut Audit,
    route: &AnyRoute,
    user: Option<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let now = parts.extensions.get().map_or_else(now, |At(now)| *now);
    let deadline = Instant::now() + gateway::budget(parts.extensions.get(), now);
    let caller = caller(state, &parts, now, deadline).await?;
    let pool = Pool {
        client: &state.cognito,
        id: &state.section.user_pool_id,
        deadline,
    };
    let mut session = Session::new(state, pool, caller, audit, now);
    let received = Received::read(parts.method, parts.uri, user, body).await?;
    (route.handle)(&mut session, received).await
}

/// Who calls: by the claims of a gateway's authorizer, else by the request's own token, if the
/// settings name app clients whose tokens are accepted.
async fn caller(
    state: &AppState,
    request: &Parts,
    now: Timestamp,
    deadline: Instant,
) -> Result<Caller, Problem> {
    let issuers = state.section.issuers();
    if let Some(claims) = request.request_context_ref().and_then(gateway::claims) {
        return Ok(Caller::from_claims(&claims, &issuers, now)?);
    }
    let token = bearer::token(&request.headers);
    let (Some(first), Some(token)) = (state.pool_keys.first(), token) else {
        return Err(Unauthenticated::NotSignedIn.into());
    };
    let bearer = Bearer::parse(token)?;
    // Nothing in the token is trusted yet: the issuer only chooses the key that can verify it.
    let said = bearer.unverified_issuer();
    let said = said.as_deref().unwrap_or_default();
    let mut all = state.pool_keys.iter();
    let pool_keys = all.find(|keys| keys.issuer() == said).unwrap_or(first);
    let key = pool_keys.key(bearer.key_id(), now, deadline).await?;
    let key = key.ok_or(Unauthenticated::TokenUnreadable)?;
    let claims = bearer.verify(&key, &state.section.app_clients)?;
    let issuer = [pool_keys.issuer().to_owned()];
    Ok(Caller::from_claims(&claims, &issuer, now)?)
}

/// A request for no route: a browser's preflight, or a mistake.
fn unrouted(state: &AppState, request: &Request, problem: Problem) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        cors::preflight()
    } else {
        problem.into_response()
    };
    cors::allow_origin(&mut response, request.headers(), &state.section.origins);
    response
}

fn not_found() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "no-such-route",
        "There is no such route",
    )
}

fn method_not_allowed() -> Problem {
    let detail = "This route takes another method";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", detail)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the outermost function: everything below takes the time as an argument"
)]
fn now() -> Timestamp {
    Timestamp::now()
}
