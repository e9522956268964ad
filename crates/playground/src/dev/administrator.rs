//! An administrator to sign in as, in a pool that is made from the settings.

use invitation::GroupName;
use invitation::policy::SignIn;
use jiff::Timestamp;
use local_user_pool::{Pool, User, UserStatus};
use settings::Settings;

use crate::local_pool::sign_in_setting;

const EMAIL: &str = "admin@northwind.example";
const USER_NAME: &str = "admin";
const SUB: &str = "5a4ad11e-0000-4000-8000-000000000001";
/// Satisfies every password policy except for the length.
const PASSWORD: &str = "Local-administrator-1";

/// A user who may use the administrators' API.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Administrator {
    /// What to type as the user name.
    pub(super) user_name: &'static str,
    /// Not a secret: anyone who reaches the pool can do everything that an administrator can.
    pub(super) password: String,
}

/// Adds an administrator to a pool, and the groups of the API's roles. Adds nobody if the settings
/// have no role.
pub(super) fn add_administrator(
    pool: &mut Pool,
    settings: &Settings,
    now: Timestamp,
) -> Option<Administrator> {
    let roles = &settings.admin_api.as_ref()?.roles;
    let groups = roles
        .iter()
        .flat_map(|role| role.members.iter().chain(&role.groups));
    pool.add_groups(groups.map(GroupName::as_str));
    let mut foremost = roles.iter().filter(|role| role.administrators).chain(roles);
    let group = foremost.find_map(|role| role.members.first())?;

    let sign_in = sign_in_setting(pool);
    let user_name = if sign_in == SignIn::Email {
        SUB
    } else {
        USER_NAME
    };
    let mut user = User::new(user_name, SUB, UserStatus::Confirmed, now);
    for (name, value) in [
        ("email", EMAIL),
        ("email_verified", "true"),
        ("name", "Local Administrator"),
    ] {
        user.attributes.insert(name.to_owned(), value.to_owned());
    }
    user.groups.insert(group.as_str().to_owned());
    pool.insert(user);
    let length = pool.settings.policies.password_policy.minimum_length;
    let password = format!("{PASSWORD:x<length$}");
    pool.set_password(user_name, &password, now)?;
    Some(Administrator {
        user_name: if sign_in == SignIn::Username {
            USER_NAME
        } else {
            EMAIL
        },
        password,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local_pool::local_pool;
    use crate::sample_configuration::sample_settings;

    #[track_caller]
    fn check(change: impl FnOnce(&mut Settings), expected: Option<(&str, usize)>) {
        let mut settings = sample_settings();
        change(&mut settings);
        let mut pool = local_pool(&settings, "local_Test", Timestamp::UNIX_EPOCH);
        let found = add_administrator(&mut pool, &settings, Timestamp::UNIX_EPOCH);
        let shown = found
            .as_ref()
            .map(|found| (found.user_name, found.password.len()));
        assert_eq!(shown, expected);
        let administrator = pool.users.iter().next();
        assert_eq!(administrator.is_some(), expected.is_some());
        if let Some(administrator) = administrator {
            assert!(administrator.groups.contains("Admins"));
            assert!(pool.groups.contains_key("Admins") && pool.groups.contains_key("Support"));
            assert_eq!(
                pool.find(found.unwrap().user_name).unwrap().sub,
                administrator.sub
            );
        }
    }

    #[test]
    fn the_administrator_signs_in_as_users_do() {
        check(|_| (), Some((EMAIL, PASSWORD.len())));
        check(
            |settings| settings.user_pool.sign_in = SignIn::Alias,
            Some((EMAIL, PASSWORD.len())),
        );
        check(
            |settings| settings.user_pool.sign_in = SignIn::Username,
            Some((USER_NAME, PASSWORD.len())),
        );
        check(
            |settings| {
                let rules = &mut settings.pages.as_mut().unwrap().password;
                rules.minimum_length = 40.try_into().unwrap();
            },
            Some((EMAIL, 40)),
        );
    }

    #[test]
    fn without_a_role_there_is_no_administrator() {
        check(|settings| settings.admin_api = None, None);
        check(
            |settings| settings.admin_api.as_mut().unwrap().roles.clear(),
            None,
        );
    }
}
