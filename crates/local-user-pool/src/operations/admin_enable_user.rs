//! `AdminEnableUser`: lets a user in again.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::target;
use crate::state::context::Context;
use crate::state::error::ApiError;

pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (pool_id, username) = members.read(target::user)?;

    let mut state = context.state();
    let pool = state.pools.pool_mut(&pool_id)?;
    pool.change(&username, context.now, |user| user.enabled = true)?;
    Ok(json!({}))
}
