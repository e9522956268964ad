//! Reads from a file the pools that exist when the server starts.
//!
//! The file is a JSON object of one member, `Pools`. Each pool is a request of `CreateUserPool`
//! with an identifier, with a domain if it has managed login, and with lists of its clients, groups
//! and users. All names are AWS's:
//!
//! ```json
//! { "Pools": [{
//!     "Id": "eu-west-1_Example",
//!     "PoolName": "clients",
//!     "UsernameAttributes": ["email"],
//!     "Schema": [{ "Name": "invitation", "AttributeDataType": "String" }],
//!     "Clients": [{ "ClientId": "web", "ClientName": "Web" }],
//!     "Groups": [{ "GroupName": "clients", "Precedence": 1 }],
//!     "Users": [{
//!         "Username": "ada@example.com",
//!         "Password": "Correct-Horse-1",
//!         "Attributes": { "email_verified": "true" },
//!         "Groups": ["clients"]
//!     }]
//! }] }
//! ```
//!
//! A client may have a `ClientSecret`. A user may have `"Enabled": false` and a `UserStatus`, which
//! is `CONFIRMED` by default. No hooks run and no mails are sent. Apart from that, the rules of the
//! operations apply.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::operations::answer::group_type::Properties;
use crate::operations::request::client_settings;
use crate::operations::request::members::Members;
use crate::operations::request::pool_settings::{self, NewPool};
use crate::operations::request::validation::Shape;
use crate::state::credentials::Password;
use crate::state::error::ApiError;
use crate::state::new_user;
use crate::state::pool::{Client, Group, Pool};
use crate::state::user::{User, UserStatus};

/// The fault of a seed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct SeedError {
    /// Where: `Pools.0.Users.3`.
    pub place: String,
    /// The fault, in the words of AWS or of the JSON reader.
    pub reason: String,
}

