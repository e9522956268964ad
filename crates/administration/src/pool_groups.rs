//! The groups of the pool, and which of them can be given.

use std::collections::BTreeSet;

use aws_sdk_cognitoidentityprovider::types::GroupType;
use cognito::call::with_retries;
use cognito::exception;
use cognito::limits::PAGE;
use invitation::GroupName;
use tokio::time::Instant;

use crate::administration::Administration;
use crate::error::AdminError;

/// The groups of the pool, held against the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolGroups {
    /// The existing ones, in the order of their names.
    pub groups: Vec<PoolGroup>,
    /// Those that the settings let be given and the pool does not have: nobody gets them.
    pub absent: BTreeSet<GroupName>,
}

/// A group (API reference, `GroupType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolGroup {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Which group counts for a person of several: the lowest number; none counts least.
    pub precedence: Option<i32>,
    /// The IAM role that an identity pool gives its members: being in the group can be a
    /// permission on AWS itself (contract §7).
    pub role_arn: Option<String>,
    /// Whether `grants.assignable_groups` of the settings has it.
    pub assignable: bool,
}

impl Administration {
    /// The groups of the pool, before `deadline`.
    ///
    /// Needs `cognito-idp:ListGroups`, of which a pool has 5 a second (contract §8).
    pub async fn groups(&self, deadline: Instant) -> Result<PoolGroups, AdminError> {
        let request = self
            .cognito
            .list_groups()
            .user_pool_id(&self.pool.id)
            .limit(PAGE);
        let assignable = &self.settings.grants.assignable_groups;
        let mut absent = assignable.clone();
        let mut groups = Vec::new();
        let mut next = None;
        loop {
            let request = request.clone().set_next_token(next);
            let page = with_retries(|| request.clone().send(), deadline).await?;
            for group in page.groups.into_iter().flatten() {
                let name = group.group_name().unwrap_or_default();
                // What is no name of ours, such as one with a comma, is never assignable.
                let ours = name.parse::<GroupName>().ok();
                let assignable = ours.is_some_and(|name| absent.remove(&name));
                groups.push(pool_group(group, assignable));
            }
            next = page.next_token;
            if next.is_none() {
                groups.sort_by(|a, b| a.name.cmp(&b.name));
                return Ok(PoolGroups { groups, absent });
            }
        }
    }

    /// How many users are in `group`, before `deadline`; none where there is no such group.
    ///
    /// Cognito does not count: this pages through all of them with
    /// `cognito-idp:ListUsersInGroup`, 60 at a time.
    pub async fn count_members(
        &self,
        group: &str,
        deadline: Instant,
    ) -> Result<Option<usize>, AdminError> {
        let request = self
            .cognito
            .list_users_in_group()
            .user_pool_id(&self.pool.id)
            .group_name(group)
            .limit(PAGE);
        let mut members = 0;
        let mut next = None;
        loop {
            let request = request.clone().set_next_token(next);
            let page = match with_retries(|| request.clone().send(), deadline).await {
                Ok(page) => page,
                // The pool was there when its administration was opened.
                Err(error) if error.is(exception::RESOURCE_NOT_FOUND) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            members += page.users().len();
            next = page.next_token;
            if next.is_none() {
                return Ok(Some(members));
            }
        }
    }
}

fn pool_group(group: GroupType, assignable: bool) -> PoolGroup {
    PoolGroup {
        name: group.group_name.unwrap_or_default(),
        description: group.description,
        precedence: group.precedence,
        role_arn: group.role_arn,
        assignable,
    }
}
