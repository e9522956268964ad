//! The names that users sign in with.

use std::collections::BTreeSet;

use super::alias::Alias;
use crate::state::attributes;
use crate::state::user::User;

/// The names that users sign in with, which administrators can also use for them (contract §8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// A chosen username, or one of these attributes once it is verified (`AliasAttributes`).
    Username(BTreeSet<Alias>),
    /// One of these attributes; the username is the `sub` (`UsernameAttributes`).
    Attribute(BTreeSet<Alias>),
}

impl SignIn {
    /// The value by which `user` is found through `alias`, if that alias is in force.
    ///
    /// With `UsernameAttributes` an address counts before it is verified: Cognito refuses a second
    /// sign-up with it at once (contract §8).
    pub(crate) fn active<'a>(&self, user: &'a User, alias: Alias) -> Option<&'a str> {
        let value = user.attribute(alias.attribute())?;
        match self {
            Self::Username(aliases) => {
                let verified = alias
                    .verified_attribute()
                    .is_none_or(|name| attributes::is_true(user.attribute(name)));
                (aliases.contains(&alias) && verified).then_some(value)
            }
            Self::Attribute(attributes) => attributes.contains(&alias).then_some(value),
        }
    }

    /// The attributes that can serve as username.
    pub(crate) fn aliases(&self) -> &BTreeSet<Alias> {
        match self {
            Self::Username(aliases) | Self::Attribute(aliases) => aliases,
        }
    }
}
