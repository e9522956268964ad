//! What an application does with its code and its tokens.

use jiff::SignedDuration;
use serde_json::json;

use crate::browser::{
    CALLBACK, CLIENT, POOL, TestLogin, VERIFIER, check_refused, claims, request, request_with,
};

#[test]
fn a_code_is_good_once_and_for_five_minutes() {
    let login = TestLogin::new();
    let code = login.code(&request(CLIENT));
    assert_eq!(login.exchange(&code, &[]).status, 200);
    check_refused(&login.exchange(&code, &[]), 400, "invalid_grant");

    let code = login.code(&request(CLIENT));
    login.local.advance(SignedDuration::from_secs(299));
    assert_eq!(login.exchange(&code, &[]).status, 200);
    let code = login.code(&request(CLIENT));
    login.local.advance(SignedDuration::from_mins(5));
    check_refused(&login.exchange(&code, &[]), 400, "invalid_grant");
}

#[test]
fn a_code_is_its_clients_alone() {
    let login = TestLogin::new();
    let code = login.code(&request(CLIENT));
    let other = [("client_id", "other")];
    check_refused(&login.exchange(&code, &other), 400, "invalid_grant");
    let secretive = [("client_id", "secretive"), ("client_secret", "s3cret")];
    check_refused(&login.exchange(&code, &secretive), 400, "invalid_grant");
    let nobody = [("client_id", "nobody")];
    check_refused(&login.exchange(&code, &nobody), 400, "invalid_client");
    // The attempts of others do not use it up.
    assert_eq!(login.exchange(&code, &[]).status, 200);
}

#[test]
fn a_code_needs_its_verifier() {
    let login = TestLogin::new();
    let code = login.code(&request(CLIENT));
    let wrong = VERIFIER.replace('d', "e");
    for verifier in ["", "short", &wrong, crate::browser::CHALLENGE] {
        let changes = [("code_verifier", verifier)];
        check_refused(&login.exchange(&code, &changes), 400, "invalid_grant");
    }
    assert_eq!(login.exchange(&code, &[]).status, 200);
}

