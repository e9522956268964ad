//! `ListGroups`: the groups of a pool.

use serde_json::Value;

use crate::operations::answer::group_type::group_type;
use crate::operations::request::members::Members;
use crate::operations::request::page::Page;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// In the order of their names. AWS promises no order.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (page, pool_id) = members.read(|members| {
        (
            Page::read(members, "Limit", 0, "NextToken"),
            members.required("UserPoolId", Shape::UserPoolId),
        )
    })?;
    let after = page.after()?;

    let state = context.state();
    let pool = state.pools.pool(&pool_id)?;
    let groups = pool.groups.iter().filter(|(name, _)| **name > after);
    page.answer(
        "Groups",
        groups,
        |(name, _)| name.as_str(),
        |(name, group)| Ok(group_type(pool, name, group)),
    )
}
