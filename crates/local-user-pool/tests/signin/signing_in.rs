//! Who can sign in, and the words of refusals.

use jiff::SignedDuration;
use local_user_pool::UserStatus;
use serde_json::{Value, json};

use crate::people::{CLIENT, PASSWORD, change_client, test_pool, with_password};
use crate::test_pool::{POOL, TestPool};

#[test]
fn the_right_password_is_answered_with_tokens() {
    let test_pool = test_pool();
    for username in ["ada", "ada@example.com", "sub-of-ada"] {
        let answer = test_pool.ok("InitiateAuth", with_password(username, PASSWORD));
        let result = &answer["AuthenticationResult"];
        assert_eq!(answer["ChallengeParameters"], json!({}));
        assert_eq!(result["TokenType"], "Bearer");
        assert_eq!(result["ExpiresIn"], 3600);
        for token in ["AccessToken", "IdToken", "RefreshToken"] {
            assert!(result[token].is_string(), "{token}");
        }
    }
}

#[test]
fn a_server_signs_people_in_as_well() {
    let test_pool = test_pool();
    for flow in ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"] {
        let mut members = with_password("ada", PASSWORD);
        members["AuthFlow"] = json!(flow);
        let answer = test_pool.ok("AdminInitiateAuth", members.clone());
        assert!(answer["AuthenticationResult"]["AccessToken"].is_string());
        members["UserPoolId"] = json!("eu-west-1_Other");
        test_pool.refused(
            "AdminInitiateAuth",
            members,
            "ResourceNotFoundException",
            "User pool eu-west-1_Other does not exist.",
        );
    }
}

/// Signs in after a change to Ada, with the right password and with a wrong one, and compares both
/// refusals.
#[track_caller]
fn check_user(change: impl FnOnce(&mut local_user_pool::User), expected: [(&str, &str); 2]) {
    let test_pool = test_pool();
    test_pool.pool(|pool| pool.users.change("ada", change));
    for (password, (code, message)) in [PASSWORD, "wrong"].into_iter().zip(expected) {
        let members = with_password("ada", password);
        test_pool.refused("InitiateAuth", members, code, message);
    }
}

#[test]
fn users_in_the_wrong_state_are_told() {
    let disabled = ("NotAuthorizedException", "User is disabled.");
    check_user(|ada| ada.enabled = false, [disabled; 2]);
    let unconfirmed = ("UserNotConfirmedException", "User is not confirmed.");
    check_user(|ada| ada.status = UserStatus::Unconfirmed, [unconfirmed; 2]);
    let to_be_reset = (
        "PasswordResetRequiredException",
        "Password reset required for the user",
    );
    let wrong = ("NotAuthorizedException", "Incorrect username or password.");
    check_user(
        |ada| ada.status = UserStatus::ResetRequired,
        [to_be_reset, wrong],
    );
}

#[track_caller]
fn check_refused(members: Value, code: &str, message: &str) {
    test_pool().refused("InitiateAuth", members, code, message);
}

#[test]
fn what_is_wrong_with_the_request_is_said() {
    let with = |name: &str, value: Value| {
        let mut members = with_password("ada", PASSWORD);
        members[name] = value;
        members
    };
    let invalid = "InvalidParameterException";
    check_refused(
        with_password("ada", "wrong"),
        "NotAuthorizedException",
        "Incorrect username or password.",
    );
    check_refused(
        with_password("eve", PASSWORD),
        "UserNotFoundException",
        "User does not exist.",
    );
    check_refused(
        with("ClientId", json!("other")),
        "ResourceNotFoundException",
        "User pool client other does not exist.",
    );
    check_refused(
        with("AuthParameters", json!({"PASSWORD": PASSWORD})),
        invalid,
        "Missing required parameter USERNAME",
    );
    check_refused(
        with("AuthParameters", json!({"USERNAME": "ada"})),
        invalid,
        "Missing required parameter PASSWORD",
    );
    check_refused(
        with("AuthFlow", json!("ADMIN_USER_PASSWORD_AUTH")),
        invalid,
        "Initiate Auth method not supported.",
    );
    check_refused(
        with("AuthFlow", Value::Null),
        invalid,
        "1 validation error detected: Value null at 'authFlow' failed to satisfy constraint: \
         Member must not be null",
    );
    check_refused(
        with("AuthFlow", json!("MAGIC")),
        invalid,
        "1 validation error detected: Value 'MAGIC' at 'authFlow' failed to satisfy constraint: \
         Member must satisfy enum value set: [USER_SRP_AUTH, REFRESH_TOKEN_AUTH, REFRESH_TOKEN, \
         CUSTOM_AUTH, ADMIN_NO_SRP_AUTH, USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, USER_AUTH]",
    );
}

