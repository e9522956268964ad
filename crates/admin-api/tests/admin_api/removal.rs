//! Taking people away: nobody is left without an administrator, and everybody who could come back is
//! named.

use local_user_pool::{User, UserStatus};
use serde_json::{Value, json};

use crate::test_api::{Answer, TestApi, post};

/// What comes of an owner's attempt to shut out `ada`, an administrator, beside another one.
async fn attempt(path: &str, body: Value, another: impl FnOnce(&mut User)) -> Answer {
    let api = TestApi::new().await;
    api.insert("ada", &["Admins", "clients"], |_| {});
    api.insert("bob", &["Admins"], another);
    let mut body = body;
    body["username"] = json!("ada");
    api.ask(&["Owners"], &post(path, &body)).await
}

const WAYS: [&str; 4] = [
    "/disableUser",
    "/deleteUser",
    "/removeUserFromGroup",
    "/setUserPassword",
];

fn body() -> Value {
    json!({ "groupname": "Admins", "password": "Correct-Horse-1" })
}

#[tokio::test]
async fn an_administrator_goes_if_another_can_sign_in() {
    for path in WAYS {
        attempt(path, body(), |_| {}).await.is(200, "ok");
        let federated = |bob: &mut User| bob.status = UserStatus::ExternalProvider;
        attempt(path, body(), federated).await.is(200, "ok");
    }
}

#[tokio::test]
async fn the_last_administrator_who_can_sign_in_stays() {
    for path in WAYS {
        for status in [
            UserStatus::ForceChangePassword,
            UserStatus::Unconfirmed,
            UserStatus::ResetRequired,
        ] {
            let answer = attempt(path, body(), |bob| bob.status = status).await;
            answer.is(409, "last-administrator");
        }
        let disabled = attempt(path, body(), |bob| bob.enabled = false).await;
        disabled.is(409, "last-administrator");
        let elsewhere = attempt(path, body(), |bob| {
            bob.groups = ["Support".to_owned()].into();
        })
        .await;
        elsewhere.is(409, "last-administrator");
    }
    // What does not shut anybody out goes on.
    let alone = |bob: &mut User| bob.enabled = false;
    let permanent = json!({ "password": "Correct-Horse-1", "permanent": true });
    attempt("/setUserPassword", permanent, alone)
        .await
        .is(200, "ok");
    let clients = json!({ "groupname": "clients" });
    attempt("/removeUserFromGroup", clients, alone)
        .await
        .is(200, "ok");
    attempt("/signUserOut", json!({}), alone)
        .await
        .is(200, "ok");
}

#[tokio::test]
async fn the_other_administrator_is_found_on_a_later_page() {
    let api = TestApi::new().await;
    api.insert("ada", &["Admins"], |_| {});
    for number in 0..130 {
        let name = format!("former{number:03}");
        api.insert(&name, &["Admins"], |user| user.enabled = false);
    }
    let ada = json!({ "username": "ada" });
    let answer = api.ask(&["Owners"], &post("/disableUser", &ada)).await;
    answer.is(409, "last-administrator");
    api.insert("zoe", &["Admins"], |_| {});
    api.ask(&["Owners"], &post("/disableUser", &ada))
        .await
        .is(200, "ok");
}

#[tokio::test]
async fn an_administrator_who_cannot_sign_in_may_go() {
    let api = TestApi::new().await;
    api.insert("ada", &["Admins"], |user| user.enabled = false);
    let ada = json!({ "username": "ada" });
    api.ask(&["Owners"], &post("/deleteUser", &ada))
        .await
        .is(200, "ok");
}

#[tokio::test]
async fn a_removed_administrator_does_not_come_back_by_the_last_token() {
    let api = TestApi::new().await;
    api.insert("caller", &[], |_| {});
    let claims = crate::test_api::claims("caller", "Admins");
    let back = json!({ "username": "caller", "groupname": "Admins" });
    let event = crate::test_api::rest(&post("/addUserToGroup", &back), Some(&claims));
    api.answer(&event).await.is(403, "not-permitted");
    api.insert("caller", &["Admins"], |user| user.enabled = false);
    api.answer(&event).await.is(403, "not-permitted");
    // Somebody else has the name now.
    api.insert("caller", &["Admins"], |user| {
        user.sub = "another".to_owned();
    });
    api.answer(&event).await.is(403, "not-permitted");
    assert!(api.user("caller").unwrap().enabled);
}

#[tokio::test]
async fn what_is_left_of_an_invitation_is_answered() {
    let api = TestApi::new().await;
    api.insert("ada", &["clients"], |_| {});
    api.insert("bob", &[], |user| {
        user.status = UserStatus::ForceChangePassword;
    });
    for (name, left) in [("ada", "unknown"), ("bob", "none")] {
        let body = json!({ "username": name });
        let answer = api.ask_as_admin(&post("/deleteUser", &body)).await;
        assert_eq!(answer.body["token"], json!({ "left": left }));
    }
}