/// Reads a seed; everything in it is created at `now`.
///
/// Fails at the first part that the API would refuse, at unknown members in the parts that AWS does
/// not define, and at groups that do not exist.
pub fn read_seed(text: &str, now: Timestamp) -> Result<Vec<Pool>, SeedError> {
    let seed: Seed = serde_json::from_str(text).map_err(|error| at("seed", &error))?;
    let pools = seed.pools.into_iter().enumerate();
    let pools: Vec<Pool> = pools
        .map(|(position, pool)| read_pool(&format!("Pools.{position}"), pool, now))
        .collect::<Result<_, _>>()?;
    let mut identifiers = BTreeSet::new();
    for (position, pool) in pools.iter().enumerate() {
        if !identifiers.insert(&pool.id) {
            let place = format!("Pools.{position}");
            return Err(at(&place, &format!("{} is there already", pool.id)));
        }
    }
    Ok(pools)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Seed {
    pools: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct SeededUser {
    username: String,
    password: Option<String>,
    user_status: Option<String>,
    #[serde(default = "yes")]
    enabled: bool,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
    #[serde(default)]
    groups: BTreeSet<String>,
}

fn yes() -> bool {
    true
}

fn read_pool(
    place: &str,
    mut request: Map<String, Value>,
    now: Timestamp,
) -> Result<Pool, SeedError> {
    let clients: Vec<Map<String, Value>> = take(place, &mut request, "Clients")?;
    let groups: Vec<Map<String, Value>> = take(place, &mut request, "Groups")?;
    let users: Vec<SeededUser> = take(place, &mut request, "Users")?;
    let mut pool = bare_pool(request, now).map_err(|error| at(place, &error))?;
    for (position, client) in clients.into_iter().enumerate() {
        let added = add_client(&mut pool, client, now);
        added.map_err(|error| at(&format!("{place}.Clients.{position}"), &error))?;
    }
    for (position, group) in groups.into_iter().enumerate() {
        let added = add_group(&mut pool, group, now);
        added.map_err(|error| at(&format!("{place}.Groups.{position}"), &error))?;
    }
    for (position, user) in users.into_iter().enumerate() {
        let added = add_user(&mut pool, user, now);
        added.map_err(|error| at(&format!("{place}.Users.{position}"), &error))?;
    }
    Ok(pool)
}

fn bare_pool(request: Map<String, Value>, now: Timestamp) -> Result<Pool, ApiError> {
    let (id, name, domain, new_pool, settings) = Members::of(request).read(|members| {
        (
            members.required("Id", Shape::UserPoolId),
            members.optional("PoolName", Shape::PoolName),
            members.optional("Domain", Shape::Domain),
            NewPool::read(members),
            pool_settings::settings(members),
        )
    })?;
    let mut pool = new_pool.create(id, name, settings.check()?, now)?;
    pool.domain = domain;
    Ok(pool)
}

fn add_client(
    pool: &mut Pool,
    request: Map<String, Value>,
    now: Timestamp,
) -> Result<(), ApiError> {
    let (id, name, secret, settings) = Members::of(request).read(|members| {
        (
            members.required("ClientId", Shape::ClientId),
            members.required("ClientName", Shape::ClientName),
            members.optional("ClientSecret", Shape::ClientSecret),
            client_settings::settings(members),
        )
    })?;

    let mut client = Client::new(id, name, now);
    client.secret = secret;
    client.settings = settings;
    client_settings::check(pool, &client, "creating")?;
    pool.add_client(client);
    Ok(())
}

fn add_group(pool: &mut Pool, request: Map<String, Value>, now: Timestamp) -> Result<(), ApiError> {
    let (properties, name) = Members::of(request).read(|members| {
        (
            Properties::read(members),
            members.required("GroupName", Shape::GroupName),
        )
    })?;

    let mut group = Group::new(now);
    properties.set(&mut group);
    if pool.groups.insert(name, group).is_some() {
        return Err(ApiError::GroupExists);
    }
    Ok(())
}

fn add_user(pool: &mut Pool, seeded: SeededUser, now: Timestamp) -> Result<(), ApiError> {
    let attributes: Vec<(String, String)> = seeded.attributes.into_iter().collect();
    let mut user = new_user::named(pool, &seeded.username, &attributes, now)?;
    new_user::check_free(pool, &user, "User account already exists")?;
    pool.check_aliases(&user)?;
    for group in &seeded.groups {
        pool.group(group)?;
    }
    user.groups = seeded.groups;
    user.enabled = seeded.enabled;
    user.status = status(seeded.user_status.as_deref())?;
    if let Some(password) = seeded.password {
        set_password(pool, &mut user, &password, now)?;
    }
    pool.insert(user);
    Ok(())
}

fn status(name: Option<&str>) -> Result<UserStatus, ApiError> {
    let Some(name) = name else {
        return Ok(UserStatus::Confirmed);
    };
    UserStatus::from_name(name).ok_or_else(|| ApiError::invalid(format!("{name} is no UserStatus")))
}

fn set_password(
    pool: &Pool,
    user: &mut User,
    password: &str,
    now: Timestamp,
) -> Result<(), ApiError> {
    pool.settings.policies.password_policy.check(password)?;
    let password = Password::new(pool.short_id(), &user.username, password, now);
    user.credentials.password = Some(password);
    Ok(())
}

/// A list beside the request. A missing list is empty.
fn take<T: DeserializeOwned + Default>(
    place: &str,
    request: &mut Map<String, Value>,
    name: &str,
) -> Result<T, SeedError> {
    let Some(list) = request.remove(name) else {
        return Ok(T::default());
    };
    serde_json::from_value(list).map_err(|error| at(&format!("{place}.{name}"), &error))
}

fn at(place: &str, reason: &impl ToString) -> SeedError {
    SeedError {
        place: place.to_owned(),
        reason: reason.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn seed(pool: &Value) -> Result<Vec<Pool>, SeedError> {
        read_seed(
            &json!({ "Pools": [pool] }).to_string(),
            Timestamp::UNIX_EPOCH,
        )
    }

    #[test]
    fn everything_is_there() {
        let pools = seed(&json!({
            "Id": "eu-west-1_Example",
            "Domain": "example",
            "UsernameAttributes": ["email"],
            "UsernameConfiguration": { "CaseSensitive": false },
            "Schema": [{ "Name": "brand", "AttributeDataType": "String" }],
            "LambdaConfig": { "PreSignUp": "pre-sign-up" },
            "Clients": [{ "ClientId": "web", "ClientName": "Web", "ClientSecret": "s3cret",
                          "ReadAttributes": ["custom:brand"] }],
            "Groups": [{ "GroupName": "clients", "Precedence": 7 }],
            "Users": [{ "Username": "ada@example.com", "Password": "Correct-Horse-1",
                        "Attributes": { "custom:brand": "acme" }, "Groups": ["clients"],
                        "UserStatus": "FORCE_CHANGE_PASSWORD", "Enabled": false }],
        }));
        let pool = &pools.expect("a good seed")[0];
        assert_eq!(pool.name, "eu-west-1_Example");
        assert_eq!(pool.domain.as_deref(), Some("example"));
        assert!(!pool.case_sensitive);
        let hook = pool.settings.lambda_config.pre_sign_up.as_deref();
        assert_eq!(hook, Some("pre-sign-up"));
        assert_eq!(pool.clients["web"].secret.as_deref(), Some("s3cret"));
        assert_eq!(pool.groups["clients"].precedence, Some(7));
        let ada = pool.find("ADA@example.com").expect("the user");
        assert_eq!(ada.username, ada.sub);
        assert_eq!(ada.attribute("custom:brand"), Some("acme"));
        assert_eq!(ada.status, UserStatus::ForceChangePassword);
        assert!(!ada.enabled && ada.groups.contains("clients"));
        let password = ada.credentials.password.as_ref().expect("a password");
        assert!(password.is("Example", &ada.username, "Correct-Horse-1"));
    }

    #[track_caller]
    fn check(member: &str, value: Value, place: &str, reason: &str) {
        let mut pool = json!({ "Id": "eu-west-1_Example" });
        pool[member] = value;
        let error = seed(&pool).expect_err("a bad seed");
        assert_eq!(
            (error.place.as_str(), error.reason.as_str()),
            (place, reason)
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let ada = json!({ "Username": "ada" });
        check(
            "Users",
            json!([ada, ada]),
            "Pools.0.Users.1",
            "User account already exists",
        );
        check(
            "Users",
            json!([{ "Username": "ada", "Groups": ["staff"] }]),
            "Pools.0.Users.0",
            "Group not found.",
        );
        check(
            "Users",
            json!([{ "Username": "ada", "Password": "short" }]),
            "Pools.0.Users.0",
            "Password did not conform with policy: Password not long enough",
        );
        check(
            "Users",
            json!([{ "Username": "ada", "UserStatus": "ARCHIVED" }]),
            "Pools.0.Users.0",
            "ARCHIVED is no UserStatus",
        );
        check(
            "Groups",
            json!([{ "GroupName": "staff" }, { "GroupName": "staff" }]),
            "Pools.0.Groups.1",
            "A group with the name already exists.",
        );
        check(
            "Clients",
            json!([{ "ClientId": "web", "ClientName": "Web", "ReadAttributes": ["custom:x"] }]),
            "Pools.0.Clients.0",
            "Invalid read attributes specified while creating a client",
        );
        check(
            "UsernameAttributes",
            json!(["nickname"]),
            "Pools.0",
            "1 validation error detected: Value 'nickname' at 'usernameAttributes.1.member' failed \
             to satisfy constraint: Member must satisfy enum value set: [phone_number, email]",
        );
    }

    #[test]
    fn misspelt_members_and_second_pools_are_refused() {
        let text = json!({ "Pools": [], "Users": [] }).to_string();
        let error = read_seed(&text, Timestamp::UNIX_EPOCH).expect_err("a misspelt seed");
        assert_eq!(error.place, "seed");
        let pool = json!({ "Id": "eu-west-1_Example" });
        let text = json!({ "Pools": [pool, pool] }).to_string();
        let error = read_seed(&text, Timestamp::UNIX_EPOCH).expect_err("a second pool");
        assert_eq!(
            error.to_string(),
            "Pools.1: eu-west-1_Example is there already"
        );
    }
}
