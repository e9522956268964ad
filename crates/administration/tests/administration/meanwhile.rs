//! People who become members while they are being taken away.

use std::future::Future;

use administration::{Outcome, Revocation};
use local_user_pool::{CallOutcome, FaultKind, Operation, UserStatus};

use crate::test_pool::{ADDRESS, POOL, TestPool, deadline, invitation, now};

/// Lets the person become a member after the verb has read the user, before it disables it: the
/// first attempts are throttled, and the person needs one of them.
async fn confirming<T>(test: &TestPool, verb: impl Future<Output = T>) -> T {
    test.fail(Operation::AdminDisableUser, FaultKind::Throttle, 3);
    let pool = test.pool.clone();
    let confirm = tokio::spawn(async move {
        let is_throttled = |call: &local_user_pool::Call| {
            call.operation == "AdminDisableUser" && matches!(call.outcome, CallOutcome::Refused(_))
        };
        while !pool.calls().iter().any(is_throttled) {
            tokio::task::yield_now().await;
        }
        let is_there = pool.with_pool(POOL, |pool| {
            let mut user = pool.find(ADDRESS).cloned().unwrap();
            user.status = UserStatus::Confirmed;
            let verified = ("email_verified".to_owned(), "true".to_owned());
            user.attributes.extend([verified]);
            pool.insert(user);
        });
        is_there.unwrap();
    });
    let came = verb.await;
    confirm.await.unwrap();
    came
}

#[tokio::test]
async fn an_invitation_that_is_accepted_meanwhile_is_not_taken_back() {
    for disable in [false, true] {
        for status in [UserStatus::ForceChangePassword, UserStatus::Unconfirmed] {
            let test = TestPool::new().await;
            test.insert(status, |_| {});
            let revocation = Revocation {
                disable,
                member: false,
            };
            let administration = &test.administration;
            let revoke = administration.revoke(ADDRESS, revocation, now(), deadline());
            let error = confirming(&test, revoke).await.unwrap_err();
            assert_eq!(error.code(), "is-member");
            let user = test.user().unwrap();
            assert!(user.enabled && user.status == UserStatus::Confirmed);
        }
    }
}

#[tokio::test]
async fn what_is_said_to_be_deleted_is_what_was_deleted() {
    let test = TestPool::new().await;
    test.insert(UserStatus::ForceChangePassword, |_| {});
    let revocation = Revocation {
        disable: false,
        member: true,
    };
    let administration = &test.administration;
    let revoke = administration.revoke(ADDRESS, revocation, now(), deadline());
    let revoked = confirming(&test, revoke).await.unwrap();
    assert_eq!(revoked.was, cognito::UserStatus::Confirmed);
    assert!(test.user().is_none());
}

#[tokio::test]
async fn a_sign_up_that_is_confirmed_meanwhile_does_not_give_way() {
    let test = TestPool::new().await;
    test.insert(UserStatus::Unconfirmed, |_| {});
    let invitation = invitation(&["clients"]);
    let invited = confirming(&test, test.create(&invitation)).await.unwrap();
    assert_eq!(invited.outcome, Outcome::AccessGiven);
    assert!(invited.deleted.is_empty());
    assert!(test.user().unwrap().enabled);
    assert_eq!(test.groups(), ["clients"]);
}

#[tokio::test]
async fn a_user_whom_nobody_could_enable_again_is_said() {
    let test = TestPool::new().await;
    test.insert(UserStatus::ForceChangePassword, |_| {});
    test.fail(Operation::AdminDeleteUser, FaultKind::Cut, u32::MAX);
    let soon = tokio::time::Instant::now() + std::time::Duration::from_secs(1);
    let revocation = Revocation::default();
    let error = test
        .administration
        .revoke(ADDRESS, revocation, now(), soon)
        .await
        .unwrap_err();
    assert_eq!((error.code(), error.is_failure()), ("left-disabled", true));
    assert!(!test.user().unwrap().enabled);
}
