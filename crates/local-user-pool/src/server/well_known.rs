//! The documents that verifiers of tokens read: the pool's public key, and where everything is.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};
use tower_http::cors::{Any, CorsLayer};

use crate::authentication::signing_key::SigningKey;
use crate::server::local_user_pool::LocalUserPool;
use crate::state::error::ApiError;

/// Both documents of each pool, under AWS's paths. Pages of every origin may read them, as clients
/// of `OpenID` Connect in a browser do (AWS's own sample for `oidc-client-ts`).
pub(crate) fn routes() -> Router<LocalUserPool> {
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET]);
    Router::new()
        .route("/{pool}/.well-known/jwks.json", get(keys))
        .route(
            "/{pool}/.well-known/openid-configuration",
            get(configuration),
        )
        .layer(cors)
}

/// A JSON Web Key Set (RFC 7517) of one key.
async fn keys(State(local): State<LocalUserPool>, Path(pool): Path<String>) -> Response {
    let is_there = local.lock().pools.pool(&pool).map(|_| ());
    let key = is_there.and_then(|()| SigningKey::of_pool(&pool));
    respond(key.map(|key| json!({ "keys": [key.jwk()] })))
}

/// `OpenID` Connect Discovery 1.0, with the members that Cognito publishes (localstack#12914).
/// Everything is at this server, even if the issuer has another name. Without a domain the pool has
/// no endpoints.
async fn configuration(
    State(local): State<LocalUserPool>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = {
        let state = local.lock();
        let pool = state.pools.pool(&id);
        pool.map(|pool| (state.issuer(pool), pool.domain.is_some()))
    };
    let host = headers.get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
    let at = |path: &str| format!("http://{host}/{id}/{path}");
    respond(found.map(|(issuer, has_domain)| {
        let mut document = json!({
            "id_token_signing_alg_values_supported": ["RS256"],
            "issuer": issuer,
            "jwks_uri": at(".well-known/jwks.json"),
            "response_types_supported": ["code", "token"],
            "scopes_supported": ["openid", "email", "phone", "profile"],
            "subject_types_supported": ["public"],
        });
        if let (true, Value::Object(members)) = (has_domain, &mut document) {
            for (name, path) in [
                ("authorization_endpoint", "oauth2/authorize"),
                ("end_session_endpoint", "logout"),
                ("revocation_endpoint", "oauth2/revoke"),
                ("token_endpoint", "oauth2/token"),
                ("userinfo_endpoint", "oauth2/userInfo"),
            ] {
                members.insert(name.to_owned(), json!(at(path)));
            }
            let methods = json!(["client_secret_basic", "client_secret_post"]);
            members.insert("token_endpoint_auth_methods_supported".to_owned(), methods);
        }
        document
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