/// Cognito requires PKCE of nobody. A code without a challenge takes no verifier, so that nobody can
/// take the challenge out of a request on its way.
#[test]
fn a_public_client_may_do_without_pkce() {
    let login = TestLogin::new();
    let plain = request_with(&[("code_challenge", ""), ("code_challenge_method", "")]);
    let code = login.code(&plain);
    check_refused(&login.exchange(&code, &[]), 400, "invalid_grant");
    let answer = login.exchange(&code, &[("code_verifier", "")]);
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[test]
fn a_code_comes_with_its_address() {
    let login = TestLogin::new();
    let code = login.code(&request(CLIENT));
    for (uri, error) in [
        ("", "invalid_request"),
        ("http://localhost:3000/?tenant=7", "unauthorized_client"),
        ("https://app.example/callback/", "unauthorized_client"),
    ] {
        let answer = login.exchange(&code, &[("redirect_uri", uri)]);
        check_refused(&answer, 400, error);
    }
    assert_eq!(login.exchange(&code, &[]).status, 200);
}

#[test]
fn what_a_request_for_tokens_lacks_is_said() {
    let login = TestLogin::new();
    let check = |form: &[(&str, &str)], error: &str| {
        check_refused(&login.token(form), 400, error);
    };
    check(&[], "invalid_request");
    check(&[("client_id", CLIENT)], "invalid_request");
    check(
        &[("client_id", CLIENT), ("grant_type", "password")],
        "unsupported_grant_type",
    );
    check(
        &[("client_id", CLIENT), ("grant_type", "client_credentials")],
        "unauthorized_client",
    );
    check(
        &[("client_id", CLIENT), ("grant_type", "refresh_token")],
        "invalid_request",
    );
    check(
        &[("client_id", CLIENT), ("grant_type", "authorization_code")],
        "invalid_request",
    );
    let code = [("code", "x"), ("redirect_uri", CALLBACK)];
    let grant = [("client_id", CLIENT), ("grant_type", "authorization_code")];
    check(&[code, grant].concat(), "invalid_grant");

    let path = format!("/{POOL}/oauth2/token");
    let json = json!({ "client_id": CLIENT, "grant_type": "refresh_token" }).to_string();
    let answer = login.send(
        "POST",
        &path,
        &[("content-type", "application/json")],
        Some(&json),
    );
    check_refused(&answer, 400, "invalid_request");
    let twice = "client_id=web&client_id=other&grant_type=refresh_token";
    check_refused(&login.post(&path, twice, &[]), 400, "invalid_request");
    let huge = format!(
        "client_id=web&grant_type=refresh_token&refresh_token={}",
        "x".repeat(70_000)
    );
    check_refused(&login.post(&path, &huge, &[]), 400, "invalid_request");
    // A code in the address would be in logs.
    let code = login.code(&request(CLIENT));
    let query = format!("{path}?grant_type=authorization_code&client_id=web&code={code}");
    check_refused(&login.post(&query, "", &[]), 400, "invalid_request");
    assert_eq!(login.get(&path).status, 405);
    assert_eq!(login.send("PUT", &path, &[], Some("")).status, 405);
}

#[test]
fn a_client_with_a_secret_proves_that_it_knows_it() {
    let login = TestLogin::new();
    let exchange = |changes: &[(&str, &str)], header: Option<&str>| {
        let code = login.code(&request("secretive"));
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        form.extend(changes);
        let headers: Vec<_> = header
            .into_iter()
            .map(|value| ("authorization", value))
            .collect();
        login.endpoint("token", &form, &headers)
    };
    let id = ("client_id", "secretive");
    assert_eq!(
        exchange(&[id, ("client_secret", "s3cret")], None).status,
        200
    );
    // printf secretive:s3cret | base64
    let basic = Some("Basic c2VjcmV0aXZlOnMzY3JldA==");
    assert_eq!(exchange(&[], basic).status, 200);
    assert_eq!(exchange(&[id], basic).status, 200);

    let check = |changes: &[(&str, &str)], header: Option<&str>| {
        check_refused(&exchange(changes, header), 400, "invalid_client");
    };
    check(&[id], None);
    check(&[id, ("client_secret", "guess")], None);
    check(&[("client_id", "other")], basic);
    check(&[id, ("client_secret", "s3cret")], basic);
    // printf secretive: | base64, and secretive:guess
    check(&[], Some("Basic c2VjcmV0aXZlOg=="));
    check(&[], Some("Basic c2VjcmV0aXZlOmd1ZXNz"));
    check(&[], Some("Basic ?"));
    check(&[], Some("Bearer x"));
    let wrong = exchange(&[id, ("client_secret", "guess")], None);
    assert_eq!(wrong.json()["error_description"], "invalid_client_secret");

    // A client without a secret has none to show.
    let code = login.code(&request(CLIENT));
    let answer = login.exchange(&code, &[("client_secret", "guess")]);
    check_refused(&answer, 400, "invalid_client");
}

#[test]
fn a_client_reads_everything_that_its_scopes_open() {
    let login = TestLogin::new();
    let read = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        login.pool(|pool| {
            let client = pool.clients.get_mut(CLIENT).expect("the client");
            client.settings.read_attributes = Some(names);
        });
        login.exchange(&login.code(&request(CLIENT)), &[])
    };
    check_refused(&read(&["email"]), 400, "invalid_grant");
    assert_eq!(read(&["email", "email_verified"]).status, 200);
}

#[test]
fn tokens_are_renewed_with_the_same_scopes() {
    let login = TestLogin::new();
    let tokens = login.tokens(&request(CLIENT));
    let first = claims(&tokens["access_token"]);
    login.local.advance(SignedDuration::from_hours(2));
    let refresh_token = tokens["refresh_token"].as_str().expect("a token");
    let answer = login.refresh(refresh_token);
    assert_eq!(answer.status, 200, "{answer:?}");
    let renewed = answer.json();
    assert!(renewed.get("refresh_token").is_none());
    let access = claims(&renewed["access_token"]);
    for same in ["scope", "auth_time", "origin_jti", "sub", "version"] {
        assert_eq!(access[same], first[same], "{same}");
    }
    assert_ne!(access["jti"], first["jti"]);
    let id = claims(&renewed["id_token"]);
    assert!(id.get("nonce").is_none() && id.get("given_name").is_none());
    assert!(id["at_hash"].is_string());
}

