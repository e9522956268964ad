//! Giving what was granted: groups, then attributes, and spending the token.

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::types::AttributeType;
use cognito::call::call;
use cognito::{CallError, Cause};
use futures_util::stream::{self, StreamExt};
use invitation::{Grant, GroupName, INVITATION_ATTRIBUTE};
use tokio::time::Instant;

use crate::Recipient;

/// How many groups are assigned at once: enough to need one round trip or two, and no burst
/// against the 25 updates a second that an account has (contract §8).
const AT_ONCE: usize = 8;

/// What became of a grant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GrantResult {
    /// Why something could not be done now. The token is left where it is, and the next sign-in or
    /// an administrator finishes the grant.
    pub interrupted: Option<Cause>,
    /// The groups that do not exist, or whose names the pool refuses. That is final: the rest is
    /// granted.
    pub missing_groups: Vec<GroupName>,
    /// How many attributes the pool refused. That is final too.
    pub refused_attributes: usize,
}

/// Gives `grant` to `recipient`, before `deadline`.
///
/// The groups are assigned at once, eight at a time; being a member already is success (contract
/// §7). Then one call sets the attributes and blanks the token, which spends it: never before every
/// group that exists is assigned.
pub async fn apply_grant(
    cognito: &Client,
    recipient: &Recipient,
    grant: &Grant,
    deadline: Instant,
) -> GrantResult {
    let mut result = GrantResult::default();
    // Each name is owned: a closure over borrowed ones would make the whole future one that
    // cannot be spawned (rust-lang/rust#110338).
    let assignments = grant.groups.iter().cloned().map(|group| {
        let request = cognito
            .admin_add_user_to_group()
            .user_pool_id(&recipient.user_pool_id)
            .username(&recipient.user.user_name)
            .group_name(group.as_str());
        async move { (group, call(request.send(), deadline).await) }
    });
    let mut assignments = stream::iter(assignments).buffer_unordered(AT_ONCE);
    while let Some((group, assigned)) = assignments.next().await {
        match assigned.map_err(|error| error.cause) {
            Ok(_) => {}
            Err(Cause::NotFound | Cause::Refused) => result.missing_groups.push(group),
            Err(cause) => result.interrupted = Some(cause),
        }
    }
    // In the order of their names, whichever answer came first.
    result.missing_groups.sort();
    if result.interrupted.is_some() || (grant.attributes.is_empty() && grant.token.is_none()) {
        return result;
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
    match update(cognito, recipient, all, deadline).await {
        Err(error) if error.cause == Cause::Refused => {
            one_by_one(cognito, recipient, attributes, spent, deadline, &mut result).await;
        }
        updated => result.note(updated),
    }
    result
}

/// The pool refused the attributes together: one of them is not in its schema, or not mutable.
/// Each is set by itself, and the token is spent when none is left to set.
async fn one_by_one(
    cognito: &Client,
    recipient: &Recipient,
    attributes: Vec<AttributeType>,
    spent: Option<AttributeType>,
    deadline: Instant,
    result: &mut GrantResult,
) {
    for attribute in attributes {
        result.note(update(cognito, recipient, vec![attribute], deadline).await);
    }
    if let Some(spent) = spent.filter(|_| result.interrupted.is_none()) {
        result.note(update(cognito, recipient, vec![spent], deadline).await);
    }
}

impl GrantResult {
    fn note(&mut self, updated: Result<(), CallError>) {
        match updated.map_err(|error| error.cause) {
            Ok(()) => {}
            Err(Cause::Refused) => self.refused_attributes += 1,
            Err(cause) => self.interrupted = Some(cause),
        }
    }
}

async fn update(
    cognito: &Client,
    recipient: &Recipient,
    attributes: Vec<AttributeType>,
    deadline: Instant,
) -> Result<(), CallError> {
    let request = cognito
        .admin_update_user_attributes()
        .user_pool_id(&recipient.user_pool_id)
        .username(&recipient.user.user_name)
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
