//! `UpdateUserPoolClient`: sets the settings of an app client anew.

use serde_json::{Value, json};

use crate::operations::answer::client_type::client_type;
use crate::operations::request::client_settings::{check, settings};
use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Settings that the request leaves out go back to their defaults (API reference). Name and secret
/// stay.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (pool_id, client_id, name, settings) = members.read(|members| {
        (
            members.required("UserPoolId", Shape::UserPoolId),
            members.required("ClientId", Shape::ClientId),
            members.optional("ClientName", Shape::ClientName),
            settings(members),
        )
    })?;

    let mut state = context.state();
    let pool = state.pools.pool_mut(&pool_id)?;
    let mut client = pool.client(&client_id)?.clone();
    client.settings = settings;
    client.modified = context.now;
    if let Some(name) = name {
        client.name = name;
    }
    check(pool, &client, "updating")?;
    let answer = json!({ "UserPoolClient": client_type(pool, &client) });
    pool.add_client(client);
    Ok(answer)
}
