//! A stand-in for the operations of Amazon SES that `doctor` reads: every sender may send. Mails stay
//! in the inbox.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

/// SES's operations about senders (API reference, Amazon SES v2).
pub(in crate::dev) fn routes() -> Router {
    Router::new()
        .route("/v2/email/account", get(account))
        .route("/v2/email/identities/{name}", get(identity))
        .route(
            "/v2/email/configuration-sets/{name}",
            get(configuration_set),
        )
        .route(
            "/v2/email/configuration-sets/{name}/event-destinations",
            get(event_destinations),
        )
}

async fn account() -> Json<Value> {
    Json(json!({ "ProductionAccessEnabled": true, "SendingEnabled": true }))
}

async fn identity() -> Json<Value> {
    Json(json!({ "VerifiedForSendingStatus": true }))
}

async fn configuration_set() -> Json<Value> {
    Json(json!({}))
}

async fn event_destinations() -> Json<Value> {
    Json(json!({ "EventDestinations": [] }))
}
