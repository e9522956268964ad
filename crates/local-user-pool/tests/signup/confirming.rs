//! `ConfirmSignUp`, `AdminConfirmSignUp` and `ResendConfirmationCode`.

use jiff::SignedDuration;
use local_user_pool::{Alias, Behaviour, UserStatus};
use serde_json::{Value, json};

use crate::hooks;
use crate::people::{
    ADA, CLIENT, by, latest_code, member, not, pool, secretive_pool, sign_up, user,
};
use crate::test_pool::TestPool;

const MISMATCH: &str = "Invalid verification code provided, please try again.";
const EXPIRED: &str = "Invalid code provided, please request a code again.";

fn with_code(username: &str, code: &str) -> Value {
    by(username, json!({ "ConfirmationCode": code }))
}

#[test]
fn the_code_confirms_the_sign_up_and_the_address() {
    let test_pool = TestPool::new(pool);
    let events = hooks::attach(&test_pool.local, |_| Ok(()));
    test_pool.ok("SignUp", sign_up("ada", ADA));
    let mut members = with_code("ada", &latest_code(&test_pool));
    members["ClientMetadata"] = json!({ "page": "confirm" });
    assert_eq!(test_pool.ok("ConfirmSignUp", members), json!({}));

    let ada = user(&test_pool, "ada");
    assert_eq!(ada.status, UserStatus::Confirmed);
    assert_eq!(ada.attribute("email_verified"), Some("true"));
    let event = events.last();
    assert_eq!(event["triggerSource"], "PostConfirmation_ConfirmSignUp");
    assert_eq!(event["callerContext"]["clientId"], json!(CLIENT));
    assert_eq!(event["request"]["clientMetadata"]["page"], "confirm");

    let again = "User cannot be confirmed. Current status is CONFIRMED";
    let members = with_code("ada", "123456");
    test_pool.refused("ConfirmSignUp", members, "NotAuthorizedException", again);
}

#[test]
fn wrong_and_late_codes_say_so() {
    let test_pool = TestPool::new(pool);
    test_pool.ok("SignUp", sign_up("ada", ADA));
    let code = latest_code(&test_pool);
    let wrong = with_code("ada", not(&code));
    test_pool.refused("ConfirmSignUp", wrong, "CodeMismatchException", MISMATCH);
    test_pool.local.advance(SignedDuration::from_hours(24));
    let late = with_code("ada", &code);
    test_pool.refused("ConfirmSignUp", late, "ExpiredCodeException", EXPIRED);
    let nobody = with_code("bob", &code);
    let unknown = "Username/client id combination not found.";
    test_pool.refused("ConfirmSignUp", nobody, "UserNotFoundException", unknown);
}

#[test]
fn a_hook_that_fails_leaves_the_user_confirmed() {
    let test_pool = TestPool::new(pool);
    hooks::attach(&test_pool.local, |event| {
        match event["triggerSource"].as_str() {
            Some("PostConfirmation_ConfirmSignUp") => Err("broken".to_owned()),
            _ => Ok(()),
        }
    });
    test_pool.ok("SignUp", sign_up("ada", ADA));
    test_pool.refused(
        "ConfirmSignUp",
        with_code("ada", &latest_code(&test_pool)),
        "UserLambdaValidationException",
        "PostConfirmation failed with error broken.",
    );
    assert_eq!(user(&test_pool, "ada").status, UserStatus::Confirmed);
}

#[test]
fn a_code_proves_the_address_it_went_to_and_no_other() {
    let test_pool = TestPool::new(pool);
    test_pool.ok("SignUp", sign_up("ada", ADA));
    let code = latest_code(&test_pool);
    let email = json!([{ "Name": "email", "Value": "other@example.com" }]);
    test_pool.ok(
        "AdminUpdateUserAttributes",
        json!({ "Username": "ada", "UserAttributes": email }),
    );
    test_pool.ok("ConfirmSignUp", with_code("ada", &code));
    let ada = user(&test_pool, "ada");
    assert_eq!(ada.status, UserStatus::Confirmed);
    assert_eq!(ada.attribute("email_verified"), Some("false"));
}

#[test]
fn an_alias_is_taken_only_by_force() {
    let test_pool = TestPool::new(pool);
    member(&test_pool, "ada", ADA);
    test_pool.ok("SignUp", sign_up("eve", ADA));
    let code = latest_code(&test_pool);
    let taken = "An account with the email already exists.";
    let members = with_code("eve", &code);
    test_pool.refused("ConfirmSignUp", members, "AliasExistsException", taken);
    assert_eq!(user(&test_pool, "eve").status, UserStatus::Unconfirmed);

    let mut members = with_code("eve", &code);
    members["ForceAliasCreation"] = json!(true);
    test_pool.ok("ConfirmSignUp", members);
    assert_eq!(user(&test_pool, ADA).username, "eve");
    assert_eq!(
        user(&test_pool, "ada").attribute("email_verified"),
        Some("false")
    );
}

