//! The claims of access and ID tokens (developer guide, "Understanding user pool JSON web tokens"),
//! and how pre token generation changes them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::groups::GroupClaims;
use super::jwt::Claims;
use super::lifetimes::Lifetimes;
use crate::state::attributes;
use crate::state::client_access::is_readable;
use crate::state::clock::later;
use crate::state::pool::Client;
use crate::state::random;
use crate::state::sessions::Scopes;
use crate::state::user::User;

/// The claims that no hook can change (contract §2.7), and those of access tokens that name the
/// user and the client.
const RESERVED: [&str; 22] = [
    "acr",
    "amr",
    "at_hash",
    "aud",
    "auth_time",
    "azp",
    "client_id",
    "cognito:username",
    "device_key",
    "event_id",
    "exp",
    "iat",
    "identities",
    "iss",
    "jti",
    "nbf",
    "nonce",
    "origin_jti",
    "scope",
    "sub",
    "token_use",
    "username",
];

/// The claims that only group overrides change.
const OF_GROUPS: [&str; 3] = ["cognito:groups", "cognito:preferred_role", "cognito:roles"];

/// The changes of a hook to tokens; by default none.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Overrides {
    pub(crate) id: ClaimChanges,
    pub(crate) access: ClaimChanges,
    /// None keeps the groups.
    pub(crate) groups: Option<GroupClaims>,
}

/// The changes of a hook to one token.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct ClaimChanges {
    pub(crate) set: BTreeMap<String, Value>,
    pub(crate) suppress: Vec<String>,
    pub(crate) add_scopes: Vec<String>,
    pub(crate) suppress_scopes: Vec<String>,
}

impl ClaimChanges {
    /// Changes the claims. A suppressed claim is removed, even if the hook also sets it.
    fn apply(&self, claims: &mut Claims) {
        for (name, value) in &self.set {
            if !is_reserved(name) && !OF_GROUPS.contains(&name.as_str()) {
                claims.insert(name.clone(), value.clone());
            }
        }
        for name in &self.suppress {
            if !is_reserved(name) {
                claims.remove(name);
            }
        }
    }

    /// The scopes of the token, made from those that it has without the hook.
    fn scopes<'a>(&'a self, scopes: impl Iterator<Item = &'a str>) -> String {
        let added = self.add_scopes.iter().map(String::as_str);
        let mut scopes: BTreeSet<&str> = scopes.chain(added).collect();
        for scope in &self.suppress_scopes {
            scopes.remove(scope.as_str());
        }
        scopes.into_iter().collect::<Vec<_>>().join(" ")
    }
}

fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// The facts from which claims are made.
pub(super) struct ClaimSource<'a> {
    pub(super) client: &'a Client,
    pub(super) user: &'a User,
    pub(super) issuer: String,
    pub(super) groups: GroupClaims,
    pub(super) lifetimes: Lifetimes,
    /// The `origin_jti`.
    pub(super) family: &'a str,
    pub(super) scopes: &'a Scopes,
    pub(super) authenticated: Timestamp,
    pub(super) now: Timestamp,
}

