//! `ConfirmSignUp`, `AdminConfirmSignUp` and `ResendConfirmationCode`.

use jiff::SignedDuration;
use local_user_pool::{Alias, Behaviour, UserStatus};
use serde_json::{Value, json};

use crate::hooks;
use crate::people::{
    ADA, CLIENT, by, latest_code, member, not, pool, secretive_pool, sign_up, user,
};
use crate::scene::Scene;

const MISMATCH: &str = "Invalid verification code provided, please try again.";
const EXPIRED: &str = "Invalid code provided, please request a code again.";

fn with_code(username: &str, code: &str) -> Value {
    by(username, json!({ "ConfirmationCode": code }))
}

#[test]
fn the_code_confirms_the_sign_up_and_the_address() {
    let scene = Scene::new(pool);
    let events = hooks::attach(&scene.local, |_| Ok(()));
    scene.ok("SignUp", sign_up("ada", ADA));
    let mut members = with_code("ada", &latest_code(&scene));
    members["ClientMetadata"] = json!({ "page": "confirm" });
    assert_eq!(scene.ok("ConfirmSignUp", members), json!({}));

    let ada = user(&scene, "ada");
    assert_eq!(ada.status, UserStatus::Confirmed);
    assert_eq!(ada.attribute("email_verified"), Some("true"));
    let event = events.last();
    assert_eq!(event["triggerSource"], "PostConfirmation_ConfirmSignUp");
    assert_eq!(event["callerContext"]["clientId"], json!(CLIENT));
    assert_eq!(event["request"]["clientMetadata"]["page"], "confirm");

    let again = "User cannot be confirmed. Current status is CONFIRMED";
    let members = with_code("ada", "123456");
    scene.refused("ConfirmSignUp", members, "NotAuthorizedException", again);
}

#[test]
fn wrong_and_late_codes_say_so() {
    let scene = Scene::new(pool);
    scene.ok("SignUp", sign_up("ada", ADA));
    let code = latest_code(&scene);
    let wrong = with_code("ada", not(&code));
    scene.refused("ConfirmSignUp", wrong, "CodeMismatchException", MISMATCH);
    scene.local.advance(SignedDuration::from_hours(24));
    let late = with_code("ada", &code);
    scene.refused("ConfirmSignUp", late, "ExpiredCodeException", EXPIRED);
    let nobody = with_code("bob", &code);
    let unknown = "Username/client id combination not found.";
    scene.refused("ConfirmSignUp", nobody, "UserNotFoundException", unknown);
}

#[test]
fn a_hook_that_fails_leaves_the_user_confirmed() {
    let scene = Scene::new(pool);
    hooks::attach(&scene.local, |event| {
        match event["triggerSource"].as_str() {
            Some("PostConfirmation_ConfirmSignUp") => Err("broken".to_owned()),
            _ => Ok(()),
        }
    });
    scene.ok("SignUp", sign_up("ada", ADA));
    scene.refused(
        "ConfirmSignUp",
        with_code("ada", &latest_code(&scene)),
        "UserLambdaValidationException",
        "PostConfirmation failed with error broken.",
    );
    assert_eq!(user(&scene, "ada").status, UserStatus::Confirmed);
}

#[test]
fn a_code_proves_the_address_it_went_to_and_no_other() {
    let scene = Scene::new(pool);
    scene.ok("SignUp", sign_up("ada", ADA));
    let code = latest_code(&scene);
    let email = json!([{ "Name": "email", "Value": "other@example.com" }]);
    scene.ok(
        "AdminUpdateUserAttributes",
        json!({ "Username": "ada", "UserAttributes": email }),
    );
    scene.ok("ConfirmSignUp", with_code("ada", &code));
    let ada = user(&scene, "ada");
    assert_eq!(ada.status, UserStatus::Confirmed);
    assert_eq!(ada.attribute("email_verified"), Some("false"));
}

#[test]
fn an_alias_is_taken_only_by_force() {
    let scene = Scene::new(pool);
    member(&scene, "ada", ADA);
    scene.ok("SignUp", sign_up("eve", ADA));
    let code = latest_code(&scene);
    let taken = "An account with the email already exists.";
    let members = with_code("eve", &code);
    scene.refused("ConfirmSignUp", members, "AliasExistsException", taken);
    assert_eq!(user(&scene, "eve").status, UserStatus::Unconfirmed);

    let mut members = with_code("eve", &code);
    members["ForceAliasCreation"] = json!(true);
    scene.ok("ConfirmSignUp", members);
    assert_eq!(user(&scene, ADA).username, "eve");
    assert_eq!(
        user(&scene, "ada").attribute("email_verified"),
        Some("false")
    );
}

