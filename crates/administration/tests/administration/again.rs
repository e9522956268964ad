//! Creating an invitation for somebody who is there already.

use std::sync::Arc;

use administration::{Delivery, IfInvited, Invited, Outcome, Profile, Scope};
use local_user_pool::{FaultKind, Invoked, Operation, User, UserStatus};

use crate::test_pool::{
    ADDRESS, POOL, TestPool, deadline, invitation, now, password, settings, warnings, with_tenant,
};

/// What an invitation came to.
#[track_caller]
fn check(invited: &Invited, outcome: Outcome, delivery: Delivery, expected: &[&str]) {
    assert_eq!((invited.outcome, invited.mail), (outcome, delivery));
    assert_eq!(warnings(invited), expected);
}

#[tokio::test]
async fn creating_twice_changes_nothing() {
    let test = TestPool::new().await;
    let invitation = invitation(&["clients"]);
    let first = test.create(&invitation).await.unwrap();
    let second = test.create(&invitation).await.unwrap();
    check(&second, Outcome::Unchanged, Delivery::NotSent, &[]);
    assert_eq!((&first.sub, first.expires), (&second.sub, second.expires));
    assert_eq!(test.inbox().len(), 1);
    assert!(test.signs_in(&password(&test.inbox()[0])).await);
}

#[tokio::test]
async fn an_invitation_that_expired_is_not_passed_over_in_silence() {
    for (last_day, expected) in [
        ("2026-11-20T09:00:01Z", &[][..]),
        ("2026-11-20T09:00:00Z", &["invitation-expired"]),
    ] {
        let test = TestPool::new().await;
        let week = jiff::SignedDuration::from_hours(24 * 7);
        test.insert(UserStatus::ForceChangePassword, |user| {
            user.modified = last_day.parse::<jiff::Timestamp>().unwrap() - week;
        });
        let again = test.create(&invitation(&[])).await.unwrap();
        check(&again, Outcome::Unchanged, Delivery::NotSent, expected);
        assert!(test.inbox().is_empty());
        for warning in &again.warnings {
            assert_eq!(
                warning.to_string(),
                format!(
                    "the temporary password stopped working {last_day}, and nothing was sent; send the invitation again"
                )
            );
        }
        let resent = test
            .administration
            .create(
                &invitation(&[]),
                IfInvited::Resend,
                Scope::Anybody,
                now(),
                deadline(),
            )
            .await
            .unwrap();
        check(&resent, Outcome::Resent, Delivery::Sent, &[]);
    }
}

#[tokio::test]
async fn creating_again_completes_what_is_missing() {
    let test = TestPool::new().await;
    let mut invitation = invitation(&[]);
    invitation.profile = with_tenant(&["absent", "clients"], "acme");
    let first = test.create(&invitation).await.unwrap();
    check(&first, Outcome::Created, Delivery::Sent, &["group-missing"]);

    test.pool
        .with_pool(POOL, |pool| pool.add_groups(["absent"]));
    test.pool.clear_history();
    invitation.profile = with_tenant(&["absent", "clients"], "globex");
    let second = test.create(&invitation).await.unwrap();
    check(&second, Outcome::Completed, Delivery::NotSent, &[]);
    assert_eq!(test.groups(), ["absent", "clients"]);
    assert_eq!(test.attribute("custom:tenant").as_deref(), Some("globex"));
    // Only what differs is touched.
    assert_eq!(
        test.effects()[1..],
        [
            "AdminUpdateUserAttributes custom:tenant",
            "AdminAddUserToGroup absent"
        ]
    );
}

