//! `AdminRemoveUserFromGroup`: takes a user out of a group.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::target::Membership;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Removing a user who is not a member changes nothing and is no error. Tokens that name the group
/// stay valid until they expire (contract §7).
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let membership = members.read(|members| Membership::read(context, members))?;

    let mut state = context.state();
    let (pool, username) = membership.find(&mut state.pools)?;
    // Membership does not change the user: `UserLastModifiedDate` stays.
    pool.users
        .change(&username, |user| user.groups.remove(&membership.group));
    Ok(json!({}))
}
