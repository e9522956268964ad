//! `AdminGetUser`: reads a user.

use serde_json::{Value, json};

use crate::operations::answer::epoch_seconds;
use crate::operations::answer::user_type::all_attributes;
use crate::operations::request::members::Members;
use crate::operations::request::target;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Not quite a `UserType`: here the attributes are called `UserAttributes`.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (pool_id, username) = members.read(target::user)?;

    let state = context.state();
    let user = state.pools.pool(&pool_id)?.user(&username)?;
    Ok(json!({
        "Username": user.username,
        "UserAttributes": all_attributes(user),
        "UserCreateDate": epoch_seconds(user.created),
        "UserLastModifiedDate": epoch_seconds(user.modified),
        "Enabled": user.enabled,
        "UserStatus": user.status.as_str(),
    }))
}
