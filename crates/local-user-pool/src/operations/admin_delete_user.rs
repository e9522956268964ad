//! `AdminDeleteUser`: removes a user and all memberships.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::target;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// The username is free again at once. A later user of that name has another `sub`.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (pool_id, username) = members.read(target::user)?;

    let mut state = context.state();
    let pool = state.pools.pool_mut(&pool_id)?;
    let username = pool.user(&username)?.username.clone();
    pool.users.remove(&username);
    Ok(json!({}))
}
