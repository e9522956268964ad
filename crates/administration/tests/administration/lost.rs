//! Answers that are lost.

use std::collections::BTreeSet;
use std::time::Duration;

use administration::{AdminError, Delivery, IfInvited, Invitation, Outcome, Scope};
use local_user_pool::{Alias, FaultKind, Operation, SignIn, UserStatus};
use tokio::time::Instant;

use crate::test_pool::{POOL, TestPool, deadline, invitation, now, password, settings, warnings};

/// Whether the mail of the lost attempt went out is not known, so that another one follows.
#[tokio::test]
async fn a_user_of_an_attempt_without_an_answer_is_sent_the_invitation() {
    let test = TestPool::new().await;
    test.fail(Operation::AdminCreateUser, FaultKind::LoseAnswer, 1);
    let invited = test.create(&invitation(&["clients"])).await.unwrap();
    assert_eq!(
        (&invited.outcome, invited.mail),
        (&Outcome::Created, Delivery::Sent)
    );
    assert_eq!(warnings(&invited), [""; 0]);
    assert_eq!(test.groups(), ["clients"]);
    let inbox = test.inbox();
    assert_eq!(inbox.len(), 2);
    assert!(test.signs_in(&password(&inbox[1])).await);
}

/// Somebody else's invitation is not sent again for an attempt that came to nothing.
#[tokio::test]
async fn a_user_who_was_there_long_before_is_not_taken_for_new() {
    let test = TestPool::new().await;
    test.insert(UserStatus::ForceChangePassword, |user| {
        user.modified = now() - jiff::SignedDuration::from_mins(6);
    });
    test.fail(Operation::AdminCreateUser, FaultKind::Cut, 1);
    let invited = test.create(&invitation(&[])).await.unwrap();
    assert_eq!(
        (&invited.outcome, invited.mail),
        (&Outcome::Unchanged, Delivery::NotSent)
    );
    assert!(test.inbox().is_empty());
}

/// A throttled attempt did nothing, so that a user who is there was there before.
#[tokio::test]
async fn a_throttled_attempt_is_no_lost_one() {
    let test = TestPool::new().await;
    test.insert(UserStatus::ForceChangePassword, |user| {
        user.modified = now();
    });
    test.fail(Operation::AdminCreateUser, FaultKind::Throttle, 1);
    let invited = test.create(&invitation(&[])).await.unwrap();
    assert_eq!(invited.outcome, Outcome::Unchanged);
    assert!(test.inbox().is_empty());
}

/// Creating again without sending again would find the user and say that all is well.
#[tokio::test]
async fn without_any_answer_the_error_says_to_send_again() {
    let test = TestPool::new().await;
    test.fail(Operation::AdminCreateUser, FaultKind::Cut, u32::MAX);
    let deadline = Instant::now() + Duration::from_secs(1);
    let error = test
        .administration
        .create(
            &invitation(&[]),
            IfInvited::Complete,
            Scope::Anybody,
            now(),
            deadline,
        )
        .await
        .unwrap_err();
    assert_eq!(
        (error.code(), error.is_failure()),
        ("creation-unanswered", true)
    );
    assert!(error.to_string().contains("have it sent again"), "{error}");
}

/// Somebody says that it is done: a second attempt would be a second mail.
#[tokio::test]
async fn a_mail_is_not_asked_for_again_after_an_answer_that_cannot_be_read() {
    for garbled in [FaultKind::AnswerHtml, FaultKind::AnswerBreaksOff] {
        let test = TestPool::new().await;
        test.fail(Operation::AdminCreateUser, garbled, 1);
        let error = test.create(&invitation(&[])).await.unwrap_err();
        assert_eq!(error.code(), "creation-unanswered", "{garbled:?}");
        assert_eq!(test.inbox().len(), 1, "{garbled:?}");
    }
}

/// What can be repeated is.
#[tokio::test]
async fn everything_but_a_mail_is_asked_for_again_after_an_answer_that_cannot_be_read() {
    for garbled in [FaultKind::AnswerHtml, FaultKind::AnswerBreaksOff] {
        let test = TestPool::new().await;
        test.fail(Operation::AdminAddUserToGroup, garbled, 2);
        let invited = test.create(&invitation(&["clients"])).await.unwrap();
        assert_eq!(warnings(&invited), [""; 0], "{garbled:?}");
        let calls = test.effects();
        let calls = calls
            .iter()
            .filter(|call| call.starts_with("AdminAddUserToGroup"))
            .count();
        assert_eq!(calls, 3, "{garbled:?}");
    }
}

/// A user who has just got the address was changed a moment ago, too, and is nobody of the attempt's.
#[tokio::test]
async fn a_lost_answer_opens_no_way_to_somebody_else() {
    for status in [
        UserStatus::Confirmed,
        UserStatus::ForceChangePassword,
        UserStatus::Unconfirmed,
    ] {
        for force_alias_creation in [false, true] {
            let test = TestPool::with(settings(), |pool| {
                pool.sign_in = SignIn::Username([Alias::Email].into());
            })
            .await;
            test.insert(status, |user| {
                "ada".clone_into(&mut user.username);
                (user.created, user.modified) = (now(), now());
                let verified = ("email_verified".to_owned(), "true".to_owned());
                user.attributes.extend([verified]);
            });
            test.fail(Operation::AdminCreateUser, FaultKind::Cut, 1);
            let before = test.pool.with_pool(POOL, |pool| pool.users.clone());
            let invitation = Invitation {
                force_alias_creation,
                ..invitation(&["clients"])
            };
            let (nobody, again) = (BTreeSet::new(), IfInvited::Resend);
            let scope = Scope::Only(&nobody);
            let refused = test
                .administration
                .create(&invitation, again, scope, now(), deadline())
                .await;
            assert_eq!(refused, Err(AdminError::ChangedMeanwhile), "{status:?}");
            assert_eq!(test.pool.with_pool(POOL, |pool| pool.users.clone()), before);
            assert!(test.inbox().is_empty());
        }
    }
}

/// In such a pool, the user of a lost attempt is known by the name that was asked for.
#[tokio::test]
async fn a_user_of_a_lost_attempt_is_its_own_beside_addresses_too() {
    let test = TestPool::with(settings(), |pool| {
        pool.sign_in = SignIn::Username([Alias::Email].into());
    })
    .await;
    test.fail(Operation::AdminCreateUser, FaultKind::LoseAnswer, 1);
    let nobody = BTreeSet::new();
    let scope = Scope::Only(&nobody);
    let invitation = invitation(&["clients"]);
    let invited = test
        .administration
        .create(&invitation, IfInvited::Complete, scope, now(), deadline())
        .await
        .unwrap();
    assert_eq!(
        (&invited.outcome, invited.mail),
        (&Outcome::Created, Delivery::Sent)
    );
    assert_eq!(test.groups(), ["clients"]);
}
