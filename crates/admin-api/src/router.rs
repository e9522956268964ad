//! The routes, and each request from end to end.

use std::sync::Arc;

use authorization::{Caller, Unauthenticated, Verb};
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, Request as HttpRequest, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use jiff::Timestamp;
use lambda_http::RequestExt;
use tokio::time::Instant;
use tower::util::MapRequest;

use crate::audit::Audit;
use crate::bearer::{self, Bearer};
use crate::parameters::Input;
use crate::paths::{Route, route};
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;
use crate::state::Api;
use crate::{cors, gateway, routes};

/// A router that a gateway's events can be handed to.
pub type Service<B> = MapRequest<Router, fn(HttpRequest<B>) -> HttpRequest<B>>;

/// The moment at which a request is answered: an extension of the request, put there by whoever has
/// a clock of its own, such as a user pool on this machine. Without one, it is the present.
#[derive(Debug, Clone, Copy)]
pub struct At(pub Timestamp);

/// The API as a service, to be run by `lambda_http` or asked in a test. Without an [`Api`], every
/// answer is that it is not set up: nobody gets in by a mistake in a file.
pub fn service<B>(api: Option<Api>) -> Service<B> {
    let router = match api {
        Some(api) => router().with_state(Arc::new(api)),
        None => Router::new().fallback(async || Problem::not_configured()),
    };
    MapRequest::new(router, gateway::keep_the_route)
}

fn router() -> Router<Arc<Api>> {
    let mut router = Router::new();
    for &verb in Verb::ALL {
        let Route { filter, path, .. } = route(verb);
        router = router.route(path, handler(verb, filter));
    }
    router
        .fallback(async |State(api): State<Arc<Api>>, request: Request| {
            unrouted(&api, &request, not_found())
        })
        .method_not_allowed_fallback(async |State(api): State<Arc<Api>>, request: Request| {
            unrouted(&api, &request, method_not_allowed())
        })
}

fn handler(verb: Verb, method: MethodFilter) -> MethodRouter<Arc<Api>> {
    let handler = move |State(api): State<Arc<Api>>,
                        user: Result<Path<String>, PathRejection>,
                        request: Request| async move {
        let headers = request.headers().clone();
        // Most routes have no user in their path; one that cannot be read is none either.
        let user = user.map(|Path(user)| user).ok();
        let mut audit = Audit::new(verb);
        let result = answer(&api, &mut audit, verb, user, request).await;
        audit.write(&result, &api.section);
        let mut response = result.into_response();
        cors::let_read(&mut response, &headers, &api.section.origins);
        response
    };
    on(method, handler)
}

async fn answer(
    api: &Api,
    audit: &mut Audit,
    verb: Verb,
    user: Option<String>,
    request: Request,
) -> Result<Reply, Problem> {
    let (parts, body) = request.into_parts();
    let now = parts.extensions.get().map_or_else(now, |At(now)| *now);
    let deadline = Instant::now() + gateway::budget(parts.extensions.get(), now);
    let caller = caller(api, &parts, now, deadline).await?;
    let mut session = Session::new(api, caller, audit, now, deadline);
    let input = Input::receive(parts.method, parts.uri, user, body).await?;
    routes::carry_out(verb, &mut session, &input).await
}

/// Who calls: what a gateway's authorizer says, and only where none speaks, the request's own token
/// if the settings say whose to take.
async fn caller(
    api: &Api,
    request: &Parts,
    now: Timestamp,
    deadline: Instant,
) -> Result<Caller, Problem> {
    let issuers = api.section.issuers();
    if let Some(claims) = request.request_context_ref().and_then(gateway::claims) {
        return Ok(Caller::from_claims(&claims, &issuers, now)?);
    }
    let token = bearer::token(&request.headers);
    let (Some(first), Some(token)) = (api.pool_keys.first(), token) else {
        return Err(Unauthenticated::NoClaims.into());
    };
    let bearer = Bearer::parse(token)?;
    // Nothing of it is believed yet: it is only asked whose key may prove it.
    let said = bearer.unverified_issuer();
    let said = said.as_deref().unwrap_or_default();
    let mut all = api.pool_keys.iter();
    let pool_keys = all.find(|keys| keys.issuer() == said).unwrap_or(first);
    let key = pool_keys.key(bearer.key_id(), now, deadline).await?;
    let key = key.ok_or(Unauthenticated::Unreadable)?;
    let claims = bearer.verify(&key, &api.section.app_clients)?;
    let issuer = [pool_keys.issuer().to_owned()];
    Ok(Caller::from_claims(&claims, &issuer, now)?)
}

/// What belongs to no verb: a browser's question beforehand, or a mistake.
fn unrouted(api: &Api, request: &Request, problem: Problem) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        cors::preflight()
    } else {
        problem.into_response()
    };
    cors::let_read(&mut response, request.headers(), &api.section.origins);
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
    reason = "the rim: everything below takes the time as an argument"
)]
fn now() -> Timestamp {
    Timestamp::now()
}
