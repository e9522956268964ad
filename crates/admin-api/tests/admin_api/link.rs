//! Links that are handed over: who gets them, and of whose invitations.

use invitation::{InvitationMode, InvitationRecord};
use local_user_pool::{Alias, AttributeDefinition, Pool, SignIn, User, UserStatus};
use serde_json::{Value, json};

use crate::test_api::{Answer, Ask, POOL, SETTINGS, TestApi, claims, get, post, rest};

const ADDRESS: &str = "ada@client.example";
const CALLER: &str = "6a2c1f0e-0000-4000-8000-00000000b055";
const OTHER: &str = "6a2c1f0e-0000-4000-8000-0000000000ff";

/// A pool that keeps records, in which Admins may have links.
async fn api() -> TestApi {
    let roles = SETTINGS.replace(
        "administrators = true",
        "administrators = true\nlink = true",
    );
    let api = TestApi::with(&format!("{roles}\n[user_pool]\nsign_in = 'email'")).await;
    let edit = |pool: &mut Pool| {
        pool.sign_in = SignIn::Attribute([Alias::Email].into());
        pool.schema
            .define("custom:invited", AttributeDefinition::TEXT);
    };
    api.pool.with_pool(POOL, edit).unwrap();
    api
}

async fn ask(api: &TestApi, role: &str, request: &Ask<'_>) -> Answer {
    api.insert("caller", &[role], |user| CALLER.clone_into(&mut user.sub));
    let mut claims = claims("caller", role);
    claims["sub"] = CALLER.into();
    api.answer(&rest(request, Some(&claims))).await
}

fn by_link() -> Value {
    json!({ "email": ADDRESS, "groups": ["clients"], "link": true })
}

fn resend(api: &TestApi) -> String {
    let user = api.user(ADDRESS).unwrap().username;
    format!("/invitations/{user}/resend")
}

/// Puts an open invitation into the pool, made by somebody.
fn invited_by(api: &TestApi, inviter: Option<&str>) {
    api.insert("ada", &["clients"], |user: &mut User| {
        user.status = UserStatus::ForceChangePassword;
        let mut record = InvitationRecord::new(InvitationMode::Created, user.created);
        record.by = inviter.map(|sub| sub.parse().unwrap());
        user.attributes.extend([
            ("email_verified".to_owned(), "true".to_owned()),
            ("custom:invited".to_owned(), record.to_text()),
        ]);
    });
}

fn link(answer: &Answer) -> &str {
    let link = answer.body["link"].as_str().unwrap();
    assert!(link.starts_with("https://accounts.example/accept#username="));
    assert_eq!(answer.headers["cache-control"], "no-store");
    link
}

#[tokio::test]
async fn a_role_that_may_gets_the_link_and_nobody_is_mailed() {
    let api = api().await;
    let created = ask(&api, "Admins", &post("/invitations", &by_link())).await;
    created.is(201, "ok");
    assert_eq!(created.body["mail"], "not-sent");
    let first = link(&created).to_owned();
    let user = api.user(ADDRESS).unwrap();
    assert_eq!(user.attribute("email_verified"), Some("false"));

    // By mail, it gets nothing; by link, a new one.
    let path = resend(&api);
    let mailed = ask(&api, "Admins", &post(&path, &json!({}))).await;
    mailed.is(409, "handed-over");
    let again = ask(&api, "Admins", &post(&path, &json!({ "link": true }))).await;
    again.is(200, "ok");
    assert_ne!(link(&again), first);
    assert!(api.pool.inbox().is_empty());

    // No other answer has it.
    let name = api.user(ADDRESS).unwrap().username;
    let path = format!("/invitations/{name}");
    let shown = ask(&api, "Admins", &get(&path, &[])).await;
    shown.is(200, "ok");
    assert!(!shown.body.to_string().contains("password="), "{shown:?}");
}

#[tokio::test]
async fn several_get_a_link_each() {
    let api = api().await;
    let two = json!({ "invitations": [
        by_link(),
        { "email": "bob@client.example", "link": true },
    ]});
    let answer = ask(&api, "Admins", &post("/invitations/bulk", &two)).await;
    let results = answer.body["results"].as_array().unwrap();
    let links: Vec<_> = results
        .iter()
        .map(|result| result["invited"]["link"].as_str().unwrap_or_default())
        .collect();
    assert!(
        links.iter().all(|link| link.contains("/accept#")),
        "{answer:?}"
    );
    assert_ne!(links[0], links[1]);
}