#[tokio::test]
async fn nobody_vouches_for_the_address_of_an_account_that_is_there_already() {
    for flag in [Some("false"), Some(""), None] {
        for again in [IfInvited::Complete, IfInvited::Resend] {
            let test = TestPool::new().await;
            test.insert(UserStatus::ForceChangePassword, |user| {
                user.modified = now();
                user.attributes.remove("email_verified");
                let flag = flag.map(|flag| ("email_verified".to_owned(), flag.to_owned()));
                user.attributes.extend(flag);
            });
            let invitation = invitation(&["clients"]);
            let (now, deadline) = (now(), deadline());
            let refused = test
                .administration
                .create(&invitation, again, Scope::Anybody, now, deadline)
                .await
                .unwrap_err();
            assert_eq!(refused.code(), "address-not-proven");
            for way_out in ["look at the user", "delete it", "verify", "invite again"] {
                assert!(refused.to_string().contains(way_out), "{refused}");
            }
            // It was asked for once, and nothing came of it.
            assert_eq!(
                test.effects(),
                ["AdminCreateUser EMAIL email email_verified"]
            );
            assert_eq!(test.attribute("email_verified").as_deref(), flag);
            assert!(test.groups().is_empty() && test.inbox().is_empty());
        }
    }
}

/// Cognito itself takes no attribute of a RESEND today; whether it always will, nobody says.
#[tokio::test]
async fn an_invitation_that_is_sent_again_says_nothing_about_the_address() {
    let test = TestPool::new().await;
    let invitation = invitation(&["clients"]);
    test.create(&invitation).await.unwrap();
    test.pool.clear_history();
    let (now, deadline) = (now(), deadline());
    test.administration
        .create(
            &invitation,
            IfInvited::Resend,
            Scope::Anybody,
            now,
            deadline,
        )
        .await
        .unwrap();
    assert_eq!(test.effects()[1..], ["AdminCreateUser RESEND EMAIL"]);
}

#[tokio::test]
async fn what_cannot_change_any_more_is_said() {
    let test = TestPool::new().await;
    let of = |origin: &str| {
        let mut invitation = invitation(&[]);
        invitation.profile = Profile {
            attributes: [("custom:origin".parse().unwrap(), origin.to_owned())].into(),
            ..Profile::default()
        };
        invitation
    };
    test.create(&of("fair")).await.unwrap();
    let same = test.create(&of("fair")).await.unwrap();
    check(&same, Outcome::Unchanged, Delivery::NotSent, &[]);
    let other = test.create(&of("shop")).await.unwrap();
    let expected = ["attribute-immutable"];
    check(&other, Outcome::Completed, Delivery::NotSent, &expected);
    assert_eq!(test.attribute("custom:origin").as_deref(), Some("fair"));
}

#[tokio::test]
async fn what_did_not_arrive_is_sent_again_on_request() {
    let test = TestPool::new().await;
    test.fail(Operation::AdminCreateUser, FaultKind::Undeliverable, 1);
    let invitation = invitation(&["clients"]);
    let first = test.create(&invitation).await.unwrap();
    check(
        &first,
        Outcome::Created,
        Delivery::Failed,
        &["not-delivered"],
    );
    let again = test
        .administration
        .create(
            &invitation,
            IfInvited::Resend,
            Scope::Anybody,
            now(),
            deadline(),
        )
        .await
        .unwrap();
    check(&again, Outcome::Resent, Delivery::Sent, &[]);
    assert!(test.signs_in(&password(&test.inbox()[0])).await);
}

#[tokio::test]
async fn a_member_gets_the_groups_at_once_and_one_mail() {
    for status in [
        UserStatus::Confirmed,
        UserStatus::ResetRequired,
        UserStatus::ExternalProvider,
    ] {
        let test = TestPool::new().await;
        test.insert(status, |user| {
            user.groups.insert("beta".to_owned());
        });
        let invitation = invitation(&["beta", "clients"]);
        let given = test.create(&invitation).await.unwrap();
        check(&given, Outcome::AccessGiven, Delivery::Sent, &[]);
        assert_eq!(given.expires, None);
        assert_eq!(test.user().unwrap().status, status);
        assert_eq!(test.groups(), ["beta", "clients"]);
        let inbox = test.inbox();
        assert_eq!(inbox.len(), 1);
        assert_eq!(inbox[0].to, [ADDRESS]);
        assert_eq!(inbox[0].subject, "You have been given access at Example");

        let again = test.create(&invitation).await.unwrap();
        check(&again, Outcome::AccessGiven, Delivery::NotSent, &[]);
        assert_eq!(test.inbox().len(), 1);
    }
}

