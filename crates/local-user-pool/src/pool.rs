//! The state of one user pool.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::ApiError;
use crate::schema::Schema;
use crate::user::{User, UserStatus};

/// One user pool. Its fields are open: whoever owns the pool seeds and inspects it as it likes,
/// and the rules of AWS hold for what comes over the wire.
#[derive(Clone, Debug)]
pub struct Pool {
    /// The identifier, `<region>_<letters and digits>`, at most 55 characters.
    pub id: String,
    /// What people sign in with.
    pub sign_in: SignIn,
    /// Whether `Ada` and `ada` are two usernames, and so for aliases. Pools made through the API
    /// tell them apart unless told otherwise (contract §8).
    pub case_sensitive: bool,
    /// The attributes that users can have.
    pub schema: Schema,
    /// The names of the groups.
    pub groups: BTreeSet<String>,
    /// The users by username; [`Pool::insert`] keeps the key and the user together.
    pub users: BTreeMap<String, User>,
}

/// What people sign in with, and so what an administrator may name them by (contract §8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// A chosen username, and besides it these attributes once they are verified
    /// (`AliasAttributes`).
    Username(BTreeSet<Alias>),
    /// One of these attributes; the username is the `sub` (`UsernameAttributes`).
    Attribute(BTreeSet<Alias>),
}

/// An attribute that can stand for the username.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alias {
    /// `email`
    Email,
    /// `phone_number`
    PhoneNumber,
    /// `preferred_username`, which needs no verification.
    PreferredUsername,
}

impl Alias {
    /// The attribute.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
            Self::PreferredUsername => "preferred_username",
        }
    }

    /// The attribute that says whether the alias is verified.
    pub fn verified_attribute(self) -> Option<&'static str> {
        match self {
            Self::Email => Some("email_verified"),
            Self::PhoneNumber => Some("phone_number_verified"),
            Self::PreferredUsername => None,
        }
    }
}

impl SignIn {
    /// The value by which `user` is found through `alias`, if that alias is in force.
    ///
    /// With `UsernameAttributes` an address counts before it is verified: Cognito refuses a second
    /// sign-up with it at once (contract §8).
    fn active<'a>(&self, user: &'a User, alias: Alias) -> Option<&'a str> {
        let value = user.attribute(alias.attribute())?;
        match self {
            Self::Username(aliases) => {
                let verified = alias
                    .verified_attribute()
                    .is_none_or(|name| user.attribute(name) == Some("true"));
                (aliases.contains(&alias) && verified).then_some(value)
            }
            Self::Attribute(attributes) => attributes.contains(&alias).then_some(value),
        }
    }

    fn aliases(&self) -> &BTreeSet<Alias> {
        match self {
            Self::Username(aliases) | Self::Attribute(aliases) => aliases,
        }
    }
}

impl Pool {
    /// An empty pool as the API makes it by default: usernames without aliases, case-sensitive,
    /// standard attributes only.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            sign_in: SignIn::Username(BTreeSet::new()),
            case_sensitive: true,
            schema: Schema::standard(),
            groups: BTreeSet::new(),
            users: BTreeMap::new(),
        }
    }

    /// Puts the user in, in place of the one with the same username. None of AWS's rules is
    /// applied.
    pub fn insert(&mut self, user: User) {
        self.users.insert(user.username.clone(), user);
    }

    /// Finds a user as the administrators' operations do: by username, by the `sub` of a local
    /// user, or by an alias in force (API reference: `AdminGetUser`, request parameter `Username`).
    pub fn find(&self, name: &str) -> Option<&User> {
        if let Some(user) = self.users.get(name) {
            return Some(user);
        }
        self.users.values().find(|user| self.is_named(user, name))
    }

    /// [`Pool::find`] with AWS's refusal where there is no such user.
    pub(crate) fn user(&self, name: &str) -> Result<&User, ApiError> {
        self.find(name).ok_or(ApiError::UserNotFound)
    }

    /// [`Pool::user`] for changing the user.
    pub(crate) fn user_mut(&mut self, name: &str) -> Result<&mut User, ApiError> {
        let username = self.user(name)?.username.clone();
        self.users.get_mut(&username).ok_or(ApiError::UserNotFound)
    }

    /// Refuses an alias of `user` that another user of the pool already goes by.
    pub(crate) fn check_aliases(&self, user: &User) -> Result<(), ApiError> {
        for &alias in self.sign_in.aliases() {
            let Some(value) = self.sign_in.active(user, alias) else {
                continue;
            };
            let taken = self.users.values().any(|other| {
                other.username != user.username
                    && self
                        .sign_in
                        .active(other, alias)
                        .is_some_and(|theirs| self.same(theirs, value))
            });
            if taken {
                return Err(ApiError::AliasExists(alias));
            }
        }
        Ok(())
    }

    fn is_named(&self, user: &User, name: &str) -> bool {
        self.same(&user.username, name)
            || (user.sub == name && user.status != UserStatus::ExternalProvider)
            || self.sign_in.aliases().iter().any(|&alias| {
                self.sign_in
                    .active(user, alias)
                    .is_some_and(|value| self.same(value, name))
            })
    }

    fn same(&self, a: &str, b: &str) -> bool {
        if self.case_sensitive {
            return a == b;
        }
        a.to_lowercase() == b.to_lowercase()
    }
}

