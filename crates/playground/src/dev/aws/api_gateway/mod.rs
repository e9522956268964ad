//! A stand-in for Amazon API Gateway, with the administrators' API behind it: a REST API whose one
//! resource is `{proxy+}`, behind a Cognito authorizer.
//!
//! | module | concept |
//! |---|---|
//! | `authorizer` | which requests are admitted, and the answer to others |
//! | `event` | the event that the function gets for a request |
//! | `admin_api` | the function: in this process, or as it was built |

mod admin_api;
mod authorizer;
mod event;

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use local_user_pool::LocalUserPool;

pub(in crate::dev) use self::admin_api::AdminApi;
pub(in crate::dev) use self::event::PATH;

/// The longest body, in bytes (quotas of API Gateway: 10 MB, which cannot be raised).
const MAX_BODY: usize = 10 * 1024 * 1024;

/// The user pool whose members may call the API, and the function that answers.
#[derive(Debug)]
pub(in crate::dev) struct Gateway {
    pub(in crate::dev) local: LocalUserPool,
    pub(in crate::dev) pool_id: String,
    /// The `iss` of the pool's tokens.
    pub(in crate::dev) issuer: String,
    pub(in crate::dev) admin_api: AdminApi,
}

/// All routes below [`PATH`]. Unlike the form's routes they are for pages of any origin: a request
/// needs a token, and the API's settings name the origins that may read the answer.
pub(in crate::dev) fn routes(gateway: Arc<Gateway>) -> Router {
    let proxy = format!("{PATH}/{{*proxy}}");
    Router::new()
        .route(&proxy, any(pass_on))
        .with_state(gateway)
}

async fn pass_on(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let now = gateway.local.now();
    let (parts, body) = request.into_parts();
    let mut claims = None;
    // A preflight request has no token; in templates, OPTIONS has no authorizer.
    if parts.method != Method::OPTIONS {
        let token = authorizer::token(&parts.headers);
        let verified =
            token.and_then(|token| gateway.local.verified_claims(&gateway.pool_id, token));
        match authorizer::admit(verified, &gateway.issuer, now) {
            Ok(admitted) => claims = Some(admitted),
            Err(refused) => return refused.into_response(),
        }
    }
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let event = event::proxy_event(&parts, &body, claims.as_ref(), now);
    gateway.admin_api.answer(&event, now).await
}
