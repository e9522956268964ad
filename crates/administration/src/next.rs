//! What to do with a user that is there already.

use crate::account::{Account, Standing};
use crate::particulars::Invitation;
use crate::refusal::Refusal;
use crate::user_pool::UserPool;

/// What is to be done with a user that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// A sign-up that proved nothing: it gives way.
    Replace,
    /// An open invitation: it is completed.
    Complete,
    /// A member: the groups are given at once.
    GiveAccess,
}

/// Decides what to do with a user that is there already.
///
/// **Security invariant:** an account is the open invitation of an address, or its member, only
/// while the address is verified. A member can write any address, and an administrator's temporary
/// password makes the member look like somebody who was invited.
pub(crate) fn next(
    account: &Account,
    invitation: &Invitation,
    pool: &UserPool,
) -> Result<Next, Refusal> {
    let theirs = account.attributes.get("email").unwrap_or_default();
    if !pool.is_same_address(&invitation.email, theirs) {
        return Err(Refusal::UserNameTaken);
    }
    if !account.enabled {
        return Err(Refusal::UserDisabled);
    }
    match &account.standing {
        Standing::Unconfirmed => Ok(Next::Replace),
        Standing::Other(status) => Err(Refusal::StatusUnknown(status.clone())),
        _ if !account.has_proven_address() => Err(Refusal::AddressNotProven),
        Standing::Pending => Ok(Next::Complete),
        Standing::Member | Standing::Federated => Ok(Next::GiveAccess),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::particulars::{HookData, Particulars};
    use crate::user_pool::Naming;

    const ADDRESS: &str = "ada@client.example";

    fn account(standing: Standing, verified: bool) -> Account {
        let attributes = [
            ("email", ADDRESS),
            ("email_verified", if verified { "true" } else { "false" }),
        ];
        Account {
            user_name: "Google_1035".to_owned(),
            sub: "6a2c".to_owned(),
            standing,
            status: String::new(),
            enabled: true,
            attributes: attributes
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into_iter()
                .collect(),
            created: None,
            modified: None,
        }
    }

    fn decide(account: &Account) -> Result<Next, &'static str> {
        let pool = UserPool {
            id: "local_A".to_owned(),
            naming: Naming::Address,
            case_sensitive: false,
            schema: std::collections::BTreeMap::new(),
            values: std::collections::BTreeMap::new(),
            minimum_password_length: 8,
            validity_days: 7,
            has_pre_sign_up: false,
        };
        let invitation = Invitation {
            email: ADDRESS.parse().unwrap(),
            user_name: None,
            particulars: Particulars::default(),
            hook_data: HookData::default(),
            force_alias_creation: false,
        };
        next(account, &invitation, &pool).map_err(|refusal| refusal.code())
    }

    #[track_caller]
    fn check(standing: Standing, verified: bool, expected: Result<Next, &str>) {
        assert_eq!(decide(&account(standing, verified)), expected);
    }

    #[test]
    fn the_standing_decides() {
        check(Standing::Pending, true, Ok(Next::Complete));
        check(Standing::Unconfirmed, false, Ok(Next::Replace));
        check(Standing::Unconfirmed, true, Ok(Next::Replace));
        check(Standing::Member, true, Ok(Next::GiveAccess));
        check(Standing::Federated, true, Ok(Next::GiveAccess));
        let archived = Standing::Other("ARCHIVED".to_owned());
        check(archived, true, Err("status-unknown"));
    }

    #[test]
    fn nobody_gets_groups_for_an_address_that_is_not_proven() {
        check(Standing::Member, false, Err("address-not-proven"));
        // Whatever the provider said once: the person may have written another address since.
        check(Standing::Federated, false, Err("address-not-proven"));
        // A member who got a temporary password looks like this.
        check(Standing::Pending, false, Err("address-not-proven"));
    }

    #[test]
    fn a_disabled_user_stays_disabled() {
        for standing in [Standing::Pending, Standing::Unconfirmed, Standing::Member] {
            let mut account = account(standing, true);
            account.enabled = false;
            assert_eq!(decide(&account), Err("user-disabled"));
        }
    }

    #[test]
    fn a_user_name_of_somebody_else_is_taken() {
        for email in ["eve@client.example", ""] {
            let mut account = account(Standing::Unconfirmed, true);
            account.attributes = [("email".to_owned(), email.to_owned())]
                .into_iter()
                .collect();
            assert_eq!(decide(&account), Err("user-name-taken"));
        }
    }
}
