//! Who has an address, proven or not.
//!
//! Where the address is an alias, `AdminCreateUser` objects only to somebody who proved it. A
//! sign-up that took it under another name, or a user made in the console, would stay beside the
//! invitation as a second account of the same person.

use invitation::EmailAddress;
use tokio::time::Instant;

use crate::account::{Account, Standing};
use crate::administration::Administration;
use crate::calls::patiently;
use crate::refusal::Refusal;
use crate::user_pool::Naming;

/// How many characters a filter has at most (API reference, `ListUsers`).
const MAX_FILTER: usize = 256;

/// Whoever has an address that is an alias and does not keep others from it.
#[derive(Debug, Default)]
pub(crate) struct Holders {
    /// Sign-ups that proved nothing.
    pub(crate) squatters: Vec<Account>,
    /// The user whom an invitation concerns, unless Cognito itself objects to another.
    pub(crate) user: Option<Account>,
}

impl Administration {
    /// Looks up who has the address, in a pool where it is an alias. Elsewhere it is either the
    /// user name, which `AdminCreateUser` looks after, or no name at all, so that several people
    /// can share it.
    ///
    /// Needs `cognito-idp:ListUsers`, which compares letter by letter and may answer with what was
    /// true a moment ago.
    pub(crate) async fn holders(
        &self,
        address: &EmailAddress,
        deadline: Instant,
    ) -> Result<Holders, Refusal> {
        if self.pool.naming != Naming::BesideAddress {
            return Ok(Holders::default());
        }
        let all = self.with_address(address, deadline).await?;
        let (squatters, others): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|account| account.standing == Standing::Unconfirmed && account.enabled);
        let unproven = |account: &Account| !account.has_proven_address(&self.settings.federated);
        let user = others
            .into_iter()
            .min_by_key(|account| (unproven(account), account.standing != Standing::Pending));
        Ok(Holders {
            squatters,
            user: user.filter(|user| !user.attributes.is_true("email_verified")),
        })
    }

    /// Everybody whom an invitation of this address, under this user name if one is given, could
    /// act on, before `deadline`: for callers who first have to find out whether they may.
    pub async fn concerned(
        &self,
        email: &EmailAddress,
        user_name: Option<&str>,
        deadline: Instant,
    ) -> Result<Vec<Account>, Refusal> {
        let mut concerned = match self.pool.naming {
            Naming::BesideAddress => self.with_address(email, deadline).await?,
            Naming::Address | Naming::Given | Naming::PhoneNumber => Vec::new(),
        };
        for name in [Some(email.as_str()), user_name].into_iter().flatten() {
            concerned.extend(self.find(name, deadline).await?);
        }
        concerned.sort_by(|a, b| a.sub.cmp(&b.sub));
        concerned.dedup_by(|a, b| a.sub == b.sub);
        Ok(concerned)
    }

    /// Whether a user whom an invitation of `address` [concerns](Self::concerned) keeps its owner
    /// from signing up: Cognito refuses a second user of the name, and a second verified alias.
    pub fn keeps_from_signing_up(&self, account: &Account, address: &EmailAddress) -> bool {
        let theirs = account.attributes.get("email").unwrap_or_default();
        self.pool.is_same_address(address, theirs)
            && match self.pool.naming {
                Naming::Address => true,
                Naming::BesideAddress => account.attributes.is_true("email_verified"),
                Naming::Given | Naming::PhoneNumber => false,
            }
    }

    async fn with_address(
        &self,
        address: &EmailAddress,
        deadline: Instant,
    ) -> Result<Vec<Account>, Refusal> {
        let mut request = self
            .cognito
            .list_users()
            .user_pool_id(&self.pool.id)
            .filter(filter(address.as_str()));
        let mut accounts = Vec::new();
        loop {
            let page = patiently(|| request.clone().send(), deadline).await?;
            accounts.extend(page.users().iter().map(Account::from).filter(|account| {
                let theirs = account.attributes.get("email").unwrap_or_default();
                self.pool.is_same_address(address, theirs)
            }));
            // A page can be empty and yet have a next one (contract §8).
            match page.pagination_token() {
                Some(token) => request = request.pagination_token(token),
                None => return Ok(accounts),
            }
        }
    }
}

/// The filter that finds an address. One too long for it is cut, and finds others, too.
fn filter(address: &str) -> String {
    let mut value = String::new();
    let room = MAX_FILTER - r#"email ^= """#.len();
    let mut length = 0;
    for letter in address.chars() {
        let is_special = matches!(letter, '"' | '\\');
        length += 1 + usize::from(is_special);
        if length > room {
            return format!(r#"email ^= "{value}""#);
        }
        if is_special {
            value.push('\\');
        }
        value.push(letter);
    }
    format!(r#"email = "{value}""#)
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
