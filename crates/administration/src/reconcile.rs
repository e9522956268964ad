//! Members whose grant was not finished, and finishing it.
//!
//! Looking changes nothing. What is given is what was shown: the user is read again, and where
//! anything else would follow by then, nothing is done.

use acceptance::{GrantResult, Recipient, apply_grant};
use cognito::call::{pause_after, with_retries};
use cognito::{Cause, User};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use invitation::acceptance_record::record_of_acceptance;
use jiff::Timestamp;
use tokio::time::Instant;

use crate::administration::Administration;
use crate::entry::Entry;
use crate::error::AdminError;
use crate::unfinished::{Basis, Due, NotDue, Origin, grant_due, left};

/// How many members' groups are read at once. At the pace of AWS's answers this keeps below the 50
/// a second of an account (contract §8); what is refused all the same is asked again.
const AT_ONCE: usize = 2;

/// What Cognito finds of people who carry a token: acceptance grants nobody else by one.
const CONFIRMED: &str = r#"cognito:user_status = "CONFIRMED""#;

/// A member to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfinishedMember {
    /// The member.
    pub entry: Entry,
    /// What is due, or why a token gives nothing.
    pub due: Result<Due, NotDue>,
}

/// What was found on a page of users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfinishedPage {
    /// The members to look at; there may be none on a page and more on the next.
    pub findings: Vec<UnfinishedMember>,
    /// How many users were looked at.
    pub looked_at: usize,
    /// Where the next page begins; none on the last. Cognito's own, opaque and not for long.
    pub next: Option<String>,
}

impl Administration {
    /// Looks for unfinished grants on a page of users, before `deadline`: the one that begins at
    /// `token`, or the first.
    ///
    /// Tokens that members still carry are found always; groups that follow from the policy and
    /// are missing, with an `origin` only, because an administrator may have taken them away. Of a
    /// member whose record says that the invitation was accepted, none is missing.
    ///
    /// Needs `cognito-idp:ListUsers` and `AdminListGroupsForUser`.
    pub async fn unfinished(
        &self,
        origin: Option<Origin>,
        token: Option<&str>,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<UnfinishedPage, AdminError> {
        let request = self
            .cognito
            .list_users()
            .user_pool_id(&self.pool.id)
            .set_filter(origin.is_none().then(|| CONFIRMED.to_owned()))
            .set_pagination_token(token.map(str::to_owned));
        let page = with_retries(|| request.clone().send(), deadline).await?;
        // Owned users: with borrowed ones the future could not be seen to be `Send`.
        let users: Vec<User> = page.users().iter().map(User::from).collect();
        let looked_at = users.len();
        let findings: Vec<Option<UnfinishedMember>> = stream::iter(users)
            .map(|user| async move { self.finding(&user, origin, now, deadline).await })
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        Ok(UnfinishedPage {
            findings: findings.into_iter().flatten().collect(),
            looked_at,
            next: page.pagination_token,
        })
    }

    /// The same of one user: a user name, `sub` or verified address. None where nothing is due.
    pub async fn unfinished_of(
        &self,
        user: &str,
        origin: Option<Origin>,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Option<UnfinishedMember>, AdminError> {
        let user = self.look_up(user, deadline).await?;
        self.finding(&user, origin, now, deadline).await
    }

    /// The same of a user who was read already.
    pub async fn finding(
        &self,
        user: &User,
        origin: Option<Origin>,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Option<UnfinishedMember>, AdminError> {
        let found = |due| {
            Some(UnfinishedMember {
                entry: self.entry(user, now),
                due,
            })
        };
        let grant = match grant_due(user, &self.pool.id, &self.settings, origin) {
            Ok(Some(grant)) => grant,
            Ok(None) => return Ok(None),
            Err(why) => return Ok(found(Err(why))),
        };
        let there = match self.groups_of(&user.user_name, deadline).await {
            Ok(groups) => groups,
            // Deleted a moment ago.
            Err(AdminError::UserNotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        let grant = left(grant, user, &there);
        if grant.is_empty() {
            return Ok(None);
        }
        Ok(found(Ok(Due::new(&grant, user, &self.settings, origin))))
    }

    /// Carries out what [was found](Self::unfinished) to be due to a member, before `deadline`,
    /// and says what became of it. No mail is sent, as of no grant that was interrupted.
    ///
    /// Doing it twice does it once. Needs what the hooks need, `cognito-idp:AdminGetUser`,
    /// `AdminAddUserToGroup` and `AdminUpdateUserAttributes`, besides `AdminListGroupsForUser`.
    pub async fn finish(
        &self,
        entry: &Entry,
        due: &Due,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<GrantResult, AdminError> {
        let origin = match due.basis {
            Basis::Token { .. } => None,
            Basis::Policy(origin) => Some(origin),
        };
        let answer = self.read(&entry.user_name, deadline).await?;
        let answer = answer.ok_or(AdminError::UserNotFound)?;
        let user = User::from(&answer);
        let grant = grant_due(&user, &self.pool.id, &self.settings, origin);
        let Ok(Some(grant)) = grant else {
            return Err(AdminError::ChangedMeanwhile);
        };
        let there = self.groups_of(&user.user_name, deadline).await?;
        let grant = left(grant, &user, &there);
        if user.sub != entry.sub || Due::new(&grant, &user, &self.settings, origin) != *due {
            return Err(AdminError::ChangedMeanwhile);
        }
        let recipient = Recipient::new(&self.pool.id, user.clone())?;
        let marks = record_of_acceptance(&recipient.member(), &grant, now).is_some();
        let sets_attributes = grant.token.is_some() || !grant.attributes.is_empty() || marks;
        let requests = grant.groups.len() + usize::from(sets_attributes);
        let mut attempt = 0;
        let mut earlier = None;
        loop {
            for _ in 0..requests {
                self.pace.turn().await;
            }
            let mut result = apply_grant(&self.cognito, &recipient, &grant, now, deadline).await;
            // The deadline cuts the last attempt short. Why those before it failed says more.
            if result.interrupted == Some(Cause::Deadline) {
                result.interrupted = earlier.or(result.interrupted);
            }
            earlier = result.interrupted;
            if !is_transient(&result) || !pause_after(attempt, deadline).await {
                tracing::info!(
                    user_pool_id = self.pool.id,
                    sub = user.sub,
                    interrupted = result.interrupted.map(Cause::as_str),
                    "an administrator had a grant finished"
                );
                return Ok(result);
            }
            attempt += 1;
        }
    }
}

/// Whether another attempt can go better. Acceptance leaves repeating to its client, and the one
/// here repeats nothing by itself.
fn is_transient(result: &GrantResult) -> bool {
    matches!(
        result.interrupted,
        Some(Cause::Throttled | Cause::ServiceError | Cause::NoAnswer)
    )
}