#[test]
fn a_refresh_token_is_its_clients_alone_and_ends_with_the_sign_in() {
    let login = TestLogin::new();
    let tokens = login.tokens(&request(CLIENT));
    let refresh_token = tokens["refresh_token"].as_str().expect("a token");
    for client in ["other", "secretive"] {
        let answer = login.token(&[
            ("grant_type", "refresh_token"),
            ("client_id", client),
            (
                "client_secret",
                if client == "other" { "" } else { "s3cret" },
            ),
            ("refresh_token", refresh_token),
        ]);
        check_refused(&answer, 400, "invalid_grant");
    }
    let access_token = tokens["access_token"].as_str().expect("a token");
    for token in ["x", "x.y", access_token] {
        check_refused(&login.refresh(token), 400, "invalid_grant");
    }
    assert_eq!(login.refresh(refresh_token).status, 200);

    let sign_out = json!({ "Username": "ada" });
    assert_eq!(
        login.cognito("AdminUserGlobalSignOut", sign_out).status,
        200
    );
    check_refused(&login.refresh(refresh_token), 400, "invalid_grant");
    assert_eq!(login.user_info(access_token).status, 401);

    let tokens = login.tokens(&request(CLIENT));
    let refresh_token = tokens["refresh_token"].as_str().expect("a token");
    login.cognito("AdminDisableUser", json!({ "Username": "ada" }));
    check_refused(&login.refresh(refresh_token), 400, "invalid_grant");
}

#[test]
fn a_rotated_refresh_token_has_a_successor() {
    let login = TestLogin::new();
    login.pool(|pool| {
        let client = pool.clients.get_mut(CLIENT).expect("the client");
        client.settings.refresh_token_rotation = Some(local_user_pool::RefreshTokenRotation {
            feature: "ENABLED".to_owned(),
            retry_grace_period_seconds: Some(0),
        });
    });
    let tokens = login.tokens(&request(CLIENT));
    let old = tokens["refresh_token"].as_str().expect("a token");
    let renewed = login.refresh(old).json();
    let new = renewed["refresh_token"].as_str().expect("a successor");
    assert_ne!(old, new);
    check_refused(&login.refresh(old), 400, "invalid_grant");
    assert_eq!(login.refresh(new).status, 200);
}

#[test]
fn a_user_who_is_gone_before_the_exchange_gets_no_tokens() {
    let login = TestLogin::new();
    for (operation, members) in [
        ("AdminDisableUser", json!({ "Username": "ada" })),
        ("AdminDeleteUser", json!({ "Username": "ada" })),
    ] {
        let code = login.code(&request(CLIENT));
        assert_eq!(login.cognito(operation, members).status, 200);
        check_refused(&login.exchange(&code, &[]), 400, "invalid_grant");
        login.cognito("AdminEnableUser", json!({ "Username": "ada" }));
    }
}

#[test]
fn revoking_ends_one_sign_in() {
    let login = TestLogin::new();
    let tokens = login.tokens(&request(CLIENT));
    let kept = login.tokens(&request(CLIENT));
    let text = |tokens: &serde_json::Value, name: &str| tokens[name].as_str().map(str::to_owned);
    let refresh_token = text(&tokens, "refresh_token").expect("a token");
    let access_token = text(&tokens, "access_token").expect("a token");
    let revoke = |form: &[(&str, &str)]| login.endpoint("revoke", form, &[]);
    let mine = ("client_id", CLIENT);

    check_refused(&revoke(&[mine]), 400, "invalid_request");
    check_refused(
        &revoke(&[mine, ("token", &access_token)]),
        400,
        "unsupported_token_type",
    );
    check_refused(
        &revoke(&[("client_id", "other"), ("token", &refresh_token)]),
        400,
        "invalid_request",
    );
    check_refused(
        &revoke(&[("client_id", "nobody"), ("token", &refresh_token)]),
        401,
        "invalid_client",
    );
    check_refused(
        &revoke(&[("client_id", "secretive"), ("token", &refresh_token)]),
        401,
        "invalid_client",
    );
    assert_eq!(
        login.refresh(&refresh_token).status,
        200,
        "nobody else ends it"
    );

    for token in [&*refresh_token, &*refresh_token, "unknown", "unknown.token"] {
        let answer = revoke(&[mine, ("token", token)]);
        assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{token}");
    }
    check_refused(&login.refresh(&refresh_token), 400, "invalid_grant");
    assert_eq!(login.user_info(&access_token).status, 401);
    let other = text(&kept, "refresh_token").expect("a token");
    assert_eq!(
        login.refresh(&other).status,
        200,
        "the other sign-in goes on"
    );

    login.pool(|pool| {
        let client = pool.clients.get_mut(CLIENT).expect("the client");
        client.settings.enable_token_revocation = Some(false);
    });
    check_refused(&revoke(&[mine, ("token", &other)]), 400, "invalid_request");
    assert_eq!(login.get(&format!("/{POOL}/oauth2/revoke")).status, 405);
}

