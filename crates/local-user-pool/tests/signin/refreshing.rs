//! Renewing tokens, and ending them.

use jiff::SignedDuration;
use local_user_pool::RefreshTokenRotation;
use serde_json::{Value, json};

use crate::hooks;
use crate::people::{CLIENT, change_client, claims, scene, sign_in};
use crate::scene::Scene;

fn refresh(token: &Value) -> Value {
    json!({
        "ClientId": CLIENT,
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {"REFRESH_TOKEN": token},
    })
}

#[track_caller]
fn refused(scene: &Scene, token: &Value, message: &str) {
    let code = "NotAuthorizedException";
    scene.refused("InitiateAuth", refresh(token), code, message);
}

fn add_other_client(scene: &Scene) {
    scene.pool(|pool| {
        let other = local_user_pool::Client::new("other", "Other", pool.created);
        pool.add_client(other);
    });
}

#[test]
fn a_refresh_token_renews_the_others() {
    let scene = scene();
    let tokens = sign_in(&scene);
    let events = hooks::attach(&scene.local, |_| Ok(()));
    scene.local.advance(SignedDuration::from_hours(24));
    scene.pool(|pool| {
        pool.users
            .change("ada", |ada| ada.groups.insert("staff".to_owned()))
    });

    let answer = scene.ok("InitiateAuth", refresh(&tokens["RefreshToken"]));
    let result = &answer["AuthenticationResult"];
    assert_eq!(result["RefreshToken"], Value::Null);
    let (old, new) = (claims(&tokens["IdToken"]), claims(&result["IdToken"]));
    for name in ["auth_time", "origin_jti"] {
        assert_eq!(old[name], new[name], "{name}");
    }
    assert_eq!(new["iat"], scene.local.now().as_second());
    assert_eq!(new["cognito:groups"], json!(["clients", "staff"]));
    assert_eq!(events.sources(), ["TokenGeneration_RefreshTokens"]);

    let renewed = scene.ok(
        "GetTokensFromRefreshToken",
        json!({
            "ClientId": CLIENT,
            "RefreshToken": tokens["RefreshToken"],
            "ClientMetadata": {"from": "app"},
        }),
    );
    assert!(renewed["AuthenticationResult"]["AccessToken"].is_string());
    let metadata = &events.last()["request"]["clientMetadata"];
    assert_eq!(metadata, &json!({"from": "app"}));
}

/// `RefreshTokenRotation`: each renewal brings the next refresh token.
#[test]
fn refresh_tokens_rotate_where_the_client_asks_for_it() {
    let scene = scene();
    let first = sign_in(&scene)["RefreshToken"].clone();
    change_client(&scene, |client| {
        client.settings.refresh_token_rotation = Some(RefreshTokenRotation {
            feature: "ENABLED".to_owned(),
            retry_grace_period_seconds: Some(30),
        });
    });
    let renew = |token: &Value| json!({ "ClientId": CLIENT, "RefreshToken": token });
    let renewed = |token: &Value| {
        let answer = scene.ok("GetTokensFromRefreshToken", renew(token));
        assert!(answer["AuthenticationResult"]["AccessToken"].is_string());
        answer["AuthenticationResult"]["RefreshToken"].clone()
    };
    let second = renewed(&first);
    assert!(second.is_string() && second != first);
    // Whoever missed the answer asks again, and gets the same token.
    scene.local.advance(SignedDuration::from_secs(29));
    assert_eq!(renewed(&first), second);
    scene.local.advance(SignedDuration::from_secs(1));
    scene.refused(
        "GetTokensFromRefreshToken",
        renew(&first),
        "NotAuthorizedException",
        "Invalid Refresh Token",
    );
    let third = renewed(&second);
    assert!(third.is_string() && third != second);
    // It lasts no longer than the first would have.
    scene.local.advance(SignedDuration::from_hours(30 * 24));
    let code = "NotAuthorizedException";
    let message = "Refresh Token has expired";
    scene.refused("GetTokensFromRefreshToken", renew(&third), code, message);
    // The flow that brings no new token is closed.
    scene.refused(
        "InitiateAuth",
        refresh(&third),
        "InvalidParameterException",
        "Auth flow not enabled for this client",
    );
}

