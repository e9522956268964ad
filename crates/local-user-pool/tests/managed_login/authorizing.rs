//! Requests for authorization: which are granted, and where the refusals go.

use local_user_pool::User;

use crate::browser::{
    CALLBACK, CHALLENGE, CLIENT, POOL, TestLogin, claims, encoded, request, request_with,
};

#[test]
fn a_person_signs_in_and_the_application_gets_tokens() {
    let login = TestLogin::new();
    let to_login = login.authorize(&request(CLIENT));
    assert_eq!(
        to_login.location(),
        format!("/{POOL}/login?{}", encoded(&request(CLIENT)))
    );
    let back = login.sign_in(&request(CLIENT));
    assert!(back.location().starts_with(&format!("{CALLBACK}?code=")));
    assert_eq!(back.sent("state").as_deref(), Some("a&b=<c>"));
    let cookie = back.headers.get_all("set-cookie").iter();
    let session = cookie.filter_map(|cookie| cookie.to_str().ok());
    let session = session.filter(|cookie| cookie.starts_with("cognito="));
    assert!(
        session
            .into_iter()
            .all(|cookie| cookie.contains("Max-Age=3600"))
    );
    assert!(login.cookie("cognito").is_some());

    let answer = login.exchange(&back.sent("code").expect("a code"), &[]);
    assert_eq!(answer.status, 200, "{answer:?}");
    let header = "application/json;charset=UTF-8";
    assert_eq!(answer.header("content-type"), header);
    assert!(answer.header("cache-control").contains("no-store"));
    let tokens = answer.json();
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&"Bearer".into(), &3600.into())
    );
    assert!(tokens["refresh_token"].is_string());

    let id = claims(&tokens["id_token"]);
    let access = claims(&tokens["access_token"]);
    assert_eq!(id["nonce"], "n-1");
    assert_eq!(id["aud"], CLIENT);
    assert_eq!(id["cognito:username"], "ada");
    assert_eq!(id["cognito:groups"][0], "clients");
    assert_eq!(
        (&id["email"], &id["email_verified"]),
        (&"ada@example.com".into(), &true.into())
    );
    assert_eq!(id["auth_time"], access["auth_time"]);
    assert_eq!(id["origin_jti"], access["origin_jti"]);
    assert!(
        id.get("given_name").is_none(),
        "a scope that was not asked for"
    );
    assert_eq!(access["scope"], "email openid");
    assert_eq!(access["version"], 2);
    assert_eq!(access["client_id"], CLIENT);
    assert_eq!(access["username"], "ada");
    let half = id["at_hash"].as_str().expect("a hash");
    assert_eq!(half.len(), 22);
}

#[test]
fn without_openid_there_is_no_id_token() {
    let login = TestLogin::new();
    let scope = "aws.cognito.signin.user.admin";
    let tokens = login.tokens(&request_with(&[("scope", scope)]));
    assert!(tokens.get("id_token").is_none());
    assert_eq!(claims(&tokens["access_token"])["scope"], scope);
    let access = tokens["access_token"].as_str().expect("a token");
    assert_eq!(login.user_info(access).status, 401);
    let user = login.cognito("GetUser", serde_json::json!({ "AccessToken": access }));
    assert_eq!(user.json()["Username"], "ada");
}

#[test]
fn a_request_without_scopes_has_all_of_the_client() {
    let login = TestLogin::new();
    let tokens = login.tokens(&request_with(&[("scope", "")]));
    assert_eq!(
        claims(&tokens["access_token"])["scope"],
        "aws.cognito.signin.user.admin email openid profile"
    );
}

#[test]
fn openid_alone_opens_all_attributes() {
    let login = TestLogin::new();
    let tokens = login.tokens(&request_with(&[("scope", "openid")]));
    assert_eq!(claims(&tokens["id_token"])["given_name"], "Ada");
    // Not the scope of people who change their own account.
    let access = tokens["access_token"].as_str().expect("a token");
    let user = login.cognito("GetUser", serde_json::json!({ "AccessToken": access }));
    assert_eq!(user.status, 400);
}

