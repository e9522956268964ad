//! Users change their own attributes and verify addresses with a code.

use local_user_pool::Alias;
use serde_json::{Value, json};

use crate::hooks;
use crate::people::{ADA, CLIENT, latest_code, member, pool, signed_in, user};
use crate::test_pool::TestPool;

const NEW: &str = "lovelace@example.com";

/// The members of `UpdateUserAttributes`.
fn change(token: &str, name: &str, value: &str) -> Value {
    json!({
        "AccessToken": token,
        "UserAttributes": [{ "Name": name, "Value": value }],
    })
}

fn email(token: &str, mut more: Value) -> Value {
    more["AccessToken"] = json!(token);
    more["AttributeName"] = json!("email");
    more
}

/// The e-mail address and whether it is verified.
fn address(test_pool: &TestPool) -> (String, String) {
    let ada = user(test_pool, "ada");
    let value = |name| ada.attribute(name).unwrap_or_default().to_owned();
    (value("email"), value("email_verified"))
}

fn pair(address: &str, verified: bool) -> (String, String) {
    (address.to_owned(), verified.to_string())
}

#[test]
fn a_new_address_is_unverified_until_the_code_is_typed() {
    let test_pool = TestPool::new(pool);
    member(&test_pool, "ada", ADA);
    let token = signed_in(&test_pool, "ada");
    let events = hooks::attach(&test_pool.local, |_| Ok(()));
    let answer = test_pool.ok("UpdateUserAttributes", change(&token, "email", NEW));
    let details = json!({
        "Destination": "l***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    });
    assert_eq!(answer, json!({ "CodeDeliveryDetailsList": [details] }));
    assert_eq!(address(&test_pool), pair(NEW, false));
    let event = events.last();
    assert_eq!(event["triggerSource"], "CustomMessage_UpdateUserAttribute");
    assert_eq!(event["callerContext"]["clientId"], json!(CLIENT));

    let code = json!({ "Code": latest_code(&test_pool) });
    test_pool.ok("VerifyUserAttribute", email(&token, code.clone()));
    assert_eq!(address(&test_pool), pair(NEW, true));
    test_pool.refused(
        "VerifyUserAttribute",
        email(&token, code),
        "ExpiredCodeException",
        "Invalid code provided, please request a code again.",
    );
}

#[test]
fn the_old_address_counts_where_the_pool_waits() {
    let test_pool = TestPool::new(|it| {
        pool(it);
        it.settings
            .user_attribute_update_settings
            .attributes_require_verification_before_update = [Alias::Email].into();
    });
    member(&test_pool, "ada", ADA);
    let token = signed_in(&test_pool, "ada");
    test_pool.ok("UpdateUserAttributes", change(&token, "email", NEW));
    assert_eq!(address(&test_pool), pair(ADA, true));
    assert_eq!(test_pool.local.inbox().last().expect("a mail").to, [NEW]);
    let code = json!({ "Code": latest_code(&test_pool) });
    test_pool.ok("VerifyUserAttribute", email(&token, code));
    assert_eq!(address(&test_pool), pair(NEW, true));
}

#[test]
fn an_administrators_change_is_verified_too_unless_they_vouch_for_it() {
    let test_pool = TestPool::new(pool);
    member(&test_pool, "ada", ADA);
    let sent = test_pool.local.inbox().len();
    let members = |attributes: Value| json!({ "Username": "ada", "UserAttributes": attributes });
    let new = json!({ "Name": "email", "Value": NEW });
    let verified = json!({ "Name": "email_verified", "Value": "true" });
    test_pool.ok("AdminUpdateUserAttributes", members(json!([new, verified])));
    assert_eq!(address(&test_pool), pair(NEW, true));
    assert_eq!(test_pool.local.inbox().len(), sent);

    let events = hooks::attach(&test_pool.local, |_| Ok(()));
    let old = json!({ "Name": "email", "Value": ADA });
    test_pool.ok("AdminUpdateUserAttributes", members(json!([old])));
    assert_eq!(address(&test_pool), pair(ADA, false));
    assert_eq!(events.sources(), ["CustomMessage_UpdateUserAttribute"]);
}

#[test]
fn a_code_does_not_bring_an_old_address_back() {
    let test_pool = TestPool::new(pool);
    member(&test_pool, "ada", ADA);
    let token = signed_in(&test_pool, "ada");
    let asked = "GetUserAttributeVerificationCode";
    let answer = test_pool.ok(asked, email(&token, json!({})));
    assert_eq!(answer["CodeDeliveryDetails"]["Destination"], "a***@e***");
    let code = json!({ "Code": latest_code(&test_pool) });
    let new = json!([
        { "Name": "email", "Value": NEW },
        { "Name": "email_verified", "Value": "true" },
    ]);
    test_pool.ok(
        "AdminUpdateUserAttributes",
        json!({ "Username": "ada", "UserAttributes": new }),
    );
    test_pool.refused(
        "VerifyUserAttribute",
        email(&token, code),
        "ExpiredCodeException",
        "Invalid code provided, please request a code again.",
    );
    assert_eq!(address(&test_pool), pair(NEW, true));
}

#[test]
fn an_alias_that_is_taken_is_not_verified() {
    let test_pool = TestPool::new(pool);
    member(&test_pool, "ada", ADA);
    member(&test_pool, "bob", "bob@example.com");
    let token = signed_in(&test_pool, "bob");
    test_pool.ok("UpdateUserAttributes", change(&token, "email", ADA));
    let code = json!({ "Code": latest_code(&test_pool) });
    test_pool.refused(
        "VerifyUserAttribute",
        email(&token, code),
        "AliasExistsException",
        "An account with the email already exists.",
    );
    assert_eq!(user(&test_pool, ADA).username, "ada");
}

#[track_caller]
fn check_refused(operation: &str, members: fn(&str) -> Value, code: &str, message: &str) {
    let test_pool = TestPool::new(pool);
    member(&test_pool, "ada", ADA);
    let token = signed_in(&test_pool, "ada");
    test_pool.refused(operation, members(&token), code, message);
}

#[test]
fn changes_are_refused_in_cognitos_words() {
    let invalid = "InvalidParameterException";
    let unauthorized = "NotAuthorizedException";
    check_refused(
        "UpdateUserAttributes",
        |token| change(token, "email_verified", "true"),
        unauthorized,
        "A client attempted to write unauthorized attribute",
    );
    check_refused(
        "UpdateUserAttributes",
        |token| change(token, "custom:unheard", "x"),
        invalid,
        "user.custom:unheard: Attribute does not exist in the schema.\n",
    );
    check_refused(
        "UpdateUserAttributes",
        |_| change("nonsense", "email", NEW),
        unauthorized,
        "Invalid Access Token",
    );
    check_refused(
        "GetUserAttributeVerificationCode",
        |token| json!({ "AccessToken": token, "AttributeName": "given_name" }),
        invalid,
        "Invalid attribute name. Only phone_number and email can be verified.",
    );
    check_refused(
        "GetUserAttributeVerificationCode",
        |token| json!({ "AccessToken": token, "AttributeName": "phone_number" }),
        invalid,
        "User does not have a valid registered phone number",
    );
    check_refused(
        "VerifyUserAttribute",
        |token| email(token, json!({ "Code": "123456" })),
        "ExpiredCodeException",
        "Invalid code provided, please request a code again.",
    );
}
