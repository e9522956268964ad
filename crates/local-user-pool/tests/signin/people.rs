//! A pool to sign in to, and its users.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use local_user_pool::{Alias, AttributeDefinition, Client, Pool, SignIn, User, UserStatus};
use serde_json::{Value, json};

use crate::test_pool::TestPool;

pub(crate) const CLIENT: &str = "web";
pub(crate) const PASSWORD: &str = "Correct-Horse-1";
pub(crate) const TEMPORARY: &str = "Only-For-Now-1";

/// A pool in which every user has a given name, with a client that allows every flow.
pub(crate) fn pool(pool: &mut Pool) {
    pool.sign_in = SignIn::Username([Alias::Email].into());
    pool.schema
        .define("custom:invitation", AttributeDefinition::TEXT);
    let required = AttributeDefinition {
        required: true,
        ..AttributeDefinition::TEXT
    };
    pool.schema.define("given_name", required);
    pool.add_groups(["clients", "staff"]);
    let mut client = Client::new(CLIENT, "Web", pool.created);
    let flows = [
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    ];
    let flows: BTreeSet<String> = flows.map(str::to_owned).into();
    client.settings.explicit_auth_flows = Some(flows);
    pool.add_client(client);
    let mut ada = User::new("ada", "sub-of-ada", UserStatus::Confirmed, pool.created);
    for (name, value) in [
        ("email", "ada@example.com"),
        ("email_verified", "true"),
        ("given_name", "Ada"),
        ("custom:invitation", "secret"),
    ] {
        ada.attributes.insert(name.to_owned(), value.to_owned());
    }
    ada.groups.insert("clients".to_owned());
    pool.insert(ada);
}

/// [`pool`] with Ada, who has a permanent password.
pub(crate) fn test_pool() -> TestPool {
    let test_pool = TestPool::new(pool);
    set_password(&test_pool, PASSWORD, true);
    test_pool
}

/// [`pool`] with Ada, who has a temporary password.
pub(crate) fn invited() -> TestPool {
    let test_pool = TestPool::new(pool);
    set_password(&test_pool, TEMPORARY, false);
    test_pool
}

fn set_password(test_pool: &TestPool, password: &str, permanent: bool) {
    test_pool.ok(
        "AdminSetUserPassword",
        json!({"Username": "ada", "Password": password, "Permanent": permanent}),
    );
}

/// Changes the client.
pub(crate) fn change_client(test_pool: &TestPool, change: impl FnOnce(&mut Client)) {
    test_pool.pool(|pool| change(pool.clients.get_mut(CLIENT).expect("the client")));
}

/// The members of a sign-in with a password.
pub(crate) fn with_password(username: &str, password: &str) -> Value {
    json!({
        "ClientId": CLIENT,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": username, "PASSWORD": password},
    })
}

/// Signs Ada in and returns the tokens.
pub(crate) fn sign_in(test_pool: &TestPool) -> Value {
    let mut answer = test_pool.ok("InitiateAuth", with_password("ada", PASSWORD));
    answer["AuthenticationResult"].take()
}

/// The claims of a token, unverified.
pub(crate) fn claims(token: &Value) -> Value {
    let token = token.as_str().expect("a token");
    let claims = token.split('.').nth(1).expect("claims");
    let claims = URL_SAFE_NO_PAD.decode(claims).expect("Base64");
    serde_json::from_slice(&claims).expect("claims are JSON")
}
