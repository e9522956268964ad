//! `CreateGroup`: adds an empty group to a pool.

use serde_json::{Value, json};

use crate::operations::answer::group_type::{Properties, group_type};
use crate::operations::request::members::Members;
use crate::operations::request::target;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::pool::Group;

/// The most groups of one pool (quotas page of the developer guide; contract §7).
const MAX_GROUPS: usize = 10_000;

pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (properties, (pool_id, name)) =
        members.read(|members| (Properties::read(members), target::group(context, members)))?;

    let mut state = context.state();
    let pool = state.pools.pool_mut(&pool_id)?;
    if pool.groups.contains_key(&name) {
        return Err(ApiError::GroupExists);
    }
    if pool.groups.len() >= MAX_GROUPS {
        // The quota and the exception are documented, the text is not.
        return Err(ApiError::LimitExceeded(format!(
            "A user pool can have at most {MAX_GROUPS} groups"
        )));
    }
    let mut group = Group::new(context.now);
    properties.set(&mut group);
    let answer = json!({ "Group": group_type(pool, &name, &group) });
    pool.groups.insert(name, group);
    Ok(answer)
}
