//! The routes under `/_local`, which AWS does not have, for people and tests on this machine.
//!
//! Pages of other origins cannot use them: a request that changes something has to be JSON, for
//! which a browser needs a permission that the server never gives.

use axum::Router;
use axum::routing::{get, post};

use crate::server::local_user_pool::LocalUserPool;

mod activity;
mod body;
mod clock;
mod federated;
mod http;
pub(in crate::server) mod links;
mod messages;
mod page;

pub(crate) fn routes() -> Router<LocalUserPool> {
    Router::new()
        .route("/_local/activity", get(activity::list))
        .route("/_local/messages", get(messages::list))
        .route("/_local/messages/{id}", get(messages::show))
        .route("/_local/messages/{id}/body", get(body::show))
        .route("/_local/inbox", get(page::list))
        .route("/_local/inbox/{id}", get(page::show))
        .route("/_local/inbox.css", get(page::style))
        .route("/_local/clock", get(clock::show).post(clock::advance))
        .route("/_local/federated-sign-in", post(federated::sign_in))
}
