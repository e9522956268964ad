//! `DeleteUserPool`: deletes a pool with everything in it.

use serde_json::{Value, json};

use crate::context::Context;
use crate::error::ApiError;
use crate::members::Members;
use crate::validation::Shape;

pub(crate) async fn carry_out(context: &Context, mut members: Members) -> Result<Value, ApiError> {
    let pool_id = members.required("UserPoolId", Shape::UserPoolId);
    members.valid()?;

    let mut state = context.state();
    let settings = &state.pools.pool(&pool_id)?.settings;
    if settings.other.get("DeletionProtection") == Some(&json!("ACTIVE")) {
        return Err(ApiError::invalid(
            "The user pool cannot be deleted because deletion protection is activated. Deletion \
             protection must be inactivated first.",
        ));
    }
    state.pools.remove(&pool_id);
    Ok(json!({}))
}
