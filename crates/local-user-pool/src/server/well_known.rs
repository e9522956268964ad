//! The documents that verifiers of tokens read: the pool's public key and its location.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

use crate::authentication::signing_key::SigningKey;
use crate::server::local_user_pool::LocalUserPool;
use crate::state::error::ApiError;

/// Both documents of each pool, under AWS's paths.
pub(crate) fn routes() -> Router<LocalUserPool> {
    Router::new()
        .route("/{pool}/.well-known/jwks.json", get(keys))
        .route(
            "/{pool}/.well-known/openid-configuration",
            get(configuration),
        )
}

/// A JSON Web Key Set (RFC 7517) of one key.
async fn keys(State(local): State<LocalUserPool>, Path(pool): Path<String>) -> Response {
    let is_there = local.lock().pools.pool(&pool).map(|_| ());
    let key = is_there.and_then(|()| SigningKey::of_pool(&pool));
    respond(key.map(|key| json!({ "keys": [key.jwk()] })))
}

/// `OpenID` Connect Discovery 1.0. The keys are at this server, even if the issuer has another
/// name. There are no endpoints for browsers.
async fn configuration(
    State(local): State<LocalUserPool>,
    Path(pool): Path<String>,
    headers: HeaderMap,
) -> Response {
    let issuer = {
        let state = local.lock();
        state.pools.pool(&pool).map(|pool| state.issuer(pool))
    };
    let host = headers.get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
    respond(issuer.map(|issuer| {
        json!({
            "id_token_signing_alg_values_supported": ["RS256"],
            "issuer": issuer,
            "jwks_uri": format!("http://{host}/{pool}/.well-known/jwks.json"),
            "response_types_supported": ["code", "token"],
            "scopes_supported": ["openid", "email", "phone", "profile"],
            "subject_types_supported": ["public"],
        })
    }))
}

fn respond(document: Result<Value, ApiError>) -> Response {
    let (status, body) = match document {
        Ok(document) => (StatusCode::OK, document),
        Err(ApiError::Internal) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            json!({ "message": ApiError::Internal.to_string() }),
        ),
        Err(error) => (
            StatusCode::NOT_FOUND,
            json!({ "message": error.to_string() }),
        ),
    };
    let json = [(header::CONTENT_TYPE, "application/json")];
    (status, json, body.to_string()).into_response()
}
