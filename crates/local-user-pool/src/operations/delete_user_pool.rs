//! `DeleteUserPool`: deletes a pool with everything in it.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let pool_id = members.read(|members| members.required("UserPoolId", Shape::UserPoolId))?;

    let mut state = context.state();
    let pool = state.pools.pool(&pool_id)?;
    if pool.settings.other.get("DeletionProtection") == Some(&json!("ACTIVE")) {
        return Err(ApiError::invalid(
            "The user pool cannot be deleted because deletion protection is activated. Deletion \
             protection must be inactivated first.",
        ));
    }
    if pool.domain.is_some() {
        return Err(ApiError::invalid(
            "User pool cannot be deleted. It has a domain configured that should be deleted first.",
        ));
    }
    state.pools.remove(&pool_id);
    Ok(json!({}))
}
