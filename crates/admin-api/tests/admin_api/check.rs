//! `POST /invitations/check`: what is wrong, and what would happen; nothing is written.

use invitation::{InvitationMode, InvitationRecord};
use local_user_pool::{Alias, FaultKind, Operation, Pool, SignIn, UserStatus};
use serde_json::{Value, json};

use crate::test_api::{Answer, POOL, SETTINGS, TestApi, post};

/// A pool whose people sign in by their address.
async fn api() -> TestApi {
    let api = TestApi::with(&format!("{SETTINGS}\n[user_pool]\nsign_in = 'email'")).await;
    api.pool
        .with_pool(POOL, |pool: &mut Pool| {
            pool.sign_in = SignIn::Attribute([Alias::Email].into());
        })
        .unwrap();
    api
}

async fn check(api: &TestApi, role: &str, invitations: Value) -> Answer {
    let body = json!({ "invitations": invitations });
    api.ask(&[role], &post("/invitations/check", &body)).await
}

/// Row, field and code of every fault.
fn faults(answer: &Answer) -> Vec<(u64, &str, &str)> {
    let faults = answer.body["faults"].as_array().unwrap().iter();
    faults
        .map(|fault| {
            (
                fault["row"].as_u64().unwrap(),
                fault["field"].as_str().unwrap_or("-"),
                fault["code"].as_str().unwrap(),
            )
        })
        .collect()
}

fn would(answer: &Answer) -> Vec<Option<&str>> {
    let rows = answer.body["rows"].as_array().unwrap().iter();
    rows.map(|row| row["would"].as_str()).collect()
}

/// The operations that the pool was asked for and that change something.
fn writes(api: &TestApi) -> Vec<String> {
    let calls = api.pool.calls().into_iter();
    let reads = [
        "AdminGetUser",
        "AdminListGroupsForUser",
        "DescribeUserPool",
        "ListUsers",
    ];
    calls
        .map(|call| call.operation)
        .filter(|name| !reads.contains(&name.as_str()))
        .collect()
}

#[tokio::test]
async fn every_fault_of_every_row_is_said_at_once() {
    let api = api().await;
    let answer = check(
        &api,
        "Support",
        json!([
            { "email": "ada@client.example", "groups": ["clients"], "given_name": "<b>Ada</b>" },
            { "email": "no address", "groups": ["Owners", "beta"], "locale": "xx" },
            { "given_name": "Eve", "expires_in_hours": 12 },
            { "email": "bob@client", "brand": "none", "attributes": { "custom:tenant": "acme" } },
            { "email": " ada@client.example ", "mode": "self-sign-up" },
            { "email": "eve@client.example", "expires_in_hours": 1, "expires_in_days": 1,
              "given_name": "line\nbreak", "force_alias_creation": true },
            { "email": "ann@client.example", "delivery_mediums": ["SMS"] },
        ]),
    )
    .await;
    answer.is(200, "ok");
    let mut found = faults(&answer);
    found.sort_unstable();
    let mut expected = [
        (1, "email", "space"),
        (1, "groups", "group-not-assignable"),
        (1, "groups", "group-not-permitted"),
        (1, "groups", "group-not-permitted"),
        (1, "locale", "locale-not-spoken"),
        (2, "email", "email-missing"),
        (3, "brand", "brand-unknown"),
        (3, "custom:tenant", "attribute-not-permitted"),
        (3, "email", "email-domain-not-valid"),
        (4, "email", "address-twice"),
        (4, "mode", "mode-not-available"),
        (5, "expires_in_hours", "malformed-request"),
        (
            5,
            "force_alias_creation",
            "force-alias-creation-not-permitted",
        ),
        (
            5,
            "force_alias_creation",
            "force-alias-creation-not-available",
        ),
        (5, "given_name", "control-character"),
        (6, "delivery_mediums", "medium-not-available"),
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);
    let only = [Some("create"), None, None, None, None, None, None];
    assert_eq!(would(&answer), only);
    assert_eq!(answer.body["left_out"], 0);
    assert_eq!(writes(&api), Vec::<String>::new());
}

/// What is said before is what happens.
#[tokio::test]
async fn what_is_foreseen_is_what_happens() {
    for (status, verified, resend, foreseen, happens) in [
        (None, "true", false, "create", "created"),
        (
            Some(UserStatus::Unconfirmed),
            "false",
            false,
            "replace",
            "created-anew",
        ),
        (
            Some(UserStatus::ForceChangePassword),
            "true",
            false,
            "complete",
            "completed",
        ),
        (
            Some(UserStatus::ForceChangePassword),
            "true",
            true,
            "resend",
            "resent",
        ),
        (
            Some(UserStatus::Confirmed),
            "true",
            false,
            "give-access",
            "access-given",
        ),
        (
            Some(UserStatus::Confirmed),
            "false",
            false,
            "",
            "address-not-proven",
        ),
    ] {
        let api = api().await;
        if let Some(status) = status {
            api.insert("ada", &[], |user| {
                user.status = status;
                let verified = ("email_verified".to_owned(), verified.to_owned());
                user.attributes.extend([verified]);
            });
        }
        let one = json!({ "email": "ada@client.example", "groups": ["clients"], "resend": resend });
        let answer = check(&api, "Support", json!([one])).await;
        answer.is(200, "ok");
        assert_eq!(writes(&api), Vec::<String>::new());
        let done = api.ask(&["Support"], &post("/invitations", &one)).await;
        if foreseen.is_empty() {
            assert_eq!(faults(&answer), [(0, "email", happens)]);
            done.is(409, happens);
        } else {
            assert_eq!(would(&answer), [Some(foreseen)], "{answer:?}");
            assert_eq!(done.body["outcome"], happens, "{done:?}");
        }
    }
}

