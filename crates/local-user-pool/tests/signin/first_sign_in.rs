//! The first sign-in of a user that an administrator created.

use jiff::SignedDuration;
use local_user_pool::{Alias, AttributeDefinition, Behaviour, Pool, UserStatus};
use serde_json::{Value, json};

use crate::hooks;
use crate::people::{CLIENT, PASSWORD, TEMPORARY, change_client, claims, invited, with_password};
use crate::test_pool::TestPool;

const INCORRECT: &str = "Incorrect username or password.";
const ADA: &str = "ada@example.com";
const OTHER: &str = "x@example.com";

fn begin(test_pool: &TestPool) -> Value {
    test_pool.ok("InitiateAuth", with_password("ada", TEMPORARY))
}

/// The members of an answer with a new password and these other responses.
fn answer(challenge: &Value, password: &str, more: &[(&str, &str)]) -> Value {
    let mut responses = json!({"USERNAME": "ada", "NEW_PASSWORD": password});
    for (name, value) in more {
        responses[name] = json!(value);
    }
    json!({
        "ClientId": CLIENT,
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": challenge["Session"],
        "ChallengeResponses": responses,
    })
}

fn status(test_pool: &TestPool) -> UserStatus {
    test_pool.pool(|pool| pool.users.get("ada").expect("Ada").status)
}

#[test]
fn a_temporary_password_is_replaced() {
    let test_pool = invited();
    let challenge = begin(&test_pool);
    assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    let parameters = &challenge["ChallengeParameters"];
    assert_eq!(parameters["USER_ID_FOR_SRP"], "ada");
    assert_eq!(parameters["requiredAttributes"], "[]");
    let attributes = parameters["userAttributes"].as_str().expect("a text");
    let attributes: Value = serde_json::from_str(attributes).expect("JSON in a text");
    assert_eq!(attributes["email"], "ada@example.com");
    assert_eq!(status(&test_pool), UserStatus::ForceChangePassword);

    let answered = test_pool.ok("RespondToAuthChallenge", answer(&challenge, PASSWORD, &[]));
    assert_eq!(status(&test_pool), UserStatus::Confirmed);
    let groups = &claims(&answered["AuthenticationResult"]["IdToken"])["cognito:groups"];
    assert_eq!(groups, &json!(["clients"]));

    test_pool.ok("InitiateAuth", with_password("ada", PASSWORD));
    test_pool.refused(
        "InitiateAuth",
        with_password("ada", TEMPORARY),
        "NotAuthorizedException",
        INCORRECT,
    );
    test_pool.refused(
        "RespondToAuthChallenge",
        answer(&challenge, PASSWORD, &[]),
        "NotAuthorizedException",
        "Invalid session for the user, session can only be used once.",
    );
}

#[track_caller]
fn check_refused(password: &str, more: &[(&str, &str)], code: &str, message: &str) {
    let test_pool = invited();
    let challenge = begin(&test_pool);
    let members = answer(&challenge, password, more);
    test_pool.refused("RespondToAuthChallenge", members, code, message);
    // After a refusal the same session can be used again.
    test_pool.ok("RespondToAuthChallenge", answer(&challenge, PASSWORD, &[]));
}

#[test]
fn what_is_wrong_with_the_answer_is_said() {
    let invalid = "InvalidParameterException";
    check_refused(
        "short",
        &[],
        "InvalidPasswordException",
        "Password did not conform with policy: Password not long enough",
    );
    check_refused("", &[], invalid, "Missing required parameter NEW_PASSWORD");
    check_refused(
        PASSWORD,
        &[("userAttributes.given_name", "Ada")],
        "NotAuthorizedException",
        "Cannot modify an already provided given_name",
    );
    check_refused(
        PASSWORD,
        &[("userAttributes.email_verified", "true")],
        invalid,
        "Cannot modify the non-mutable attribute email_verified",
    );
    check_refused(
        PASSWORD,
        &[("userAttributes.phone_number_verified", "true")],
        invalid,
        "Cannot modify the non-mutable attribute phone_number_verified",
    );
    check_refused(
        PASSWORD,
        &[("USERNAME", "eve")],
        "UserNotFoundException",
        "User does not exist.",
    );
}

