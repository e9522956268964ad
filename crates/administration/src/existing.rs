//! What an existing user is to an invitation, if it may be acted on.

use cognito::UserPool;
use cognito::{User, UserStatus};

use crate::error::AdminError;
use crate::profile::Invitation;
use crate::record::{is_over, was_handed_over};

/// What an existing user is to an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// A sign-up that proved nothing: it is deleted.
    SignUp,
    /// An open invitation: it is completed.
    Invited,
    /// An open invitation whose link was handed over: it gets a new link, and nothing else.
    HandedOver,
    /// A member, who gets the groups at once.
    Member,
}

/// Decides what an existing user is to an invitation.
///
/// **Security invariant:** an account is the open invitation of an address, or its member, only
/// while the address is verified. A member can write any address, and an administrator's temporary
/// password makes the member look like somebody who was invited.
pub(crate) fn existing(
    user: &User,
    invitation: &Invitation,
    pool: &UserPool,
) -> Result<Existing, AdminError> {
    let theirs = user.attributes.get("email").unwrap_or_default();
    if !pool.is_same_address(&invitation.email, theirs) {
        return Err(AdminError::UserNameTaken);
    }
    if !user.enabled && !is_over(user) {
        return Err(AdminError::UserDisabled);
    }
    match &user.status {
        UserStatus::Unconfirmed => Ok(Existing::SignUp),
        status @ UserStatus::Other(_) => Err(AdminError::StatusUnknown(status.to_string())),
        _ if was_handed_over(user) => Ok(Existing::HandedOver),
        _ if !user.has_verified_email() => Err(AdminError::AddressNotProven),
        UserStatus::ForceChangePassword => Ok(Existing::Invited),
        UserStatus::Confirmed | UserStatus::ResetRequired | UserStatus::ExternalProvider => {
            Ok(Existing::Member)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{HookData, Profile};
    use crate::record_request::RecordRequest;
    use cognito::user_pool::Naming;

    const ADDRESS: &str = "ada@client.example";

    fn user_of(status: UserStatus, verified: bool) -> User {
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

    fn decide(user: &User) -> Result<Existing, &'static str> {
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
            record: RecordRequest::default(),
        };
        existing(user, &invitation, &pool).map_err(|error| error.code())
    }

    #[track_caller]
    fn check(status: UserStatus, verified: bool, expected: Result<Existing, &str>) {
        assert_eq!(decide(&user_of(status, verified)), expected);
    }

    #[test]
    fn the_status_decides() {
        check(UserStatus::ForceChangePassword, true, Ok(Existing::Invited));
        check(UserStatus::Unconfirmed, false, Ok(Existing::SignUp));
        check(UserStatus::Unconfirmed, true, Ok(Existing::SignUp));
        check(UserStatus::Confirmed, true, Ok(Existing::Member));
        check(UserStatus::ExternalProvider, true, Ok(Existing::Member));
        let archived = UserStatus::Other("ARCHIVED".to_owned());
        check(archived, true, Err("status-unknown"));
    }

    #[test]
    fn nobody_gets_groups_for_an_address_that_is_not_proven() {
        check(UserStatus::Confirmed, false, Err("address-not-proven"));
        // The provider vouched for the first address: the person may have written another address since.
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
        for status in [
            UserStatus::ForceChangePassword,
            UserStatus::Unconfirmed,
            UserStatus::Confirmed,
        ] {
            let mut user = user_of(status, true);
            user.enabled = false;
            assert_eq!(decide(&user), Err("user-disabled"));
        }
    }

    #[test]
    fn a_user_name_of_somebody_else_is_taken() {
        for email in ["eve@client.example", ""] {
            let mut user = user_of(UserStatus::Unconfirmed, true);
            user.attributes = [("email".to_owned(), email.to_owned())]
                .into_iter()
                .collect();
            assert_eq!(decide(&user), Err("user-name-taken"));
        }
    }
}
