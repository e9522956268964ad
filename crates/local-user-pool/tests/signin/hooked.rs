//! Sign-ins of a pool with hooks.

use local_user_pool::{Behaviour, VersionedLambda};
use serde_json::{Value, json};

use crate::hooks;
use crate::people::{PASSWORD, change_client, claims, sign_in, test_pool, with_password};
use crate::test_pool::{POOL, TestPool};

#[test]
fn a_sign_in_asks_three_hooks() {
    let test_pool = test_pool();
    let events = hooks::attach(&test_pool.local, |_| Ok(()));
    let mut members = with_password("ada", PASSWORD);
    members["ClientMetadata"] = json!({"from": "mail"});
    test_pool.ok("InitiateAuth", members);
    assert_eq!(
        events.sources(),
        [
            "PreAuthentication_Authentication",
            "PostAuthentication_Authentication",
            "TokenGeneration_Authentication",
        ]
    );
    let event = events.last();
    assert_eq!(event["callerContext"]["clientId"], "web");
    assert_eq!(event["response"], json!({"claimsOverrideDetails": null}));
    // The metadata of the start reaches pre authentication only.
    assert_eq!(event["request"]["clientMetadata"], Value::Null);
    assert_eq!(
        event["request"]["groupConfiguration"],
        json!({
            "groupsToOverride": ["clients"],
            "iamRolesToOverride": [],
            "preferredRole": null,
        })
    );
}

/// The request of the only hook that runs in a refused sign-in.
#[track_caller]
fn check_pre_authentication(hides: bool, username: &str, metadata: Value, expected: &Value) {
    let test_pool = test_pool();
    change_client(&test_pool, |client| {
        let setting = if hides { "ENABLED" } else { "LEGACY" };
        client.settings.prevent_user_existence_errors = Some(setting.to_owned());
    });
    let events = hooks::attach(&test_pool.local, |_| Err("not now".to_owned()));
    let mut members = with_password(username, "wrong");
    members["ClientMetadata"] = metadata;
    test_pool.refused(
        "InitiateAuth",
        members,
        "UserLambdaValidationException",
        "PreAuthentication failed with error not now.",
    );
    let mut request = events.last()["request"].clone();
    let attributes = request["userAttributes"].take();
    assert_eq!(attributes == json!({}), username == "eve");
    assert_eq!(&request, expected);
}

#[test]
fn pre_authentication_is_asked_before_the_password_is_looked_at() {
    check_pre_authentication(
        false,
        "ada",
        json!({"from": "mail"}),
        &json!({"userAttributes": null, "validationData": {"from": "mail"}}),
    );
    check_pre_authentication(
        true,
        "ada",
        Value::Null,
        &json!({"userAttributes": null, "validationData": null, "userNotFound": false}),
    );
    check_pre_authentication(
        true,
        "eve",
        Value::Null,
        &json!({"userAttributes": null, "validationData": null, "userNotFound": true}),
    );
}

/// The tokens of a sign-in during which pre token generation answers this.
fn tokens_with(version: Option<&str>, response: Value) -> Value {
    let test_pool = test_pool();
    hooks::attach(&test_pool.local, move |event| {
        if event["triggerSource"] == "TokenGeneration_Authentication" {
            event["response"] = response.clone();
        }
        Ok(())
    });
    if let Some(version) = version {
        set_version(&test_pool, version);
    }
    sign_in(&test_pool)
}

fn set_version(test_pool: &TestPool, version: &str) {
    test_pool.pool(|pool| {
        pool.settings.lambda_config.pre_token_generation_config = Some(VersionedLambda {
            lambda_version: version.to_owned(),
            lambda_arn: "pre-token-generation".to_owned(),
        });
    });
}