/// Nobody has proven the address of an invitation whose link was handed over.
#[tokio::test]
async fn whose_link_was_handed_over_gets_no_mail() {
    let api = api().await;
    api.insert("ada", &[], |user| {
        user.status = UserStatus::ForceChangePassword;
        let record = InvitationRecord::new(InvitationMode::ByHand, user.created);
        user.attributes.extend([
            ("email_verified".to_owned(), "false".to_owned()),
            ("custom:invited".to_owned(), record.to_text()),
        ]);
    });
    let one = json!({ "email": "ada@client.example", "groups": ["clients"] });
    let answer = check(&api, "Support", json!([one])).await;
    assert_eq!(faults(&answer), [(0, "email", "handed-over")]);
    let done = api.ask(&["Support"], &post("/invitations", &one)).await;
    done.is(409, "handed-over");
}

#[tokio::test]
async fn who_is_beyond_the_role_is_a_fault() {
    let api = api().await;
    api.insert("eve", &["clients", "Owners"], |user| {
        let verified = ("email_verified".to_owned(), "true".to_owned());
        user.attributes.extend([verified]);
    });
    let two = json!([
        { "email": "eve@client.example", "groups": ["clients"] },
        // The settings give this address a group that Support does not have.
        { "email": "ada@staff.example" },
    ]);
    let answer = check(&api, "Support", two.clone()).await;
    let expected = [
        (0, "email", "target-above"),
        (1, "email", "policy-group-not-permitted"),
    ];
    assert_eq!(faults(&answer), expected);
    let answer = check(&api, "Owners", two).await;
    assert_eq!(would(&answer), [Some("give-access"), Some("create")]);
}

#[tokio::test]
async fn a_list_is_checked_to_its_end_and_nobody_is_looked_up() {
    let api = api().await;
    let mut people: Vec<Value> = (0..1_000)
        .map(|number| json!({ "email": format!("person-{number}@client.example") }))
        .collect();
    let answer = check(&api, "Admins", json!(people)).await;
    answer.is(200, "ok");
    assert_eq!(faults(&answer), []);
    assert_eq!(would(&answer), vec![None; 1_000]);
    // The caller is looked up, and the pool's description; none of the thousand is.
    assert!(api.pool.calls().len() <= 3, "{:?}", api.pool.calls());

    people[999] = people[998].clone();
    let answer = check(&api, "Admins", json!(people)).await;
    assert_eq!(faults(&answer), [(999, "email", "address-twice")]);

    people.push(json!({ "email": "one-too-many@client.example" }));
    check(&api, "Admins", json!(people))
        .await
        .is(400, "malformed-request");
    check(&api, "Admins", json!([]))
        .await
        .is(400, "malformed-request");
}

#[tokio::test]
async fn a_hostile_list_gets_a_short_answer() {
    let api = api().await;
    let long = "g".repeat(100_000);
    let marked = "<script>\u{202e}\u{0}";
    let row = json!({
        "email": format!("{marked}@client.example"),
        "groups": [long, marked, "\"", "\\"],
        "attributes": { long.as_str(): "x", marked: long },
    });
    let rows: Vec<Value> = (0..20).map(|_| row.clone()).collect();
    let answer = check(&api, "Support", json!(rows)).await;
    answer.is(200, "ok");
    assert!(answer.body.to_string().len() < 200_000);
    assert!(faults(&answer).len() > 100);
    assert_eq!(writes(&api), Vec::<String>::new());

    let many: Vec<Value> = (0..1_000)
        .map(|_| json!({ "email": "x", "groups": ["Owners", "Admins"] }))
        .collect();
    let answer = check(&api, "Support", json!(many)).await;
    assert_eq!(faults(&answer).len(), 1_000);
    assert!(answer.body["left_out"].as_u64().unwrap() >= 4_000);

    let huge = json!({ "email": "x".repeat(6 * 1024 * 1024) });
    check(&api, "Support", json!([huge]))
        .await
        .is(413, "body-too-large");
}

#[tokio::test]
async fn a_pool_that_cannot_answer_is_no_fault_of_a_row() {
    let api = api().await;
    api.fail(Operation::AdminGetUser, FaultKind::Throttle);
    let one = json!([{ "email": "ada@client.example" }]);
    check(&api, "Admins", one).await.is(429, "throttled");
}
