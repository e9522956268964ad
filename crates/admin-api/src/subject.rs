//! The user whom a request concerns, as the pool shows it at this moment.

use std::collections::BTreeSet;

use administration::lookup::{second_filter, the_one};
use aws_sdk_cognitoidentityprovider::operation::admin_get_user::AdminGetUserOutput;
use aws_sdk_cognitoidentityprovider::types::{GroupType, UserStatusType, UserType};
use cognito::User;
use tokio::time::Instant;

use crate::pool::ask;
use crate::problem::Problem;
use crate::state::Api;

/// How many entries a page has at most (API reference, `QueryLimitType`).
const PAGE: i32 = 60;

/// A user and its groups.
#[derive(Debug)]
pub(crate) struct Subject {
    /// The user. Verbs act on its immutable name, so that an alias that changes hands meanwhile
    /// makes no difference.
    pub(crate) account: User,
    /// The groups that it is in.
    pub(crate) groups: BTreeSet<String>,
}

impl Subject {
    /// Looks up who goes by a user name, `sub` or verified alias; none if nobody does. A name that
    /// could mean two users is refused.
    pub(crate) async fn find(
        api: &Api,
        user: &str,
        deadline: Instant,
    ) -> Result<Option<Self>, Problem> {
        match look_up(api, user, deadline).await? {
            Some(user) => Self::of(api, User::from(&user), deadline).await.map(Some),
            None => Ok(None),
        }
    }

    /// Looks up who has this very user name, such as a token says it.
    pub(crate) async fn named(
        api: &Api,
        user_name: &str,
        deadline: Instant,
    ) -> Result<Option<Self>, Problem> {
        match get(api, user_name, deadline).await? {
            Some(user) => Self::of(api, User::from(&user), deadline).await.map(Some),
            None => Ok(None),
        }
    }

    /// The groups of a user who was found already.
    pub(crate) async fn of(api: &Api, account: User, deadline: Instant) -> Result<Self, Problem> {
        let groups = api
            .cognito
            .admin_list_groups_for_user()
            .user_pool_id(&api.section.user_pool_id)
            .username(&account.user_name)
            .limit(PAGE)
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<GroupType>, _>>();
        let groups = ask(groups, deadline).await?.into_iter();
        Ok(Self {
            account,
            groups: groups.filter_map(|group| group.group_name).collect(),
        })
    }

    /// Whether nobody else in a group can sign in, and this user can.
    pub(crate) async fn is_last_of(
        &self,
        api: &Api,
        group: &str,
        deadline: Instant,
    ) -> Result<bool, Problem> {
        if !self.account.enabled || !self.account.status.is_member() {
            return Ok(false);
        }
        let mut request = api
            .cognito
            .list_users_in_group()
            .user_pool_id(&api.section.user_pool_id)
            .group_name(group)
            .limit(PAGE);
        loop {
            let page = ask(request.clone().send(), deadline).await?;
            let another = |user: &UserType| {
                user.username() != Some(&self.account.user_name) && can_sign_in(user)
            };
            if page.users().iter().any(another) {
                return Ok(false);
            }
            match page.next_token() {
                Some(token) => request = request.next_token(token),
                None => return Ok(true),
            }
        }
    }
}

/// Looks up whom a name means that a caller wrote, see [`administration::lookup`].
pub(crate) async fn look_up(
    api: &Api,
    typed: &str,
    deadline: Instant,
) -> Result<Option<AdminGetUserOutput>, Problem> {
    let found = get(api, typed, deadline).await?;
    let account = found.as_ref().map(User::from);
    let second: Vec<User> = match second_filter(typed, account.as_ref()) {
        Some(filter) => {
            let request = api
                .cognito
                .list_users()
                .user_pool_id(&api.section.user_pool_id)
                .filter(filter)
                .into_paginator()
                .items()
                .send()
                .collect::<Result<Vec<UserType>, _>>();
            let listed = ask(request, deadline).await?;
            listed.iter().map(User::from).collect()
        }
        None => Vec::new(),
    };
    match (the_one(typed, account.as_ref(), &second)?, found) {
        (Some(_), Some(found)) => Ok(Some(found)),
        // `AdminGetUser` finds nobody from another provider by a `sub`.
        (Some(one), None) => get(api, &one.user_name, deadline).await,
        (None, _) => Ok(None),
    }
}

async fn get(
    api: &Api,
    user: &str,
    deadline: Instant,
) -> Result<Option<AdminGetUserOutput>, Problem> {
    let request = api
        .cognito
        .admin_get_user()
        .user_pool_id(&api.section.user_pool_id)
        .username(user);
    match ask(request.send(), deadline).await {
        Ok(user) => Ok(Some(user)),
        Err(problem) if problem.code == "user-not-found" => Ok(None),
        Err(problem) => Err(problem.if_not_accepted(
            "username can be no user's name, which has 1 to 128 characters and no space; send a user name, a sub or a verified address",
        )),
    }
}

/// Whether somebody can sign in: enabled, and confirmed here or by another provider. Who has to
/// set a new password first may never do it.
fn can_sign_in(user: &UserType) -> bool {
    let is_confirmed = matches!(
        user.user_status(),
        Some(UserStatusType::Confirmed | UserStatusType::ExternalProvider)
    );
    user.enabled() && is_confirmed
}
