//! Groups, then attributes and the token.

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::types::AttributeType;
use futures_util::future::join_all;
use invitation::{Grant, GroupName, INVITATION_ATTRIBUTE};
use tokio::time::Instant;

use crate::User;
use crate::aws::{CallError, call};

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
/// Every group is assigned at once; being a member already is success (contract §7). Then one
/// call sets the attributes and blanks the token, which spends it: never before every group that
/// exists is assigned.
pub async fn carry_out(cognito: &Client, user: &User, grant: &Grant, deadline: Instant) -> Carried {
    let mut carried = Carried::default();
    let assignments = grant.groups.iter().map(|group| {
        let request = cognito
            .admin_add_user_to_group()
            .user_pool_id(user.user_pool_id())
            .username(user.user_name())
            .group_name(group.as_str());
        async move { (group, call(request.send(), deadline).await) }
    });
    for (group, result) in join_all(assignments).await {
        match result {
            Ok(_) => {}
            Err(CallError::NotFound | CallError::Refused) => {
                carried.missing_groups.push(group.clone());
            }
            Err(CallError::Unavailable(why)) => carried.interrupted = Some(why),
        }
    }
    if carried.interrupted.is_some() || (grant.attributes.is_empty() && grant.token.is_none()) {
        return carried;
    }
    let mut attributes: Vec<AttributeType> = grant
        .attributes
        .iter()
        .filter_map(|(name, value)| attribute(name.as_str(), value))
        .collect();
    if grant.token.is_some() {
        attributes.extend(attribute(INVITATION_ATTRIBUTE, ""));
    }
    match update(cognito, user, attributes.clone(), deadline).await {
        Ok(()) => {}
        Err(CallError::Refused) => {
            one_by_one(cognito, user, attributes, deadline, &mut carried).await;
        }
        Err(CallError::NotFound) => carried.interrupted = Some("pool-not-found"),
        Err(CallError::Unavailable(why)) => carried.interrupted = Some(why),
    }
    carried
}

/// The pool refused the attributes together: one of them is not in its schema, or not mutable.
/// Each by itself, so that the others are set and the token is spent.
async fn one_by_one(
    cognito: &Client,
    user: &User,
    attributes: Vec<AttributeType>,
    deadline: Instant,
    carried: &mut Carried,
) {
    let updates = attributes
        .into_iter()
        .map(|attribute| update(cognito, user, vec![attribute], deadline));
    for result in join_all(updates).await {
        match result {
            Ok(()) => {}
            Err(CallError::Refused) => carried.refused_attributes += 1,
            Err(CallError::NotFound) => carried.interrupted = Some("pool-not-found"),
            Err(CallError::Unavailable(why)) => carried.interrupted = Some(why),
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
