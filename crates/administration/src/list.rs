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

use crate::administration::Administration;
use crate::entry::Entry;
use crate::error::AdminError;
use crate::invitation_state::InvitationState;

/// How many users a page has at most (API reference, `ListUsers`: `Limit`).
pub const MAX_PAGE: u8 = 60;

/// Which users to list, and from where on.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The states to be in; none means all of them.
    pub states: BTreeSet<InvitationState>,
    /// How many users to look at, 1 to [`MAX_PAGE`]; what is beyond is taken for the nearest.
    /// [`MAX_PAGE`] where nothing is said.
    pub limit: Option<u8>,
    /// [`Listing::next`] of the page before, to the same `states`.
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
            .set_filter(filter(&query.states).map(str::to_owned))
            .set_pagination_token(query.token.clone());
        let page = with_retries(|| request.clone().send(), deadline).await?;
        let is_wanted =
            |entry: &Entry| query.states.is_empty() || query.states.contains(&entry.state);
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

/// What Cognito itself can find of these states. A filter has one condition (contract §8): states
/// that need several go without one. Members, who are `CONFIRMED` or `RESET_REQUIRED`, do, too.
///
/// Nothing that anybody wrote is part of a filter.
fn filter(states: &BTreeSet<InvitationState>) -> Option<&'static str> {
    let only = |some: &[InvitationState]| states.iter().all(|state| some.contains(state));
    if states.is_empty() {
        None
    } else if only(&[InvitationState::Pending, InvitationState::Expired]) {
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
        let states = states.iter().copied().collect();
        assert_eq!(filter(&states), expected);
    }

    #[test]
    fn cognito_is_asked_what_it_can_find() {
        let open = Some(r#"cognito:user_status = "FORCE_CHANGE_PASSWORD""#);
        check(&[], None);
        check(&[InvitationState::Pending], open);
        check(&[InvitationState::Expired], open);
        check(&[InvitationState::Pending, InvitationState::Expired], open);
        check(&[InvitationState::Disabled], Some(r#"status = "Disabled""#));
        // No single condition finds these.
        check(&[InvitationState::Pending, InvitationState::Disabled], None);
        check(&[InvitationState::Accepted], None);
        check(&[InvitationState::Other], None);
    }
}