#[test]
fn user_info_shows_what_the_scopes_open() {
    let login = TestLogin::new();
    let of = |scope: &str| {
        let tokens = login.tokens(&request_with(&[("scope", scope)]));
        login.user_info(tokens["access_token"].as_str().expect("a token"))
    };
    let email = of("openid email");
    assert_eq!(email.status, 200);
    assert_eq!(
        email.json(),
        json!({
            "sub": "sub-of-ada", "username": "ada",
            "email": "ada@example.com", "email_verified": "true",
        })
    );
    let profile = of("openid profile").json();
    assert_eq!(
        (&profile["given_name"], profile.get("email")),
        (&json!("Ada"), None)
    );
    assert_eq!(of("openid").json()["email"], "ada@example.com");
}

#[test]
fn user_info_takes_access_tokens_only() {
    let login = TestLogin::new();
    let tokens = login.tokens(&request(CLIENT));
    let access_token = tokens["access_token"].as_str().expect("a token");
    let id_token = tokens["id_token"].as_str().expect("a token");
    let forged = format!("{}x", access_token.trim_end_matches('A'));
    for token in ["x", id_token, &forged] {
        let answer = login.user_info(token);
        check_refused(&answer, 401, "invalid_token");
        let header = answer.header("www-authenticate");
        assert!(header.starts_with("error=\"invalid_token\""), "{header}");
    }
    let path = format!("/{POOL}/oauth2/userInfo");
    for headers in [
        &[][..],
        &[("authorization", "Basic x")],
        &[("authorization", "Bearer")],
    ] {
        check_refused(
            &login.send("GET", &path, headers, None),
            400,
            "invalid_request",
        );
    }
    login.local.advance(SignedDuration::from_hours(1));
    assert_eq!(login.user_info(access_token).status, 401);
}

#[test]
fn tokens_of_the_api_have_no_scope_of_openid() {
    let login = TestLogin::new();
    login.pool(|pool| {
        let client = pool.clients.get_mut(CLIENT).expect("the client");
        client.settings.explicit_auth_flows = Some(["ALLOW_USER_PASSWORD_AUTH".to_owned()].into());
    });
    let answer = login.cognito(
        "InitiateAuth",
        json!({
            "ClientId": CLIENT, "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": { "USERNAME": "ada", "PASSWORD": crate::browser::PASSWORD },
        }),
    );
    let tokens = &answer.json()["AuthenticationResult"];
    let access = tokens["AccessToken"].as_str().expect("a token");
    assert_eq!(login.user_info(access).status, 401);
    assert!(claims(&tokens["AccessToken"]).get("version").is_none());
    assert!(claims(&tokens["IdToken"]).get("at_hash").is_none());
    // Its refresh token is good at the token endpoint too.
    let renewed = login.refresh(tokens["RefreshToken"].as_str().expect("a token"));
    assert_eq!(renewed.status, 200, "{renewed:?}");
    let scope = &claims(&renewed.json()["access_token"])["scope"];
    assert_eq!(scope, "aws.cognito.signin.user.admin");
}

#[test]
fn pages_of_every_origin_may_call_the_endpoints_of_applications() {
    let login = TestLogin::new();
    let origin = ("origin", "https://app.example");
    for (method, name) in [("POST", "token"), ("POST", "revoke"), ("GET", "userInfo")] {
        let path = format!("/{POOL}/oauth2/{name}");
        let ask = [
            origin,
            ("access-control-request-method", method),
            (
                "access-control-request-headers",
                "authorization,content-type",
            ),
        ];
        let allowed = login.send("OPTIONS", &path, &ask, None);
        assert_eq!(allowed.header("access-control-allow-origin"), "*", "{name}");
        assert!(
            allowed
                .header("access-control-allow-methods")
                .contains(method)
        );
        assert_eq!(
            allowed.header("access-control-allow-headers"),
            "authorization,content-type"
        );
        let body = (method == "POST").then_some("");
        let answer = login.send(method, &path, &[origin], body);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{name}");
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
    // Those of people are for no script.
    for path in ["oauth2/authorize", "login", "logout", "error"] {
        let answer = login.send("GET", &format!("/{POOL}/{path}"), &[origin], None);
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
}
