//! The state of one user pool.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::state::attributes;
use crate::state::credentials::Password;
use crate::state::error::ApiError;
use crate::state::medium::Medium;
use crate::state::schema::Schema;
use crate::state::user::{User, UserStatus};

mod account_recovery;
mod alias;
mod client;
mod group;
mod password_policy;
mod settings;
mod sign_in;
mod users;
mod verification_message;

pub use account_recovery::{AccountRecoverySetting, RecoveryMechanism, RecoveryOption};
pub use alias::Alias;
pub use client::{Client, ClientSettings, RefreshTokenRotation, TokenValidityUnits};
pub use group::Group;
pub use password_policy::PasswordPolicy;
pub use settings::{
    AdminCreateUserConfig, EmailConfiguration, EmailSendingAccount, InviteMessageTemplate,
    LambdaConfig, Policies, PoolSettings, SignInPolicy, UserAttributeUpdateSettings,
    VersionedLambda,
};
pub use sign_in::SignIn;
pub use users::Users;
pub use verification_message::{DefaultEmailOption, VerificationMessageTemplate};

/// One user pool. Its owner can read and change all fields directly. AWS's rules apply to calls
/// only.
#[derive(Clone, Debug)]
pub struct Pool {
    /// The identifier, `<region>_<letters and digits>`, at most 55 characters.
    pub id: String,
    /// Its name, which has no effect.
    pub name: String,
    /// When it was created.
    pub created: Timestamp,
    /// When its settings were last changed.
    pub modified: Timestamp,
    /// What people sign in with. Fixed at creation, like the next two.
    pub sign_in: SignIn,
    /// Whether `Ada` and `ada` are two usernames, or two aliases. The default of the API is that
    /// they are (contract §8).
    pub case_sensitive: bool,
    /// Whether that was chosen when the pool was created. If so, answers show it even if it is the
    /// default.
    pub(crate) case_chosen: bool,
    /// The attributes that users can have.
    pub schema: Schema,
    /// The prefix of its domain. Without one, the pool has no managed login and no endpoints of
    /// OAuth 2.0.
    pub domain: Option<String>,
    /// What can be changed.
    pub settings: PoolSettings,
    /// The groups by name.
    pub groups: BTreeMap<String, Group>,
    /// The app clients by identifier.
    pub clients: BTreeMap<String, Client>,
    /// The users.
    pub users: Users,
}

