//! Groups that the policy gives count as handed out: a role reaches none of them by an address, a
//! password or a status that it may set.

use local_user_pool::{Alias, Pool, SignIn, UserStatus};
use serde_json::{Value, json};

use crate::stage::{Ask, POOL, Stage, post};

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

async fn stage() -> Stage {
    let stage = Stage::with(SETTINGS).await;
    let prepare = |pool: &mut Pool| {
        pool.sign_in = SignIn::Attribute([Alias::Email].into());
        pool.add_groups(["Clerks", "Juniors", "members"]);
    };
    stage.pool.with_pool(POOL, prepare).unwrap();
    stage
}

/// Somebody with this address, verified, in the group `clients`.
fn insert(stage: &Stage, status: UserStatus, email: &str) {
    stage.insert("ada", &["clients"], |user| {
        user.status = status;
        for (name, value) in [("email", email), ("email_verified", "true")] {
            user.attributes.insert(name.to_owned(), value.to_owned());
        }
    });
}

/// A request of a clerk's, who is refused the group `staff`, and changes nothing.
async fn refused(stage: &Stage, ask: &Ask<'_>) {
    let before = stage.user("ada");
    let answer = stage.ask(&["Clerks"], ask).await;
    answer.is(403, "policy-group-not-permitted");
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(detail.contains("\"staff\""), "{detail}");
    assert_eq!(stage.user("ada"), before);
}

#[tokio::test]
async fn nobody_is_invited_into_a_group_beyond_the_role() {
    let stage = stage().await;
    let one = json!({ "email": STAFF });
    refused(&stage, &post("/invitations", &one)).await;
    let several = json!({ "invitations": [{ "email": "ada@client.example" }, one] });
    refused(&stage, &post("/invitations/bulk", &several)).await;
    assert!(stage.user(STAFF).is_none() && stage.user("ada@client.example").is_none());
    assert!(stage.pool.inbox().is_empty());
    let client = json!({ "email": "bob@client.example" });
    let answer = stage.ask(&["Clerks"], &post("/invitations", &client)).await;
    answer.is(201, "ok");
    // Everybody's group counts as well.
    let other = json!({ "email": "eve@client.example" });
    let answer = stage.ask(&["Juniors"], &post("/invitations", &other)).await;
    answer.is(403, "policy-group-not-permitted");
}

#[tokio::test]
async fn a_temporary_password_and_a_new_mail_are_refused_where_they_lead_to_the_group() {
    let stage = stage().await;
    let password = |permanent: bool| json!({ "username": "ada", "password": "Correct-Horse-1", "permanent": permanent });
    let (temporary, permanent) = (password(false), password(true));
    for status in [
        UserStatus::Confirmed,
        UserStatus::Unconfirmed,
        UserStatus::ForceChangePassword,
    ] {
        insert(&stage, status, STAFF);
        refused(&stage, &post("/setUserPassword", &temporary)).await;
    }
    refused(&stage, &post("/invitations/ada/resend", &json!({}))).await;
    let answer = stage
        .ask(&["Clerks"], &post("/setUserPassword", &permanent))
        .await;
    answer.is(200, "ok");
    insert(&stage, UserStatus::Confirmed, "ada@client.example");
    let answer = stage
        .ask(&["Clerks"], &post("/setUserPassword", &temporary))
        .await;
    answer.is(200, "ok");
}

#[tokio::test]
async fn an_address_of_the_domain_is_refused_whoever_gets_it() {
    let stage = stage().await;
    let update = |attributes: Value| json!({ "username": "ada", "attributes": attributes });
    for status in [
        UserStatus::Confirmed,
        UserStatus::Unconfirmed,
        UserStatus::ForceChangePassword,
    ] {
        insert(&stage, status, "ada@client.example");
        let body = update(json!({ "email": STAFF }));
        refused(&stage, &post("/updateUserAttributes", &body)).await;
        insert(&stage, status, STAFF);
        let body = update(json!({ "email_verified": "True" }));
        refused(&stage, &post("/updateUserAttributes", &body)).await;
        // To whoever is there already, a name makes no difference.
        let body = update(json!({ "given_name": "Ada" }));
        let answer = stage
            .ask(&["Clerks"], &post("/updateUserAttributes", &body))
            .await;
        answer.is(200, "ok");
    }
}

#[tokio::test]
async fn what_waits_for_a_confirmation_or_an_account_is_not_let_in() {
    let stage = stage().await;
    let ada = json!({ "username": "ada" });
    insert(&stage, UserStatus::Unconfirmed, STAFF);
    refused(&stage, &post("/confirmUserSignUp", &ada)).await;
    for status in [UserStatus::Unconfirmed, UserStatus::ForceChangePassword] {
        insert(&stage, status, STAFF);
        refused(&stage, &post("/enableUser", &ada)).await;
    }
    insert(&stage, UserStatus::Confirmed, STAFF);
    let answer = stage.ask(&["Clerks"], &post("/enableUser", &ada)).await;
    answer.is(200, "ok");
}
