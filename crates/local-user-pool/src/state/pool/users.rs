//! The users of a pool, with an index of all their names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::state::user::User;

/// The attributes that a user can be found by.
const NAMES: [&str; 3] = ["email", "phone_number", "preferred_username"];

/// Users by username, with an index of usernames, `sub`s and possible aliases. The index ignores
/// case and the pool's settings, so it finds candidates only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Users {
    by_username: BTreeMap<String, User>,
    by_name: HashMap<String, BTreeSet<String>>,
}

impl Users {
    /// The user with exactly this username.
    pub fn get(&self, username: &str) -> Option<&User> {
        self.by_username.get(username)
    }

    /// All users, in the order of their usernames.
    pub fn iter(&self) -> impl Iterator<Item = &User> {
        self.by_username.values()
    }

    /// The users whose usernames come after this one, in order.
    pub(crate) fn after<'a>(&'a self, username: &'a str) -> impl Iterator<Item = &'a User> {
        let bounds = (
            std::ops::Bound::Excluded(username),
            std::ops::Bound::Unbounded,
        );
        self.by_username
            .range::<str, _>(bounds)
            .map(|(_, user)| user)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_username.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_username.is_empty()
    }

    /// All users whom this name may mean, in any case of letters.
    pub(crate) fn candidates(&self, name: &str) -> impl Iterator<Item = &User> {
        let usernames = self.by_name.get(&name.to_lowercase());
        usernames
            .into_iter()
            .flatten()
            .filter_map(|username| self.get(username))
    }

    /// Adds the user, or replaces the one with the same username.
    pub fn insert(&mut self, user: User) {
        self.remove(&user.username);
        for name in names(&user) {
            let holders = self.by_name.entry(name).or_default();
            holders.insert(user.username.clone());
        }
        self.by_username.insert(user.username.clone(), user);
    }

    /// Removes the user.
    pub fn remove(&mut self, username: &str) -> Option<User> {
        let user = self.by_username.remove(username)?;
        for name in names(&user) {
            let Some(holders) = self.by_name.get_mut(&name) else {
                continue;
            };
            holders.remove(username);
            if holders.is_empty() {
                self.by_name.remove(&name);
            }
        }
        Some(user)
    }

    /// Removes all users.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Changes all users, except their usernames.
    pub fn change_all(&mut self, mut act: impl FnMut(&mut User)) {
        let usernames: Vec<String> = self.by_username.keys().cloned().collect();
        for username in usernames {
            self.change(&username, &mut act);
        }
    }

    /// Changes a user, except the username. None if there is no such user.
    pub fn change<T>(&mut self, username: &str, act: impl FnOnce(&mut User) -> T) -> Option<T> {
        let mut user = self.remove(username)?;
        let result = act(&mut user);
        username.clone_into(&mut user.username);
        self.insert(user);
        Some(result)
    }
}

fn names(user: &User) -> impl Iterator<Item = String> {
    let attributes = NAMES.into_iter().filter_map(|name| user.attribute(name));
    [user.username.as_str(), user.sub.as_str()]
        .into_iter()
        .chain(attributes)
        .map(str::to_lowercase)
}
