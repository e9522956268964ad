//! `ListUserPoolClients`: the app clients of a pool.

use serde_json::Value;

use crate::operations::answer::client_type::description;
use crate::operations::request::members::Members;
use crate::operations::request::page::Page;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// In the order of their identifiers. AWS promises no order.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (page, pool_id) = members.read(|members| {
        (
            Page::read(members, "MaxResults", 1, "NextToken"),
            members.required("UserPoolId", Shape::UserPoolId),
        )
    })?;
    let after = page.after()?;

    let state = context.state();
    let pool = state.pools.pool(&pool_id)?;
    let clients = pool.clients.values().filter(|client| client.id > after);
    page.answer(
        "UserPoolClients",
        clients,
        |client| client.id.as_str(),
        |client| Ok(description(pool, client)),
    )
}
