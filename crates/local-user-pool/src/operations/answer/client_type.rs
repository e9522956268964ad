//! App clients in answers.

use serde_json::{Map, Value, json};

use crate::operations::answer::epoch_seconds;
use crate::state::pool::{Client, Pool, TokenValidityUnits};

/// An app client in full (API reference: `UserPoolClientType`), with the defaults that AWS fills
/// in.
pub(crate) fn client_type(pool: &Pool, client: &Client) -> Value {
    let mut members: Map<String, Value> = defaults()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    // The settings are structures of strings, numbers and maps: they always become an object.
    if let Ok(Value::Object(settings)) = serde_json::to_value(&client.settings) {
        members.extend(settings);
    }
    for (name, value) in [
        ("UserPoolId", json!(pool.id)),
        ("ClientId", json!(client.id)),
        ("ClientName", json!(client.name)),
        ("CreationDate", epoch_seconds(client.created)),
        ("LastModifiedDate", epoch_seconds(client.modified)),
    ] {
        members.insert(name.to_owned(), value);
    }
    if let Some(units) = &client.settings.token_validity_units {
        members.insert("TokenValidityUnits".to_owned(), json!(all_units(units)));
    }
    if let Some(secret) = &client.secret {
        members.insert("ClientSecret".to_owned(), json!(secret));
    }
    members.into()
}

/// If a client has a unit for one kind of token, the answer has all three; without any it has none
/// (terraform-provider-aws's acceptance tests; captured answers).
fn all_units(units: &TokenValidityUnits) -> TokenValidityUnits {
    let or =
        |unit: &Option<String>, default: &str| unit.clone().or_else(|| Some(default.to_owned()));
    if *units == TokenValidityUnits::default() {
        return units.clone();
    }
    TokenValidityUnits {
        access_token: or(&units.access_token, "hours"),
        id_token: or(&units.id_token, "hours"),
        refresh_token: or(&units.refresh_token, "days"),
    }
}

/// An app client in a list (API reference: `UserPoolClientDescription`).
pub(crate) fn description(pool: &Pool, client: &Client) -> Value {
    json!({
        "ClientId": client.id,
        "UserPoolId": pool.id,
        "ClientName": client.name,
    })
}

/// The defaults of settings (API reference: `CreateUserPoolClient`).
fn defaults() -> [(&'static str, Value); 6] {
    [
        ("RefreshTokenValidity", json!(30)),
        ("TokenValidityUnits", json!({})),
        ("AuthSessionValidity", json!(3)),
        ("EnableTokenRevocation", json!(true)),
        ("EnablePropagateAdditionalUserContextData", json!(false)),
        ("AllowedOAuthFlowsUserPoolClient", json!(false)),
    ]
}