#[track_caller]
fn check_admin_confirms(names_client: bool, expected: &Value) {
    let test_pool = TestPool::new(pool);
    test_pool.local.set_behaviour(Behaviour {
        admin_confirm_names_client: names_client,
        ..Behaviour::default()
    });
    let events = hooks::attach(&test_pool.local, |_| Ok(()));
    test_pool.ok("SignUp", sign_up("ada", ADA));
    let members = || json!({ "Username": "ada" });
    test_pool.ok("AdminConfirmSignUp", members());
    let ada = user(&test_pool, "ada");
    assert_eq!(ada.status, UserStatus::Confirmed);
    assert_eq!(ada.attribute("email_verified"), Some("false"));
    let event = events.last();
    assert_eq!(event["triggerSource"], "PostConfirmation_ConfirmSignUp");
    assert_eq!(&event["callerContext"]["clientId"], expected);
    let again = "User cannot be confirmed. Current status is CONFIRMED";
    let code = "NotAuthorizedException";
    test_pool.refused("AdminConfirmSignUp", members(), code, again);
}

#[test]
fn an_administrator_confirms_without_verifying() {
    check_admin_confirms(false, &Value::Null);
    check_admin_confirms(true, &json!("CLIENT_ID_NOT_APPLICABLE"));
}

#[test]
fn a_code_is_sent_again_five_times_an_hour() {
    let test_pool = TestPool::new(pool);
    test_pool.ok("SignUp", sign_up("ada", ADA));
    let first = latest_code(&test_pool);
    let members = || by("ada", json!({}));
    for _ in 0..5 {
        let answer = test_pool.ok("ResendConfirmationCode", members());
        assert_eq!(answer["CodeDeliveryDetails"]["Destination"], "a***@e***");
    }
    let limit = "Attempt limit exceeded, please try after some time.";
    let code = "LimitExceededException";
    test_pool.refused("ResendConfirmationCode", members(), code, limit);
    test_pool.local.advance(SignedDuration::from_hours(1));
    test_pool.ok("ResendConfirmationCode", members());

    let inbox = test_pool.local.inbox();
    let sources: Vec<_> = inbox.iter().map(|sent| sent.trigger_source).collect();
    assert_eq!(sources[0], Some("CustomMessage_SignUp"));
    assert_eq!(sources[1..], [Some("CustomMessage_ResendCode"); 6]);
    let latest = latest_code(&test_pool);
    if first != latest {
        let old = with_code("ada", &first);
        test_pool.refused("ConfirmSignUp", old, "CodeMismatchException", MISMATCH);
    }
    test_pool.ok("ConfirmSignUp", with_code("ada", &latest));
}

#[test]
fn a_code_is_sent_again_only_to_who_signed_up() {
    let test_pool = TestPool::new(pool);
    member(&test_pool, "ada", ADA);
    let members = || by("ada", json!({}));
    let confirmed = "User is already confirmed.";
    let code = "InvalidParameterException";
    test_pool.refused("ResendConfirmationCode", members(), code, confirmed);

    test_pool.pool(|pool| {
        pool.users
            .change("ada", |ada| ada.status = UserStatus::Unconfirmed)
    });
    test_pool.pool(|pool| pool.settings.auto_verified_attributes = [Alias::PhoneNumber].into());
    let off = "Cannot resend codes. Auto verification not turned on.";
    let code = "NotAuthorizedException";
    test_pool.refused("ResendConfirmationCode", members(), code, off);

    test_pool.pool(|pool| pool.users.change("ada", |ada| ada.enabled = false));
    test_pool.refused(
        "ResendConfirmationCode",
        members(),
        code,
        "User is disabled.",
    );
}

#[test]
fn a_secretive_client_tells_nothing_of_who_exists() {
    let test_pool = TestPool::new(secretive_pool);
    member(&test_pool, "ada", ADA);
    let sent = test_pool.local.inbox().len();
    for name in ["ada", "nobody", "nobody@example.com"] {
        let answer = test_pool.ok("ResendConfirmationCode", by(name, json!({})));
        assert_eq!(answer["CodeDeliveryDetails"]["DeliveryMedium"], "EMAIL");
    }
    assert_eq!(test_pool.local.inbox().len(), sent);
    let members = with_code("nobody", "123456");
    test_pool.refused("ConfirmSignUp", members, "ExpiredCodeException", EXPIRED);
}
