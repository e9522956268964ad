//! `AdminAddUserToGroup`: puts a user into a group.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::ApiError;
use crate::pool::Pools;
use crate::validation::{Shape, Violations};

/// The most groups one user can be in (quotas page of the developer guide; contract §7).
const MAX_GROUPS_PER_USER: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AdminAddUserToGroup {
    user_pool_id: Option<String>,
    username: Option<String>,
    group_name: Option<String>,
}

impl AdminAddUserToGroup {
    pub(crate) fn detail(&self) -> String {
        self.group_name.clone().unwrap_or_default()
    }

    /// Adding a member again changes nothing and is no error (contract §7). Which of a missing
    /// group and a missing user is told first is not established.
    pub(crate) fn carry_out(self, pools: &mut Pools) -> Result<Value, ApiError> {
        let mut violations = Violations::default();
        let group = violations.required("groupName", self.group_name, Shape::GroupName);
        let pool_id = violations.required("userPoolId", self.user_pool_id, Shape::UserPoolId);
        let username = violations.required("username", self.username, Shape::Username);
        violations.into_result()?;

        let pool = pools.pool_mut(&pool_id)?;
        if !pool.groups.contains(&group) {
            return Err(ApiError::GroupNotFound);
        }
        let user = pool.user_mut(&username)?;
        if user.groups.contains(&group) {
            return Ok(json!({}));
        }
        if user.groups.len() >= MAX_GROUPS_PER_USER {
            // The quota is documented, the exception is not: this is Cognito's general one.
            return Err(ApiError::LimitExceeded(format!(
                "A user can be in at most {MAX_GROUPS_PER_USER} groups"
            )));
        }

        user.groups.insert(group);
        Ok(json!({}))
    }
}
