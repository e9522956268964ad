//! What an event bus is told.

use administration::{Profile, Revocation};
use local_user_pool::{FaultKind, Operation, UserStatus};
use settings::Settings;
use tests::lifecycle_events;

use crate::test_pool::{ADDRESS, POOL, TestPool, deadline, invitation, now, profile, settings};

const INVITER: &str = "0b7c6a3e-0000-4000-8000-000000000002";

pub(crate) fn telling(include_email: bool) -> Settings {
    let events = format!("bus = \"invitations\"\ninclude_email = {include_email}");
    let mut settings = settings();
    settings.events = Some(toml::from_str(&events).unwrap());
    settings
}

async fn pool() -> TestPool {
    TestPool::with(telling(false), |_| {}).await
}

impl TestPool {
    async fn revoke(&self, revocation: Revocation) {
        let revoked = self
            .administration
            .revoke(ADDRESS, revocation, now(), deadline())
            .await;
        revoked.unwrap();
    }
}

#[tokio::test]
async fn each_act_is_told_once() {
    let test = pool().await;
    test.create(&invitation(&["clients"])).await.unwrap();
    // Nothing is missing, so nothing happens.
    test.create(&invitation(&["clients"])).await.unwrap();
    test.resend(ADDRESS, &profile(&["beta"])).await.unwrap();
    let sub = test.user().unwrap().sub;
    test.revoke(Revocation::default()).await;
    let told = lifecycle_events::put(&test.pool);
    let expected = [
        ("Invitation Created", vec!["clients"]),
        ("Invitation Resent", vec!["beta"]),
        ("Invitation Revoked", vec![]),
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (event, (detail_type, groups)) in told.iter().zip(expected) {
        assert_eq!(event["detail-type"], detail_type);
        let detail = &event["detail"];
        assert_eq!(detail["groups"], serde_json::json!(groups));
        assert_eq!(detail["sub"], sub);
        assert_eq!(detail["user_pool_id"], POOL);
        assert_eq!(detail["moment"], now().to_string());
    }
    let put = test.pool.events();
    assert!(put.iter().all(|event| event.bus == "invitations"));
    assert!(put.iter().all(|event| event.time == now()));
    assert!(put.iter().all(|event| !event.detail.contains('@')));
}

#[tokio::test]
async fn a_member_is_told_of_where_there_is_something_new() {
    let test = pool().await;
    test.insert(UserStatus::Confirmed, |_| {});
    test.create(&invitation(&["clients"])).await.unwrap();
    test.create(&invitation(&["clients"])).await.unwrap();
    let member = Revocation {
        member: true,
        ..Revocation::default()
    };
    test.revoke(member).await;
    let told = lifecycle_events::detail_types(&test.pool);
    assert_eq!(told, ["Access Given", "Invitation Revoked"]);
}

#[tokio::test]
async fn the_inviter_is_the_one_of_the_record() {
    let test = TestPool::with(telling(true), |_| {}).await;
    test.insert(UserStatus::ForceChangePassword, |user| {
        let record = format!("{{\"by\":\"{INVITER}\",\"at\":1767225600}}");
        let attributes = &mut user.attributes;
        attributes.insert(invitation::INVITED_ATTRIBUTE.to_owned(), record);
    });
    test.resend(ADDRESS, &Profile::default()).await.unwrap();
    let told = lifecycle_events::put(&test.pool);
    assert_eq!(told[0]["detail"]["inviter"]["sub"], INVITER);
    assert_eq!(told[0]["detail"]["email"], ADDRESS);
}

#[tokio::test]
async fn a_bus_that_fails_undoes_nothing() {
    for kind in [
        FaultKind::Throttle,
        FaultKind::InternalError,
        FaultKind::Cut,
        FaultKind::AnswerHtml,
    ] {
        let test = pool().await;
        test.fail(Operation::PutEvents, kind, 100);
        let created = test.create(&invitation(&["clients"])).await.unwrap();
        assert!(created.warnings.is_empty(), "{kind:?}");
        assert_eq!(test.groups(), ["clients"]);
        test.revoke(Revocation::default()).await;
        assert!(test.user().is_none());
    }
}

#[tokio::test]
async fn without_a_bus_nothing_is_put() {
    let test = TestPool::new().await;
    test.create(&invitation(&["clients"])).await.unwrap();
    test.revoke(Revocation::default()).await;
    let calls = test.pool.calls();
    assert!(calls.iter().all(|call| call.operation != "PutEvents"));
}
