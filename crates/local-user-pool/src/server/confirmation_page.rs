//! `/confirmUser/`: the page behind the link in a mail, in a pool that confirms by link.
//!
//! As at AWS, opening the page confirms the sign-up (contract §5). A program that opens the links
//! of a mail confirms it too.

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

/// The parameters of the link (developer guide, "Email verification message customization").
#[derive(Deserialize)]
struct Link {
    client_id: String,
    user_name: String,
    confirmation_code: String,
}

pub(crate) fn routes() -> Router<LocalUserPool> {
    Router::new().route(link::PATH, get(confirm))
}

/// Calls `ConfirmSignUp`, with the secret hash if the client has a secret.
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

/// A page of one sentence in plain text.
fn page(status: StatusCode, sentence: &str) -> Response {
    let mut response = (status, format!("{sentence}\n")).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