impl ClaimSource<'_> {
    /// The access token.
    pub(crate) fn access(&self, event: &str, changes: &ClaimChanges) -> Claims {
        let mut claims = self.common("access", event, self.lifetimes.access);
        self.groups.write_groups(&mut claims);
        changes.apply(&mut claims);
        claims.insert("client_id".to_owned(), json!(self.client.id));
        let scopes = changes.scopes(self.scopes.iter());
        claims.insert("scope".to_owned(), json!(scopes));
        claims.insert("username".to_owned(), json!(self.user.username));
        if *self.scopes != Scopes::Api {
            // Tokens of managed login have it (developer guide, "Understanding the access token").
            claims.insert("version".to_owned(), json!(2));
        }
        claims
    }

    /// The ID token, with the attributes that the client reads and the scopes open.
    pub(crate) fn id(&self, event: &str, changes: &ClaimChanges) -> Claims {
        let mut claims = self.common("id", event, self.lifetimes.id);
        for (name, value) in &self.user.attributes {
            if is_readable(self.client, name) && self.scopes.open(name) {
                claims.insert(name.clone(), claim(name, value));
            }
        }
        self.groups.write_groups(&mut claims);
        self.groups.write_roles(&mut claims);
        changes.apply(&mut claims);
        claims.insert("aud".to_owned(), json!(self.client.id));
        claims.insert("cognito:username".to_owned(), json!(self.user.username));
        claims
    }

    fn common(&self, kind: &str, event: &str, lifetime: SignedDuration) -> Claims {
        let claims = [
            ("sub", json!(self.user.sub)),
            ("iss", json!(self.issuer)),
            ("origin_jti", json!(self.family)),
            ("event_id", json!(event)),
            ("token_use", json!(kind)),
            ("auth_time", json!(self.authenticated.as_second())),
            ("exp", json!(later(self.now, lifetime).as_second())),
            ("iat", json!(self.now.as_second())),
            ("jti", json!(random::uuid())),
        ];
        let claims = claims.map(|(name, value)| (name.to_owned(), value));
        claims.into_iter().collect()
    }
}

/// An attribute in an ID token: flags are booleans, the time of a change is a number, the address a
/// structure (`OpenID` Connect Core, section 5.1), and all others are texts.
fn claim(name: &str, value: &str) -> Value {
    match name {
        "email_verified" | "phone_number_verified" => json!(attributes::is_true(Some(value))),
        "updated_at" => value.parse::<i64>().map_or(json!(value), Value::from),
        "address" => json!({ "formatted": value }),
        _ => json!(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::scope;

    #[track_caller]
    fn check(set: &[(&str, &str)], suppress: &[&str], expected: &Value) {
        let changes = ClaimChanges {
            set: set
                .iter()
                .map(|(name, value)| ((*name).to_owned(), json!(value)))
                .collect(),
            suppress: suppress.iter().map(|name| (*name).to_owned()).collect(),
            ..ClaimChanges::default()
        };
        let mut claims = Claims::new();
        claims.insert("sub".to_owned(), json!("1"));
        claims.insert("email".to_owned(), json!("ada@example.com"));
        claims.insert("cognito:groups".to_owned(), json!(["clients"]));
        changes.apply(&mut claims);
        assert_eq!(&Value::from(claims), expected);
    }

    #[test]
    fn hooks_change_what_they_may() {
        let groups = json!(["clients"]);
        let all = json!({"sub": "1", "email": "ada@example.com", "cognito:groups": groups});
        check(&[], &[], &all);
        check(
            &[("sub", "2"), ("cognito:groups", "admins")],
            &["sub"],
            &all,
        );
        check(
            &[("email", "x"), ("tenant", "acme")],
            &[],
            &json!({"sub": "1", "email": "x", "tenant": "acme", "cognito:groups": groups}),
        );
        // Suppressing wins over setting.
        check(
            &[("tenant", "acme")],
            &["tenant", "email"],
            &json!({"sub": "1", "cognito:groups": groups}),
        );
    }

    #[track_caller]
    fn check_scopes(add: &[&str], suppress: &[&str], expected: &str) {
        let owned = |scopes: &[&str]| scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let changes = ClaimChanges {
            add_scopes: owned(add),
            suppress_scopes: owned(suppress),
            ..ClaimChanges::default()
        };
        assert_eq!(changes.scopes(Scopes::Api.iter()), expected);
    }

    #[test]
    fn scopes_are_added_and_suppressed() {
        check_scopes(&[], &[], scope::ADMIN);
        check_scopes(&["read"], &[], "aws.cognito.signin.user.admin read");
        check_scopes(&["read"], &[scope::ADMIN, "read"], "");
    }
}