/// The pools of one account, by identifier.
#[derive(Debug)]
pub(crate) struct Pools(BTreeMap<String, Pool>);

impl Pools {
    pub(crate) fn new(pools: Vec<Pool>) -> Self {
        Self(
            pools
                .into_iter()
                .map(|pool| (pool.id.clone(), pool))
                .collect(),
        )
    }

    /// The pool, if there is one with this identifier.
    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Pool> {
        self.0.get_mut(id)
    }

    /// The pool, or AWS's refusal.
    pub(crate) fn pool_mut(&mut self, id: &str) -> Result<&mut Pool, ApiError> {
        self.get_mut(id)
            .ok_or_else(|| ApiError::PoolNotFound(id.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn pool(sign_in: SignIn, case_sensitive: bool, attributes: &[(&str, &str)]) -> Pool {
        let mut pool = Pool::new("eu-west-1_Test");
        pool.sign_in = sign_in;
        pool.case_sensitive = case_sensitive;
        let mut user = User::new("Ada", "sub-1", UserStatus::Confirmed, Timestamp::UNIX_EPOCH);
        for (name, value) in attributes {
            user.attributes
                .insert((*name).to_owned(), (*value).to_owned());
        }
        pool.insert(user);
        pool.insert(User::new(
            "Google_7",
            "sub-2",
            UserStatus::ExternalProvider,
            Timestamp::UNIX_EPOCH,
        ));
        pool
    }

    fn aliases() -> SignIn {
        SignIn::Username([Alias::Email, Alias::PreferredUsername].into())
    }

    fn by_email() -> SignIn {
        SignIn::Attribute([Alias::Email].into())
    }

    #[track_caller]
    fn check(pool: &Pool, name: &str, expected: Option<&str>) {
        let found = pool.find(name).map(|user| user.username.as_str());
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn users_are_found_by_username_sub_and_alias_in_force() {
        let email = ("email", "ada@example.com");
        let verified = ("email_verified", "true");

        let plain = pool(SignIn::Username(BTreeSet::new()), true, &[email, verified]);
        check(&plain, "Ada", Some("Ada"));
        check(&plain, "ada", None);
        check(&plain, "sub-1", Some("Ada"));
        check(&plain, "ada@example.com", None);
        // Federated users go by their username only.
        check(&plain, "Google_7", Some("Google_7"));
        check(&plain, "sub-2", None);

        check(&pool(aliases(), true, &[email]), "ada@example.com", None);
        let alias = pool(
            aliases(),
            true,
            &[email, verified, ("preferred_username", "al")],
        );
        check(&alias, "ada@example.com", Some("Ada"));
        check(&alias, "ADA@example.com", None);
        check(&alias, "al", Some("Ada"));

        let by_email = pool(by_email(), false, &[email]);
        check(&by_email, "ADA@example.com", Some("Ada"));
        check(&by_email, "aDa", Some("Ada"));
        check(&by_email, "", None);
    }

    #[track_caller]
    fn check_alias(pool: &Pool, attributes: &[(&str, &str)], free: bool) {
        let mut user = User::new("Bob", "sub-3", UserStatus::Confirmed, Timestamp::UNIX_EPOCH);
        for (name, value) in attributes {
            user.attributes
                .insert((*name).to_owned(), (*value).to_owned());
        }
        assert_eq!(pool.check_aliases(&user).is_ok(), free, "{attributes:?}");
    }

    #[test]
    fn an_alias_belongs_to_one_user() {
        let email = ("email", "ada@example.com");
        let verified = ("email_verified", "true");
        let alias = pool(aliases(), true, &[email, verified]);
        check_alias(&alias, &[email, verified], false);
        // Several users may hold the same address as long as it is not verified.
        check_alias(&alias, &[email], true);
        check_alias(&alias, &[("email", "ADA@example.com"), verified], true);

        let by_email = pool(by_email(), false, &[email]);
        check_alias(&by_email, &[email], false);
        check_alias(&by_email, &[("email", "ADA@example.com")], false);
        check_alias(&by_email, &[("email", "bob@example.com")], true);
        check_alias(&by_email, &[], true);
    }
}
