//! Assigning groups, a few at a time.

use std::collections::BTreeSet;

use aws_sdk_cognitoidentityprovider::types::GroupType;
use cognito::call::{pause, with_retries};
use cognito::limits::PAGE;
use cognito::{CallError, Cause, exception};
use futures_util::stream::{self, StreamExt};
use invitation::GroupName;
use tokio::time::{Instant, sleep};

use crate::administration::Administration;
use crate::error::AdminError;
use crate::outcome::{Invited, Warning};

/// How many groups are assigned at once: a user takes ten writes a second (contract §8).
const AT_ONCE: usize = 4;

/// How often a user is looked for who is not found a moment after its creation, which is a known
/// stutter (contract §7).
const STUTTERS: u32 = 6;

/// What became of an assignment.
#[derive(Debug, Default)]
pub(crate) struct Assigned {
    /// The groups that the user is in by it.
    pub(crate) added: BTreeSet<GroupName>,
    /// Those that the pool does not have, or refuses to have. That is final.
    missing: BTreeSet<GroupName>,
    /// Those that could not be assigned now.
    unassigned: BTreeSet<GroupName>,
    cause: Option<Cause>,
}

impl Assigned {
    /// Adds to an outcome which groups were assigned, and warnings about the others.
    pub(crate) fn add_to(self, invited: &mut Invited) {
        invited.warnings.extend(self.warnings());
        invited.groups_added = self.added;
    }

    fn warnings(&self) -> impl Iterator<Item = Warning> {
        let names = |groups: &BTreeSet<GroupName>| -> Vec<String> {
            groups.iter().map(ToString::to_string).collect()
        };
        let missing = (!self.missing.is_empty()).then(|| names(&self.missing));
        let unassigned = self.cause.map(|cause| Warning::GroupNotAssigned {
            groups: names(&self.unassigned),
            cause,
        });
        [missing.map(Warning::GroupMissing), unassigned]
            .into_iter()
            .flatten()
    }

    fn note(&mut self, group: &GroupName, result: Result<(), CallError>) {
        match result {
            Ok(()) => self.added.insert(group.clone()),
            Err(error)
                if error.is(exception::RESOURCE_NOT_FOUND)
                    || error.is(exception::INVALID_PARAMETER) =>
            {
                self.missing.insert(group.clone())
            }
            Err(error) => {
                self.cause = Some(error.cause);
                self.unassigned.insert(group.clone())
            }
        };
    }
}

impl Administration {
    /// Puts a user into `groups`. Being in one already is success (contract §7).
    pub(crate) async fn assign<'a>(
        &self,
        user_name: &str,
        groups: impl IntoIterator<Item = &'a GroupName>,
        deadline: Instant,
    ) -> Assigned {
        // Owned names: with borrowed ones the future could not be seen to be `Send`.
        let groups: Vec<GroupName> = groups.into_iter().cloned().collect();
        let assignments = groups.into_iter().map(|group| async move {
            let result = self.add_to_group(user_name, &group, deadline).await;
            (group, result)
        });
        let mut assignments = stream::iter(assignments).buffer_unordered(AT_ONCE);
        let mut assigned = Assigned::default();
        while let Some((group, result)) = assignments.next().await {
            assigned.note(&group, result);
        }
        assigned
    }

    async fn add_to_group(
        &self,
        user_name: &str,
        group: &GroupName,
        deadline: Instant,
    ) -> Result<(), CallError> {
        let request = self
            .cognito
            .admin_add_user_to_group()
            .user_pool_id(&self.pool.id)
            .username(user_name)
            .group_name(group.as_str());
        let mut stutters = 0;
        loop {
            match self.update(|| request.clone().send(), deadline).await {
                Err(error) if error.is(exception::USER_NOT_FOUND) && stutters < STUTTERS => {
                    sleep(pause(stutters)).await;
                    stutters += 1;
                }
                answer => return answer.map(|_| ()),
            }
        }
    }

    /// The groups that a user is in.
    pub(crate) async fn groups_of(
        &self,
        user_name: &str,
        deadline: Instant,
    ) -> Result<BTreeSet<String>, AdminError> {
        let request = self
            .cognito
            .admin_list_groups_for_user()
            .user_pool_id(&self.pool.id)
            .username(user_name)
            .limit(PAGE);
        let groups = with_retries(
            || {
                let pages = request.clone().into_paginator().items().send();
                pages.collect::<Result<Vec<GroupType>, _>>()
            },
            deadline,
        )
        .await?;
        Ok(groups
            .into_iter()
            .filter_map(|group| group.group_name)
            .collect())
    }
}
