//! Invitations whose link is handed over, and those that are mailed later.

use administration::validation::PersonRequest;
use administration::{AdminError, Delivery, Handover, Invitation, Invited, Outcome, RecordRequest};
use invitation::{InvitationMode, InvitationRecord};
use local_user_pool::{Alias, AttributeDefinition, FaultKind, Operation, Pool, SignIn, UserStatus};

use crate::events::telling;
use crate::test_pool::{TestPool, deadline, invitation, now, profile, settings};

/// A pool that keeps records.
async fn pool() -> TestPool {
    TestPool::with(settings(), keep_records).await
}

fn keep_records(pool: &mut Pool) {
    pool.schema
        .define("custom:invited", AttributeDefinition::TEXT);
}

fn handed(handover: Handover, groups: &[&str]) -> Invitation {
    Invitation {
        record: RecordRequest {
            handover,
            ..RecordRequest::default()
        },
        ..invitation(groups)
    }
}

async fn resend(
    test: &TestPool,
    handover: Handover,
    groups: &[&str],
) -> Result<Invited, AdminError> {
    let person = PersonRequest {
        profile: profile(groups),
        record: handed(handover, &[]).record,
        ..PersonRequest::default()
    };
    // Nobody finds an unproven address where it is an alias.
    let user = test.user().unwrap().username;
    test.administration
        .resend(&user, &person, test.pool.now(), deadline())
        .await
}

/// The temporary password of a link.
#[track_caller]
fn password(invited: &Invited) -> String {
    let link = invited.link.as_ref().unwrap().expose();
    let (page, rest) = link.split_once("#username=").unwrap();
    assert_eq!(page, "https://accounts.example/accept");
    let (names, password) = rest.split_once("&password=").unwrap();
    assert_eq!(names.split('&').next(), Some(invited.user_name.as_str()));
    password.to_owned()
}

fn mode(test: &TestPool) -> InvitationMode {
    let record = test.attribute("custom:invited").unwrap();
    InvitationRecord::parse(&record).unwrap().mode
}

#[tokio::test]
async fn a_link_is_in_the_answer_alone_and_nobody_is_mailed() {
    let test = pool().await;
    let created = test
        .create(&handed(Handover::ByLink, &["clients"]))
        .await
        .unwrap();
    assert_eq!(
        (created.outcome, created.mail),
        (Outcome::Created, Delivery::NotSent)
    );
    let first = password(&created);
    assert!(!format!("{created:?}").contains(&first));
    assert!(test.inbox().is_empty());
    assert_eq!(test.groups(), ["clients"]);
    assert_eq!(test.attribute("email_verified").as_deref(), Some("false"));
    assert_eq!(mode(&test), InvitationMode::ByHand);
    assert!(test.signs_in(&first).await);

    // A new link, and nothing else.
    let again = resend(&test, Handover::ByLink, &[]).await.unwrap();
    assert_eq!(again.outcome, Outcome::Resent);
    assert!(test.signs_in(&password(&again)).await);
    let third = test
        .create(&handed(Handover::ByLink, &["beta"]))
        .await
        .unwrap();
    assert_eq!(third.outcome, Outcome::Resent);
    assert!(test.signs_in(&password(&third)).await);
    assert!(!test.signs_in(&password(&again)).await);
    assert!(!test.signs_in(&first).await);
    assert_eq!(test.groups(), ["clients"]);
    assert!(test.inbox().is_empty());
    let refused = resend(&test, Handover::ByLink, &["beta"]).await;
    assert_eq!(refused.unwrap_err().code(), "address-not-proven");
    let mailed = resend(&test, Handover::ByMail, &[]).await;
    assert_eq!(mailed.unwrap_err().code(), "handed-over");
    assert_eq!(test.create_code(&invitation(&[])).await, "handed-over");
    assert!(test.inbox().is_empty());
}

#[tokio::test]
async fn in_a_pool_of_aliases_the_link_names_the_user() {
    let test = TestPool::with(settings(), |pool| {
        keep_records(pool);
        pool.sign_in = SignIn::Username([Alias::Email].into());
    })
    .await;
    let created = test.create(&handed(Handover::ByLink, &[])).await.unwrap();
    let link = created.link.as_ref().unwrap().expose();
    assert!(!link.contains("email"), "{link}");
    // The address is nobody's, and a second invitation finds who was to have it.
    let again = test.create(&handed(Handover::ByLink, &[])).await.unwrap();
    assert_eq!((again.sub, again.outcome), (created.sub, Outcome::Resent));
    assert_eq!(test.create_code(&invitation(&[])).await, "handed-over");
}

