//! App clients in answers.

use serde_json::{Value, json};

use crate::operations::answer::{epoch_seconds, merged};
use crate::state::pool::{Client, Pool, TokenValidityUnits};

/// An app client in full (API reference: `UserPoolClientType`), with the defaults that AWS fills
/// in.
pub(crate) fn client_type(pool: &Pool, client: &Client) -> Value {
    let units = client.settings.token_validity_units.as_ref();
    merged([
        defaults(),
        json!(client.settings),
        json!({
            "UserPoolId": pool.id,
            "ClientId": client.id,
            "ClientName": client.name,
            "CreationDate": epoch_seconds(client.created),
            "LastModifiedDate": epoch_seconds(client.modified),
            "ClientSecret": client.secret,
            "TokenValidityUnits": units.map(all_units),
        }),
    ])
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
fn defaults() -> Value {
    json!({
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {},
        "AuthSessionValidity": 3,
        "EnableTokenRevocation": true,
        "EnablePropagateAdditionalUserContextData": false,
        "AllowedOAuthFlowsUserPoolClient": false,
    })
}