#[test]
fn version_1_changes_the_id_token_and_the_groups_of_both() {
    let tokens = tokens_with(
        None,
        json!({"claimsOverrideDetails": {
            "claimsToAddOrOverride": {"tenant": "acme", "sub": "somebody-else"},
            "claimsToSuppress": ["email"],
            "groupOverrideDetails": {"groupsToOverride": ["clients", "unheard-of"]},
        }}),
    );
    let id = claims(&tokens["IdToken"]);
    let access = claims(&tokens["AccessToken"]);
    assert_eq!(
        (&id["tenant"], &id["email"]),
        (&json!("acme"), &Value::Null)
    );
    assert_eq!(id["sub"], "sub-of-ada");
    assert_eq!(access["tenant"], Value::Null);
    for token in [id, access] {
        assert_eq!(token["cognito:groups"], json!(["clients", "unheard-of"]));
    }
}

#[test]
fn an_empty_override_takes_the_groups_away() {
    let details = json!({"claimsOverrideDetails": {"groupOverrideDetails": {}}});
    let tokens = tokens_with(None, details);
    assert_eq!(claims(&tokens["IdToken"])["cognito:groups"], Value::Null);
}

#[test]
fn version_2_changes_both_tokens() {
    let tokens = tokens_with(
        Some("V2_0"),
        json!({"claimsAndScopeOverrideDetails": {
            "idTokenGeneration": {"claimsToAddOrOverride": {"plan": {"seats": 3}}},
            "accessTokenGeneration": {
                "claimsToAddOrOverride": {"tenant": "acme", "client_id": "other"},
                "scopesToAdd": ["read"],
            },
        }}),
    );
    let id = claims(&tokens["IdToken"]);
    let access = claims(&tokens["AccessToken"]);
    assert_eq!(id["plan"], json!({"seats": 3}));
    assert_eq!(access["tenant"], "acme");
    assert_eq!(access["client_id"], "web");
    assert_eq!(access["scope"], "aws.cognito.signin.user.admin read");
    assert_eq!(access["cognito:groups"], json!(["clients"]));
}

#[test]
fn events_of_version_2_name_the_scopes() {
    for (version, expected) in [("V2_0", "2"), ("V3_0", "3")] {
        let test_pool = test_pool();
        let events = hooks::attach(&test_pool.local, |_| Ok(()));
        set_version(&test_pool, version);
        sign_in(&test_pool);
        let event = events.last();
        assert_eq!(event["version"], expected);
        assert_eq!(
            event["request"]["scopes"],
            json!(["aws.cognito.signin.user.admin"])
        );
        assert_eq!(
            event["response"],
            json!({"claimsAndScopeOverrideDetails": null})
        );
    }
}

/// The groups in the token after post authentication has assigned one.
#[track_caller]
fn check_late_group(visible: bool, expected: &Value) {
    let test_pool = test_pool();
    test_pool.local.set_behaviour(Behaviour {
        groups_after_post_authentication: visible,
        ..Behaviour::default()
    });
    let local = test_pool.local.clone();
    hooks::attach(&test_pool.local, move |event| {
        if event["triggerSource"] == "PostAuthentication_Authentication" {
            local.with_pool(POOL, |pool| {
                pool.users
                    .change("ada", |ada| ada.groups.insert("staff".to_owned()))
            });
        }
        Ok(())
    });
    let tokens = sign_in(&test_pool);
    assert_eq!(&claims(&tokens["IdToken"])["cognito:groups"], expected);
    // The next sign-in shows it in both cases.
    let tokens = sign_in(&test_pool);
    let both = json!(["clients", "staff"]);
    assert_eq!(claims(&tokens["AccessToken"])["cognito:groups"], both);
}

#[test]
fn groups_of_post_authentication_come_late_unless_chosen_otherwise() {
    check_late_group(false, &json!(["clients"]));
    check_late_group(true, &json!(["clients", "staff"]));
}

#[test]
fn a_user_who_is_disabled_meanwhile_gets_no_tokens() {
    let test_pool = test_pool();
    let local = test_pool.local.clone();
    hooks::attach(&test_pool.local, move |event| {
        if event["triggerSource"] == "TokenGeneration_Authentication" {
            local.with_pool(POOL, |pool| {
                pool.users.change("ada", |ada| ada.enabled = false)
            });
        }
        Ok(())
    });
    test_pool.refused(
        "InitiateAuth",
        with_password("ada", PASSWORD),
        "NotAuthorizedException",
        "User is disabled.",
    );
}
