//! What to do with a user that is there already.

use cognito::UserPool;
use cognito::{User, UserStatus};

use crate::error::AdminError;
use crate::profile::Invitation;

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
    account: &User,
    invitation: &Invitation,
    pool: &UserPool,
) -> Result<Next, AdminError> {
    let theirs = account.attributes.get("email").unwrap_or_default();
    if !pool.is_same_address(&invitation.email, theirs) {
        return Err(AdminError::UserNameTaken);
    }
    if !account.enabled {
        return Err(AdminError::UserDisabled);
    }
    match &account.status {
        UserStatus::Unconfirmed => Ok(Next::Replace),
        status @ UserStatus::Other(_) => Err(AdminError::StatusUnknown(status.to_string())),
        _ if !account.has_verified_email() => Err(AdminError::AddressNotProven),
        UserStatus::ForceChangePassword => Ok(Next::Complete),
        UserStatus::Confirmed | UserStatus::ResetRequired | UserStatus::ExternalProvider => {
            Ok(Next::GiveAccess)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{HookData, Profile};
    use cognito::user_pool::Naming;

    const ADDRESS: &str = "ada@client.example";

    fn account(status: UserStatus, verified: bool) -> User {
        let attributes = [
            ("email", ADDRESS),
            ("email_verified", if verified { "true" } else { "false" }),
        ];
        User {
            user_name: "Google_1035".to_owned(),
            sub: "6a2c".to_owned(),
            status,
            enabled: true,
            attributes: attributes
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into_iter()
                .collect(),
            created: None,
            modified: None,
        }
    }

    fn decide(account: &User) -> Result<Next, &'static str> {
        let pool = UserPool {
            naming: Naming::Address,
            case_sensitive: false,
            ..UserPool::default()
        };
        let invitation = Invitation {
            email: ADDRESS.parse().unwrap(),
            user_name: None,
            profile: Profile::default(),
            hook_data: HookData::default(),
            force_alias_creation: false,
        };
        next(account, &invitation, &pool).map_err(|refusal| refusal.code())
    }

    #[track_caller]
    fn check(status: UserStatus, verified: bool, expected: Result<Next, &str>) {
        assert_eq!(decide(&account(status, verified)), expected);
    }

    #[test]
    fn the_standing_decides() {
        check(UserStatus::ForceChangePassword, true, Ok(Next::Complete));
        check(UserStatus::Unconfirmed, false, Ok(Next::Replace));
        check(UserStatus::Unconfirmed, true, Ok(Next::Replace));
        check(UserStatus::Confirmed, true, Ok(Next::GiveAccess));
        check(UserStatus::ExternalProvider, true, Ok(Next::GiveAccess));
        let archived = UserStatus::Other("ARCHIVED".to_owned());
        check(archived, true, Err("status-unknown"));
    }

    #[test]
    fn nobody_gets_groups_for_an_address_that_is_not_proven() {
        check(UserStatus::Confirmed, false, Err("address-not-proven"));
        // Whatever the provider said once: the person may have written another address since.
        check(
            UserStatus::ExternalProvider,
            false,
            Err("address-not-proven"),
        );
        // A member who got a temporary password looks like this.
        check(
            UserStatus::ForceChangePassword,
            false,
            Err("address-not-proven"),
        );
    }

    #[test]
    fn a_disabled_user_stays_disabled() {
        for standing in [
            UserStatus::ForceChangePassword,
            UserStatus::Unconfirmed,
            UserStatus::Confirmed,
        ] {
            let mut account = account(standing, true);
            account.enabled = false;
            assert_eq!(decide(&account), Err("user-disabled"));
        }
    }

    #[test]
    fn a_user_name_of_somebody_else_is_taken() {
        for email in ["eve@client.example", ""] {
            let mut account = account(UserStatus::Unconfirmed, true);
            account.attributes = [("email".to_owned(), email.to_owned())]
                .into_iter()
                .collect();
            assert_eq!(decide(&account), Err("user-name-taken"));
        }
    }
}
