//! `POST /_local/federated-sign-in`: a sign-in through an identity provider.

use std::collections::BTreeMap;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::http::{answer, read};
use crate::server::local_user_pool::LocalUserPool;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    pool_id: String,
    client_id: String,
    provider: String,
    subject: String,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
}

/// Answers the tokens, as `InitiateAuth` does.
pub(super) async fn sign_in(
    State(pool): State<LocalUserPool>,
    request: Request,
) -> Result<Response, Response> {
    let sign_in: SignIn = read(request).await?;
    let attributes: Vec<(String, String)> = sign_in.attributes.into_iter().collect();
    let result = pool
        .federated_sign_in(
            &sign_in.pool_id,
            &sign_in.client_id,
            &sign_in.provider,
            &sign_in.subject,
            &attributes,
        )
        .await;
    let tokens = result.map_err(|error| {
        let refusal = json!({ "__type": error.exception.as_str(), "message": error.message });
        answer(StatusCode::BAD_REQUEST, &refusal)
    })?;
    Ok(answer(StatusCode::OK, &tokens))
}
