//! `UpdateGroup`: changes the properties of a group.

use serde_json::{Value, json};

use crate::operations::answer::group_type::{Properties, group_type};
use crate::operations::request::members::Members;
use crate::operations::request::target;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Members that the request leaves out stay: in the example of the API reference, the request names
/// no role and the answer has the group's.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (properties, (pool_id, name)) =
        members.read(|members| (Properties::read(members), target::group(context, members)))?;

    let mut state = context.state();
    let pool = state.pools.pool_mut(&pool_id)?;
    let mut group = pool.group(&name)?.clone();
    properties.set(&mut group);
    group.modified = context.now;
    let answer = json!({ "Group": group_type(pool, &name, &group) });
    pool.groups.insert(name, group);
    Ok(answer)
}
