//! What an administrator's request is about: a user, a group, or a user's place in a group.

use crate::operations::request::members::Reader;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::pool::{Pool, Pools};

/// Reads pool and user, the members of a request that has no others.
pub(crate) fn user(members: &mut Reader) -> (String, String) {
    let pool_id = members.required("UserPoolId", Shape::UserPoolId);
    let username = members.required("Username", Shape::Username);
    (pool_id, username)
}

/// Reads pool and group, the last members of a request about a group.
pub(crate) fn group(context: &Context, members: &mut Reader) -> (String, String) {
    let name = members.required("GroupName", Shape::GroupName);
    let pool_id = members.required("UserPoolId", Shape::UserPoolId);
    context.about(&name);
    (pool_id, name)
}

/// A user who is to be put into a group, or taken out of it.
pub(crate) struct Membership {
    pool_id: String,
    username: String,
    pub(crate) group: String,
}

impl Membership {
    /// Reads pool, group and user, all the members of the request.
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

    /// The pool, and the user's name in it. Which of a missing group and a missing user is told
    /// first is not established.
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
