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
