//! What people do with their own account.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::people::{CLIENT, PASSWORD, change_client, scene, sign_in, with_password};

#[test]
fn people_read_what_their_client_reads() {
    let scene = scene();
    let tokens = sign_in(&scene);
    let members = json!({"AccessToken": tokens["AccessToken"]});
    let names = |answer: &Value| {
        let attributes = answer["UserAttributes"].as_array().expect("a list");
        let names = attributes.iter().map(|pair| pair["Name"].clone());
        Value::from(names.collect::<Vec<_>>())
    };
    let answer = scene.ok("GetUser", members.clone());
    assert_eq!(answer["Username"], "ada");
    assert_eq!(
        names(&answer),
        json!(["sub", "email", "email_verified", "given_name"])
    );
    change_client(&scene, |client| {
        client.settings.read_attributes = Some(["custom:invitation".to_owned()].into());
    });
    let answer = scene.ok("GetUser", members);
    assert_eq!(names(&answer), json!(["sub", "custom:invitation"]));
}

#[test]
fn only_access_tokens_in_force_are_believed() {
    let scene = scene();
    let tokens = sign_in(&scene);
    let refused = |token: &Value, message: &str| {
        let members = json!({"AccessToken": token});
        scene.refused("GetUser", members, "NotAuthorizedException", message);
    };
    refused(&json!("x"), "Invalid Access Token");
    refused(&tokens["IdToken"], "Invalid Access Token");
    refused(&tokens["RefreshToken"], "Invalid Access Token");
    scene.local.advance(SignedDuration::from_hours(1));
    refused(&tokens["AccessToken"], "Access Token has expired");
}

/// `PasswordHistorySize`, through every operation that sets a password.
#[test]
fn nobody_takes_one_of_the_latest_passwords_again() {
    const SECOND: &str = "Another-Horse-2";
    const THIRD: &str = "Another-Horse-3";
    let scene = scene();
    scene.pool(|pool| pool.settings.policies.password_policy.password_history_size = 2);
    let tokens = sign_in(&scene);
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
        scene.refused(operation, members, code, message);
    };
    let set =
        |password: &str| json!({ "Username": "ada", "Password": password, "Permanent": true });
    refused("ChangePassword", change(PASSWORD, PASSWORD));
    scene.ok("ChangePassword", change(PASSWORD, SECOND));
    refused("ChangePassword", change(SECOND, PASSWORD));
    refused("AdminSetUserPassword", set(SECOND));
    scene.ok("AdminSetUserPassword", set(THIRD));
    // Two back is long enough ago.
    scene.ok("ChangePassword", change(THIRD, PASSWORD));

    scene.ok(
        "AdminSetUserPassword",
        json!({ "Username": "ada", "Password": "Only-For-Now-1" }),
    );
    let challenge = scene.ok("InitiateAuth", with_password("ada", "Only-For-Now-1"));
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
    scene.ok("RespondToAuthChallenge", answer(SECOND));

    scene.ok(
        "ForgotPassword",
        json!({ "ClientId": CLIENT, "Username": "ada" }),
    );
    let inbox = scene.local.inbox();
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
    scene.ok("ConfirmForgotPassword", reset(PASSWORD));
}

#[test]
fn people_delete_attributes_that_their_client_writes() {
    let scene = scene();
    let tokens = sign_in(&scene);
    let delete =
        |name: &str| json!({ "AccessToken": tokens["AccessToken"], "UserAttributeNames": [name] });
    assert_eq!(scene.ok("DeleteUserAttributes", delete("email")), json!({}));
    scene.pool(|pool| {
        let ada = pool.find("ada").expect("ada");
        assert_eq!(ada.attribute("email"), None);
        assert_eq!(ada.attribute("email_verified"), None);
    });
    scene.refused(
        "DeleteUserAttributes",
        delete("sub"),
        "InvalidParameterException",
        "user.sub: Attribute cannot be updated.\n",
    );
    change_client(&scene, |client| {
        client.settings.write_attributes = Some(["email".to_owned()].into());
    });
    scene.refused(
        "DeleteUserAttributes",
        delete("custom:invitation"),
        "NotAuthorizedException",
        "A client attempted to write unauthorized attribute",
    );
    let mut nobodys = delete("email");
    nobodys["AccessToken"] = json!("x");
    let code = "NotAuthorizedException";
    scene.refused(
        "DeleteUserAttributes",
        nobodys,
        code,
        "Invalid Access Token",
    );
}

#[test]
fn people_change_their_password() {
    let scene = scene();
    let tokens = sign_in(&scene);
    let change = |previous: &str, proposed: &str| {
        json!({
            "AccessToken": tokens["AccessToken"],
            "PreviousPassword": previous,
            "ProposedPassword": proposed,
        })
    };
    scene.refused(
        "ChangePassword",
        change("wrong", "Another-Horse-2"),
        "NotAuthorizedException",
        "Incorrect username or password.",
    );
    scene.refused(
        "ChangePassword",
        change(PASSWORD, "short"),
        "InvalidPasswordException",
        "Password did not conform with policy: Password not long enough",
    );
    scene.ok("ChangePassword", change(PASSWORD, "Another-Horse-2"));
    scene.ok("InitiateAuth", with_password("ada", "Another-Horse-2"));
    // Tokens that are out stay good.
    scene.ok("GetUser", json!({"AccessToken": tokens["AccessToken"]}));
}

#[test]
fn people_delete_their_account() {
    let scene = scene();
    let tokens = sign_in(&scene);
    scene.ok("DeleteUser", json!({"AccessToken": tokens["AccessToken"]}));
    assert!(scene.pool(|pool| pool.users.is_empty()));
    for (operation, members) in [
        ("GetUser", json!({"AccessToken": tokens["AccessToken"]})),
        (
            "GetTokensFromRefreshToken",
            json!({"ClientId": CLIENT, "RefreshToken": tokens["RefreshToken"]}),
        ),
    ] {
        let message = "User does not exist.";
        scene.refused(operation, members, "UserNotFoundException", message);
    }
}
