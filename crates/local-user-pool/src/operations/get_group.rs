//! `GetGroup`: reads a group.

use serde_json::{Value, json};

use crate::operations::answer::group_type::group_type;
use crate::operations::request::members::Members;
use crate::operations::request::target;
use crate::state::context::Context;
use crate::state::error::ApiError;

pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (pool_id, name) = members.read(|members| target::group(context, members))?;

    let state = context.state();
    let pool = state.pools.pool(&pool_id)?;
    let group = pool.group(&name)?;
    Ok(json!({ "Group": group_type(pool, &name, group) }))
}
