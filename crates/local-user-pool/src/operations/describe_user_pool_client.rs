//! `DescribeUserPoolClient`: the settings of an app client.

use serde_json::{Value, json};

use crate::operations::answer::client_type::client_type;
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

    let state = context.state();
    let pool = state.pools.pool(&pool_id)?;
    let client = pool.client(&client_id)?;
    Ok(json!({ "UserPoolClient": client_type(pool, client) }))
}
