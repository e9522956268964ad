//! The user name of an invited person.

use std::fmt::Write;

use cognito::UserPool;
use cognito::user_pool::Naming;

use crate::error::AdminError;
use crate::profile::Invitation;

/// What `AdminCreateUser` is to call the person. `random` becomes the name where one has to be
/// made up.
pub(crate) fn user_name(
    pool: &UserPool,
    invitation: &Invitation,
    random: [u8; 16],
) -> Result<String, AdminError> {
    let given = invitation.user_name.as_deref();
    check(pool.naming, given)?;
    Ok(match given {
        Some(name) => name.to_owned(),
        None if pool.naming == Naming::Address => invitation.email.as_str().to_owned(),
        None => uuid(random),
    })
}

/// Refuses a user name where there is to be none, none where there has to be one, and one that
/// Cognito refuses in a pool whose addresses are aliases (contract §8).
pub(crate) fn check(naming: Naming, given: Option<&str>) -> Result<(), AdminError> {
    match (naming, given) {
        (Naming::PhoneNumber, _) => Err(AdminError::SignInByPhone),
        (Naming::Address, Some(_)) => Err(AdminError::UserNameNotTaken),
        (Naming::Given, None) => Err(AdminError::UserNameRequired),
        (Naming::BesideAddress, Some(name)) if name.contains('@') => {
            Err(AdminError::UserNameLikeAddress)
        }
        (Naming::Address | Naming::BesideAddress, None)
        | (Naming::BesideAddress | Naming::Given, Some(_)) => Ok(()),
    }
}

/// A random UUID (RFC 9562 §5.4), as Cognito itself names users.
fn uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (position, byte) in bytes.iter().enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing into a String does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{HookData, Profile};
    use crate::record_request::RecordRequest;

    #[track_caller]
    fn check_name(naming: Naming, given: Option<&str>, expected: Result<&str, AdminError>) {
        let pool = UserPool {
            naming,
            ..UserPool::default()
        };
        let invitation = Invitation {
            email: "ada@client.example".parse().unwrap(),
            user_name: given.map(str::to_owned),
            profile: Profile::default(),
            hook_data: HookData::default(),
            force_alias_creation: false,
            record: RecordRequest::default(),
        };
        let name = user_name(&pool, &invitation, [0xff; 16]);
        assert_eq!(name, expected.map(str::to_owned), "{naming:?} {given:?}");
    }

    #[test]
    fn the_pool_decides_what_the_user_name_is() {
        const UUID: &str = "ffffffff-ffff-4fff-bfff-ffffffffffff";
        check_name(Naming::Address, None, Ok("ada@client.example"));
        check_name(
            Naming::Address,
            Some("ada"),
            Err(AdminError::UserNameNotTaken),
        );
        check_name(Naming::BesideAddress, None, Ok(UUID));
        check_name(Naming::BesideAddress, Some("ada"), Ok("ada"));
        check_name(
            Naming::BesideAddress,
            Some("ada@client.example"),
            Err(AdminError::UserNameLikeAddress),
        );
        check_name(Naming::Given, Some("ada"), Ok("ada"));
        check_name(Naming::Given, Some("ada@x.example"), Ok("ada@x.example"));
        check_name(Naming::Given, None, Err(AdminError::UserNameRequired));
        check_name(Naming::PhoneNumber, None, Err(AdminError::SignInByPhone));
        check_name(
            Naming::PhoneNumber,
            Some("a"),
            Err(AdminError::SignInByPhone),
        );
    }

    #[test]
    fn generated_names_are_random_uuids() {
        assert_eq!(uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
        let counting: Vec<u8> = (0..16).collect();
        assert_eq!(
            uuid(counting.try_into().unwrap()),
            "00010203-0405-4607-8809-0a0b0c0d0e0f"
        );
    }
}
