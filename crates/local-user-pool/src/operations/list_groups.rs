//! `ListGroups`: the groups of a pool.

use serde_json::Value;

use crate::context::Context;
use crate::error::ApiError;
use crate::group_type::group_type;
use crate::members::Members;
use crate::page::Page;
use crate::validation::Shape;

/// In the order of their names; AWS promises none.
pub(crate) async fn carry_out(context: &Context, mut members: Members) -> Result<Value, ApiError> {
    let page = Page::read(&mut members, "Limit", 0, "NextToken");
    let pool_id = members.required("UserPoolId", Shape::UserPoolId);
    members.valid()?;
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
