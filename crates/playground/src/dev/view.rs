//! What the page shows: settings, users, decisions of hooks.

use std::sync::{Arc, PoisonError};

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use invitation::AttributeName;
use invitation::policy::SignIn;
use local_user_pool::{Pool, User};
use messages::{Brand, Locale};
use serde_json::{Value, json};

use super::app_state::AppState;
use super::brand_origins::Origins;
use crate::local_pool::sign_in_setting;

/// The attributes that have their own fields in the form.
const OWN_FIELDS: [&str; 2] = ["given_name", "family_name"];

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/_dev/settings", get(settings))
        .route("/_dev/pool", get(pool))
}

/// What does not change while the server runs, unless clients change the pool.
async fn settings(State(state): State<Arc<AppState>>) -> Json<Value> {
    let grants = &state.settings.grants;
    let attributes = grants.assignable_attributes.iter();
    let attributes: Vec<&str> = attributes
        .map(AttributeName::as_str)
        .filter(|name| !OWN_FIELDS.contains(name))
        .collect();
    let takes_user_names = state
        .local
        .with_pool(&state.pool_id, |pool| sign_in_setting(pool))
        != Some(SignIn::Email);
    Json(json!({
        "user_pool_id": state.pool_id,
        "client_id": state.client_id,
        "hooks": state.hooks_label,
        "takes_user_names": takes_user_names,
        "groups": grants.assignable_groups,
        "attributes": attributes,
        "brands": state.brands.iter().map(|each| brand(each, &state.origins)).collect::<Vec<_>>(),
    }))
}

fn brand(brand: &Brand, origins: &Origins) -> Value {
    let locales = brand.locales();
    let locales: Vec<&str> = locales.iter().map(Locale::as_str).collect();
    json!({
        "name": brand.name(),
        "title": brand.config().name,
        "locales": locales,
        "links": origins.links(brand.name()).to_string(),
        "start_page": origins.own(brand.name()).map(|own| own.home()),
    })
}

/// What changes: the time, the users, and the hooks' decisions by the number of their run.
async fn pool(State(state): State<Arc<AppState>>) -> Json<Value> {
    let users = state.local.with_pool(&state.pool_id, |pool| users(pool));
    let entries = state.local.activity(0);
    let records = state.hooks.records();
    let mut decisions = state
        .decisions
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    Json(json!({
        "now": state.local.now(),
        "users": users.unwrap_or_default(),
        "decisions": decisions.read(&entries, &records),
    }))
}

/// All users, the newest first.
fn users(pool: &Pool) -> Vec<Value> {
    let mut users: Vec<&User> = pool.users.iter().collect();
    users.sort_by_key(|user| std::cmp::Reverse(user.created));
    users.into_iter().map(user).collect()
}

fn user(user: &User) -> Value {
    let names = OWN_FIELDS
        .into_iter()
        .filter_map(|name| user.attribute(name));
    let name = names.collect::<Vec<_>>().join(" ");
    json!({
        "user_name": user.username,
        "sub": user.sub,
        "email": user.attribute("email"),
        "name": if name.is_empty() { user.attribute("name") } else { Some(name.as_str()) },
        "status": user.status.as_str(),
        "enabled": user.enabled,
        "groups": user.groups,
    })
}
