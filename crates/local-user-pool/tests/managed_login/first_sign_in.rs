//! An invited person chooses a password on the page.

use local_user_pool::{AttributeDefinition, User, UserStatus};
use serde_json::json;

use crate::browser::{
    Answer, CLIENT, POOL, TEMPORARY, TestLogin, claims, encoded, example, hidden, request,
};

/// A pool with Cyd, who was invited and has no family name, which the pool requires.
fn invited() -> TestLogin {
    let mut pool = example();
    let required = AttributeDefinition {
        required: true,
        ..AttributeDefinition::TEXT
    };
    pool.schema.define("family_name", required);
    let mut cyd = User::new("cyd", "sub-of-cyd", UserStatus::Unconfirmed, pool.created);
    cyd.status = UserStatus::ForceChangePassword;
    pool.insert(cyd);
    let login = TestLogin::of(pool);
    let password = json!({ "Username": "cyd", "Password": TEMPORARY, "Permanent": false });
    assert_eq!(login.cognito("AdminSetUserPassword", password).status, 200);
    login
}

fn begin(login: &TestLogin) -> Answer {
    let fields = [("username", "cyd"), ("password", TEMPORARY)];
    let page = login.type_in(&request(CLIENT), &fields);
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.body.contains("<h1>Change password</h1>"), "{page:?}");
    page
}

/// Sends the second form.
fn choose(login: &TestLogin, page: &Answer, session: &str, fields: &[(&str, &str)]) -> Answer {
    let path = format!("/{POOL}/login?{}", encoded(&request(CLIENT)));
    let mut all = vec![("username", "cyd"), ("session", session)];
    all.extend(fields);
    login.submit(&path, &hidden(&page.body, "_csrf"), &all)
}

#[test]
fn the_new_password_signs_in() {
    let login = invited();
    let page = begin(&login);
    assert!(page.body.contains("autocomplete=\"new-password\""));
    assert!(page.body.contains("name=\"attribute.family_name\""));
    assert!(login.cookie("cognito").is_none(), "not yet signed in");
    let session = hidden(&page.body, "session");

    // What is wrong can be put right.
    let short = [("password", "short"), ("attribute.family_name", "Charisse")];
    let again = choose(&login, &page, &session, &short);
    let alert = "Password did not conform with policy: Password not long enough";
    assert!(again.body.contains(alert), "{again:?}");
    assert!(again.body.contains("name=\"attribute.family_name\""));
    assert_eq!(hidden(&again.body, "session"), session);

    let good = [
        ("password", "Battery-Staple-2"),
        ("attribute.family_name", "Charisse"),
    ];
    let back = choose(&login, &again, &session, &good);
    let tokens = login
        .exchange(&back.sent("code").expect("a code"), &[])
        .json();
    assert_eq!(claims(&tokens["id_token"])["sub"], "sub-of-cyd");
    let status = login.pool(|pool| pool.find("cyd").map(|user| user.status));
    assert_eq!(status, Some(UserStatus::Confirmed));
    // The session of the challenge is used up.
    let path = format!("/{POOL}/login?{}", encoded(&request(CLIENT)));
    let replayed = choose(&login, &login.get(&path), &session, &good);
    assert_eq!(replayed.status, 200);
    assert!(
        replayed.body.contains("session can only be used once"),
        "{replayed:?}"
    );
}

#[test]
fn a_missing_attribute_is_asked_for() {
    let login = invited();
    let page = begin(&login);
    let session = hidden(&page.body, "session");
    let without = choose(&login, &page, &session, &[("password", "Battery-Staple-2")]);
    assert!(
        without.body.contains("family_name is missing"),
        "{without:?}"
    );
}

#[test]
fn a_challenge_is_one_persons() {
    let login = invited();
    let page = begin(&login);
    let session = hidden(&page.body, "session");
    let path = format!("/{POOL}/login?{}", encoded(&request(CLIENT)));
    let csrf = hidden(&page.body, "_csrf");
    let fields = [
        ("username", "ada"),
        ("session", &*session),
        ("password", "Battery-Staple-2"),
    ];
    let stolen = login.submit(&path, &csrf, &fields);
    assert_eq!(stolen.status, 200);
    assert!(
        stolen.body.contains("Invalid session for the user."),
        "{stolen:?}"
    );
    let guessed = choose(
        &login,
        &page,
        &"x".repeat(128),
        &[("password", "Battery-Staple-2")],
    );
    assert!(guessed.body.contains("Invalid session for the user."));
    // Attributes that people may not write are not written here either.
    let verified = [
        ("password", "Battery-Staple-2"),
        ("attribute.family_name", "Charisse"),
        ("attribute.email_verified", "true"),
    ];
    let refused = choose(&login, &page, &session, &verified);
    assert_eq!(refused.status, 200, "{refused:?}");
    let status = login.pool(|pool| pool.find("cyd").map(|user| user.status));
    assert_eq!(status, Some(UserStatus::ForceChangePassword));
}

#[test]
fn a_client_with_a_secret_has_the_same_pages() {
    let login = invited();
    let parameters = request("secretive");
    let fields = [("username", "cyd"), ("password", TEMPORARY)];
    let page = login.type_in(&parameters, &fields);
    let session = hidden(&page.body, "session");
    let path = format!("/{POOL}/login?{}", encoded(&parameters));
    let fields = [
        ("username", "cyd"),
        ("session", &*session),
        ("password", "Battery-Staple-2"),
        ("attribute.family_name", "Charisse"),
    ];
    let back = login.submit(&path, &hidden(&page.body, "_csrf"), &fields);
    assert!(back.sent("code").is_some(), "{back:?}");
}
