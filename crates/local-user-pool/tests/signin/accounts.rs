//! Users' operations on their own account.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::people::{CLIENT, PASSWORD, change_client, sign_in, test_pool, with_password};

#[test]
fn people_read_what_their_client_reads() {
    let test_pool = test_pool();
    let tokens = sign_in(&test_pool);
    let members = json!({"AccessToken": tokens["AccessToken"]});
    let names = |answer: &Value| {
        let attributes = answer["UserAttributes"].as_array().expect("a list");
        let names = attributes.iter().map(|pair| pair["Name"].clone());
        Value::from(names.collect::<Vec<_>>())
    };
    let answer = test_pool.ok("GetUser", members.clone());
    assert_eq!(answer["Username"], "ada");
    assert_eq!(
        names(&answer),
        json!(["sub", "email", "email_verified", "given_name"])
    );
    change_client(&test_pool, |client| {
        client.settings.read_attributes = Some(["custom:invitation".to_owned()].into());
    });
    let answer = test_pool.ok("GetUser", members);
    assert_eq!(names(&answer), json!(["sub", "custom:invitation"]));
}

#[test]
fn only_access_tokens_in_force_are_believed() {
    let test_pool = test_pool();
    let tokens = sign_in(&test_pool);
    let refused = |token: &Value, message: &str| {
        let members = json!({"AccessToken": token});
        test_pool.refused("GetUser", members, "NotAuthorizedException", message);
    };
    refused(&json!("x"), "Invalid Access Token");
    refused(&tokens["IdToken"], "Invalid Access Token");
    refused(&tokens["RefreshToken"], "Invalid Access Token");
    test_pool.local.advance(SignedDuration::from_hours(1));
    refused(&tokens["AccessToken"], "Access Token has expired");
}

/// `PasswordHistorySize`, through every operation that sets a password.
#[test]
fn nobody_takes_one_of_the_latest_passwords_again() {
    const SECOND: &str = "Another-Horse-2";
    const THIRD: &str = "Another-Horse-3";
    let test_pool = test_pool();
    test_pool.pool(|pool| pool.settings.policies.password_policy.password_history_size = 2);
    let tokens = sign_in(&test_pool);
    let change = |previous: &str, proposed: &str| {
        json!({
            "AccessToken": tokens["AccessToken"],
            "PreviousPassword": previous,
            "ProposedPassword": proposed,
        })
    };
    let refused = |operation: &str, members: Value| {
        let code = "PasswordHistoryPolicyViolationException";
        let message = "Password has been used before.";
        test_pool.refused(operation, members, code, message);
    };
    let set =
        |password: &str| json!({ "Username": "ada", "Password": password, "Permanent": true });
    refused("ChangePassword", change(PASSWORD, PASSWORD));
    test_pool.ok("ChangePassword", change(PASSWORD, SECOND));
    refused("ChangePassword", change(SECOND, PASSWORD));
    refused("AdminSetUserPassword", set(SECOND));
    test_pool.ok("AdminSetUserPassword", set(THIRD));
    // Two back is long enough ago.
    test_pool.ok("ChangePassword", change(THIRD, PASSWORD));

    test_pool.ok(
        "AdminSetUserPassword",
        json!({ "Username": "ada", "Password": "Only-For-Now-1" }),
    );
    let challenge = test_pool.ok("InitiateAuth", with_password("ada", "Only-For-Now-1"));
    let answer = |password: &str| {
        json!({
            "ClientId": CLIENT,
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "Session": challenge["Session"],
            "ChallengeResponses": { "USERNAME": "ada", "NEW_PASSWORD": password },
        })
    };
    refused("RespondToAuthChallenge", answer("Only-For-Now-1"));
    refused("RespondToAuthChallenge", answer(PASSWORD));
    test_pool.ok("RespondToAuthChallenge", answer(SECOND));

    test_pool.ok(
        "ForgotPassword",
        json!({ "ClientId": CLIENT, "Username": "ada" }),
    );
    let inbox = test_pool.local.inbox();
    let body = inbox
        .last()
        .and_then(|mail| mail.html.clone())
        .expect("a mail");
    let code: String = body.chars().filter(char::is_ascii_digit).collect();
    let reset = |password: &str| {
        json!({
            "ClientId": CLIENT,
            "Username": "ada",
            "ConfirmationCode": code,
            "Password": password,
        })
    };
    refused("ConfirmForgotPassword", reset(SECOND));
    test_pool.ok("ConfirmForgotPassword", reset(PASSWORD));
}

#[test]
fn people_delete_attributes_that_their_client_writes() {
    let test_pool = test_pool();
    let tokens = sign_in(&test_pool);
    let delete =
        |name: &str| json!({ "AccessToken": tokens["AccessToken"], "UserAttributeNames": [name] });
    assert_eq!(
        test_pool.ok("DeleteUserAttributes", delete("email")),
        json!({})
    );
    test_pool.pool(|pool| {
        let ada = pool.find("ada").expect("ada");
        assert_eq!(ada.attribute("email"), None);
        assert_eq!(ada.attribute("email_verified"), None);
    });
    test_pool.refused(
        "DeleteUserAttributes",
        delete("sub"),
        "InvalidParameterException",
        "user.sub: Attribute cannot be updated.\n",
    );
    change_client(&test_pool, |client| {
        client.settings.write_attributes = Some(["email".to_owned()].into());
    });
    test_pool.refused(
        "DeleteUserAttributes",
        delete("custom:invitation"),
        "NotAuthorizedException",
        "A client attempted to write unauthorized attribute",
    );
    let mut nobodys = delete("email");
    nobodys["AccessToken"] = json!("x");
    let code = "NotAuthorizedException";
    test_pool.refused(
        "DeleteUserAttributes",
        nobodys,
        code,
        "Invalid Access Token",
    );
}

#[test]
fn people_change_their_password() {
    let test_pool = test_pool();
    let tokens = sign_in(&test_pool);
    let change = |previous: &str, proposed: &str| {
        json!({
            "AccessToken": tokens["AccessToken"],
            "PreviousPassword": previous,
            "ProposedPassword": proposed,
        })
    };
    test_pool.refused(
        "ChangePassword",
        change("wrong", "Another-Horse-2"),
        "NotAuthorizedException",
        "Incorrect username or password.",
    );
    test_pool.refused(
        "ChangePassword",
        change(PASSWORD, "short"),
        "InvalidPasswordException",
        "Password did not conform with policy: Password not long enough",
    );
    test_pool.ok("ChangePassword", change(PASSWORD, "Another-Horse-2"));
    test_pool.ok("InitiateAuth", with_password("ada", "Another-Horse-2"));
    // Existing tokens stay valid.
    test_pool.ok("GetUser", json!({"AccessToken": tokens["AccessToken"]}));
}

#[test]
fn people_delete_their_account() {
    let test_pool = test_pool();
    let tokens = sign_in(&test_pool);
    test_pool.ok("DeleteUser", json!({"AccessToken": tokens["AccessToken"]}));
    assert!(test_pool.pool(|pool| pool.users.is_empty()));
    for (operation, members) in [
        ("GetUser", json!({"AccessToken": tokens["AccessToken"]})),
        (
            "GetTokensFromRefreshToken",
            json!({"ClientId": CLIENT, "RefreshToken": tokens["RefreshToken"]}),
        ),
    ] {
        let message = "User does not exist.";
        test_pool.refused(operation, members, "UserNotFoundException", message);
    }
}
