//! The first sign-in of a user that an administrator created.

use jiff::SignedDuration;
use local_user_pool::{Behaviour, UserStatus};
use serde_json::{Value, json};

use crate::hooks;
use crate::people::{CLIENT, PASSWORD, TEMPORARY, change_client, claims, invited, with_password};
use crate::scene::Scene;

const INCORRECT: &str = "Incorrect username or password.";

fn begin(scene: &Scene) -> Value {
    scene.ok("InitiateAuth", with_password("ada", TEMPORARY))
}

/// The members of an answer with a new password and these responses besides.
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

fn status(scene: &Scene) -> UserStatus {
    scene.pool(|pool| pool.users.get("ada").expect("Ada").status)
}

#[test]
fn a_temporary_password_is_replaced() {
    let scene = invited();
    let challenge = begin(&scene);
    assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    let parameters = &challenge["ChallengeParameters"];
    assert_eq!(parameters["USER_ID_FOR_SRP"], "ada");
    assert_eq!(parameters["requiredAttributes"], "[]");
    let attributes = parameters["userAttributes"].as_str().expect("a text");
    let attributes: Value = serde_json::from_str(attributes).expect("JSON in a text");
    assert_eq!(attributes["email"], "ada@example.com");
    assert_eq!(status(&scene), UserStatus::ForceChangePassword);

    let answered = scene.ok("RespondToAuthChallenge", answer(&challenge, PASSWORD, &[]));
    assert_eq!(status(&scene), UserStatus::Confirmed);
    let groups = &claims(&answered["AuthenticationResult"]["IdToken"])["cognito:groups"];
    assert_eq!(groups, &json!(["clients"]));

    scene.ok("InitiateAuth", with_password("ada", PASSWORD));
    scene.refused(
        "InitiateAuth",
        with_password("ada", TEMPORARY),
        "NotAuthorizedException",
        INCORRECT,
    );
    scene.refused(
        "RespondToAuthChallenge",
        answer(&challenge, PASSWORD, &[]),
        "NotAuthorizedException",
        "Invalid session for the user, session can only be used once.",
    );
}

#[track_caller]
fn check_refused(password: &str, more: &[(&str, &str)], code: &str, message: &str) {
    let scene = invited();
    let challenge = begin(&scene);
    let members = answer(&challenge, password, more);
    scene.refused("RespondToAuthChallenge", members, code, message);
    // Who is refused may try again with the same session.
    scene.ok("RespondToAuthChallenge", answer(&challenge, PASSWORD, &[]));
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
    let scene = invited();
    scene.pool(|pool| {
        pool.users
            .change("ada", |ada| ada.attributes.remove("given_name"))
    });
    let challenge = begin(&scene);
    assert_eq!(
        challenge["ChallengeParameters"]["requiredAttributes"],
        r#"["userAttributes.given_name"]"#
    );
    scene.refused(
        "RespondToAuthChallenge",
        answer(&challenge, PASSWORD, &[]),
        "InvalidParameterException",
        "Invalid attributes given, given_name is missing",
    );
    let given = [("userAttributes.given_name", "Augusta")];
    let answered = scene.ok(
        "RespondToAuthChallenge",
        answer(&challenge, PASSWORD, &given),
    );
    let id = claims(&answered["AuthenticationResult"]["IdToken"]);
    assert_eq!(id["given_name"], "Augusta");
}

#[test]
fn a_session_waits_for_three_minutes_or_as_the_client_says() {
    for (minutes, lasting) in [(None, 180), (Some(15), 900)] {
        let scene = invited();
        change_client(&scene, |client| {
            client.settings.auth_session_validity = minutes;
        });
        let challenge = begin(&scene);
        scene.local.advance(SignedDuration::from_secs(lasting));
        scene.refused(
            "RespondToAuthChallenge",
            answer(&challenge, PASSWORD, &[]),
            "NotAuthorizedException",
            "Invalid session for the user, session is expired.",
        );
    }
}

#[track_caller]
fn check_expired(told: bool, message: &str) {
    let scene = invited();
    scene.local.set_behaviour(Behaviour {
        expired_password_told: told,
        ..Behaviour::default()
    });
    scene.local.advance(SignedDuration::from_hours(7 * 24));
    begin(&scene);
    scene.local.advance(SignedDuration::from_secs(1));
    scene.refused(
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
fn where_it_counts_once_a_temporary_password_begins_one_sign_in() {
    let scene = invited();
    scene.local.set_behaviour(Behaviour {
        temporary_password_once: true,
        ..Behaviour::default()
    });
    let challenge = begin(&scene);
    scene.refused(
        "InitiateAuth",
        with_password("ada", TEMPORARY),
        "NotAuthorizedException",
        INCORRECT,
    );
    scene.ok("RespondToAuthChallenge", answer(&challenge, PASSWORD, &[]));
}

#[test]
fn hooks_are_told_of_the_user_as_before() {
    let scene = invited();
    let events = hooks::attach(&scene.local, |_| Ok(()));
    let challenge = begin(&scene);
    let mut members = answer(&challenge, PASSWORD, &[]);
    members["ClientMetadata"] = json!({"from": "mail"});
    scene.ok("RespondToAuthChallenge", members);
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
    let scene = invited();
    scene.local.set_behaviour(Behaviour {
        confirmed_before_post_authentication: confirmed_before,
        ..Behaviour::default()
    });
    hooks::attach(&scene.local, |event| {
        let is_post = event["triggerSource"] == "PostAuthentication_Authentication";
        if is_post {
            Err("no".to_owned())
        } else {
            Ok(())
        }
    });
    let challenge = begin(&scene);
    scene.refused(
        "RespondToAuthChallenge",
        answer(&challenge, PASSWORD, &[]),
        "UserLambdaValidationException",
        "PostAuthentication failed with error no.",
    );
    assert_eq!(status(&scene), expected);
}

#[test]
fn what_a_failed_hook_leaves_behind_is_a_choice() {
    check_failed_hook(true, UserStatus::Confirmed);
    check_failed_hook(false, UserStatus::ForceChangePassword);
}
