//! Giving what was granted: groups, then attributes, the mark of the acceptance, and spending the
//! token.

use std::iter;

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::types::AttributeType;
use cognito::call::call;
use cognito::{CallError, Cause, User};
use futures_util::stream::{self, StreamExt};
use invitation::acceptance_record::record_of_acceptance;
use invitation::{Grant, GroupName, INVITATION_ATTRIBUTE, INVITED_ATTRIBUTE, InvitationRecord};
use jiff::Timestamp;
use tokio::time::Instant;

use crate::Recipient;

/// How many groups are assigned at once: enough to need one round trip or two, and no burst
/// against the 25 updates a second that an account has (contract §8).
const AT_ONCE: usize = 8;

/// How often a mark that another writer lost is put back: nobody keeps losing it, and a person may be
/// waiting.
const PUT_BACK: usize = 2;

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
    /// Why the record of the invitation does not have the mark of this acceptance, where there is a
    /// record to mark. Everything else is given.
    pub unmarked: Option<Cause>,
}

/// Gives `grant` to `recipient`, before `deadline`.
///
/// The groups are assigned at once, eight at a time; being a member already is success (contract
/// §7). Then one call sets the attributes, writes the record, and blanks the token, which spends it:
/// never before every group that exists is assigned.
///
/// A record of an administrator's invitation has other writers beside. So it is read again after it
/// was written, and a mark that got lost is put back. Two writers who read at the same moment can
/// still lose a mark: where the last one to look looked too early.
pub async fn apply_grant(
    cognito: &Client,
    recipient: &Recipient,
    grant: &Grant,
    now: Timestamp,
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
    if result.interrupted.is_some() {
        return result;
    }
    let record = record_of_acceptance(&recipient.member(), grant, now);
    if grant.attributes.is_empty() && grant.token.is_none() {
        if let Some(record) = record {
            let marked = mark(cognito, recipient, record, deadline).await;
            result.unmarked = marked.err().map(|error| error.cause);
        }
        return result;
    }
    let record = record.and_then(|record| attribute(INVITED_ATTRIBUTE, &record.to_text()));
    let attributes: Vec<AttributeType> = grant
        .attributes
        .iter()
        .filter_map(|(name, value)| attribute(name.as_str(), value))
        .collect();
    let spent = grant
        .token
        .as_ref()
        .and_then(|_| attribute(INVITATION_ATTRIBUTE, ""));
    let all: Vec<_> = attributes.iter().cloned().chain(spent.clone()).collect();
    let with_record = all.iter().cloned().chain(record.clone()).collect();
    let mut updated = update(cognito, recipient, with_record, deadline).await;
    // A pool without the attribute is as good as any other.
    if record.is_some() && is_refused(&updated) {
        updated = update(cognito, recipient, all, deadline).await;
    }
    if is_refused(&updated) {
        one_by_one(
            cognito,
            recipient,
            attributes,
            spent,
            record,
            deadline,
            &mut result,
        )
        .await;
    } else {
        result.note(updated);
    }
    result
}

/// Writes the record of an administrator's invitation, alone, and puts back what another writer lost
/// of it.
async fn mark(
    cognito: &Client,
    recipient: &Recipient,
    mut record: InvitationRecord,
    deadline: Instant,
) -> Result<(), CallError> {
    for _ in 0..=PUT_BACK {
        let text = attribute(INVITED_ATTRIBUTE, &record.to_text());
        update(cognito, recipient, text.into_iter().collect(), deadline).await?;
        let Some(there) = read_record(cognito, recipient, deadline).await else {
            break;
        };
        let mut whole = there.clone();
        whole.merge(&record);
        if whole == there {
            break;
        }
        record = whole;
    }
    Ok(())
}

/// The record as it is now; `None` also where it could not be read.
async fn read_record(
    cognito: &Client,
    recipient: &Recipient,
    deadline: Instant,
) -> Option<InvitationRecord> {
    let request = cognito
        .admin_get_user()
        .user_pool_id(&recipient.user_pool_id)
        .username(&recipient.user.user_name);
    let user = call(request.send(), deadline).await.ok()?;
    InvitationRecord::of(&User::from(&user).attributes)
}

/// The pool refused the attributes together: one of them is not in its schema, or not mutable.
/// Each is set by itself. What is `last`, the spent token and the record, follows when none is left:
/// the record without its pool's attribute costs no token.
async fn one_by_one(
    cognito: &Client,
    recipient: &Recipient,
    attributes: Vec<AttributeType>,
    spent: Option<AttributeType>,
    record: Option<AttributeType>,
    deadline: Instant,
    result: &mut GrantResult,
) {
    for attribute in attributes {
        result.note(update(cognito, recipient, vec![attribute], deadline).await);
    }
    let Some(spent) = spent.filter(|_| result.interrupted.is_none()) else {
        return;
    };
    let last = iter::once(spent.clone()).chain(record.clone()).collect();
    let mut updated = update(cognito, recipient, last, deadline).await;
    if record.is_some() && is_refused(&updated) {
        updated = update(cognito, recipient, vec![spent], deadline).await;
    }
    result.note(updated);
}

fn is_refused(updated: &Result<(), CallError>) -> bool {
    matches!(updated, Err(error) if error.cause == Cause::Refused)
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
