//! `ListUsersInGroup`: the members of a group.

use serde_json::Value;

use crate::operations::answer::user_type::{all_attributes, user_type};
use crate::operations::request::members::Members;
use crate::operations::request::page::Page;
use crate::operations::request::target;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// In the order of their usernames. AWS promises no order.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (page, (pool_id, group)) = members.read(|members| {
        (
            Page::read(members, "Limit", 0, "NextToken"),
            target::group(context, members),
        )
    })?;
    let after = page.after()?;

    let state = context.state();
    let pool = state.pools.pool(&pool_id)?;
    pool.group(&group)?;
    let users = pool.users.after(&after);
    let users = users.filter(|user| user.groups.contains(&group));
    page.answer(
        "Users",
        users,
        |user| user.username.as_str(),
        |user| Ok(user_type(user, &all_attributes(user))),
    )
}
