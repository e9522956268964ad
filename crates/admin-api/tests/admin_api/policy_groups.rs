//! Groups that the policy gives count as handed out: a role reaches none of them by an address, a
//! password or a status that it may set.

use local_user_pool::{Alias, Pool, SignIn, UserStatus};
use serde_json::{Value, json};

use crate::test_api::{Ask, POOL, TestApi, post};

/// Clerks may nearly everything, but have `clients` and `members` alone.
const SETTINGS: &str = r#"
    [user_pool]
    sign_in = "email"

    [grants]
    assignable_groups = ["clients", "members", "staff"]

    [admin_created]
    groups.default = ["members"]
    groups.by_domain = { "staff.example" = ["staff"] }

    [self_sign_up]
    policy = "open"
    groups.by_domain = { "staff.example" = ["staff"] }

    [admin_api]
    user_pool_id = "eu-west-1_AbCdEfGhI"

    [[admin_api.roles]]
    members = ["Clerks"]
    verbs = ["*"]
    groups = ["clients", "members"]
    attributes = ["*", "email", "email_verified"]

    [[admin_api.roles]]
    members = ["Juniors"]
    verbs = ["*"]
    groups = ["clients"]
    attributes = ["*", "email"]
"#;

const STAFF: &str = "mallory@staff.example";

async fn api() -> TestApi {
    let api = TestApi::with(SETTINGS).await;
    let prepare = |pool: &mut Pool| {
        pool.sign_in = SignIn::Attribute([Alias::Email].into());
        pool.add_groups(["Clerks", "Juniors", "members"]);
    };
    api.pool.with_pool(POOL, prepare).unwrap();
    api
}

/// Somebody with this address, verified, in the group `clients`.
fn insert(api: &TestApi, status: UserStatus, email: &str) {
    api.insert("ada", &["clients"], |user| {
        user.status = status;
        for (name, value) in [("email", email), ("email_verified", "true")] {
            user.attributes.insert(name.to_owned(), value.to_owned());
        }
    });
}

/// A request of a clerk's, who is refused the group `staff`, and changes nothing.
async fn refused(api: &TestApi, ask: &Ask<'_>) {
    let before = api.user("ada");
    let answer = api.ask(&["Clerks"], ask).await;
    answer.is(403, "policy-group-not-permitted");
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(detail.contains("\"staff\""), "{detail}");
    assert_eq!(api.user("ada"), before);
}

#[tokio::test]
async fn nobody_is_invited_into_a_group_beyond_the_role() {
    let api = api().await;
    let one = json!({ "email": STAFF });
    refused(&api, &post("/invitations", &one)).await;
    let several = json!({ "invitations": [{ "email": "ada@client.example" }, one] });
    refused(&api, &post("/invitations/bulk", &several)).await;
    assert!(api.user(STAFF).is_none() && api.user("ada@client.example").is_none());
    assert!(api.pool.inbox().is_empty());
    let client = json!({ "email": "bob@client.example" });
    let answer = api.ask(&["Clerks"], &post("/invitations", &client)).await;
    answer.is(201, "ok");
    // Everybody's group counts as well.
    let other = json!({ "email": "eve@client.example" });
    let answer = api.ask(&["Juniors"], &post("/invitations", &other)).await;
    answer.is(403, "policy-group-not-permitted");
}

#[tokio::test]
async fn a_temporary_password_and_a_new_mail_are_refused_where_they_lead_to_the_group() {
    let api = api().await;
    let password = |permanent: bool| json!({ "username": "ada", "password": "Correct-Horse-1", "permanent": permanent });
    let (temporary, permanent) = (password(false), password(true));
    for status in [
        UserStatus::Confirmed,
        UserStatus::Unconfirmed,
        UserStatus::ForceChangePassword,
    ] {
        insert(&api, status, STAFF);
        refused(&api, &post("/setUserPassword", &temporary)).await;
    }
    refused(&api, &post("/invitations/ada/resend", &json!({}))).await;
    let answer = api
        .ask(&["Clerks"], &post("/setUserPassword", &permanent))
        .await;
    answer.is(200, "ok");
    insert(&api, UserStatus::Confirmed, "ada@client.example");
    let answer = api
        .ask(&["Clerks"], &post("/setUserPassword", &temporary))
        .await;
    answer.is(200, "ok");
}

#[tokio::test]
async fn an_address_of_the_domain_is_refused_for_everybody() {
    let api = api().await;
    let update = |attributes: Value| json!({ "username": "ada", "attributes": attributes });
    for status in [
        UserStatus::Confirmed,
        UserStatus::Unconfirmed,
        UserStatus::ForceChangePassword,
    ] {
        insert(&api, status, "ada@client.example");
        let body = update(json!({ "email": STAFF }));
        refused(&api, &post("/updateUserAttributes", &body)).await;
        insert(&api, status, STAFF);
        let body = update(json!({ "email_verified": "True" }));
        refused(&api, &post("/updateUserAttributes", &body)).await;
        // For a user who is there already, a name makes no difference.
        let body = update(json!({ "given_name": "Ada" }));
        let answer = api
            .ask(&["Clerks"], &post("/updateUserAttributes", &body))
            .await;
        answer.is(200, "ok");
    }
}

#[tokio::test]
async fn what_waits_for_a_confirmation_or_an_account_is_not_let_in() {
    let api = api().await;
    let ada = json!({ "username": "ada" });
    insert(&api, UserStatus::Unconfirmed, STAFF);
    refused(&api, &post("/confirmUserSignUp", &ada)).await;
    for status in [UserStatus::Unconfirmed, UserStatus::ForceChangePassword] {
        insert(&api, status, STAFF);
        refused(&api, &post("/enableUser", &ada)).await;
    }
    insert(&api, UserStatus::Confirmed, STAFF);
    let answer = api.ask(&["Clerks"], &post("/enableUser", &ada)).await;
    answer.is(200, "ok");
}
