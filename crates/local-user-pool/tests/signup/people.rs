//! A pool to sign up in, and its users.

use std::collections::BTreeSet;

use local_user_pool::{Alias, AttributeDefinition, Client, Pool, SignIn, User};
use serde_json::{Value, json};

use crate::test_pool::TestPool;

pub(crate) const CLIENT: &str = "web";
pub(crate) const ADA: &str = "ada@example.com";
pub(crate) const PASSWORD: &str = "Correct-Horse-1";

/// A pool whose users sign up with a username and verify their mail address, with which they can
/// then sign in.
pub(crate) fn pool(pool: &mut Pool) {
    pool.sign_in = SignIn::Username([Alias::Email].into());
    pool.settings.auto_verified_attributes = [Alias::Email].into();
    pool.schema
        .define("custom:invitation", AttributeDefinition::TEXT);
    let mut client = Client::new(CLIENT, "Web", pool.created);
    let flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    let flows: BTreeSet<String> = flows.map(str::to_owned).into();
    client.settings.explicit_auth_flows = Some(flows);
    pool.add_client(client);
}

/// The same with mail addresses as usernames.
pub(crate) fn pool_by_email(it: &mut Pool) {
    pool(it);
    it.sign_in = SignIn::Attribute([Alias::Email].into());
}

/// [`pool`], whose client hides which users exist.
pub(crate) fn secretive_pool(it: &mut Pool) {
    pool(it);
    it.clients.entry(CLIENT.to_owned()).and_modify(|client| {
        client.settings.prevent_user_existence_errors = Some("ENABLED".to_owned());
    });
}

/// The members of `SignUp`.
pub(crate) fn sign_up(username: &str, email: &str) -> Value {
    json!({
        "ClientId": CLIENT,
        "Username": username,
        "Password": PASSWORD,
        "UserAttributes": [{ "Name": "email", "Value": email }],
    })
}

/// The members of an operation on a user, with more members.
pub(crate) fn by(username: &str, mut more: Value) -> Value {
    more["ClientId"] = json!(CLIENT);
    more["Username"] = json!(username);
    more
}

/// The code in the latest message.
#[track_caller]
pub(crate) fn latest_code(test_pool: &TestPool) -> String {
    let inbox = test_pool.local.inbox();
    let message = inbox.last().expect("a message");
    let text = message.html.as_deref().or(message.text.as_deref());
    let digits = text.expect("a body").chars().filter(char::is_ascii_digit);
    digits.collect()
}

/// A code that is not `code`.
pub(crate) fn not(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

/// Signs a user up and confirms it.
#[track_caller]
pub(crate) fn member(test_pool: &TestPool, username: &str, email: &str) {
    test_pool.ok("SignUp", sign_up(username, email));
    let code = json!({ "ConfirmationCode": latest_code(test_pool) });
    test_pool.ok("ConfirmSignUp", by(username, code));
}

/// Signs a member in and returns the access token.
#[track_caller]
pub(crate) fn signed_in(test_pool: &TestPool, username: &str) -> String {
    let parameters = json!({ "USERNAME": username, "PASSWORD": PASSWORD });
    let answer = test_pool.ok(
        "InitiateAuth",
        json!({
            "ClientId": CLIENT,
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": parameters,
        }),
    );
    let token = answer["AuthenticationResult"]["AccessToken"].as_str();
    token.expect("a token").to_owned()
}

/// A user of the pool.
#[track_caller]
pub(crate) fn user(test_pool: &TestPool, name: &str) -> User {
    test_pool
        .pool(|pool| pool.find(name).cloned())
        .expect("the user")
}