#[tokio::test]
async fn a_member_keeps_the_attributes_that_are_the_members_own() {
    let test = TestPool::new().await;
    test.insert(UserStatus::Confirmed, |user| {
        user.attributes
            .insert("custom:tenant".to_owned(), "acme".to_owned());
    });
    let mut invitation = invitation(&[]);
    invitation.profile = with_tenant(&["clients"], "globex");
    let given = test.create(&invitation).await.unwrap();
    let expected = ["attribute-of-member"];
    check(&given, Outcome::AccessGiven, Delivery::Sent, &expected);
    assert_eq!(test.attribute("custom:tenant").as_deref(), Some("acme"));
}

#[tokio::test]
async fn a_member_who_gets_no_mail_is_a_warning() {
    let mut without_mail = settings();
    without_mail.mail = None;
    let silent = TestPool::with(without_mail, |_| {}).await;
    let failing = TestPool::new().await;
    failing.fail(Operation::SendEmail, FaultKind::InternalError, 1);
    for test in [silent, failing] {
        test.insert(UserStatus::Confirmed, |_| {});
        let given = test.create(&invitation(&["clients"])).await.unwrap();
        check(&given, Outcome::AccessGiven, given.mail, &["not-told"]);
        assert_eq!(given.mail, Delivery::Failed);
        assert_eq!(test.groups(), ["clients"]);
        assert!(test.inbox().is_empty());
    }
}

#[tokio::test]
async fn nobody_gets_groups_for_an_address_that_was_never_proven() {
    let test = TestPool::new().await;
    test.insert(UserStatus::Confirmed, |user| {
        user.attributes.remove("email_verified");
    });
    let refused = test.create_code(&invitation(&["clients"])).await;
    assert_eq!(refused, "address-not-proven");
    assert!(test.groups().is_empty());
}

#[tokio::test]
async fn an_unconfirmed_sign_up_gives_way() {
    let test = TestPool::new().await;
    test.insert(UserStatus::Unconfirmed, |user| {
        user.attributes.remove("email_verified");
        user.attributes
            .insert("given_name".to_owned(), "Mallory".to_owned());
    });
    let squatter = test.user().unwrap();
    let invited = test.create(&invitation(&["clients"])).await.unwrap();
    check(&invited, Outcome::CreatedAnew, Delivery::Sent, &[]);
    assert_eq!(invited.deleted, std::slice::from_ref(&squatter.sub));
    let user = test.user().unwrap();
    assert_ne!(user.sub, squatter.sub);
    assert_eq!(user.status, UserStatus::ForceChangePassword);
    assert_eq!(user.attribute("given_name"), None);
    assert!(test.signs_in(&password(&test.inbox()[0])).await);
}

/// A stranger who signs up again at once does not set the pace of deletions.
#[tokio::test]
async fn one_sign_up_gives_way_and_no_second() {
    let test = TestPool::with(settings(), |pool| {
        pool.settings.lambda_config.pre_sign_up = Some("pre-sign-up".to_owned());
    })
    .await;
    let pool = test.pool.clone();
    test.pool.set_invoke(Arc::new(move |invocation| {
        let created = "2026-11-01T00:00:00Z".parse().unwrap();
        let mut user = User::new("mal", "sub-mal", UserStatus::Unconfirmed, created);
        let email = ("email".to_owned(), ADDRESS.to_owned());
        user.attributes.extend([email]);
        pool.with_pool(POOL, |pool| pool.insert(user)).unwrap();
        Box::pin(async move { Invoked::Answer(invocation.payload) })
    }));
    let refused = test.create_code(&invitation(&["clients"])).await;
    assert_eq!(refused, "address-contested");
    let effects = test.effects();
    let deletions = effects.iter().filter(|call| *call == "AdminDeleteUser");
    assert_eq!(deletions.count(), 1);
    assert!(test.user().unwrap().enabled);
}

#[tokio::test]
async fn a_disabled_user_is_left_alone() {
    for status in [
        UserStatus::Confirmed,
        UserStatus::Unconfirmed,
        UserStatus::ForceChangePassword,
    ] {
        let test = TestPool::new().await;
        test.insert(status, |user| user.enabled = false);
        let refused = test.create_code(&invitation(&["clients"])).await;
        assert_eq!(refused, "user-disabled");
        assert!(test.groups().is_empty() && test.inbox().is_empty());
    }
}
