//! `SignUp`.

use local_user_pool::{AttributeDefinition, Behaviour, UnlistedWrite, UserStatus};
use serde_json::{Value, json};

use crate::hooks;
use crate::people::{ADA, CLIENT, by, latest_code, pool, pool_by_email, sign_up, user};
use crate::test_pool::TestPool;

#[test]
fn somebody_signs_up_and_is_sent_a_code() {
    let test_pool = TestPool::new(pool);
    let answer = test_pool.ok("SignUp", sign_up("ada", ADA));
    let ada = user(&test_pool, "ada");
    assert_eq!(
        answer,
        json!({
            "UserConfirmed": false,
            "UserSub": ada.sub,
            "CodeDeliveryDetails": {
                "Destination": "a***@e***",
                "DeliveryMedium": "EMAIL",
                "AttributeName": "email",
            },
        })
    );
    assert_eq!(ada.status, UserStatus::Unconfirmed);
    assert_eq!(ada.attribute("email_verified"), Some("false"));
    let inbox = test_pool.local.inbox();
    assert_eq!(inbox[0].to, [ADA]);
    assert_eq!(inbox[0].trigger_source, Some("CustomMessage_SignUp"));
    assert_eq!(latest_code(&test_pool).len(), 6);
}

#[test]
fn a_pool_that_verifies_nothing_sends_nothing() {
    let test_pool = TestPool::new(|it| {
        pool(it);
        it.settings.auto_verified_attributes.clear();
    });
    let answer = test_pool.ok("SignUp", sign_up("ada", ADA));
    assert!(answer.get("CodeDeliveryDetails").is_none(), "{answer}");
    assert!(test_pool.local.inbox().is_empty());
}

#[test]
fn the_username_of_an_address_is_the_sub_from_the_start() {
    let test_pool = TestPool::new(pool_by_email);
    let events = hooks::attach(&test_pool.local, |_| Ok(()));
    let answer = test_pool.ok("SignUp", by(ADA, json!({ "Password": "Correct-Horse-1" })));
    let ada = user(&test_pool, ADA);
    assert_eq!(ada.username, ada.sub);
    assert_eq!(answer["UserSub"], json!(ada.sub));
    assert_eq!(events.last()["userName"], json!(ada.sub));
    assert_eq!(
        events.sources(),
        ["PreSignUp_SignUp", "CustomMessage_SignUp"]
    );
}

#[track_caller]
fn check_refused(change: &Value, code: &str, message: &str) {
    let required = AttributeDefinition {
        required: true,
        ..AttributeDefinition::TEXT
    };
    let test_pool = TestPool::new(|it| {
        pool(it);
        it.schema.define("email", required);
    });
    test_pool.ok("SignUp", sign_up("ada", ADA));
    let mut members = sign_up("bob", "bob@example.com");
    for (name, value) in change.as_object().expect("members") {
        members[name] = value.clone();
    }
    test_pool.refused("SignUp", members, code, message);
    test_pool.pool(|pool| assert_eq!(pool.users.len(), 1));
    assert_eq!(test_pool.local.inbox().len(), 1);
}

#[test]
fn a_sign_up_is_refused_in_cognitos_words() {
    let invalid = "InvalidParameterException";
    let unauthorized = "NotAuthorizedException";
    let email = json!({ "Name": "email", "Value": "bob@example.com" });
    check_refused(
        &json!({ "Username": "ada" }),
        "UsernameExistsException",
        "User already exists",
    );
    check_refused(
        &json!({ "Password": "Correct-Horse" }),
        "InvalidPasswordException",
        "Password did not conform with policy: Password must have numeric characters",
    );
    check_refused(
        &json!({ "ClientId": "nobody" }),
        "ResourceNotFoundException",
        "User pool client nobody does not exist.",
    );
    check_refused(
        &json!({ "SecretHash": "AAAA" }),
        unauthorized,
        "Unable to verify secret hash for client web",
    );
    check_refused(
        &json!({ "UserAttributes": [] }),
        invalid,
        "Attributes did not conform to the schema: email: The attribute is required\n",
    );
    check_refused(
        &json!({ "UserAttributes": [email, { "Name": "custom:unheard", "Value": "x" }] }),
        invalid,
        "Attributes did not conform to the schema: custom:unheard: Attribute does not exist in \
         the schema.\n",
    );
    check_refused(
        &json!({ "UserAttributes": [email, { "Name": "email_verified", "Value": "true" }] }),
        unauthorized,
        "A client attempted to write unauthorized attribute",
    );
    check_refused(
        &json!({ "UserAttributes": [email, { "Name": "sub", "Value": "x" }] }),
        invalid,
        "Cannot modify the non-mutable attribute sub",
    );
    check_refused(
        &json!({ "Username": "bob@example.com" }),
        invalid,
        "Username cannot be of email format, since user pool is configured for email alias.",
    );
    check_refused(
        &json!({ "Password": null }),
        invalid,
        "1 validation error detected: Value at 'password' failed to satisfy constraint: Member \
         must not be null",
    );
}

#[test]
fn an_address_that_somebody_signed_up_with_is_taken() {
    let test_pool = TestPool::new(pool_by_email);
    let members = by(ADA, json!({ "Password": "Correct-Horse-1" }));
    test_pool.ok("SignUp", members.clone());
    let taken = "An account with the given email already exists.";
    test_pool.refused("SignUp", members, "UsernameExistsException", taken);
}