#[tokio::test]
async fn a_link_for_a_mailed_invitation_takes_the_proof_away() {
    let test = pool().await;
    test.create(&invitation(&["clients"])).await.unwrap();
    let code = test.create_code(&handed(Handover::ByLink, &[])).await;
    assert_eq!(code, "already-invited");
    let mailed = crate::test_pool::password(&test.inbox()[0]);
    let given = resend(&test, Handover::ByLink, &["beta"]).await.unwrap();
    assert!(test.signs_in(&password(&given)).await);
    assert!(!test.signs_in(&mailed).await);
    assert_eq!(test.groups(), ["beta", "clients"]);
    assert_eq!(test.attribute("email_verified").as_deref(), Some("false"));
    assert_eq!(mode(&test), InvitationMode::ByHand);
    assert_eq!(test.inbox().len(), 1);
}

#[tokio::test]
async fn an_invitation_is_mailed_later() {
    let test = pool().await;
    let created = test
        .create(&handed(Handover::Later, &["clients"]))
        .await
        .unwrap();
    assert_eq!((created.mail, created.link), (Delivery::NotSent, None));
    assert!(test.inbox().is_empty());
    assert_eq!(test.attribute("email_verified").as_deref(), Some("true"));
    let sent = resend(&test, Handover::ByMail, &[]).await.unwrap();
    assert_eq!(sent.mail, Delivery::Sent);
    let password = crate::test_pool::password(&test.inbox()[0]);
    assert!(test.signs_in(&password).await);
}

#[tokio::test]
async fn without_the_attribute_nobody_is_given_a_link() {
    let test = TestPool::new().await;
    let code = test.create_code(&handed(Handover::ByLink, &[])).await;
    assert_eq!(code, "attribute-unknown");
    assert!(test.user().is_none());
    test.create(&invitation(&[])).await.unwrap();
    let refused = resend(&test, Handover::ByLink, &[]).await;
    assert_eq!(refused.unwrap_err().code(), "attribute-unknown");
}

#[tokio::test]
async fn a_member_gets_no_link_whatever_is_asked_for() {
    let test = pool().await;
    test.insert(UserStatus::Confirmed, |_| {});
    let given = test
        .create(&handed(Handover::ByLink, &["clients"]))
        .await
        .unwrap();
    assert_eq!(given.outcome, Outcome::AccessGiven);
    assert_eq!((given.mail, given.link), (Delivery::NotSent, None));
    assert!(test.inbox().is_empty());
    let refused = resend(&test, Handover::ByLink, &[]).await;
    assert_eq!(refused.unwrap_err().code(), "already-accepted");
}

/// A member with a temporary password looks like somebody invited, and so does somebody who accepted
/// in between. Neither loses the account to whoever holds the link.
#[tokio::test]
async fn who_accepted_meanwhile_is_no_longer_given_away() {
    for before in [vec![], vec![Operation::AdminUpdateUserAttributes]] {
        let test = pool().await;
        test.create(&handed(Handover::ByLink, &[])).await.unwrap();
        let accepts = |user: &mut local_user_pool::User| {
            let record = user.attributes.get_mut("custom:invited").unwrap();
            let mut marked = InvitationRecord::parse(record).unwrap();
            marked.mark(invitation::Mark::Accepted, now());
            *record = marked.to_text();
            user.status = UserStatus::Confirmed;
        };
        let last = if before.is_empty() {
            Operation::AdminUpdateUserAttributes
        } else {
            Operation::AdminSetUserPassword
        };
        let verb = resend(&test, Handover::ByLink, &[]);
        let given = test.meanwhile_after(&before, last, accepts, verb).await;
        assert_eq!(given.unwrap_err().code(), "changed-meanwhile");
    }
}

#[tokio::test]
async fn an_answer_that_was_lost_costs_no_link() {
    let test = pool().await;
    test.fail(Operation::AdminCreateUser, FaultKind::LoseAnswer, 1);
    let created = test
        .create(&handed(Handover::ByLink, &["clients"]))
        .await
        .unwrap();
    assert_eq!(created.outcome, Outcome::Created);
    assert!(test.signs_in(&password(&created)).await);
    assert_eq!(test.groups(), ["clients"]);
}

#[tokio::test]
async fn an_event_tells_of_a_link_without_it() {
    let test = TestPool::with(telling(true), keep_records).await;
    let created = test.create(&handed(Handover::ByLink, &[])).await.unwrap();
    let again = resend(&test, Handover::ByLink, &[]).await.unwrap();
    let put = test.pool.events();
    assert_eq!(put.len(), 2);
    for secret in [password(&created), password(&again)] {
        assert!(put.iter().all(|event| !event.detail.contains(&secret)));
    }
}
