//! Who is meant by the name that an administrator types.
//!
//! `AdminGetUser` takes a user name, a `sub` or an alias, and does not say which of them it found.
//! People choose user names and preferred user names: where the address is an alias or not used
//! for sign-in, a stranger can be called like another user's `sub`, or like another's address (contract
//! §13.39). Naming the user would then mean the stranger. So a `sub` is looked up in the
//! second way, too, and two users are refused; and an address or number means a user only whose own
//! it is.

use cognito::User;
use cognito::call::with_retries;
use tokio::time::Instant;

use crate::administration::Administration;
use crate::error::AdminError;

/// The filter of `ListUsers` that finds another user who could be meant by `typed`, where `found`
/// goes by that name; none where nobody else could.
pub fn second_filter(typed: &str, found: Option<&User>) -> Option<String> {
    let is_name = found.is_some_and(|found| found.user_name.eq_ignore_ascii_case(typed));
    if let Some(uuid) = uuid(typed) {
        return match found {
            Some(found) if found.sub == uuid && is_name => None,
            // Found by its `sub`: another user may have it as user name.
            Some(found) if found.sub == uuid => Some(format!(r#"username = "{uuid}""#)),
            _ => Some(format!(r#"sub = "{uuid}""#)),
        };
    }
    None
}

/// Whether an address or a number means this user: it is the user's own and verified, or it is what
/// `AdminGetUser` found the user by, because no name that the user chose reads so.
fn is_own(typed: &str, found: &User) -> bool {
    let has = |name: &str| {
        let value = found.attributes.get(name);
        value.is_some_and(|value| value.eq_ignore_ascii_case(typed))
    };
    let is_chosen = found.user_name.eq_ignore_ascii_case(typed) || has("preferred_username");
    let is_its =
        |name: &str, flag: &str| has(name) && (!is_chosen || found.attributes.is_true(flag));
    is_its("email", "email_verified") || is_its("phone_number", "phone_number_verified")
}

/// Whether a name reads like an address or a telephone number.
fn is_address_like(typed: &str) -> bool {
    let is_number = |number: &str| number.bytes().all(|byte| byte.is_ascii_digit());
    typed.contains('@') || typed.strip_prefix('+').is_some_and(is_number)
}

/// The one user whom `typed` means: `found`, or the one whom [`second_filter`] found; two are
/// refused, and named by their `sub`s. So is a user who is called like an address of somebody else.
pub fn the_one<'a>(
    typed: &str,
    found: Option<&'a User>,
    second: &'a [User],
) -> Result<Option<&'a User>, AdminError> {
    if let Some(found) = found.filter(|found| is_address_like(typed) && !is_own(typed, found)) {
        return Err(AdminError::NameIsNoAddress(found.sub.clone()));
    }
    let mut all = found.into_iter().chain(second);
    let Some(one) = all.next() else {
        return Ok(None);
    };
    match all.find(|user| user.sub != one.sub) {
        Some(other) => Err(AdminError::UserAmbiguous([
            one.sub.clone(),
            other.sub.clone(),
        ])),
        None => Ok(Some(one)),
    }
}

/// Whether a user name has the form of those that nobody chose.
pub fn is_uuid(user_name: &str) -> bool {
    uuid(user_name).is_some()
}

/// A UUID as Cognito writes one, in lower case; none where this is none. What is returned has hex
/// digits and hyphens alone, and can stand in a filter.
fn uuid(text: &str) -> Option<String> {
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    let lengths = text.split('-').map(str::len);
    let fits = lengths.eq(GROUPS) && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    fits.then(|| text.to_ascii_lowercase())
}

impl Administration {
    /// The user whom `typed` means: a user name, `sub` or verified alias.
    ///
    /// Needs `cognito-idp:ListUsers` where the name could be another user's as well.
    pub(crate) async fn look_up(&self, typed: &str, deadline: Instant) -> Result<User, AdminError> {
        let found = self.read(typed, deadline).await?;
        let found = found.as_ref().map(User::from);
        let second = match second_filter(typed, found.as_ref()) {
            Some(filter) => self.listed(&filter, deadline).await?,
            None => Vec::new(),
        };
        let one = the_one(typed, found.as_ref(), &second)?;
        one.cloned().ok_or(AdminError::UserNotFound)
    }

    /// The user with this `sub`, and nobody who is merely called so; none where the text is no `sub`.
    ///
    /// Needs `cognito-idp:AdminGetUser`, and `ListUsers` for users of a provider, whom Cognito does not
    /// find by it (API reference, `AdminGetUser`).
    pub async fn by_sub(&self, sub: &str, deadline: Instant) -> Result<Option<User>, AdminError> {
        let Some(sub) = uuid(sub) else {
            return Ok(None);
        };
        let found = self.find(&sub, deadline).await?;
        if let Some(found) = found.filter(|found| found.sub == sub) {
            return Ok(Some(found));
        }
        let listed = self.listed(&format!(r#"sub = "{sub}""#), deadline).await?;
        Ok(listed.into_iter().find(|user| user.sub == sub))
    }

    async fn listed(&self, filter: &str, deadline: Instant) -> Result<Vec<User>, AdminError> {
        let mut request = self
            .cognito
            .list_users()
            .user_pool_id(&self.pool.id)
            .filter(filter);
        let mut users = Vec::new();
        loop {
            let page = with_retries(|| request.clone().send(), deadline).await?;
            users.extend(page.users().iter().map(User::from));
            // A page can be empty and yet have a next one (contract §8).
            match page.pagination_token() {
                Some(token) if users.len() < 2 => request = request.pagination_token(token),
                _ => return Ok(users),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cognito::UserStatus;

    const OWN: &str = "6a2c1f0e-0000-4000-8000-000000000001";
    const OTHER: &str = "6a2c1f0e-0000-4000-8000-000000000002";

    fn user(user_name: &str, sub: &str, attributes: &[(&str, &str)]) -> User {
        let own = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        User {
            user_name: user_name.to_owned(),
            sub: sub.to_owned(),
            status: UserStatus::Confirmed,
            enabled: true,
            attributes: attributes.iter().map(own).collect(),
            created: None,
            modified: None,
        }
    }

    #[track_caller]
    fn check(typed: &str, found: Option<(&str, &str)>, expected: Option<&str>) {
        let found = found.map(|(user_name, sub)| user(user_name, sub, &[]));
        let filter = second_filter(typed, found.as_ref());
        assert_eq!(filter.as_deref(), expected, "{typed}");
    }

    #[test]
    fn what_could_be_another_user_s_is_looked_up_twice() {
        let by_sub = format!(r#"sub = "{OTHER}""#);
        let by_name = format!(r#"username = "{OTHER}""#);
        check(OTHER, Some((OTHER, OWN)), Some(&by_sub));
        let upper = OTHER.to_uppercase();
        check(&upper, Some((&upper, OWN)), Some(&by_sub));
        check(OTHER, Some(("bob", OTHER)), Some(&by_name));
        check(OTHER, None, Some(&by_sub));
        // By an alias.
        check(OTHER, Some(("eve", OWN)), Some(&by_sub));
        // In pools whose people sign in by address, both are the same.
        check(OWN, Some((OWN, OWN)), None);
        check("bob", Some(("bob", OWN)), None);
        check("bob@x.example", Some((OWN, OWN)), None);
    }

    #[track_caller]
    fn check_one(typed: &str, second: &[User], expected: Result<Option<&str>, &str>) {
        let found = user(typed, OWN, &[]);
        let one = the_one(typed, Some(&found), second);
        let one = one.map(|one| one.map(|one| one.sub.as_str()));
        assert_eq!(one.map_err(|error| error.code()), expected);
    }

    #[test]
    fn two_users_are_refused_and_one_is_taken() {
        check_one(OTHER, &[], Ok(Some(OWN)));
        check_one(OTHER, &[user(OTHER, OWN, &[])], Ok(Some(OWN)));
        let victim = user("boss", OTHER, &[]);
        check_one(OTHER, &[victim], Err("user-ambiguous"));
        let alone = user("Google_1035", OTHER, &[]);
        let only = [alone];
        let one = the_one(OTHER, None, &only).unwrap();
        assert_eq!(one.map(|one| one.user_name.as_str()), Some("Google_1035"));
        assert!(the_one(OTHER, None, &[]).unwrap().is_none());
    }

    #[track_caller]
    fn check_address(user_name: &str, attributes: &[(&str, &str)], is_taken: bool) {
        for typed in ["bob@x.example", "BOB@x.example"] {
            let found = user(user_name, OWN, attributes);
            let one = the_one(typed, Some(&found), &[]);
            assert_eq!(one.is_ok(), is_taken, "{typed}");
            assert!(one.is_ok() || one.unwrap_err().code() == "user-ambiguous");
        }
    }

    #[test]
    fn an_address_means_whose_own_it_is() {
        let email = |verified| [("email", "bob@x.example"), ("email_verified", verified)];
        // Where people sign in by address, the pool makes the user name.
        check_address(OWN, &email("false"), true);
        check_address("bob", &email("true"), true);
        check_address("bob@x.example", &email("true"), true);
        // Anybody can be called so, and write the address.
        check_address("bob@x.example", &email("false"), false);
        check_address("bob@x.example", &[("email", "eve@x.example")], false);
        check_address("bob@x.example", &[], false);
        let preferred = ("preferred_username", "bob@x.example");
        check_address("eve", &[preferred], false);
        let written = email("false");
        check_address("eve", &[preferred, written[0], written[1]], false);
        let number = user("+4930123", OWN, &[]);
        assert!(the_one("+4930123", Some(&number), &[]).is_err());
        let found = user("eve", OWN, &[("phone_number", "+4930123")]);
        assert!(the_one("+4930123", Some(&found), &[]).is_ok());
    }
}