#[test]
fn a_callback_keeps_its_own_parameters() {
    let login = TestLogin::new();
    let uri = "http://localhost:3000/?tenant=7";
    let back = login.sign_in(&request_with(&[("redirect_uri", uri)]));
    assert!(
        back.location().starts_with(&format!("{uri}&code=")),
        "{back:?}"
    );
}

#[test]
fn the_default_callback_serves_a_request_without_one() {
    let login = TestLogin::new();
    let without = request_with(&[("redirect_uri", "")]);
    assert_eq!(
        login.authorize(&without).location(),
        format!("/{POOL}/error?error=Required+parameters+missing&client_id=web")
    );
    login.pool(|pool| {
        let client = pool.clients.get_mut(CLIENT).expect("the client");
        client.settings.default_redirect_uri = Some(CALLBACK.to_owned());
    });
    let back = login.sign_in(&without);
    assert!(back.location().starts_with(CALLBACK));
}

/// Checks that the application is told of the error, with the state.
#[track_caller]
fn check_sent(login: &TestLogin, changes: &[(&'static str, &str)], error: &str, why: Option<&str>) {
    let request = request_with(changes);
    for path in ["oauth2/authorize", "login"] {
        let answer = login.get(&format!("/{POOL}/{path}?{}", encoded(&request)));
        assert!(
            answer.location().starts_with(CALLBACK),
            "{changes:?} {answer:?}"
        );
        assert_eq!(answer.sent("error").as_deref(), Some(error), "{changes:?}");
        assert_eq!(
            answer.sent("error_description").as_deref(),
            why,
            "{changes:?}"
        );
        assert_eq!(answer.sent("state").as_deref(), Some("a&b=<c>"));
        assert_eq!(answer.sent("code"), None);
    }
}

#[test]
fn what_is_wrong_is_told_to_the_application() {
    let login = TestLogin::new();
    let check = |changes: &[(&'static str, &str)], error| check_sent(&login, changes, error, None);
    check(&[("response_type", "")], "invalid_request");
    check(&[("response_type", "id_token")], "invalid_request");
    check(&[("response_type", "token")], "unauthorized_client");
    check(&[("code_challenge_method", "")], "invalid_request");
    check(&[("code_challenge_method", "plain")], "invalid_request");
    check(&[("code_challenge", "")], "invalid_request");
    check(&[("code_challenge", "short")], "invalid_request");
    check(
        &[("code_challenge", &CHALLENGE.replace('E', "."))],
        "invalid_request",
    );
    check(&[("prompt", "none login")], "invalid_request");

    let scope = Some("invalid_scope");
    for scopes in [
        "openid phone",
        "openid offline_access",
        "email",
        "OPENID",
        "openid+email",
    ] {
        check_sent(&login, &[("scope", scopes)], "invalid_request", scope);
    }
}

#[test]
fn a_client_has_only_the_flows_that_it_was_given() {
    for change in [
        (|client| client.settings.allowed_oauth_flows_user_pool_client = None)
            as fn(&mut local_user_pool::Client),
        |client| client.settings.allowed_oauth_flows_user_pool_client = Some(false),
        |client| client.settings.allowed_oauth_flows = Some(vec!["implicit".to_owned()]),
        |client| client.settings.allowed_oauth_flows = None,
    ] {
        let login = TestLogin::new();
        let code = login.code(&request(CLIENT));
        login.pool(|pool| change(pool.clients.get_mut(CLIENT).expect("the client")));
        check_sent(&login, &[], "unauthorized_client", None);
        let answer = login.exchange(&code, &[]);
        crate::browser::check_refused(&answer, 400, "unauthorized_client");
    }
}

/// Checks that no application is told, and that the page of the error shows no text of others.
#[track_caller]
fn check_shown(login: &TestLogin, query: &str, error: &str) {
    for path in ["oauth2/authorize", "login"] {
        let answer = login.get(&format!("/{POOL}/{path}?{query}"));
        let location = answer.location();
        assert!(
            location.starts_with(&format!("/{POOL}/error?error=")),
            "{query} {location}"
        );
        assert_eq!(answer.sent("error").as_deref(), Some(error), "{query}");
        let page = login.get(location);
        assert_eq!(page.status, 400);
        assert!(!page.body.contains("evil"), "{page:?}");
    }
}

#[test]
fn nobody_is_sent_to_an_address_that_is_not_registered() {
    let login = TestLogin::new();
    for uri in [
        "https://evil.example/",
        "https://app.example/callback/",
        "https://app.example/callback?x=evil",
        "https://app.example/callback#evil",
        "https://app.example/Callback",
        "https://APP.example/callback",
        "https://app.example:443/callback",
        "https://app.example/../callback",
        "https://app.example@evil.example/callback",
        "https://app.example%2Fevil/callback",
        "http://app.example/callback",
        "http://localhost:3001/?tenant=7",
        "//evil.example",
        "/evil",
        "javascript:evil()",
        "https://app.example/goodbye",
        "https://app.example/callback\r\nLocation: https://evil.example",
        " https://app.example/callback",
    ] {
        let request = encoded(&request_with(&[("redirect_uri", uri)]));
        check_shown(&login, &request, "redirect_mismatch");
    }
    // Another client's address.
    login.pool(|pool| {
        let other = pool.clients.get_mut("other").expect("the client");
        other.settings.callback_urls = Some(vec!["https://evil.example/in".to_owned()]);
    });
    let request = encoded(&request_with(&[(
        "redirect_uri",
        "https://evil.example/in",
    )]));
    check_shown(&login, &request, "redirect_mismatch");
}

#[test]
fn a_request_that_could_mean_two_things_means_nothing() {
    let login = TestLogin::new();
    let good = encoded(&request(CLIENT));
    for twice in [
        "redirect_uri=https%3A%2F%2Fevil.example",
        "client_id=evil",
        "scope=openid",
        "state=evil",
        "%73tate=evil",
    ] {
        check_shown(&login, &format!("{good}&{twice}"), "invalid_request");
        check_shown(&login, &format!("{twice}&{good}"), "invalid_request");
    }
    check_shown(&login, "", "Required parameters missing");
    let nobody = encoded(&request("evil"));
    check_shown(&login, &nobody, "invalid_request");
    let long = "x".repeat(9000);
    check_shown(
        &login,
        &format!("{good}&login_hint={long}"),
        "invalid_request",
    );
}

#[test]
fn people_sign_in_with_a_provider_of_the_client() {
    let login = TestLogin::new();
    let unavailable = "Login option is not available. Please try another one";
    for (name, provider) in [("identity_provider", "Google"), ("idp_identifier", "evil")] {
        let request = encoded(&request_with(&[(name, provider)]));
        check_shown(&login, &request, unavailable);
    }
    let local = request_with(&[("identity_provider", "COGNITO")]);
    assert!(login.sign_in(&local).sent("code").is_some());
    login.pool(|pool| {
        let client = pool.clients.get_mut(CLIENT).expect("the client");
        client.settings.supported_identity_providers = Some(vec!["Okta".to_owned()]);
    });
    check_shown(&login, &encoded(&request(CLIENT)), unavailable);
}

#[test]
fn a_pool_without_a_domain_has_no_managed_login() {
    let login = TestLogin::new();
    login.pool(|pool| pool.domain = None);
    for (method, path) in [
        ("GET", "oauth2/authorize"),
        ("GET", "login"),
        ("POST", "login"),
        ("GET", "logout"),
        ("POST", "oauth2/token"),
        ("GET", "oauth2/userInfo"),
        ("POST", "oauth2/revoke"),
    ] {
        let query = encoded(&request(CLIENT));
        let answer = login.send(method, &format!("/{POOL}/{path}?{query}"), &[], None);
        assert_eq!(answer.status, 404, "{path}");
    }
    let path = format!("/{POOL}/.well-known/openid-configuration");
    assert!(login.get(&path).json().get("token_endpoint").is_none());
}

#[test]
fn the_client_of_another_pool_is_nobody_here() {
    let mut other = crate::browser::example();
    other.id = "eu-west-1_Other".to_owned();
    other.domain = Some("other".to_owned());
    other.add_client(crate::browser::client("foreign"));
    let pools = vec![crate::browser::example(), other];
    let login = TestLogin::with(local_user_pool::LocalUserPool::new(pools));
    check_shown(&login, &encoded(&request("foreign")), "invalid_request");
}

#[test]
fn the_document_says_where_everything_is() {
    let login = TestLogin::new();
    let path = format!("/{POOL}/.well-known/openid-configuration");
    let answer = login.send("GET", &path, &[("origin", "https://app.example")], None);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let document = answer.json();
    for (name, path) in [
        ("authorization_endpoint", "oauth2/authorize"),
        ("end_session_endpoint", "logout"),
        ("jwks_uri", ".well-known/jwks.json"),
        ("revocation_endpoint", "oauth2/revoke"),
        ("token_endpoint", "oauth2/token"),
        ("userinfo_endpoint", "oauth2/userInfo"),
    ] {
        assert_eq!(document[name], login.url(&format!("/{POOL}/{path}")));
    }
    let tokens = login.tokens(&request(CLIENT));
    assert_eq!(claims(&tokens["id_token"])["iss"], document["issuer"]);
}

#[test]
fn the_pool_is_found_by_its_domain_too() {
    let login = TestLogin::new();
    let query = encoded(&request(CLIENT));
    let at = |host: &str| {
        let path = format!("/oauth2/authorize?{query}");
        login.send("GET", &path, &[("host", host)], None)
    };
    assert_eq!(
        at("example.localhost:1").location(),
        format!("/login?{query}")
    );
    assert_eq!(at("EXAMPLE.localhost").status, 302);
    assert_eq!(at("other.localhost").status, 404);
    assert_eq!(at("localhost").status, 404);
    assert_eq!(at("127.0.0.1").status, 404);
    assert_eq!(at("example.evil.example").status, 421);
}

#[test]
fn a_name_that_is_asked_for_is_filled_in() {
    let login = TestLogin::new();
    let hint = request_with(&[("login_hint", "\"><script>ada")]);
    let page = login.get(&format!("/{POOL}/login?{}", encoded(&hint)));
    let name = "value=\"&quot;&gt;&lt;script&gt;ada\" autocomplete=\"username\"";
    assert!(page.body.contains(name), "{page:?}");
    assert!(!page.body.contains("<script"));
}

#[test]
fn people_who_may_not_sign_in_are_told_so() {
    let login = TestLogin::new();
    let password = "Correct-Horse-1";
    let check = |name: &str, typed: &str, sentence: &str| {
        let fields = [("username", name), ("password", typed)];
        let page = login.type_in(&request(CLIENT), &fields);
        assert_eq!(page.status, 200, "{page:?}");
        let alert = format!("<p role=\"alert\">{sentence}</p>");
        assert!(page.body.contains(&alert), "{page:?}");
        assert!(!page.body.contains(typed), "the password comes back");
        assert!(page.body.contains(&format!("value=\"{name}\"")), "{page:?}");
        assert!(login.cookie("cognito").is_none());
    };
    check("ada", "wrong-horse", "Incorrect username or password.");
    check("bob", password, "User does not exist.");
    let disable = |user: &mut User| user.enabled = false;
    login.pool(|pool| {
        let mut ada = pool.find("ada").expect("Ada").clone();
        disable(&mut ada);
        pool.insert(ada);
        let client = pool.clients.get_mut(CLIENT).expect("the client");
        client.settings.prevent_user_existence_errors = Some("ENABLED".to_owned());
    });
    check("ada", password, "User is disabled.");
    check("bob", password, "Incorrect username or password.");
}
