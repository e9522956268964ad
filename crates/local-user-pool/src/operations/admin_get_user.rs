//! `AdminGetUser`: reads a user.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{attribute, epoch_seconds};
use crate::error::ApiError;
use crate::pool::Pools;
use crate::validation::{Shape, Violations};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AdminGetUser {
    user_pool_id: Option<String>,
    username: Option<String>,
}

impl AdminGetUser {
    /// `UserAttributes` begins with `sub`, which AWS answers among the attributes.
    pub(crate) fn carry_out(self, pools: &mut Pools) -> Result<Value, ApiError> {
        let mut violations = Violations::default();
        let pool_id = violations.required("userPoolId", self.user_pool_id, Shape::UserPoolId);
        let username = violations.required("username", self.username, Shape::Username);
        violations.into_result()?;

        let user = pools.pool_mut(&pool_id)?.user(&username)?;

        let sub = attribute("sub", &user.sub);
        let others = user
            .attributes
            .iter()
            .map(|(name, value)| attribute(name, value));
        let attributes: Vec<Value> = std::iter::once(sub).chain(others).collect();
        Ok(json!({
            "Username": user.username,
            "UserAttributes": attributes,
            "UserCreateDate": epoch_seconds(user.created),
            "UserLastModifiedDate": epoch_seconds(user.modified),
            "Enabled": user.enabled,
            "UserStatus": user.status.as_str(),
        }))
    }
}
