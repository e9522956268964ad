//! `DeleteGroup`: removes a group and all memberships of it.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::target;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// The developer guide says that only an empty group can be deleted; the API models no exception
/// for other groups (contract §7), so the memberships go too.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (pool_id, name) = members.read(|members| target::group(context, members))?;

    let mut state = context.state();
    let pool = state.pools.pool_mut(&pool_id)?;
    pool.group(&name)?;
    pool.groups.remove(&name);
    pool.users.change_all(|user| {
        user.groups.remove(&name);
    });
    Ok(json!({}))
}
