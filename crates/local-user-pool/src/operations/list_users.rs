//! `ListUsers`: the users of a pool, or those that a filter finds.

use serde_json::Value;

use crate::operations::answer::attribute;
use crate::operations::answer::user_type::{all_attributes, user_type};
use crate::operations::request::filter::Filter;
use crate::operations::request::members::Members;
use crate::operations::request::page::Page;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::user::User;

/// In the order of their usernames. AWS promises no order.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (wanted, filter, page, pool_id) = members.read(|members| {
        (
            members.strings("AttributesToGet", Shape::AttributeName),
            members
                .optional("Filter", Shape::Filter)
                .unwrap_or_default(),
            Page::read(members, "Limit", 0, "PaginationToken"),
            members.required("UserPoolId", Shape::UserPoolId),
        )
    })?;
    let after = page.after()?;
    let filter = Filter::parse(&filter)?;

    let state = context.state();
    let pool = state.pools.pool(&pool_id)?;
    let users = pool.users.after(&after);
    let users = users.filter(|user| filter.as_ref().is_none_or(|filter| filter.matches(user)));
    page.answer(
        "Users",
        users,
        |user| user.username.as_str(),
        |user| match &wanted {
            Some(wanted) => Ok(user_type(user, &these(user, wanted)?)),
            None => Ok(user_type(user, &all_attributes(user))),
        },
    )
}

/// These attributes of a user. If a user lacks one of them, the whole request fails (API reference:
/// `ListUsers`, request parameter `AttributesToGet`).
fn these(user: &User, wanted: &[String]) -> Result<Vec<Value>, ApiError> {
    let values = wanted.iter().map(|name| {
        let held = match name.as_str() {
            "sub" => Some(user.sub.as_str()),
            name => user.attribute(name),
        };
        let value = held
            .ok_or_else(|| ApiError::invalid("One or more requested attributes do not exist."))?;
        Ok(attribute(name, value))
    });
    values.collect()
}