#[test]
fn required_attributes_are_asked_for() {
    let test_pool = invited();
    test_pool.pool(|pool| {
        pool.users
            .change("ada", |ada| ada.attributes.remove("given_name"))
    });
    let challenge = begin(&test_pool);
    assert_eq!(
        challenge["ChallengeParameters"]["requiredAttributes"],
        r#"["userAttributes.given_name"]"#
    );
    test_pool.refused(
        "RespondToAuthChallenge",
        answer(&challenge, PASSWORD, &[]),
        "InvalidParameterException",
        "Invalid attributes given, given_name is missing",
    );
    let given = [("userAttributes.given_name", "Augusta")];
    let answered = test_pool.ok(
        "RespondToAuthChallenge",
        answer(&challenge, PASSWORD, &given),
    );
    let id = claims(&answered["AuthenticationResult"]["IdToken"]);
    assert_eq!(id["given_name"], "Augusta");
}

#[test]
fn a_session_waits_for_three_minutes_or_as_the_client_says() {
    for (minutes, lasting) in [(None, 180), (Some(15), 900)] {
        let test_pool = invited();
        change_client(&test_pool, |client| {
            client.settings.auth_session_validity = minutes;
        });
        let challenge = begin(&test_pool);
        test_pool.local.advance(SignedDuration::from_secs(lasting));
        test_pool.refused(
            "RespondToAuthChallenge",
            answer(&challenge, PASSWORD, &[]),
            "NotAuthorizedException",
            "Invalid session for the user, session is expired.",
        );
    }
}

#[track_caller]
fn check_expired(reveals: bool, message: &str) {
    let test_pool = invited();
    test_pool.local.set_behaviour(Behaviour {
        reveals_expired_password: reveals,
        temporary_password_once: false,
        ..Behaviour::default()
    });
    test_pool.local.advance(SignedDuration::from_hours(7 * 24));
    begin(&test_pool);
    test_pool.local.advance(SignedDuration::from_secs(1));
    test_pool.refused(
        "InitiateAuth",
        with_password("ada", TEMPORARY),
        "NotAuthorizedException",
        message,
    );
}

#[test]
fn a_temporary_password_lasts_seven_days() {
    check_expired(false, INCORRECT);
    check_expired(
        true,
        "Temporary password has expired and must be reset by an administrator.",
    );
}

#[test]
fn a_temporary_password_begins_one_sign_in_or_more() {
    let test_pool = invited();
    let challenge = begin(&test_pool);
    test_pool.refused(
        "InitiateAuth",
        with_password("ada", TEMPORARY),
        "NotAuthorizedException",
        INCORRECT,
    );
    test_pool.ok("RespondToAuthChallenge", answer(&challenge, PASSWORD, &[]));

    let test_pool = invited();
    test_pool.local.set_behaviour(Behaviour {
        temporary_password_once: false,
        ..Behaviour::default()
    });
    begin(&test_pool);
    begin(&test_pool);
}

#[test]
fn an_alias_is_in_force_after_the_first_sign_in_or_before() {
    let by_alias = |password| with_password("ada@example.com", password);
    let test_pool = invited();
    test_pool.refused(
        "InitiateAuth",
        by_alias(TEMPORARY),
        "NotAuthorizedException",
        INCORRECT,
    );
    test_pool.ok("InitiateAuth", with_password("sub-of-ada", TEMPORARY));

    let test_pool = invited();
    let challenge = begin(&test_pool);
    test_pool.ok("RespondToAuthChallenge", answer(&challenge, PASSWORD, &[]));
    test_pool.ok("InitiateAuth", by_alias(PASSWORD));

    let test_pool = invited();
    test_pool.local.set_behaviour(Behaviour {
        alias_before_first_sign_in: true,
        ..Behaviour::default()
    });
    test_pool.ok("InitiateAuth", by_alias(TEMPORARY));
}

/// Ada sets another address, in a pool whose addresses wait for their code or do not. Compares
/// address and flag in the events of hooks and in the pool afterwards.
#[track_caller]
fn check_other_address(waits: bool, stale: bool, seen: (&str, &str), stored: (&str, &str)) {
    let test_pool = invited();
    test_pool.pool(|pool| {
        let settings = &mut pool.settings;
        settings.auto_verified_attributes = [Alias::Email].into();
        if waits {
            let updates = &mut settings.user_attribute_update_settings;
            updates.attributes_require_verification_before_update = [Alias::Email].into();
        }
    });
    test_pool.local.set_behaviour(Behaviour {
        stale_verified_flag: stale,
        ..Behaviour::default()
    });
    let events = hooks::attach(&test_pool.local, |_| Ok(()));
    let challenge = begin(&test_pool);
    let other = [("userAttributes.email", OTHER)];
    let answered = test_pool.ok(
        "RespondToAuthChallenge",
        answer(&challenge, PASSWORD, &other),
    );
    assert!(
        events
            .sources()
            .contains(&"CustomMessage_UpdateUserAttribute".to_owned()),
        "the address is sent a code"
    );
    let attributes = &events.last()["request"]["userAttributes"];
    assert_eq!(
        (&attributes["email"], &attributes["email_verified"]),
        (&json!(seen.0), &json!(seen.1))
    );
    let id = claims(&answered["AuthenticationResult"]["IdToken"]);
    assert_eq!(
        (&id["email"], &id["email_verified"]),
        (&json!(stored.0), &json!(stored.1 == "true"))
    );
}