impl Pool {
    /// An empty pool as the API makes it by default: usernames without aliases, case-sensitive,
    /// standard attributes only, no app client.
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            name: id.clone(),
            id,
            created: Timestamp::UNIX_EPOCH,
            modified: Timestamp::UNIX_EPOCH,
            sign_in: SignIn::Username(BTreeSet::new()),
            case_sensitive: true,
            case_chosen: false,
            schema: Schema::standard(),
            domain: None,
            settings: PoolSettings::default(),
            groups: BTreeMap::new(),
            clients: BTreeMap::new(),
            users: Users::default(),
        }
    }

    /// Adds the user, or replaces the one with the same username. AWS's rules do not apply.
    pub fn insert(&mut self, user: User) {
        self.users.insert(user);
    }

    /// Sets the password of a user, found as by [`Pool::find`], at the moment `now`. None if there
    /// is no such user. The password policy does not apply, and the status stays.
    pub fn set_password(&mut self, name: &str, password: &str, now: Timestamp) -> Option<()> {
        let username = self.find(name)?.username.clone();
        let password = Password::new(self.short_id(), &username, password, now);
        self.users
            .change(&username, |user| user.credentials.set_password(password))
    }

    /// Refuses a new password that does not meet the policy, or that the policy forbids because the
    /// user had it before.
    pub(crate) fn check_password(&self, user: &User, password: &str) -> Result<(), ApiError> {
        let policy = &self.settings.policies.password_policy;
        policy.check(password)?;
        let remembered = usize::try_from(policy.password_history_size).unwrap_or_default();
        let mut latest = user.credentials.passwords().take(remembered);
        if latest.any(|used| used.is(self.short_id(), &user.username, password)) {
            return Err(ApiError::PasswordUsedBefore);
        }
        Ok(())
    }

    /// Adds an app client or replaces the one with the same identifier.
    pub fn add_client(&mut self, client: Client) {
        self.clients.insert(client.id.clone(), client);
    }

    /// Adds empty groups with these names.
    pub fn add_groups<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) {
        for name in names {
            let group = Group::new(self.created);
            self.groups.entry(name.to_owned()).or_insert(group);
        }
    }

    /// The Region that the identifier begins with.
    pub fn region(&self) -> &str {
        self.id
            .rsplit_once('_')
            .map_or(self.id.as_str(), |(region, _)| region)
    }

    /// The part of the identifier after the Region, which SRP uses as the pool's name.
    pub(crate) fn short_id(&self) -> &str {
        self.id
            .rsplit_once('_')
            .map_or(self.id.as_str(), |(_, short)| short)
    }

    /// Finds a user as the administrators' operations do: by username, by the `sub` of a local
    /// user, or by an alias in force (API reference: `AdminGetUser`, request parameter `Username`).
    ///
    /// If a local user and a user from a provider have the same address, it means the local one.
    /// That it means the other one if there is no local user is not established.
    pub fn find(&self, name: &str) -> Option<&User> {
        if let Some(user) = self.users.get(name) {
            return Some(user);
        }
        let candidates = self.users.candidates(name);
        candidates
            .filter(|user| self.is_named(user, name))
            .min_by_key(|user| user.status == UserStatus::ExternalProvider)
    }

    /// [`Pool::find`], with AWS's refusal if there is no such user.
    pub(crate) fn user(&self, name: &str) -> Result<&User, ApiError> {
        self.find(name).ok_or(ApiError::UserNotFound)
    }

    /// Changes a user, found as by [`Pool::find`], at the moment `now`.
    pub(crate) fn change<T>(
        &mut self,
        name: &str,
        now: Timestamp,
        act: impl FnOnce(&mut User) -> T,
    ) -> Result<T, ApiError> {
        let username = self.user(name)?.username.clone();
        let changed = self.users.change(&username, |user| {
            user.modified = now;
            act(user)
        });
        changed.ok_or(ApiError::UserNotFound)
    }

    /// The app client, or AWS's refusal.
    pub(crate) fn client(&self, id: &str) -> Result<&Client, ApiError> {
        self.clients
            .get(id)
            .ok_or_else(|| ApiError::ClientNotFound(id.to_owned()))
    }

    /// The group, or AWS's refusal.
    pub(crate) fn group(&self, name: &str) -> Result<&Group, ApiError> {
        self.groups.get(name).ok_or(ApiError::GroupNotFound)
    }

    /// Whether the pool sends codes to new addresses of this kind.
    pub(crate) fn verifies(&self, medium: Medium) -> bool {
        let verified = &self.settings.auto_verified_attributes;
        verified.contains(&medium.alias())
    }

    /// Refuses a user with an alias that another user of the pool has.
    pub(crate) fn check_aliases(&self, user: &User) -> Result<(), ApiError> {
        for &alias in self.sign_in.aliases() {
            if self.holder_of(user, alias).is_some() {
                return Err(ApiError::AliasExists(alias));
            }
        }
        Ok(())
    }

    /// Takes all aliases of `user` from other users, whose addresses are unverified then (contract
    /// §2.3 and §9).
    pub(crate) fn take_aliases(&mut self, user: &User, now: Timestamp) {
        let SignIn::Username(aliases) = self.sign_in.clone() else {
            return;
        };
        for alias in aliases {
            let holder = self.holder_of(user, alias);
            let (Some(holder), Some(flag)) = (holder, alias.verified_attribute()) else {
                continue;
            };
            let holder = holder.username.clone();
            self.users.change(&holder, |holder| {
                holder.modified = now;
                attributes::set(holder, flag, "false");
            });
        }
    }

    /// The other user who has this alias of the user, if the alias is in force.
    ///
    /// A user from a provider may have the address of a local user (amplify-js#3899), so neither
    /// excludes the other. That a user from a provider who came first keeps a local user from
    /// taking the address is not established.
    pub(crate) fn holder_of(&self, user: &User, alias: Alias) -> Option<&User> {
        let is_local = |user: &User| user.status != UserStatus::ExternalProvider;
        let value = self
            .sign_in
            .active(user, alias)
            .filter(|_| is_local(user))?;
        let stored = self.users.get(&user.username);
        let has_it = stored.and_then(|stored| self.sign_in.active(stored, alias)) == Some(value);
        self.users.candidates(value).find(|other| {
            other.username != user.username
                && (is_local(other) || !has_it)
                && self
                    .sign_in
                    .active(other, alias)
                    .is_some_and(|theirs| self.same(theirs, value))
        })
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

    pub(crate) fn same(&self, a: &str, b: &str) -> bool {
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

    /// The pools, in the order of their identifiers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Pool> {
        self.0.values()
    }

    /// Adds a pool.
    pub(crate) fn insert(&mut self, pool: Pool) {
        self.0.insert(pool.id.clone(), pool);
    }

    /// Takes a pool out, with everything in it.
    pub(crate) fn remove(&mut self, id: &str) -> Option<Pool> {
        self.0.remove(id)
    }

    /// The pool, if there is one with this identifier.
    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Pool> {
        self.0.get_mut(id)
    }

    /// The pool, or AWS's refusal.
    pub(crate) fn pool(&self, id: &str) -> Result<&Pool, ApiError> {
        self.0
            .get(id)
            .ok_or_else(|| ApiError::PoolNotFound(id.to_owned()))
    }

    /// [`Pools::pool`] for changing it.
    pub(crate) fn pool_mut(&mut self, id: &str) -> Result<&mut Pool, ApiError> {
        self.get_mut(id)
            .ok_or_else(|| ApiError::PoolNotFound(id.to_owned()))
    }

    /// The pool with this domain.
    pub(crate) fn pool_of_domain(&self, domain: &str) -> Option<&Pool> {
        self.iter()
            .find(|pool| pool.domain.as_deref() == Some(domain))
    }

    /// The pool of an app client, or AWS's refusal. The public operations name no pool.
    pub(crate) fn pool_of_client(&self, client_id: &str) -> Result<&Pool, ApiError> {
        self.iter()
            .find(|pool| pool.clients.contains_key(client_id))
            .ok_or_else(|| ApiError::ClientNotFound(client_id.to_owned()))
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
