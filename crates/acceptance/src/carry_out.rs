//! Groups, then attributes and the token.

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::types::AttributeType;
use futures_util::stream::{self, StreamExt};
use invitation::{Grant, GroupName, INVITATION_ATTRIBUTE};
use tokio::time::Instant;

use crate::User;
use crate::aws::{CallError, call};

/// How many groups are assigned at once: enough to need one round trip or two, and no burst
/// against the 25 updates a second that an account has (contract §8).
const AT_ONCE: usize = 8;

/// What became of a grant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// Why something could not be done now, in one stable word. The token is left where it is,
    /// so that the next sign-in or an administrator finishes the grant.
    pub interrupted: Option<&'static str>,
    /// The groups that do not exist, or that the pool refuses to have. That is final: the rest
    /// is granted.
    pub missing_groups: Vec<GroupName>,
    /// How many attributes the pool refused. That is final too.
    pub refused_attributes: usize,
}

/// Carries `grant` out for `user`, before `deadline`.
///
/// The groups are assigned at once, eight at a time; being a member already is success (contract §7). Then one
/// call sets the attributes and blanks the token, which spends it: never before every group that
/// exists is assigned.
pub async fn carry_out(cognito: &Client, user: &User, grant: &Grant, deadline: Instant) -> Carried {
    let mut carried = Carried::default();
    // Each name is owned: a closure over borrowed ones would make the whole future one that
    // cannot be spawned (rust-lang/rust#110338).
    let assignments = grant.groups.iter().cloned().map(|group| {
        let request = cognito
            .admin_add_user_to_group()
            .user_pool_id(user.user_pool_id())
            .username(user.user_name())
            .group_name(group.as_str());
        async move { (group, call(request.send(), deadline).await) }
    });
    let mut assignments = stream::iter(assignments).buffer_unordered(AT_ONCE);
    while let Some((group, result)) = assignments.next().await {
        match result {
            Ok(_) => {}
            Err(CallError::NotFound | CallError::Refused) => {
                carried.missing_groups.push(group);
            }
            Err(CallError::Unavailable(why)) => carried.interrupted = Some(why),
        }
    }
    // In the order of their names, whichever answer came first.
    carried.missing_groups.sort();
    if carried.interrupted.is_some() || (grant.attributes.is_empty() && grant.token.is_none()) {
        return carried;
    }
    let attributes: Vec<AttributeType> = grant
        .attributes
        .iter()
        .filter_map(|(name, value)| attribute(name.as_str(), value))
        .collect();
    let spent = grant
        .token
        .as_ref()
        .and_then(|_| attribute(INVITATION_ATTRIBUTE, ""));
    let all = attributes.iter().cloned().chain(spent.clone()).collect();
    match update(cognito, user, all, deadline).await {
        Err(CallError::Refused) => {
            one_by_one(cognito, user, attributes, spent, deadline, &mut carried).await;
        }
        result => carried.note(result),
    }
    carried
}

/// The pool refused the attributes together: one of them is not in its schema, or not mutable.
/// Each by itself, so that the others are set; and the token is spent when none is left to set.
async fn one_by_one(
    cognito: &Client,
    user: &User,
    attributes: Vec<AttributeType>,
    spent: Option<AttributeType>,
    deadline: Instant,
    carried: &mut Carried,
) {
    for attribute in attributes {
        carried.note(update(cognito, user, vec![attribute], deadline).await);
    }
    if let Some(spent) = spent.filter(|_| carried.interrupted.is_none()) {
        carried.note(update(cognito, user, vec![spent], deadline).await);
    }
}

impl Carried {
    fn note(&mut self, update: Result<(), CallError>) {
        match update {
            Ok(()) => {}
            Err(CallError::Refused) => self.refused_attributes += 1,
            Err(CallError::NotFound) => self.interrupted = Some("pool-not-found"),
            Err(CallError::Unavailable(why)) => self.interrupted = Some(why),
        }
    }
}

async fn update(
    cognito: &Client,
    user: &User,
    attributes: Vec<AttributeType>,
    deadline: Instant,
) -> Result<(), CallError> {
    let request = cognito
        .admin_update_user_attributes()
        .user_pool_id(user.user_pool_id())
        .username(user.user_name())
        .set_user_attributes(Some(attributes));
    call(request.send(), deadline).await.map(|_| ())
}

fn attribute(name: &str, value: &str) -> Option<AttributeType> {
    // The builder fails without a name only.
    AttributeType::builder()
        .name(name)
        .value(value)
        .build()
        .ok()
}