#[test]
fn another_address_is_not_verified_by_the_challenge() {
    let (old, unproved) = ((ADA, "true"), (OTHER, "false"));
    let stale = (OTHER, "true");
    check_other_address(false, true, stale, unproved);
    check_other_address(false, false, unproved, unproved);
    check_other_address(true, true, stale, old);
    check_other_address(true, false, old, old);
}

#[test]
fn a_first_address_waits_for_nothing() {
    let test_pool = invited();
    test_pool.pool(|pool| {
        require_email(pool);
        let settings = &mut pool.settings;
        settings.auto_verified_attributes = [Alias::Email].into();
        let updates = &mut settings.user_attribute_update_settings;
        updates.attributes_require_verification_before_update = [Alias::Email].into();
        pool.users.change("ada", |ada| {
            ada.attributes.remove("email");
            ada.attributes.remove("email_verified");
        });
    });
    let challenge = begin(&test_pool);
    let first = [("userAttributes.email", OTHER)];
    test_pool.ok(
        "RespondToAuthChallenge",
        answer(&challenge, PASSWORD, &first),
    );
    let email = test_pool.pool(|pool| {
        let ada = pool.users.get("ada").expect("Ada");
        ada.attribute("email").map(str::to_owned)
    });
    assert_eq!(email.as_deref(), Some(OTHER));
}

#[test]
fn a_required_address_stays_what_it_is() {
    for email in [ADA, OTHER] {
        let test_pool = invited();
        test_pool.pool(require_email);
        let challenge = begin(&test_pool);
        test_pool.refused(
            "RespondToAuthChallenge",
            answer(&challenge, PASSWORD, &[("userAttributes.email", email)]),
            "NotAuthorizedException",
            "Cannot modify an already provided email",
        );
    }
}

fn require_email(pool: &mut Pool) {
    let required = AttributeDefinition {
        required: true,
        ..AttributeDefinition::TEXT
    };
    pool.schema.define("email", required);
}

#[test]
fn hooks_see_the_user_as_before() {
    let test_pool = invited();
    let events = hooks::attach(&test_pool.local, |_| Ok(()));
    let challenge = begin(&test_pool);
    let mut members = answer(&challenge, PASSWORD, &[]);
    members["ClientMetadata"] = json!({"from": "mail"});
    test_pool.ok("RespondToAuthChallenge", members);
    assert_eq!(
        events.sources(),
        [
            "PreAuthentication_Authentication",
            "PostAuthentication_Authentication",
            "TokenGeneration_NewPasswordChallenge",
        ]
    );
    let request = &events.last()["request"];
    assert_eq!(request["clientMetadata"], json!({"from": "mail"}));
    let attributes = &request["userAttributes"];
    assert_eq!(attributes["cognito:user_status"], "FORCE_CHANGE_PASSWORD");
    assert_eq!(attributes["sub"], "sub-of-ada");
}

/// The status after post authentication has failed.
#[track_caller]
fn check_failed_hook(confirmed_before: bool, expected: UserStatus) {
    let test_pool = invited();
    test_pool.local.set_behaviour(Behaviour {
        confirmed_before_post_authentication: confirmed_before,
        ..Behaviour::default()
    });
    hooks::attach(&test_pool.local, |event| {
        let is_post = event["triggerSource"] == "PostAuthentication_Authentication";
        if is_post {
            Err("no".to_owned())
        } else {
            Ok(())
        }
    });
    let challenge = begin(&test_pool);
    test_pool.refused(
        "RespondToAuthChallenge",
        answer(&challenge, PASSWORD, &[]),
        "UserLambdaValidationException",
        "PostAuthentication failed with error no.",
    );
    assert_eq!(status(&test_pool), expected);
}

#[test]
fn what_a_failed_hook_leaves_behind_is_a_choice() {
    check_failed_hook(true, UserStatus::Confirmed);
    check_failed_hook(false, UserStatus::ForceChangePassword);
}