#[test]
fn a_pool_of_administrators_takes_no_sign_up() {
    let test_pool = TestPool::new(|it| {
        pool(it);
        it.settings
            .admin_create_user_config
            .allow_admin_create_user_only = true;
    });
    let refusal = "SignUp is not permitted for this user pool";
    let members = sign_up("ada", ADA);
    test_pool.refused("SignUp", members, "NotAuthorizedException", refusal);
}

#[test]
fn both_readings_of_a_client_without_a_list_of_attributes() {
    let with_token = |username: &str| {
        let mut members = sign_up(username, ADA);
        let token = json!({ "Name": "custom:invitation", "Value": "token" });
        let list = members["UserAttributes"].as_array_mut();
        list.expect("a list").push(token);
        members
    };
    let test_pool = TestPool::new(pool);
    test_pool.ok("SignUp", with_token("ada"));
    test_pool.local.set_behaviour(Behaviour {
        unlisted_write: UnlistedWrite::Standard,
        ..Behaviour::default()
    });
    let refusal = "A client attempted to write unauthorized attribute";
    let members = with_token("bob");
    test_pool.refused("SignUp", members, "NotAuthorizedException", refusal);
}

#[test]
fn pre_sign_up_sees_everything_and_decides() {
    let test_pool = TestPool::new(pool);
    let events = hooks::attach(&test_pool.local, |_| {
        Err("invitation-invalid: No".to_owned())
    });
    let mut members = sign_up("ada", ADA);
    members["ValidationData"] = json!([{ "Name": "invitation", "Value": "token" }]);
    members["ClientMetadata"] = json!({ "page": "join" });
    let refusal = "PreSignUp failed with error invitation-invalid: No.";
    test_pool.refused("SignUp", members, "UserLambdaValidationException", refusal);
    let event = events.last();
    assert_eq!(event["callerContext"]["clientId"], json!(CLIENT));
    assert_eq!(
        event["request"],
        json!({
            "userAttributes": { "email": ADA },
            "validationData": { "invitation": "token" },
            "clientMetadata": { "page": "join" },
        })
    );
    test_pool.pool(|pool| assert!(pool.users.is_empty()));
}

#[test]
fn a_message_that_fails_leaves_the_user_behind() {
    let test_pool = TestPool::new(pool);
    hooks::attach(&test_pool.local, |event| {
        match event["triggerSource"].as_str() {
            Some("CustomMessage_SignUp") => Err("broken".to_owned()),
            _ => Ok(()),
        }
    });
    let refusal = "CustomMessage failed with error broken.";
    let members = || sign_up("ada", ADA);
    test_pool.refused(
        "SignUp",
        members(),
        "UserLambdaValidationException",
        refusal,
    );
    assert_eq!(user(&test_pool, "ada").status, UserStatus::Unconfirmed);
    let taken = "User already exists";
    test_pool.refused("SignUp", members(), "UsernameExistsException", taken);
}

/// Signs up a user whom the hook confirms, and returns the metadata of post confirmation.
fn metadata_after_confirmation(passed_on: bool) -> Value {
    let test_pool = TestPool::new(pool);
    test_pool.local.set_behaviour(Behaviour {
        sign_up_metadata_after_confirmation: passed_on,
        ..Behaviour::default()
    });
    let events = hooks::attach(&test_pool.local, |event| {
        if event["triggerSource"] == "PreSignUp_SignUp" {
            event["response"]["autoConfirmUser"] = json!(true);
            event["response"]["autoVerifyEmail"] = json!(true);
        }
        Ok(())
    });
    let mut members = sign_up("ada", ADA);
    members["ClientMetadata"] = json!({ "page": "join" });
    let answer = test_pool.ok("SignUp", members);
    let ada = user(&test_pool, ADA);
    assert_eq!(answer, json!({ "UserConfirmed": true, "UserSub": ada.sub }));
    assert_eq!(ada.status, UserStatus::Confirmed);
    assert_eq!(
        events.sources(),
        ["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"]
    );
    let attributes = &events.last()["request"]["userAttributes"];
    assert_eq!(attributes["cognito:user_status"], "CONFIRMED");
    assert_eq!(attributes["cognito:email_alias"], ADA);
    assert!(test_pool.local.inbox().is_empty());
    events.last()["request"]["clientMetadata"].clone()
}

#[test]
fn the_hook_confirms_a_sign_up_at_once() {
    assert_eq!(metadata_after_confirmation(false), Value::Null);
    assert_eq!(metadata_after_confirmation(true), json!({ "page": "join" }));
}

#[test]
fn a_verified_alias_moves_to_whom_the_hook_verifies_it_for() {
    let test_pool = TestPool::new(pool);
    hooks::attach(&test_pool.local, |event| {
        if event["triggerSource"] == "PreSignUp_SignUp" {
            event["response"]["autoConfirmUser"] = json!(true);
            event["response"]["autoVerifyEmail"] = json!(true);
        }
        Ok(())
    });
    test_pool.ok("SignUp", sign_up("ada", ADA));
    test_pool.ok("SignUp", sign_up("eve", ADA));
    assert_eq!(user(&test_pool, ADA).username, "eve");
    assert_eq!(
        user(&test_pool, "ada").attribute("email_verified"),
        Some("false")
    );
}
