//! `DeleteUserPoolClient`: deletes an app client.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (pool_id, client_id) = members.read(|members| {
        (
            members.required("UserPoolId", Shape::UserPoolId),
            members.required("ClientId", Shape::ClientId),
        )
    })?;

    let mut state = context.state();
    let pool = state.pools.pool_mut(&pool_id)?;
    pool.client(&client_id)?;
    pool.clients.remove(&client_id);
    Ok(json!({}))
}
