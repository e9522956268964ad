//! New users: their names, and whether a name is free.

use jiff::Timestamp;

use crate::state::attributes::{self, Changes};
use crate::state::error::ApiError;
use crate::state::pool::{Alias, Pool, SignIn};
use crate::state::random;
use crate::state::user::{User, UserStatus};

/// A user with that name and these attributes, unconfirmed and not stored yet.
///
/// In pools with username attributes the name is an address: it becomes the attribute, and the
/// username is the `sub` (developer guide, "Customizing sign-in attributes").
pub(crate) fn named(
    pool: &Pool,
    username: &str,
    changes: &Changes,
    now: Timestamp,
) -> Result<User, ApiError> {
    let sub = random::uuid();
    let mut changes = changes.to_vec();
    let username = match &pool.sign_in {
        SignIn::Username(aliases) => {
            check_no_alias(username, aliases.iter().copied())?;
            username.to_owned()
        }
        SignIn::Attribute(attributes) => {
            let address = address(username, attributes.iter().copied())?;
            set_address(&mut changes, address, username)?;
            sub.clone()
        }
    };
    let mut user = User::new(username, sub, UserStatus::Unconfirmed, now);
    attributes::create(&pool.schema, &mut user, &changes)?;
    Ok(user)
}

/// Refuses a user whose username is taken. The operations differ in the text `taken`.
pub(crate) fn check_username(pool: &Pool, user: &User, taken: &str) -> Result<(), ApiError> {
    let mut namesakes = pool.users.candidates(&user.username);
    if namesakes.any(|other| pool.same(&other.username, &user.username)) {
        return Err(ApiError::UsernameExists(taken.to_owned()));
    }
    Ok(())
}

/// [`check_username`], and refuses an address that is another user's username. Its text is the same
/// for all operations.
pub(crate) fn check_free(pool: &Pool, user: &User, taken: &str) -> Result<(), ApiError> {
    check_username(pool, user, taken)?;
    let SignIn::Attribute(attributes) = &pool.sign_in else {
        return Ok(());
    };
    for &alias in attributes {
        if pool.holder_of(user, alias).is_some() {
            return Err(ApiError::UsernameExists(format!(
                "An account with the given {} already exists.",
                alias.attribute()
            )));
        }
    }
    Ok(())
}

/// Refuses a username in the format of an alias, which it could be confused with.
fn check_no_alias(
    username: &str,
    mut aliases: impl Iterator<Item = Alias>,
) -> Result<(), ApiError> {
    let Some(alias) = aliases.find(|&alias| looks_like(username, alias)) else {
        return Ok(());
    };
    let (format, name) = match alias {
        Alias::PhoneNumber => ("phone number", "phone_number"),
        _ => ("email", "email"),
    };
    Err(ApiError::InvalidParameter(format!(
        "Username cannot be of {format} format, since user pool is configured for {name} alias."
    )))
}

/// The username attribute of the pool whose format the name has.
fn address(
    username: &str,
    attributes: impl Iterator<Item = Alias> + Clone,
) -> Result<Alias, ApiError> {
    let found = attributes
        .clone()
        .find(|&alias| looks_like(username, alias));
    found.ok_or_else(|| {
        let kinds: Vec<&str> = attributes
            .map(|alias| match alias {
                Alias::PhoneNumber => "a phone number",
                _ => "an email",
            })
            .collect();
        let either = if kinds.len() > 1 { "either " } else { "" };
        ApiError::InvalidParameter(format!(
            "Username should be {either}{}.",
            kinds.join(" or ")
        ))
    })
}

/// Adds the address to the attributes. If the request has one, it has to be the same
/// (cognito-local#102).
fn set_address(
    changes: &mut Vec<(String, String)>,
    alias: Alias,
    username: &str,
) -> Result<(), ApiError> {
    let name = alias.attribute();
    let given = |(changed, value): &(String, String)| changed == name && !value.is_empty();
    let contradicted = changes
        .iter()
        .any(|change| given(change) && change.1 != username);
    if contradicted {
        return Err(ApiError::InvalidParameter(format!(
            "User {name} should be empty or same as username, since username attribute is {name}"
        )));
    }
    changes.push((name.to_owned(), username.to_owned()));
    Ok(())
}

