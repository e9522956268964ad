//! Renewing and revoking tokens.

use jiff::SignedDuration;
use local_user_pool::RefreshTokenRotation;
use serde_json::{Value, json};

use crate::hooks;
use crate::people::{CLIENT, change_client, claims, sign_in, test_pool};
use crate::test_pool::TestPool;

fn refresh(token: &Value) -> Value {
    json!({
        "ClientId": CLIENT,
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {"REFRESH_TOKEN": token},
    })
}

#[track_caller]
fn refused(test_pool: &TestPool, token: &Value, message: &str) {
    let code = "NotAuthorizedException";
    test_pool.refused("InitiateAuth", refresh(token), code, message);
}

fn add_other_client(test_pool: &TestPool) {
    test_pool.pool(|pool| {
        let other = local_user_pool::Client::new("other", "Other", pool.created);
        pool.add_client(other);
    });
}

#[test]
fn a_refresh_token_renews_the_others() {
    let test_pool = test_pool();
    let tokens = sign_in(&test_pool);
    let events = hooks::attach(&test_pool.local, |_| Ok(()));
    test_pool.local.advance(SignedDuration::from_hours(24));
    test_pool.pool(|pool| {
        pool.users
            .change("ada", |ada| ada.groups.insert("staff".to_owned()))
    });

    let answer = test_pool.ok("InitiateAuth", refresh(&tokens["RefreshToken"]));
    let result = &answer["AuthenticationResult"];
    assert_eq!(result["RefreshToken"], Value::Null);
    let (old, new) = (claims(&tokens["IdToken"]), claims(&result["IdToken"]));
    for name in ["auth_time", "origin_jti"] {
        assert_eq!(old[name], new[name], "{name}");
    }
    assert_eq!(new["iat"], test_pool.local.now().as_second());
    assert_eq!(new["cognito:groups"], json!(["clients", "staff"]));
    assert_eq!(events.sources(), ["TokenGeneration_RefreshTokens"]);

    let renewed = test_pool.ok(
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

/// `RefreshTokenRotation`: each renewal replaces the refresh token.
#[test]
fn refresh_tokens_rotate_where_the_client_asks_for_it() {
    let test_pool = test_pool();
    let first = sign_in(&test_pool)["RefreshToken"].clone();
    change_client(&test_pool, |client| {
        client.settings.refresh_token_rotation = Some(RefreshTokenRotation {
            feature: "ENABLED".to_owned(),
            retry_grace_period_seconds: Some(30),
        });
    });
    let renew = |token: &Value| json!({ "ClientId": CLIENT, "RefreshToken": token });
    let renewed = |token: &Value| {
        let answer = test_pool.ok("GetTokensFromRefreshToken", renew(token));
        assert!(answer["AuthenticationResult"]["AccessToken"].is_string());
        answer["AuthenticationResult"]["RefreshToken"].clone()
    };
    let second = renewed(&first);
    assert!(second.is_string() && second != first);
    // A client that missed the answer asks again, and gets the same token.
    test_pool.local.advance(SignedDuration::from_secs(29));
    assert_eq!(renewed(&first), second);
    test_pool.local.advance(SignedDuration::from_secs(1));
    test_pool.refused(
        "GetTokensFromRefreshToken",
        renew(&first),
        "NotAuthorizedException",
        "Invalid Refresh Token",
    );
    let third = renewed(&second);
    assert!(third.is_string() && third != second);
    // It lasts no longer than the first would have.
    test_pool.local.advance(SignedDuration::from_hours(30 * 24));
    let code = "NotAuthorizedException";
    let message = "Refresh Token has expired";
    test_pool.refused("GetTokensFromRefreshToken", renew(&third), code, message);
    // The flow without a new token is not allowed.
    test_pool.refused(
        "InitiateAuth",
        refresh(&third),
        "InvalidParameterException",
        "Auth flow not enabled for this client",
    );
}

#[test]
fn refresh_tokens_expire() {
    let test_pool = test_pool();
    let tokens = sign_in(&test_pool);
    test_pool.local.advance(SignedDuration::from_hours(30 * 24));
    let message = "Refresh Token has expired";
    refused(&test_pool, &tokens["RefreshToken"], message);
}

#[test]
fn what_is_no_refresh_token_is_refused() {
    let test_pool = test_pool();
    let tokens = sign_in(&test_pool);
    let refresh_token = tokens["RefreshToken"].as_str().expect("a token");
    let (family, _) = refresh_token.split_once('.').expect("two parts");
    refused(&test_pool, &json!("x"), "Invalid Refresh Token");
    refused(
        &test_pool,
        &json!(format!("{family}.AAAA")),
        "Invalid Refresh Token",
    );
    refused(&test_pool, &tokens["AccessToken"], "Invalid Refresh Token");
    add_other_client(&test_pool);
    let mut of_another = refresh(&tokens["RefreshToken"]);
    of_another["ClientId"] = json!("other");
    test_pool.refused(
        "InitiateAuth",
        of_another,
        "NotAuthorizedException",
        "Refresh Token has different Client",
    );
    // Null is not a text, so a map of texts with it cannot be read.
    let (_, error, _) = test_pool.cognito("InitiateAuth", refresh(&Value::Null));
    assert_eq!(error.as_deref(), Some("SerializationException"));
}

/// How a sign-in ends: by an operation with these members.
#[track_caller]
fn check_ended(operation: &str, members: impl FnOnce(&Value) -> Value) {
    let test_pool = test_pool();
    let other = sign_in(&test_pool);
    let tokens = sign_in(&test_pool);
    test_pool.ok(operation, members(&tokens));
    refused(
        &test_pool,
        &tokens["RefreshToken"],
        "Refresh Token has been revoked",
    );
    test_pool.refused(
        "GetUser",
        json!({"AccessToken": tokens["AccessToken"]}),
        "NotAuthorizedException",
        "Access Token has been revoked",
    );
    let everywhere = operation != "RevokeToken";
    let (status, ..) = test_pool.cognito("InitiateAuth", refresh(&other["RefreshToken"]));
    assert_eq!(status == 400, everywhere, "{operation}");
    // A new sign-in, even at the same moment, is valid.
    sign_in(&test_pool);
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
    let test_pool = test_pool();
    let tokens = sign_in(&test_pool);
    test_pool.ok("AdminDisableUser", json!({"Username": "ada"}));
    test_pool.ok("AdminEnableUser", json!({"Username": "ada"}));
    let message = "Refresh Token has been revoked";
    refused(&test_pool, &tokens["RefreshToken"], message);
}

#[test]
fn only_the_clients_own_refresh_tokens_are_revoked() {
    let test_pool = test_pool();
    let tokens = sign_in(&test_pool);
    let revoke = |client: &str, token: &Value| json!({"ClientId": client, "Token": token});
    test_pool.refused(
        "RevokeToken",
        revoke(CLIENT, &tokens["AccessToken"]),
        "UnsupportedTokenTypeException",
        "Unsupported token type",
    );
    test_pool.refused(
        "RevokeToken",
        revoke("other", &tokens["RefreshToken"]),
        "UnauthorizedException",
        "Invalid client",
    );
    add_other_client(&test_pool);
    test_pool.refused(
        "RevokeToken",
        revoke("other", &tokens["RefreshToken"]),
        "UnauthorizedException",
        "The token was issued to another client",
    );
    change_client(&test_pool, |client| {
        client.settings.enable_token_revocation = Some(false);
    });
    test_pool.refused(
        "RevokeToken",
        revoke(CLIENT, &tokens["RefreshToken"]),
        "UnsupportedOperationException",
        "Token revocation is not enabled for this client",
    );
}
