//! `DeleteUser`: people delete their own account.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// No hook runs, and an administrator cannot forbid it (contract §11).
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let token = members.read(|members| members.required("AccessToken", Shape::Token))?;

    let caller = context.signed_in(&token)?;
    let mut state = context.state();
    let pool = state.pools.pool_mut(&caller.pool_id)?;
    pool.users
        .remove(&caller.username)
        .ok_or(ApiError::UserNotFound)?;
    Ok(json!({}))
}
