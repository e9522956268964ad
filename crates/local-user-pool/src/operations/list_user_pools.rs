//! `ListUserPools`: the pools of the account.

use serde_json::Value;

use crate::operations::answer::pool_type::description;
use crate::operations::request::members::Members;
use crate::operations::request::page::Page;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// In the order of their identifiers. AWS promises no order.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let page = members.read(|members| Page::read_required(members, "MaxResults", "NextToken"))?;
    let after = page.after()?;

    let state = context.state();
    let pools = state.pools.iter().filter(|pool| pool.id > after);
    page.answer(
        "UserPools",
        pools,
        |pool| pool.id.as_str(),
        |pool| Ok(description(pool)),
    )
}
