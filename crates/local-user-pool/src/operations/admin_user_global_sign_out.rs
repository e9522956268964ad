//! `AdminUserGlobalSignOut`: an administrator signs a user out everywhere.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::target;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Like `GlobalSignOut`.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (pool_id, username) = members.read(target::user)?;

    context.sign_out(&pool_id, &username)?;
    Ok(json!({}))
}
