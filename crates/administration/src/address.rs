//! Who has an address, proven or not.
//!
//! Where the address is an alias, `AdminCreateUser` refuses it only if another user proved it. A
//! member who merely wrote it, or a user made in the console, would stay beside the invitation as
//! a second account of the same person, and nobody would notice.
//!
//! Sign-ups that nobody confirmed own no alias and are left alone: strangers can make thousands of
//! them, for the price of a request each. So one page of a listing is read, and no more, however
//! many users strangers make.

use cognito::call::with_retries;
use cognito::limits::MAX_FILTER;
use cognito::user_pool::Naming;
use cognito::{User, UserStatus};
use invitation::EmailAddress;
use tokio::time::Instant;

use crate::administration::Administration;
use crate::error::AdminError;
use crate::profile::Invitation;

impl Administration {
    /// Somebody who has the address and never proved it, in a pool where it is an alias and nobody
    /// proved it. Elsewhere it is either the user name, which `AdminCreateUser` looks after, or no
    /// name at all: then several people can share it.
    ///
    /// Needs `cognito-idp:ListUsers`, which compares letter by letter and may answer with what was
    /// true a moment ago. Nobody is given anything by it.
    pub(crate) async fn unproven_owner(
        &self,
        invitation: &Invitation,
        deadline: Instant,
    ) -> Result<Option<User>, AdminError> {
        if self.pool.naming != Naming::BesideAddress {
            return Ok(None);
        }
        let request = self
            .cognito
            .list_users()
            .user_pool_id(&self.pool.id)
            .filter(filter(invitation.email.as_str()));
        let page = with_retries(|| request.clone().send(), deadline).await?;
        let users: Vec<User> = page
            .users()
            .iter()
            .map(User::from)
            .filter(|user| {
                let theirs = user.attributes.get("email").unwrap_or_default();
                user.status != UserStatus::Unconfirmed
                    && self.pool.is_same_address(&invitation.email, theirs)
            })
            .collect();
        // Cognito itself refuses a second owner, and names the first.
        if users.iter().any(User::has_verified_email) {
            return Ok(None);
        }
        Ok(users.into_iter().next())
    }

    /// Everybody whom an invitation of this address, under this user name if one is given, could
    /// act on, before `deadline`: for callers who first have to find out whether they may.
    pub async fn concerned(
        &self,
        email: &EmailAddress,
        user_name: Option<&str>,
        deadline: Instant,
    ) -> Result<Vec<User>, AdminError> {
        // A user who never proved the address is not acted on, and nobody asks about them.
        let mut concerned = Vec::new();
        for name in [Some(email.as_str()), user_name].into_iter().flatten() {
            concerned.extend(self.find(name, deadline).await?);
        }
        concerned.sort_by(|a, b| a.sub.cmp(&b.sub));
        concerned.dedup_by(|a, b| a.sub == b.sub);
        Ok(concerned)
    }

    /// Everybody on a first page whose address is exactly this one, verified or not, before `deadline`.
    ///
    /// Needs `cognito-idp:ListUsers`, which compares letter by letter.
    pub async fn with_address(
        &self,
        address: &str,
        deadline: Instant,
    ) -> Result<Vec<User>, AdminError> {
        let request = self
            .cognito
            .list_users()
            .user_pool_id(&self.pool.id)
            .filter(filter(address));
        let page = with_retries(|| request.clone().send(), deadline).await?;
        let users = page.users().iter().map(User::from);
        let is_it = |user: &User| user.attributes.get("email") == Some(address);
        Ok(users.filter(is_it).collect())
    }

    /// Whether a user whom an invitation of `address` [concerns](Self::concerned) keeps its owner
    /// from signing up: Cognito refuses a second user of the name, and a second verified alias.
    pub fn keeps_from_signing_up(&self, user: &User, address: &EmailAddress) -> bool {
        let theirs = user.attributes.get("email").unwrap_or_default();
        self.pool.is_same_address(address, theirs)
            && match self.pool.naming {
                Naming::Address => true,
                Naming::BesideAddress => user.attributes.is_true("email_verified"),
                Naming::Given | Naming::PhoneNumber => false,
            }
    }
}

/// The filter that finds an address. One too long for it is cut, and finds others, too.
pub(crate) fn filter(address: &str) -> String {
    match escaped(address) {
        Ok(value) => format!(r#"email = "{value}""#),
        Err(TooLong { start }) => format!(r#"email ^= "{start}""#),
    }
}

/// A text for between the quotation marks of a filter that looks for an address or its beginning
/// (contract §8).
pub(crate) fn escaped(text: &str) -> Result<String, TooLong> {
    let mut value = String::new();
    let room = MAX_FILTER - r#"email ^= """#.len();
    let mut length = 0;
    for letter in text.chars() {
        let is_special = matches!(letter, '"' | '\\');
        length += 1 + usize::from(is_special);
        if length > room {
            return Err(TooLong { start: value });
        }
        if is_special {
            value.push('\\');
        }
        value.push(letter);
    }
    Ok(value)
}

/// A text does not fit into a filter.
pub(crate) struct TooLong {
    /// As much of it as fits, escaped.
    start: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, expected: &str) {
        let filter = filter(address);
        assert_eq!(filter, expected);
        assert!(filter.chars().count() <= MAX_FILTER);
    }

    #[test]
    fn an_address_cannot_break_out_of_its_filter() {
        check("ada@x.example", r#"email = "ada@x.example""#);
        check(r#""a\b"@x.example"#, r#"email = "\"a\\b\"@x.example""#);
        check(r#"" or email ^= ""#, r#"email = "\" or email ^= \"""#);
    }

    #[test]
    fn an_address_that_is_too_long_for_a_filter_is_cut_between_letters() {
        let long = |count: usize| "a".repeat(count);
        check(&long(245), &format!(r#"email = "{}""#, long(245)));
        check(&long(246), &format!(r#"email ^= "{}""#, long(245)));
        let quoted = format!(r#"{}""#, long(244));
        check(&quoted, &format!(r#"email ^= "{}""#, long(244)));
    }
}
