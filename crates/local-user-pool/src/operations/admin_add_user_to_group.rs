//! `AdminAddUserToGroup`: puts a user into a group.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::target::Membership;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// The most groups one user can be in (quotas page of the developer guide; contract §7).
const MAX_GROUPS_PER_USER: usize = 100;

/// Adding a member again changes nothing and is no error (contract §7).
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let membership = members.read(|members| Membership::read(context, members))?;

    let mut state = context.state();
    let (pool, username) = membership.find(&mut state.pools)?;
    let groups = &pool.user(&username)?.groups;
    if groups.contains(&membership.group) {
        return Ok(json!({}));
    }
    if groups.len() >= MAX_GROUPS_PER_USER {
        // The quota is documented, the exception is not: this is Cognito's general one.
        return Err(ApiError::LimitExceeded(format!(
            "A user can be in at most {MAX_GROUPS_PER_USER} groups"
        )));
    }

    // Membership does not change the user: `UserLastModifiedDate` stays.
    pool.users
        .change(&username, |user| user.groups.insert(membership.group));
    Ok(json!({}))
}
