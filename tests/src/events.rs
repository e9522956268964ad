//! What Cognito sends about the canary: one good event for each trigger (contract §2).

use serde_json::{Value, json};

use crate::canary;

/// Her attributes, and beside them these; a null takes one away.
pub fn attributes(others: Value) -> Value {
    let mut attributes = json!({
        "email": canary::EMAIL,
        "email_verified": "true",
        "given_name": "Canary",
        "family_name": "Canarysdottir",
        "phone_number": canary::PHONE,
    });
    let (Value::Object(all), Value::Object(others)) = (&mut attributes, others) else {
        panic!("attributes are an object");
    };
    all.extend(others);
    all.retain(|_, value| !value.is_null());
    attributes
}

/// An event of her pool.
pub fn event(trigger_source: &str, request: &Value, response: &Value) -> Value {
    json!({
        "version": "1",
        "region": "eu-west-1",
        "userPoolId": canary::POOL_ID,
        "userName": canary::SUB,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "5og3ldap1shskk164029tg9a8s"},
        "triggerSource": trigger_source,
        "request": request,
        "response": response,
    })
}

/// A pre sign-up event of this source; the sample policy asks everybody to accept the terms.
pub fn pre_sign_up(trigger_source: &str, attributes: &Value) -> Value {
    let request = json!({ "userAttributes": attributes, "validationData": {"terms": "accepted"} });
    let response =
        json!({"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false});
    event(trigger_source, &request, &response)
}

/// She signs up with her invitation.
pub fn sign_up() -> Value {
    pre_sign_up(
        "PreSignUp_SignUp",
        &attributes(json!({ "email_verified": null, "custom:invitation": canary::token() })),
    )
}

/// A custom message event of this source.
pub fn custom_message(trigger_source: &str) -> Value {
    let is_invitation = trigger_source == "CustomMessage_AdminCreateUser";
    let request = json!({
        "userAttributes": attributes(json!({ "sub": canary::SUB })),
        "codeParameter": "{####}",
        "linkParameter": "{##Click Here##}",
        "usernameParameter": is_invitation.then_some("{username}"),
        "clientMetadata": {"note": "canary-metadata"},
    });
    event(
        trigger_source,
        &request,
        &json!({"smsMessage": null, "emailMessage": null, "emailSubject": null}),
    )
}

/// Her sign-up is confirmed.
pub fn post_confirmation(trigger_source: &str) -> Value {
    let attributes = attributes(json!({
        "sub": canary::SUB,
        "cognito:user_status": "CONFIRMED",
        "custom:invitation": canary::token(),
    }));
    event(
        trigger_source,
        &json!({ "userAttributes": attributes }),
        &json!({}),
    )
}

/// She signs in, and her invitation is still there.
pub fn post_authentication() -> Value {
    sign_in(&attributes(json!({
        "sub": canary::SUB,
        "cognito:user_status": "CONFIRMED",
        "custom:invitation": canary::token(),
    })))
}

/// A sign-in of somebody with these attributes.
pub fn sign_in(attributes: &Value) -> Value {
    event(
        "PostAuthentication_Authentication",
        &json!({ "userAttributes": attributes, "newDeviceUsed": false }),
        &json!({}),
    )
}

/// An administrator created her, and she signs in for the first time.
pub fn pre_token_generation() -> Value {
    let request = json!({
        "userAttributes": attributes(json!({
            "sub": canary::SUB,
            "cognito:user_status": "FORCE_CHANGE_PASSWORD",
        })),
        "groupConfiguration": {"groupsToOverride": ["clients"], "iamRolesToOverride": [], "preferredRole": null},
        "clientMetadata": {"note": "canary-metadata"},
    });
    event(
        "TokenGeneration_NewPasswordChallenge",
        &request,
        &json!({ "claimsOverrideDetails": null }),
    )
}

/// A good event of each of the five functions, by the function's name.
pub fn one_of_each() -> [(&'static str, Value); 5] {
    [
        ("pre-sign-up", sign_up()),
        ("custom-message", custom_message("CustomMessage_SignUp")),
        (
            "post-confirmation",
            post_confirmation("PostConfirmation_ConfirmSignUp"),
        ),
        ("post-authentication", post_authentication()),
        ("pre-token-generation", pre_token_generation()),
    ]
}

/// The text of an event as no serializer of ours would write it, for answers that have to come
/// back byte for byte.
pub fn odd_text(event: &Value) -> String {
    let pretty = serde_json::to_string_pretty(event).unwrap();
    pretty.replacen(
        '{',
        "{ \"unheardOf\" : [1.000e2, 12345678901234567890123] ,",
        1,
    )
}

/// Checks that a captured line is of this event; answers what was captured.
#[track_caller]
pub fn check_captured<'a>(event: &Value, line: &'a Value) -> &'a Value {
    let captured = &line["capture"];
    for member in ["version", "userPoolId", "triggerSource", "callerContext"] {
        assert_eq!(captured["event"][member], event[member]);
    }
    let address = captured["event"]["request"]["userAttributes"]["email"]
        .as_str()
        .unwrap();
    assert!(address.ends_with("@example.com"), "{address}");
    assert!(captured["at"].is_string(), "{captured}");
    captured
}

/// Checks that her captured invitation can be issued anew: its claims and its verdict are there.
#[track_caller]
pub fn check_captured_token(captured: &Value, verdict: &str) {
    let attributes = &captured["event"]["request"]["userAttributes"];
    let token = attributes["custom:invitation"].as_str().unwrap();
    let (claims, said) = token
        .strip_prefix("redacted.")
        .unwrap()
        .rsplit_once('.')
        .unwrap();
    assert_eq!(said, verdict);
    let claims: Value = serde_json::from_str(claims).unwrap();
    assert_eq!(claims["groups"], json!(["clients"]));
    assert_eq!(claims["email"], attributes["email"]);
}
