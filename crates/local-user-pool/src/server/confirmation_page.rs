//! `/confirmUser/`: where the link in a mail leads, in a pool that confirms by link.
//!
//! As at AWS, opening it confirms (contract §5): a program that looks at the links of a mail does so
//! too.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::delivery::message::link;
use crate::operations::Operation;
use crate::server::local_user_pool::LocalUserPool;
use crate::state::client_access::secret_hash;
use crate::state::error::ApiError;

/// What the link carries (developer guide, "Email verification message customization").
#[derive(Deserialize)]
struct Link {
    client_id: String,
    user_name: String,
    confirmation_code: String,
}

pub(crate) fn routes() -> Router<LocalUserPool> {
    Router::new().route(link::PATH, get(confirm))
}

/// Carries `ConfirmSignUp` out. The pool knows the secret of a client that has one.
async fn confirm(State(local): State<LocalUserPool>, Query(link): Query<Link>) -> Response {
    let request = request(&local, &link).to_string();
    let sdk = "aws-sdk-unknown-unknown".to_owned();
    let operation = Operation::ConfirmSignUp;
    let reply = local.call(operation, sdk, request.as_bytes()).await;
    match reply.answer {
        Some(Ok(_)) => page(StatusCode::OK, "Your registration has been confirmed!"),
        Some(Err(error)) => page(StatusCode::BAD_REQUEST, &error.to_string()),
        None => page(StatusCode::BAD_GATEWAY, &ApiError::Internal.to_string()),
    }
}

fn request(local: &LocalUserPool, link: &Link) -> Value {
    let state = local.lock();
    let client = state
        .pools
        .pool_of_client(&link.client_id)
        .and_then(|pool| pool.client(&link.client_id));
    let secret = client.ok().and_then(|client| client.secret.as_deref());
    let hash = secret.and_then(|secret| secret_hash(secret, &link.user_name, &link.client_id));
    json!({
        "ClientId": link.client_id,
        "Username": link.user_name,
        "ConfirmationCode": link.confirmation_code,
        "SecretHash": hash,
    })
}

/// A sentence as plain text, in which nothing is markup.
fn page(status: StatusCode, sentence: &str) -> Response {
    let mut response = (status, format!("{sentence}\n")).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
