//! The session of a person in one browser: signing in once, and out.

use jiff::SignedDuration;
use serde_json::json;

use crate::browser::{
    CALLBACK, CLIENT, GOODBYE, POOL, TestLogin, claims, encoded, request, request_with,
};

fn logout(login: &TestLogin, parameters: &[(&str, &str)]) -> crate::browser::Answer {
    let owned: Vec<(&str, String)> = parameters
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    login.get(&format!("/{POOL}/logout?{}", encoded(&owned)))
}

#[test]
fn who_is_signed_in_does_not_sign_in_again() {
    let login = TestLogin::new();
    login.code(&request(CLIENT));
    login.local.advance(SignedDuration::from_mins(10));
    let again = login.authorize(&request(CLIENT));
    let code = again.sent("code").expect("a code without a form");
    assert_eq!(again.sent("state").as_deref(), Some("a&b=<c>"));
    let tokens = login.exchange(&code, &[]).json();
    let id = claims(&tokens["id_token"]);
    let issued = id["iat"].as_i64().expect("a moment");
    assert_eq!(id["auth_time"], issued - 600, "the moment of the password");

    // The session is the pool's, not the client's.
    let other = login.authorize(&request("other"));
    assert!(other.sent("code").is_some());
    // Another browser has none.
    let elsewhere = login.other_browser().authorize(&request(CLIENT));
    assert!(elsewhere.location().starts_with(&format!("/{POOL}/login?")));
}

#[test]
fn a_session_lasts_an_hour() {
    let login = TestLogin::new();
    login.code(&request(CLIENT));
    login.local.advance(SignedDuration::from_secs(3599));
    assert!(login.authorize(&request(CLIENT)).sent("code").is_some());
    login.local.advance(SignedDuration::from_secs(1));
    assert_eq!(login.authorize(&request(CLIENT)).sent("code"), None);
}

#[test]
fn an_application_chooses_whether_people_are_asked() {
    let login = TestLogin::new();
    let never = request_with(&[("prompt", "none")]);
    let refused = login.authorize(&never);
    assert!(refused.location().starts_with(CALLBACK));
    assert_eq!(refused.sent("error").as_deref(), Some("login_required"));
    assert_eq!(refused.sent("state").as_deref(), Some("a&b=<c>"));
    login.code(&request(CLIENT));
    assert!(login.authorize(&never).sent("code").is_some());
    for prompt in ["login", "select_account"] {
        let always = login.authorize(&request_with(&[("prompt", prompt)]));
        assert!(
            always.location().starts_with(&format!("/{POOL}/login?")),
            "{prompt}"
        );
    }
}

#[test]
fn signing_out_ends_the_session_and_no_tokens() {
    let login = TestLogin::new();
    let tokens = login.tokens(&request(CLIENT));
    let session = login.cookie("cognito").expect("a session");
    let goodbye = logout(
        &login,
        &[
            ("client_id", CLIENT),
            ("logout_uri", GOODBYE),
            ("state", "x"),
        ],
    );
    assert_eq!(goodbye.location(), GOODBYE);
    assert_eq!(login.cookie("cognito"), None);
    assert_eq!(login.authorize(&request(CLIENT)).sent("code"), None);
    // Nor is the cookie good that somebody kept.
    login.set_cookie("cognito", &session);
    assert_eq!(login.authorize(&request(CLIENT)).sent("code"), None);
    let refresh_token = tokens["refresh_token"].as_str().expect("a token");
    assert_eq!(login.refresh(refresh_token).status, 200);
    // Who is signed out already is sent on too.
    let again = logout(&login, &[("client_id", CLIENT), ("logout_uri", GOODBYE)]);
    assert_eq!(again.location(), GOODBYE);
}

#[test]
fn signing_out_can_lead_to_the_next_sign_in() {
    let login = TestLogin::new();
    login.code(&request(CLIENT));
    let query = encoded(&request(CLIENT));
    let next = login.get(&format!("/{POOL}/logout?{query}"));
    assert_eq!(next.location(), format!("/{POOL}/login?{query}"));
    assert_eq!(login.authorize(&request(CLIENT)).sent("code"), None);
}