#[test]
fn refresh_tokens_expire() {
    let scene = scene();
    let tokens = sign_in(&scene);
    scene.local.advance(SignedDuration::from_hours(30 * 24));
    let message = "Refresh Token has expired";
    refused(&scene, &tokens["RefreshToken"], message);
}

#[test]
fn what_is_no_refresh_token_is_refused() {
    let scene = scene();
    let tokens = sign_in(&scene);
    let refresh_token = tokens["RefreshToken"].as_str().expect("a token");
    let (family, _) = refresh_token.split_once('.').expect("two parts");
    refused(&scene, &json!("x"), "Invalid Refresh Token");
    refused(
        &scene,
        &json!(format!("{family}.AAAA")),
        "Invalid Refresh Token",
    );
    refused(&scene, &tokens["AccessToken"], "Invalid Refresh Token");
    add_other_client(&scene);
    let mut of_another = refresh(&tokens["RefreshToken"]);
    of_another["ClientId"] = json!("other");
    scene.refused(
        "InitiateAuth",
        of_another,
        "NotAuthorizedException",
        "Refresh Token has different Client",
    );
    // Null is no text, and no map of texts can be read with it.
    let (_, error, _) = scene.cognito("InitiateAuth", refresh(&Value::Null));
    assert_eq!(error.as_deref(), Some("SerializationException"));
}

/// How a sign-in ends: by an operation with these members.
#[track_caller]
fn check_ended(operation: &str, members: impl FnOnce(&Value) -> Value) {
    let scene = scene();
    let other = sign_in(&scene);
    let tokens = sign_in(&scene);
    scene.ok(operation, members(&tokens));
    refused(
        &scene,
        &tokens["RefreshToken"],
        "Refresh Token has been revoked",
    );
    scene.refused(
        "GetUser",
        json!({"AccessToken": tokens["AccessToken"]}),
        "NotAuthorizedException",
        "Access Token has been revoked",
    );
    let everywhere = operation != "RevokeToken";
    let (status, ..) = scene.cognito("InitiateAuth", refresh(&other["RefreshToken"]));
    assert_eq!(status == 400, everywhere, "{operation}");
    // Whoever signs in again, at the same moment even, is signed in.
    sign_in(&scene);
}

#[test]
fn sign_ins_end() {
    check_ended(
        "GlobalSignOut",
        |tokens| json!({"AccessToken": tokens["AccessToken"]}),
    );
    check_ended("AdminUserGlobalSignOut", |_| json!({"Username": "ada"}));
    check_ended(
        "RevokeToken",
        |tokens| json!({"ClientId": CLIENT, "Token": tokens["RefreshToken"]}),
    );
}

#[test]
fn disabling_a_user_ends_every_sign_in() {
    let scene = scene();
    let tokens = sign_in(&scene);
    scene.ok("AdminDisableUser", json!({"Username": "ada"}));
    scene.ok("AdminEnableUser", json!({"Username": "ada"}));
    let message = "Refresh Token has been revoked";
    refused(&scene, &tokens["RefreshToken"], message);
}

#[test]
fn only_the_clients_own_refresh_tokens_are_revoked() {
    let scene = scene();
    let tokens = sign_in(&scene);
    let revoke = |client: &str, token: &Value| json!({"ClientId": client, "Token": token});
    scene.refused(
        "RevokeToken",
        revoke(CLIENT, &tokens["AccessToken"]),
        "UnsupportedTokenTypeException",
        "Unsupported token type",
    );
    scene.refused(
        "RevokeToken",
        revoke("other", &tokens["RefreshToken"]),
        "UnauthorizedException",
        "Invalid client",
    );
    add_other_client(&scene);
    scene.refused(
        "RevokeToken",
        revoke("other", &tokens["RefreshToken"]),
        "UnauthorizedException",
        "The token was issued to another client",
    );
    change_client(&scene, |client| {
        client.settings.enable_token_revocation = Some(false);
    });
    scene.refused(
        "RevokeToken",
        revoke(CLIENT, &tokens["RefreshToken"]),
        "UnsupportedOperationException",
        "Token revocation is not enabled for this client",
    );
}
