//! `ForgotPassword`, `ConfirmForgotPassword` and `AdminResetUserPassword`.

use jiff::SignedDuration;
use local_user_pool::UserStatus;
use serde_json::{Value, json};

use crate::hooks;
use crate::people::{ADA, by, latest_code, member, not, pool, secretive_pool, sign_up, user};
use crate::test_pool::TestPool;

const NEW: &str = "Another-Horse-2";

fn with_code(username: &str, code: &str, password: &str) -> Value {
    let members = json!({ "ConfirmationCode": code, "Password": password });
    by(username, members)
}

#[test]
fn a_code_stands_for_the_password() {
    let test_pool = TestPool::new(pool);
    member(&test_pool, "ada", ADA);
    let events = hooks::attach(&test_pool.local, |_| Ok(()));
    let mut members = by("ada", json!({}));
    members["ClientMetadata"] = json!({ "page": "reset" });
    let answer = test_pool.ok("ForgotPassword", members);
    assert_eq!(
        answer["CodeDeliveryDetails"],
        json!({
            "Destination": "a***@e***",
            "DeliveryMedium": "EMAIL",
            "AttributeName": "email",
        })
    );
    assert_eq!(events.last()["request"]["clientMetadata"]["page"], "reset");
    let code = latest_code(&test_pool);

    let wrong = with_code("ada", not(&code), NEW);
    test_pool.refused(
        "ConfirmForgotPassword",
        wrong,
        "CodeMismatchException",
        "Invalid verification code provided, please try again.",
    );
    let short = with_code("ada", &code, "Short-1");
    test_pool.refused(
        "ConfirmForgotPassword",
        short,
        "InvalidPasswordException",
        "Password did not conform with policy: Password not long enough",
    );
    test_pool.ok("ConfirmForgotPassword", with_code("ada", &code, NEW));
    assert_eq!(
        events.sources(),
        [
            "CustomMessage_ForgotPassword",
            "PostConfirmation_ConfirmForgotPassword"
        ]
    );
    let parameters = json!({ "USERNAME": "ada", "PASSWORD": NEW });
    let flow = json!({ "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters });
    test_pool.ok("InitiateAuth", by("ada", flow));
}

#[test]
fn a_code_is_late_after_an_hour() {
    let test_pool = TestPool::new(pool);
    member(&test_pool, "ada", ADA);
    test_pool.ok("ForgotPassword", by("ada", json!({})));
    test_pool.local.advance(SignedDuration::from_hours(1));
    let expired = "Invalid code provided, please request a code again.";
    let members = with_code("ada", &latest_code(&test_pool), NEW);
    test_pool.refused(
        "ConfirmForgotPassword",
        members,
        "ExpiredCodeException",
        expired,
    );
}

/// The answer to the client about Ada with this status; `verified` is her address.
#[track_caller]
fn check_refused(status: UserStatus, verified: &str, code: &str, message: &str) {
    let test_pool = TestPool::new(pool);
    test_pool.ok("SignUp", sign_up("ada", ADA));
    test_pool.pool(|pool| {
        pool.users.change("ada", |ada| {
            ada.status = status;
            let flag = ("email_verified".to_owned(), verified.to_owned());
            ada.attributes.extend([flag]);
        })
    });
    test_pool.refused("ForgotPassword", by("ada", json!({})), code, message);
    let members = json!({ "Username": "ada" });
    test_pool.refused("AdminResetUserPassword", members, code, message);
    assert_eq!(user(&test_pool, "ada").status, status);
}

#[test]
fn not_everybody_can_have_a_new_password() {
    let unfit = "User password cannot be reset in the current state.";
    let nowhere = "Cannot reset password for the user as there is no registered/verified email or \
                   phone_number";
    let invited = UserStatus::ForceChangePassword;
    check_refused(invited, "true", "NotAuthorizedException", unfit);
    let member = UserStatus::Confirmed;
    check_refused(member, "false", "InvalidParameterException", nowhere);
}

#[test]
fn answers_hide_which_users_exist() {
    let test_pool = TestPool::new(secretive_pool);
    member(&test_pool, "ada", ADA);
    test_pool.ok("SignUp", sign_up("bob", "bob@example.com"));
    let sent = test_pool.local.inbox().len();
    for name in ["bob", "nobody"] {
        let answer = test_pool.ok("ForgotPassword", by(name, json!({})));
        assert_eq!(answer["CodeDeliveryDetails"]["DeliveryMedium"], "EMAIL");
    }
    assert_eq!(test_pool.local.inbox().len(), sent);
    test_pool.refused(
        "ConfirmForgotPassword",
        with_code("nobody", "123456", NEW),
        "CodeMismatchException",
        "Invalid verification code provided, please try again.",
    );
    test_pool.refused(
        "ConfirmForgotPassword",
        with_code("ada", "123456", NEW),
        "ExpiredCodeException",
        "Invalid code provided, please request a code again.",
    );
}

#[test]
fn an_administrator_resets_a_password() {
    let test_pool = TestPool::new(pool);
    member(&test_pool, "ada", ADA);
    let events = hooks::attach(&test_pool.local, |_| Ok(()));
    test_pool.ok("AdminResetUserPassword", json!({ "Username": ADA }));
    assert_eq!(user(&test_pool, "ada").status, UserStatus::ResetRequired);
    let event = events.last();
    assert_eq!(event["triggerSource"], "CustomMessage_ForgotPassword");
    let code = latest_code(&test_pool);
    test_pool.ok("ConfirmForgotPassword", with_code("ada", &code, NEW));
    assert_eq!(user(&test_pool, "ada").status, UserStatus::Confirmed);
}
