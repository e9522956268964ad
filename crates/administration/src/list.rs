//! Who is in the pool, page by page.
//!
//! Cognito cannot search custom attributes, and has no state "expired" (contract §8, §13.14). It is
//! asked for what it can find, and the rest is sorted out here: a page can be short or empty and
//! yet have a next one, as Cognito's own pages can.

use std::collections::BTreeSet;

use cognito::User;
use cognito::call::with_retries;
use jiff::Timestamp;
use tokio::time::Instant;

use crate::address_prefix::AddressPrefix;
use crate::administration::Administration;
use crate::entry::Entry;
use crate::error::AdminError;
use crate::invitation_state::InvitationState;
use crate::invited_by::InvitedBy;

/// How many users a page has at most (API reference, `ListUsers`: `Limit`).
pub const MAX_PAGE: u8 = 60;

/// Which users to list, and from where on.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The states to be in; none means all of them.
    pub states: BTreeSet<InvitationState>,
    /// How the address begins; every address where nothing is said.
    pub email_prefix: Option<AddressPrefix>,
    /// Who invited them; anybody or nobody where nothing is said.
    pub invited_by: Option<InvitedBy>,
    /// How many users to look at, 1 to [`MAX_PAGE`]; what is beyond is taken for the nearest.
    /// [`MAX_PAGE`] where nothing is said.
    pub limit: Option<u8>,
    /// [`Listing::next`] of the page before, to the same query.
    pub token: Option<String>,
}

/// A page of users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The users, in Cognito's order, which it does not promise.
    pub entries: Vec<Entry>,
    /// Where the next page begins; none on the last. Cognito's own, opaque and not for long.
    pub next: Option<String>,
}

impl Administration {
    /// Lists a page of users, before `deadline`, with one request where AWS answers it.
    ///
    /// Needs `cognito-idp:ListUsers`, of which an account has 30 a second (contract §8), and which
    /// may answer with what was true a moment ago.
    pub async fn list(
        &self,
        query: &Query,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Listing, AdminError> {
        let limit = query.limit.unwrap_or(MAX_PAGE).clamp(1, MAX_PAGE);
        let request = self
            .cognito
            .list_users()
            .user_pool_id(&self.pool.id)
            .limit(limit.into())
            .set_filter(filter(query))
            .set_pagination_token(query.token.clone());
        let page = with_retries(|| request.clone().send(), deadline).await?;
        let is_wanted = |entry: &Entry| {
            let by = query.invited_by.as_ref();
            (query.states.is_empty() || query.states.contains(&entry.state))
                && by.is_none_or(|by| by.includes(entry, &self.pool))
        };
        Ok(Listing {
            entries: page
                .users()
                .iter()
                .map(|user| self.entry(&User::from(user), now))
                .filter(is_wanted)
                .collect(),
            next: page.pagination_token,
        })
    }
}

/// What Cognito itself can find of a query. A filter has one condition (contract §8): the beginning
/// of an address finds fewer people than a state does, so it comes first.
fn filter(query: &Query) -> Option<String> {
    match &query.email_prefix {
        Some(prefix) => Some(prefix.filter()),
        None => filter_by_state(&query.states).map(str::to_owned),
    }
}

/// What Cognito itself can find of these states. States that need several conditions go without one.
/// Members, who are `CONFIRMED` or `RESET_REQUIRED`, do, too.
///
/// Nothing that anybody wrote is part of it.
fn filter_by_state(states: &BTreeSet<InvitationState>) -> Option<&'static str> {
    let only = |some: &[InvitationState]| states.iter().all(|state| some.contains(state));
    if states.is_empty() {
        None
    } else if only(&InvitationState::OPEN) {
        Some(r#"cognito:user_status = "FORCE_CHANGE_PASSWORD""#)
    } else if only(&[InvitationState::Unconfirmed]) {
        Some(r#"cognito:user_status = "UNCONFIRMED""#)
    } else if only(&[InvitationState::Federated]) {
        Some(r#"cognito:user_status = "EXTERNAL_PROVIDER""#)
    } else if only(&[InvitationState::Disabled]) {
        Some(r#"status = "Disabled""#)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(states: &[InvitationState], expected: Option<&str>) {
        let mut query = Query {
            states: states.iter().copied().collect(),
            ..Query::default()
        };
        assert_eq!(filter(&query).as_deref(), expected);
        query.email_prefix = Some("ada@".parse().unwrap());
        assert_eq!(filter(&query).as_deref(), Some(r#"email ^= "ada@""#));
    }

    #[test]
    fn cognito_is_asked_what_it_can_find() {
        let open = Some(r#"cognito:user_status = "FORCE_CHANGE_PASSWORD""#);
        check(&[], None);
        check(&[InvitationState::Pending], open);
        check(&[InvitationState::Expired], open);
        check(&InvitationState::OPEN, open);
        check(&[InvitationState::Disabled], Some(r#"status = "Disabled""#));
        // No single condition finds these.
        check(&[InvitationState::Pending, InvitationState::Disabled], None);
        check(&[InvitationState::Accepted], None);
        check(&[InvitationState::Other], None);
    }
}