fn looks_like(username: &str, alias: Alias) -> bool {
    match alias {
        Alias::Email => attributes::is_email(username),
        Alias::PhoneNumber => attributes::is_phone_number(username),
        Alias::PreferredUsername => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(sign_in: SignIn) -> Pool {
        let mut pool = Pool::new("eu-west-1_Test");
        pool.sign_in = sign_in;
        pool
    }

    /// Compares the e-mail address of the new user, or the refusal.
    #[track_caller]
    fn check(sign_in: &SignIn, username: &str, email: Option<&str>, expected: &str) {
        let changes = email.map(|email| ("email".to_owned(), email.to_owned()));
        let changes: Vec<_> = changes.into_iter().collect();
        let user = named(
            &pool(sign_in.clone()),
            username,
            &changes,
            Timestamp::UNIX_EPOCH,
        );
        let found = match &user {
            Ok(user) => user.attribute("email").unwrap_or("none").to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "{username}");
        if let (Ok(user), SignIn::Attribute(_)) = (user, sign_in) {
            assert_eq!(user.username, user.sub);
        }
    }

    #[test]
    fn the_name_fits_the_way_people_sign_in() {
        let ada = "ada@example.com";
        let phone = "+441632960001";
        let chosen = SignIn::Username([Alias::Email, Alias::PhoneNumber].into());
        let of_email =
            "Username cannot be of email format, since user pool is configured for email alias.";
        let of_phone = "Username cannot be of phone number format, since user pool is configured for phone_number alias.";
        check(&chosen, "ada", Some(ada), ada);
        check(&chosen, ada, None, of_email);
        check(&chosen, phone, None, of_phone);
        check(&SignIn::Username([].into()), ada, None, "none");

        let by_email = SignIn::Attribute([Alias::Email].into());
        let differs =
            "User email should be empty or same as username, since username attribute is email";
        check(&by_email, ada, None, ada);
        check(&by_email, ada, Some(""), ada);
        check(&by_email, ada, Some(ada), ada);
        check(&by_email, ada, Some("Ada@example.com"), differs);
        check(&by_email, "ada", None, "Username should be an email.");

        let by_phone = SignIn::Attribute([Alias::PhoneNumber].into());
        check(&by_phone, phone, Some(ada), ada);
        check(&by_phone, ada, None, "Username should be a phone number.");
        let by_either = SignIn::Attribute([Alias::Email, Alias::PhoneNumber].into());
        check(
            &by_either,
            "ada",
            None,
            "Username should be either an email or a phone number.",
        );
    }

    #[track_caller]
    fn check_taken(sign_in: SignIn, case_sensitive: bool, username: &str, expected: Option<&str>) {
        let mut pool = pool(sign_in);
        let there = if matches!(pool.sign_in, SignIn::Username(_)) {
            "Ada"
        } else {
            "Ada@example.com"
        };
        let now = Timestamp::UNIX_EPOCH;
        pool.case_sensitive = case_sensitive;
        pool.insert(named(&pool, there, &[], now).unwrap());
        let user = named(&pool, username, &[], now).unwrap();
        let refusal = check_free(&pool, &user, "taken").err();
        let expected = expected.map(|text| ApiError::UsernameExists(text.to_owned()));
        assert_eq!(refusal, expected, "{username}");
    }

    #[test]
    fn a_name_belongs_to_one_user() {
        let chosen = || SignIn::Username([].into());
        check_taken(chosen(), true, "Ada", Some("taken"));
        check_taken(chosen(), true, "ada", None);
        check_taken(chosen(), false, "ada", Some("taken"));
        let by_email = || SignIn::Attribute([Alias::Email].into());
        let exists = Some("An account with the given email already exists.");
        check_taken(by_email(), true, "Ada@example.com", exists);
        check_taken(by_email(), true, "ada@example.com", None);
        check_taken(by_email(), false, "ada@example.com", exists);
    }
}