#[tokio::test]
async fn other_roles_get_none_and_learn_so_before() {
    let api = api().await;
    for (role, may) in [("Owners", false), ("Admins", true)] {
        let me = ask(&api, role, &get("/me", &[])).await;
        assert_eq!(me.body["invitations"]["link"], may, "{role}");
    }
    for role in ["Support", "Owners"] {
        let refused = ask(&api, role, &post("/invitations", &by_link())).await;
        refused.is(403, "link-not-permitted");
        assert!(api.user(ADDRESS).is_none());
        let body = json!({ "invitations": [by_link()] });
        let checked = ask(&api, role, &post("/invitations/check", &body)).await;
        let fault = &checked.body["faults"][0];
        assert_eq!(
            (&fault["field"], &fault["code"]),
            (&json!("link"), &json!("link-not-permitted"))
        );
    }
    invited_by(&api, Some(CALLER));
    let path = resend(&api);
    let refused = ask(&api, "Support", &post(&path, &json!({ "link": true }))).await;
    refused.is(403, "link-not-permitted");
}

/// Who has the link can accept what somebody else promised the person.
#[tokio::test]
async fn nobody_gets_the_link_of_an_invitation_of_another() {
    for inviter in [Some(OTHER), Some("grace@northwind.example"), None] {
        let api = api().await;
        invited_by(&api, inviter);
        let path = resend(&api);
        let asked = ask(&api, "Admins", &post(&path, &json!({ "link": true }))).await;
        asked.is(403, "invitation-of-another");
        let asked = ask(&api, "Admins", &post("/invitations", &by_link())).await;
        asked.is(403, "invitation-of-another");
        // Sending it again is no way to make it one's own, where somebody invited.
        if inviter.is_none() {
            continue;
        }
        ask(&api, "Admins", &post(&path, &json!({})))
            .await
            .is(200, "ok");
        let asked = ask(&api, "Admins", &post(&path, &json!({ "link": true }))).await;
        asked.is(403, "invitation-of-another");
        assert_eq!(
            api.user("ada").unwrap().attribute("email_verified"),
            Some("true")
        );
    }
    let api = api().await;
    invited_by(&api, Some(CALLER));
    let path = resend(&api);
    let asked = ask(&api, "Admins", &post(&path, &json!({ "link": true }))).await;
    asked.is(200, "ok");
    link(&asked);
}

#[tokio::test]
async fn an_invitation_can_be_mailed_later() {
    let api = api().await;
    let later = json!({ "email": ADDRESS, "no_mail": true });
    // It takes no right beyond the verb.
    let created = ask(&api, "Support", &post("/invitations", &later)).await;
    created.is(201, "ok");
    assert_eq!(created.body["mail"], "not-sent");
    assert!(created.body.get("link").is_none());
    assert!(api.pool.inbox().is_empty());
    let path = resend(&api);
    ask(&api, "Support", &post(&path, &json!({})))
        .await
        .is(200, "ok");
    assert_eq!(api.pool.inbox().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let api = api().await;
    for (body, status, code) in [
        (
            json!({ "email": ADDRESS, "link": true, "no_mail": true }),
            400,
            "malformed-request",
        ),
        (
            json!({ "email": ADDRESS, "link": "yes" }),
            400,
            "malformed-request",
        ),
        (
            json!({ "email": ADDRESS, "mode": "self-sign-up", "link": true }),
            422,
            "medium-not-available",
        ),
        (
            json!({ "email": ADDRESS, "mode": "self-sign-up", "no_mail": true }),
            422,
            "medium-not-available",
        ),
    ] {
        let answer = ask(&api, "Admins", &post("/invitations", &body)).await;
        answer.is(status, code);
        assert!(api.user(ADDRESS).is_none());
    }
}

/// What nothing can mark as handed over is not handed over.
#[tokio::test]
async fn a_pool_without_records_gives_no_links() {
    let api = api().await;
    let forget = |pool: &mut Pool| {
        pool.schema = Pool::new(POOL).schema;
    };
    api.pool.with_pool(POOL, forget).unwrap();
    let me = ask(&api, "Admins", &get("/me", &[])).await;
    assert_eq!(me.body["invitations"]["link"], false);
    let refused = ask(&api, "Admins", &post("/invitations", &by_link())).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    assert!(api.user(ADDRESS).is_none());
}
