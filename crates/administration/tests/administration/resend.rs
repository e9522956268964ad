//! An invitation once more.

use administration::{Delivery, Outcome, Profile};
use jiff::SignedDuration;
use local_user_pool::{FaultKind, Operation, UserStatus};

use crate::test_pool::{ADDRESS, TestPool, invitation, password, warnings, with_tenant};

#[tokio::test]
async fn attributes_and_groups_come_before_the_new_mail() {
    let test = TestPool::new().await;
    test.create(&invitation(&["clients"])).await.unwrap();
    let old = password(&test.inbox()[0]);
    test.pool.clear_history();
    let profile = with_tenant(&["beta"], "acme");
    let resent = test.resend(ADDRESS, &profile).await.unwrap();
    assert_eq!(
        (&resent.outcome, resent.mail),
        (&Outcome::Resent, Delivery::Sent)
    );
    assert_eq!(
        test.effects(),
        [
            "AdminUpdateUserAttributes custom:tenant",
            "AdminAddUserToGroup beta",
            "AdminCreateUser RESEND EMAIL",
        ]
    );
    // What is not said stays.
    assert_eq!(test.groups(), ["beta", "clients"]);
    assert_eq!(test.attribute("custom:tenant").as_deref(), Some("acme"));
    let new = password(&test.inbox()[0]);
    assert_ne!(old, new);
    assert!(!test.signs_in(&old).await);
    assert!(test.signs_in(&new).await);
}

#[tokio::test]
async fn an_expired_invitation_looks_like_any_other_and_is_sent_again() {
    let test = TestPool::new().await;
    let invited = test.create(&invitation(&["clients"])).await.unwrap();
    test.pool.advance(SignedDuration::from_hours(24 * 8));
    let expired = password(&test.inbox()[0]);
    assert!(invited.expires.unwrap() < test.pool.now());
    assert!(!test.signs_in(&expired).await);
    let status = test.user().unwrap().status;
    assert_eq!(status, UserStatus::ForceChangePassword);

    let resent = test.resend(ADDRESS, &Profile::default()).await.unwrap();
    assert!(resent.expires.unwrap() > test.pool.now());
    assert!(test.signs_in(&password(&test.inbox()[1])).await);
}

#[tokio::test]
async fn a_user_goes_by_address_name_and_sub() {
    let test = TestPool::new().await;
    let invited = test.create(&invitation(&[])).await.unwrap();
    let nothing = Profile::default();
    for user in [ADDRESS, &invited.user_name, &invited.sub] {
        let resent = test.resend(user, &nothing).await.unwrap();
        assert_eq!(resent.sub, invited.sub);
    }
    assert_eq!(test.inbox().len(), 4);
}

#[tokio::test]
async fn only_an_open_invitation_is_sent_again() {
    for (status, enabled, expected) in [
        (UserStatus::Confirmed, true, "already-accepted"),
        (UserStatus::ResetRequired, true, "already-accepted"),
        (UserStatus::ExternalProvider, true, "already-accepted"),
        (UserStatus::Unconfirmed, true, "not-invited"),
        (UserStatus::ForceChangePassword, false, "user-disabled"),
    ] {
        let test = TestPool::new().await;
        test.insert(status, |user| user.enabled = enabled);
        let profile = with_tenant(&["clients"], "acme");
        let error = test.resend(ADDRESS, &profile).await.unwrap_err();
        assert_eq!(error.code(), expected);
        // Nothing is changed either.
        assert_eq!(test.effects(), [""; 0]);
        assert!(test.groups().is_empty() && test.inbox().is_empty());
    }
    let nobody = TestPool::new().await;
    let error = nobody
        .resend(ADDRESS, &Profile::default())
        .await
        .unwrap_err();
    assert_eq!(error.code(), "user-not-found");
}

/// A member who wrote somebody's address and got a temporary password looks like this, and a user
/// whom somebody made in the AWS console without ticking the address, too.
#[tokio::test]
async fn an_invitation_whose_address_is_not_verified_is_not_sent_again() {
    let test = TestPool::new().await;
    test.insert(UserStatus::ForceChangePassword, |user| {
        let flag = ("email_verified".to_owned(), "false".to_owned());
        user.attributes.extend([flag]);
    });
    let user = test.user().unwrap();
    let profile = with_tenant(&["clients"], "acme");
    for name in [ADDRESS, &user.username] {
        let refused = test.resend(name, &profile).await.unwrap_err();
        assert_eq!(refused.code(), "address-not-proven");
    }
    assert_eq!(test.effects(), [""; 0]);
    assert_eq!(test.user().unwrap().attributes, user.attributes);
    assert!(test.groups().is_empty() && test.inbox().is_empty());
}

#[tokio::test]
async fn a_mail_that_does_not_go_out_is_said() {
    let test = TestPool::new().await;
    test.create(&invitation(&[])).await.unwrap();
    test.fail(Operation::AdminCreateUser, FaultKind::Undeliverable, 1);
    let resent = test.resend(ADDRESS, &Profile::default()).await.unwrap();
    assert_eq!(resent.mail, Delivery::Failed);
    assert_eq!(warnings(&resent), ["not-delivered"]);
}
