//! `AdminDeleteUserAttributes`: deletes attributes of a user.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::target;
use crate::state::attributes;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Like setting them to a blank value.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (changes, (pool_id, username)) = members.read(|members| {
        let changes = members.deletions("UserAttributeNames");
        context.about(attributes::names(&changes));
        (changes, target::user(members))
    })?;

    let mut state = context.state();
    let pool = state.pools.pool_mut(&pool_id)?;
    let mut user = pool.user(&username)?.clone();
    attributes::update(&pool.schema, &mut user, &changes)?;
    user.modified = context.now;
    pool.insert(user);
    Ok(json!({}))
}
