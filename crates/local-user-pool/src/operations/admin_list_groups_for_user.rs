//! `AdminListGroupsForUser`: the groups that a user is in.

use serde_json::Value;

use crate::operations::answer::group_type::group_type;
use crate::operations::request::members::Members;
use crate::operations::request::page::Page;
use crate::operations::request::target;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// In the order of their names. AWS promises no order.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (page, (pool_id, username)) = members.read(|members| {
        (
            Page::read(members, "Limit", 0, "NextToken"),
            target::user(members),
        )
    })?;
    let after = page.after()?;

    let state = context.state();
    let pool = state.pools.pool(&pool_id)?;
    let user = pool.user(&username)?;
    let groups = user.groups.iter().filter(|name| **name > after);
    let groups = groups.filter_map(|name| pool.groups.get_key_value(name));
    page.answer(
        "Groups",
        groups,
        |(name, _)| name.as_str(),
        |(name, group)| Ok(group_type(pool, name, group)),
    )
}
