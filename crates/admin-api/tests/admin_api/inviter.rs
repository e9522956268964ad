//! Who invites over HTTP: the caller, whatever a request says.

use invitation::InvitationRecord;
use local_user_pool::{Alias, AttributeDefinition, Pool, SignIn};
use serde_json::{Value, json};

use crate::test_api::{Answer, Ask, POOL, SETTINGS, TestApi, claims, post, rest};

const ADDRESS: &str = "ada@client.example";
const CALLER: &str = "6a2c1f0e-0000-4000-8000-00000000b055";
const OTHER: &str = "6a2c1f0e-0000-4000-8000-0000000000ff";

/// A pool that keeps who invites, and an administrator of it.
async fn api() -> TestApi {
    let api = TestApi::with(&format!("{SETTINGS}\n[user_pool]\nsign_in = 'email'")).await;
    let edit = |pool: &mut Pool| {
        pool.sign_in = SignIn::Attribute([Alias::Email].into());
        pool.schema
            .define("custom:invited", AttributeDefinition::TEXT);
    };
    api.pool.with_pool(POOL, edit).unwrap();
    api.insert("caller", &["Admins"], |user| {
        CALLER.clone_into(&mut user.sub);
        for (name, value) in [("given_name", "Bo"), ("family_name", "Ss")] {
            user.attributes.insert(name.to_owned(), value.to_owned());
        }
    });
    api
}

async fn ask(api: &TestApi, request: &Ask<'_>) -> Answer {
    let mut claims = claims("caller", "Admins");
    claims["sub"] = CALLER.into();
    // A name in a token may be old, or written by the member.
    claims["name"] = "Somebody Else".into();
    api.answer(&rest(request, Some(&claims))).await
}

fn record(api: &TestApi) -> InvitationRecord {
    let user = api.user(ADDRESS).unwrap();
    InvitationRecord::parse(user.attribute("custom:invited").unwrap()).unwrap()
}

#[tokio::test]
async fn the_caller_is_the_inviter() {
    let api = api().await;
    let body = json!({
        "email": ADDRESS, "expires_in_hours": 48,
        "inviter": OTHER, "inviter_name": "Your Bank", "by": OTHER,
    });
    let answer = ask(&api, &post("/invitations", &body)).await;
    answer.is(201, "ok");
    let record = record(&api);
    assert_eq!(record.by.unwrap().as_str(), CALLER);
    assert_eq!(record.by_name.unwrap().as_str(), "Bo Ss");
    let until = record.until.unwrap();
    assert_eq!(until.duration_since(record.at).as_hours(), 48);
    assert_eq!(answer.body["expires"], until.to_string());
}

#[tokio::test]
async fn no_request_writes_the_record() {
    let api = api().await;
    for name in ["custom:invited", "custom:brand"] {
        let text = "{\"by_name\":\"Your Bank\",\"at\":1}";
        let body: Value = json!({ "email": ADDRESS, "attributes": { name: text } });
        let answer = ask(&api, &post("/invitations", &body)).await;
        assert!([403, 422].contains(&answer.status), "{answer:?}");
        assert!(api.user(ADDRESS).is_none());
    }
    let too_long = json!({ "email": ADDRESS, "expires_in_hours": 169 });
    let answer = ask(&api, &post("/invitations", &too_long)).await;
    answer.is(422, "expiry-not-possible");
}

/// Sending again is no way to become the inviter of somebody else's guest.
#[tokio::test]
async fn who_invited_first_stays_the_inviter() {
    let api = api().await;
    let body = json!({ "email": ADDRESS });
    ask(&api, &post("/invitations", &body)).await.is(201, "ok");
    let mut theirs = record(&api);
    theirs.by = Some(OTHER.parse().unwrap());
    let edit = |pool: &mut Pool| {
        let mut user = pool.find(ADDRESS).unwrap().clone();
        let attributes = &mut user.attributes;
        attributes.insert("custom:invited".to_owned(), theirs.to_text());
        pool.insert(user);
    };
    api.pool.with_pool(POOL, edit).unwrap();
    let path = format!(
        "/invitations/{}/resend",
        api.user(ADDRESS).unwrap().username
    );
    ask(&api, &post(&path, &json!({}))).await.is(200, "ok");
    assert_eq!(record(&api).by.unwrap().as_str(), OTHER);
}
