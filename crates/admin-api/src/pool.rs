//! The user pool, asked within the time of one request.

use std::collections::BTreeSet;

use administration::lookup::{second_filter, the_one};
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::operation::admin_get_user::AdminGetUserOutput;
use aws_sdk_cognitoidentityprovider::types::{GroupType, UserStatusType, UserType};
use cognito::limits::PAGE;
use cognito::{User, call};
use tokio::time::Instant;

use crate::problem::Problem;

/// How many pages of groups one request reads at most.
const MAX_GROUP_PAGES: usize = 50;

/// The user pool, asked within the time of one request.
#[derive(Clone, Copy)]
pub(crate) struct Pool<'a> {
    pub(crate) client: &'a Client,
    pub(crate) id: &'a str,
    pub(crate) deadline: Instant,
}

/// A user of the pool, as it is at this moment.
#[derive(Debug)]
pub(crate) struct PoolUser {
    /// The user. Routes act on its immutable name, so that an alias may change hands meanwhile.
    pub(crate) account: User,
    /// The groups that it is in.
    pub(crate) groups: BTreeSet<String>,
}

impl Pool<'_> {
    /// Awaits a call until the deadline.
    pub(crate) async fn ask<T, E: ProvideErrorMetadata>(
        &self,
        call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, Problem> {
        call::call(call, self.deadline).await.map_err(Problem::from)
    }

    /// The user whom a caller means by a user name, `sub` or verified alias, see
    /// [`administration::lookup`]. A name that could mean two users is refused.
    pub(crate) async fn look_up(&self, typed: &str) -> Result<Option<AdminGetUserOutput>, Problem> {
        let found = self.get(typed).await?;
        let account = found.as_ref().map(User::from);
        let second: Vec<User> = match second_filter(typed, account.as_ref()) {
            Some(filter) => {
                let request = self
                    .client
                    .list_users()
                    .user_pool_id(self.id)
                    .filter(filter)
                    .into_paginator()
                    .items()
                    .send()
                    .collect::<Result<Vec<UserType>, _>>();
                self.ask(request).await?.iter().map(User::from).collect()
            }
            None => Vec::new(),
        };
        match (the_one(typed, account.as_ref(), &second)?, found) {
            (Some(_), Some(found)) => Ok(Some(found)),
            // `AdminGetUser` finds no user of another provider by the `sub`.
            (Some(one), None) => self.get(&one.user_name).await,
            (None, _) => Ok(None),
        }
    }

    /// The same with the user's groups.
    pub(crate) async fn find(&self, typed: &str) -> Result<Option<PoolUser>, Problem> {
        self.add_groups(self.look_up(typed).await?).await
    }

    /// The user who has this very user name.
    pub(crate) async fn named(&self, user_name: &str) -> Result<Option<PoolUser>, Problem> {
        self.add_groups(self.get(user_name).await?).await
    }

    async fn add_groups(
        &self,
        user: Option<AdminGetUserOutput>,
    ) -> Result<Option<PoolUser>, Problem> {
        match user {
            Some(user) => self.with_groups(User::from(&user)).await.map(Some),
            None => Ok(None),
        }
    }

    /// The same user with its groups.
    pub(crate) async fn with_groups(&self, account: User) -> Result<PoolUser, Problem> {
        let groups = self
            .client
            .admin_list_groups_for_user()
            .user_pool_id(self.id)
            .username(&account.user_name)
            .limit(PAGE)
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<GroupType>, _>>();
        let groups = self.ask(groups).await?.into_iter();
        Ok(PoolUser {
            account,
            groups: groups.filter_map(|group| group.group_name).collect(),
        })
    }

    /// The groups of these names that exist, in the order of the pool.
    ///
    /// A pool has up to 10,000 groups and answers 60 at a time, five times a second (contract §8). So
    /// this stops when all are found, or at [`MAX_GROUP_PAGES`].
    pub(crate) async fn groups(&self, names: &BTreeSet<&str>) -> Result<Vec<GroupType>, Problem> {
        let mut request = self.client.list_groups().user_pool_id(self.id).limit(PAGE);
        let mut found = Vec::new();
        for _ in 0..MAX_GROUP_PAGES {
            let page = self.ask(request.clone().send()).await?;
            let is_meant =
                |group: &GroupType| group.group_name().is_some_and(|it| names.contains(it));
            found.extend(page.groups.into_iter().flatten().filter(is_meant));
            match page.next_token {
                Some(token) if found.len() < names.len() => request = request.next_token(token),
                _ => break,
            }
        }
        Ok(found)
    }

    /// Whether `user` can sign in, and nobody else in the group can.
    pub(crate) async fn is_last_of(&self, group: &str, user: &PoolUser) -> Result<bool, Problem> {
        let account = &user.account;
        if !account.enabled || !account.status.is_member() {
            return Ok(false);
        }
        let mut request = self
            .client
            .list_users_in_group()
            .user_pool_id(self.id)
            .group_name(group)
            .limit(PAGE);
        loop {
            let page = self.ask(request.clone().send()).await?;
            let another =
                |user: &UserType| user.username() != Some(&account.user_name) && can_sign_in(user);
            if page.users().iter().any(another) {
                return Ok(false);
            }
            match page.next_token() {
                Some(token) => request = request.next_token(token),
                None => return Ok(true),
            }
        }
    }

    async fn get(&self, user: &str) -> Result<Option<AdminGetUserOutput>, Problem> {
        let request = self
            .client
            .admin_get_user()
            .user_pool_id(self.id)
            .username(user);
        match self.ask(request.send()).await {
            Ok(user) => Ok(Some(user)),
            Err(problem) if problem.code == "user-not-found" => Ok(None),
            Err(problem) => Err(problem.with_detail_if_not_accepted(
                "username can be no user's name, which has 1 to 128 characters and no space; send a user name, a sub or a verified address",
            )),
        }
    }
}

/// Whether a user is enabled, and confirmed here or by another provider. A user who has to set a
/// new password first may never do it.
fn can_sign_in(user: &UserType) -> bool {
    let is_confirmed = matches!(
        user.user_status(),
        Some(UserStatusType::Confirmed | UserStatusType::ExternalProvider)
    );
    user.enabled() && is_confirmed
}