#[test]
fn a_client_that_hides_who_exists_says_the_same_of_everybody() {
    let test_pool = test_pool();
    change_client(&test_pool, |client| {
        client.settings.prevent_user_existence_errors = Some("ENABLED".to_owned());
    });
    for (username, password) in [("ada", "wrong"), ("eve", PASSWORD)] {
        test_pool.refused(
            "InitiateAuth",
            with_password(username, password),
            "NotAuthorizedException",
            "Incorrect username or password.",
        );
        let answer = begin_proof(&test_pool, username, "2");
        assert_eq!(answer["ChallengeName"], "PASSWORD_VERIFIER");
        assert_eq!(answer["ChallengeParameters"]["USER_ID_FOR_SRP"], username);
    }
}

fn begin_proof(test_pool: &TestPool, username: &str, public: &str) -> Value {
    let members = json!({
        "ClientId": CLIENT,
        "AuthFlow": "USER_SRP_AUTH",
        "AuthParameters": {"USERNAME": username, "SRP_A": public},
    });
    test_pool.cognito("InitiateAuth", members).2
}

fn proof(username: &str, block: &Value) -> Value {
    json!({
        "ClientId": CLIENT,
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeResponses": {
            "USERNAME": username,
            "PASSWORD_CLAIM_SECRET_BLOCK": block,
            "PASSWORD_CLAIM_SIGNATURE": "AAAA",
            "TIMESTAMP": "Wed Mar 4 05:05:00 UTC 2026",
        },
    })
}

#[test]
fn a_wrong_proof_is_refused_and_there_is_one_try() {
    let test_pool = test_pool();
    let answer = begin_proof(&test_pool, "ada", "2");
    let block = &answer["ChallengeParameters"]["SECRET_BLOCK"];
    let refused = |operation, message| {
        test_pool.refused(
            operation,
            proof("ada", block),
            "NotAuthorizedException",
            message,
        );
    };
    refused("RespondToAuthChallenge", "Incorrect username or password.");
    refused(
        "AdminRespondToAuthChallenge",
        "Invalid session for the user, session can only be used once.",
    );
    test_pool.refused(
        "RespondToAuthChallenge",
        proof("ada", &json!("AAAA")),
        "NotAuthorizedException",
        "Invalid session for the user.",
    );
    assert_eq!(
        begin_proof(&test_pool, "ada", "0")["message"],
        "Invalid SRP_A"
    );
    assert_eq!(
        begin_proof(&test_pool, "ada", "nonsense")["message"],
        "1 validation error detected: Value 'nonsense' at 'sRPA' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: ^[0-9a-fA-F]+$"
    );
}

#[test]
fn who_cannot_sign_in_is_not_asked_for_a_proof() {
    let test_pool = test_pool();
    let change = |status, enabled| {
        test_pool.pool(|pool| {
            pool.users.change("ada", |ada| {
                ada.status = status;
                ada.enabled = enabled;
            })
        });
        begin_proof(&test_pool, "ada", "2")["__type"].clone()
    };
    let unconfirmed = change(UserStatus::Unconfirmed, true);
    assert_eq!(unconfirmed, "UserNotConfirmedException");
    let disabled = change(UserStatus::Unconfirmed, false);
    assert_eq!(disabled, "NotAuthorizedException");
    // Only the right password gets the answer that it has to be replaced.
    assert_eq!(change(UserStatus::ResetRequired, true), Value::Null);
}

#[test]
fn guessing_locks_out() {
    let test_pool = test_pool();
    let refused = |password, message| {
        let code = "NotAuthorizedException";
        let members = with_password("ada", password);
        test_pool.refused("InitiateAuth", members, code, message);
    };
    for _ in 0..5 {
        refused("wrong", "Incorrect username or password.");
    }
    refused(PASSWORD, "Password attempts exceeded");
    test_pool.local.advance(SignedDuration::from_secs(1));
    refused("wrong", "Incorrect username or password.");
    test_pool.local.advance(SignedDuration::from_secs(1));
    refused(PASSWORD, "Password attempts exceeded");
    test_pool.local.advance(SignedDuration::from_secs(1));
    test_pool.ok("InitiateAuth", with_password("ada", PASSWORD));
}

#[test]
fn a_client_with_a_secret_has_to_know_it() {
    let test_pool = test_pool();
    change_client(&test_pool, |client| {
        client.secret = Some("s3cret".to_owned());
    });
    test_pool.refused(
        "InitiateAuth",
        with_password("ada", PASSWORD),
        "NotAuthorizedException",
        "Client web is configured with secret but SECRET_HASH was not received",
    );
    let mut members = with_password("ada", PASSWORD);
    // printf adaweb | openssl dgst -sha256 -hmac s3cret -binary | base64
    members["AuthParameters"]["SECRET_HASH"] =
        json!("UHt/Fk/AYVe/zT95ET0AdBCLSnYzz77cDUCuWwxwixo=");
    test_pool.ok("InitiateAuth", members);
}

#[test]
fn the_record_of_calls_says_the_flow_and_no_name() {
    let test_pool = test_pool();
    test_pool.ok("InitiateAuth", with_password("ada", PASSWORD));
    let call = test_pool.local.calls().pop().expect("a call");
    assert_eq!(call.to_string(), "InitiateAuth USER_PASSWORD_AUTH");
    assert!(test_pool.local.with_pool(POOL, |_| ()).is_some());
}
