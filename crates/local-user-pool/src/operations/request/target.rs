//! The target of an administrator's request: a user, a group, or a user's membership.

use crate::operations::request::members::Reader;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::pool::{Pool, Pools};

/// Reads the pool and the user.
pub(crate) fn user(members: &mut Reader) -> (String, String) {
    let pool_id = members.required("UserPoolId", Shape::UserPoolId);
    let username = members.required("Username", Shape::Username);
    (pool_id, username)
}

/// Reads the pool and the group.
pub(crate) fn group(context: &Context, members: &mut Reader) -> (String, String) {
    let name = members.required("GroupName", Shape::GroupName);
    let pool_id = members.required("UserPoolId", Shape::UserPoolId);
    context.about(&name);
    (pool_id, name)
}

/// A user to add to a group, or to remove from it.
pub(crate) struct Membership {
    pool_id: String,
    username: String,
    pub(crate) group: String,
}

impl Membership {
    /// Reads the pool, the group and the user.
    pub(crate) fn read(context: &Context, members: &mut Reader) -> Self {
        let group = members.required("GroupName", Shape::GroupName);
        context.about(&group);
        let (pool_id, username) = user(members);
        Self {
            pool_id,
            username,
            group,
        }
    }

    /// The pool and the username. Which fault AWS answers if both group and user are missing is not
    /// established.
    pub(crate) fn find<'a>(
        &self,
        pools: &'a mut Pools,
    ) -> Result<(&'a mut Pool, String), ApiError> {
        let pool = pools.pool_mut(&self.pool_id)?;
        pool.group(&self.group)?;
        let username = pool.user(&self.username)?.username.clone();
        Ok((pool, username))
    }
}