#[test]
fn signing_out_sends_nobody_to_a_stranger() {
    let login = TestLogin::new();
    login.code(&request(CLIENT));
    let missing = "Required String parameter 'redirect_uri' is not present";
    let check = |parameters: &[(&str, &str)], error: &str| {
        let answer = logout(&login, parameters);
        assert!(
            answer.location().starts_with(&format!("/{POOL}/error?")),
            "{answer:?}"
        );
        assert_eq!(answer.sent("error").as_deref(), Some(error));
    };
    for uri in [
        "https://evil.example/",
        "https://app.example/goodbye/",
        "https://app.example/goodbye?next=https://evil.example",
        "//evil.example",
        CALLBACK,
    ] {
        check(&[("client_id", CLIENT), ("logout_uri", uri)], missing);
    }
    check(&[("client_id", "nobody"), ("logout_uri", GOODBYE)], missing);
    check(&[("client_id", CLIENT)], missing);
    check(&[("logout_uri", GOODBYE)], "Required parameters missing");
    check(&[], "Required parameters missing");
    let evil = [
        ("client_id", CLIENT),
        ("redirect_uri", "https://evil.example"),
    ];
    check(&evil, "redirect_mismatch");
    let twice = format!(
        "/{POOL}/logout?client_id=web&logout_uri={GOODBYE}&logout_uri=https://evil.example"
    );
    assert_eq!(
        login.get(&twice).sent("error").as_deref(),
        Some("invalid_request")
    );
    // None of these signed anybody out.
    assert!(login.authorize(&request(CLIENT)).sent("code").is_some());
}

/// `GlobalSignOut` ends tokens, and leaves the session (API reference: `GlobalSignOut`).
#[test]
fn a_session_outlives_a_sign_out_everywhere_but_not_its_user() {
    let login = TestLogin::new();
    login.code(&request(CLIENT));
    let ada = json!({ "Username": "ada" });
    login.cognito("AdminUserGlobalSignOut", ada.clone());
    assert!(login.authorize(&request(CLIENT)).sent("code").is_some());

    login.cognito("AdminDisableUser", ada.clone());
    assert_eq!(login.authorize(&request(CLIENT)).sent("code"), None);
    login.cognito("AdminEnableUser", ada.clone());
    assert!(login.authorize(&request(CLIENT)).sent("code").is_some());
    login.cognito("AdminResetUserPassword", ada.clone());
    assert_eq!(login.authorize(&request(CLIENT)).sent("code"), None);

    // The next user of the same name is somebody else.
    login.cognito("AdminDeleteUser", ada);
    let next = json!({ "Username": "ada", "MessageAction": "SUPPRESS" });
    login.cognito("AdminCreateUser", next);
    let password = json!({ "Username": "ada", "Password": "Battery-Staple-2", "Permanent": true });
    assert_eq!(login.cognito("AdminSetUserPassword", password).status, 200);
    assert_eq!(login.authorize(&request(CLIENT)).sent("code"), None);
}

#[test]
fn a_session_is_one_pools() {
    let mut other = crate::browser::example();
    other.id = "eu-west-1_Other".to_owned();
    other.domain = Some("other".to_owned());
    let pools = vec![crate::browser::example(), other];
    let login = TestLogin::with(local_user_pool::LocalUserPool::new(pools));
    login.code(&request(CLIENT));
    let query = encoded(&request(CLIENT));
    let there = login.get(&format!("/eu-west-1_Other/oauth2/authorize?{query}"));
    assert!(there.location().starts_with("/eu-west-1_Other/login?"));
}

#[test]
fn signing_in_again_changes_the_session() {
    let login = TestLogin::new();
    login.set_cookie("cognito", &"A".repeat(43));
    assert_eq!(login.authorize(&request(CLIENT)).sent("code"), None);
    login.code(&request(CLIENT));
    let first = login.cookie("cognito").expect("a session");
    assert_ne!(first, "A".repeat(43));
    login.code(&request(CLIENT));
    let second = login.cookie("cognito").expect("a session");
    assert_ne!(first, second);
    login.set_cookie("cognito", &first);
    assert_eq!(login.authorize(&request(CLIENT)).sent("code"), None);
}