#[track_caller]
fn check_admin_confirms(names_client: bool, expected: &Value) {
    let scene = Scene::new(pool);
    scene.local.set_behaviour(Behaviour {
        admin_confirm_names_client: names_client,
        ..Behaviour::default()
    });
    let events = hooks::attach(&scene.local, |_| Ok(()));
    scene.ok("SignUp", sign_up("ada", ADA));
    let members = || json!({ "Username": "ada" });
    scene.ok("AdminConfirmSignUp", members());
    let ada = user(&scene, "ada");
    assert_eq!(ada.status, UserStatus::Confirmed);
    assert_eq!(ada.attribute("email_verified"), Some("false"));
    let event = events.last();
    assert_eq!(event["triggerSource"], "PostConfirmation_ConfirmSignUp");
    assert_eq!(&event["callerContext"]["clientId"], expected);
    let again = "User cannot be confirmed. Current status is CONFIRMED";
    let code = "NotAuthorizedException";
    scene.refused("AdminConfirmSignUp", members(), code, again);
}

#[test]
fn an_administrator_confirms_without_verifying() {
    check_admin_confirms(false, &Value::Null);
    check_admin_confirms(true, &json!("CLIENT_ID_NOT_APPLICABLE"));
}

#[test]
fn a_code_is_sent_again_five_times_an_hour() {
    let scene = Scene::new(pool);
    scene.ok("SignUp", sign_up("ada", ADA));
    let first = latest_code(&scene);
    let members = || by("ada", json!({}));
    for _ in 0..5 {
        let answer = scene.ok("ResendConfirmationCode", members());
        assert_eq!(answer["CodeDeliveryDetails"]["Destination"], "a***@e***");
    }
    let limit = "Attempt limit exceeded, please try after some time.";
    let code = "LimitExceededException";
    scene.refused("ResendConfirmationCode", members(), code, limit);
    scene.local.advance(SignedDuration::from_hours(1));
    scene.ok("ResendConfirmationCode", members());

    let inbox = scene.local.inbox();
    let sources: Vec<_> = inbox.iter().map(|sent| sent.trigger_source).collect();
    assert_eq!(sources[0], Some("CustomMessage_SignUp"));
    assert_eq!(sources[1..], [Some("CustomMessage_ResendCode"); 6]);
    let latest = latest_code(&scene);
    if first != latest {
        let old = with_code("ada", &first);
        scene.refused("ConfirmSignUp", old, "CodeMismatchException", MISMATCH);
    }
    scene.ok("ConfirmSignUp", with_code("ada", &latest));
}

#[test]
fn a_code_is_sent_again_only_to_who_signed_up() {
    let scene = Scene::new(pool);
    member(&scene, "ada", ADA);
    let members = || by("ada", json!({}));
    let confirmed = "User is already confirmed.";
    let code = "InvalidParameterException";
    scene.refused("ResendConfirmationCode", members(), code, confirmed);

    scene.pool(|pool| {
        pool.users
            .change("ada", |ada| ada.status = UserStatus::Unconfirmed)
    });
    scene.pool(|pool| pool.settings.auto_verified_attributes = [Alias::PhoneNumber].into());
    let off = "Cannot resend codes. Auto verification not turned on.";
    let code = "NotAuthorizedException";
    scene.refused("ResendConfirmationCode", members(), code, off);

    scene.pool(|pool| pool.users.change("ada", |ada| ada.enabled = false));
    scene.refused(
        "ResendConfirmationCode",
        members(),
        code,
        "User is disabled.",
    );
}

#[test]
fn a_secretive_client_tells_nothing_of_who_exists() {
    let scene = Scene::new(secretive_pool);
    member(&scene, "ada", ADA);
    let sent = scene.local.inbox().len();
    for name in ["ada", "nobody", "nobody@example.com"] {
        let answer = scene.ok("ResendConfirmationCode", by(name, json!({})));
        assert_eq!(answer["CodeDeliveryDetails"]["DeliveryMedium"], "EMAIL");
    }
    assert_eq!(scene.local.inbox().len(), sent);
    let members = with_code("nobody", "123456");
    scene.refused("ConfirmSignUp", members, "ExpiredCodeException", EXPIRED);
}
