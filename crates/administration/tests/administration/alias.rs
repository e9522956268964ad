//! Who has the address where it is an alias.

use administration::{Delivery, Outcome};
use local_user_pool::{Alias, SentMessage, SignIn, UserStatus};

use crate::test_pool::{POOL, TestPool, invitation, now, settings};

async fn test() -> TestPool {
    TestPool::with(settings(), |pool| {
        pool.sign_in = SignIn::Username([Alias::Email].into());
    })
    .await
}

/// A user of this name, with the address.
fn insert(test: &TestPool, name: &str, status: UserStatus, verified: bool) {
    test.insert(status, |user| {
        name.clone_into(&mut user.username);
        user.sub = format!("sub-{name}");
        user.modified = now();
        let verified = ("email_verified".to_owned(), verified.to_string());
        user.attributes.extend([verified]);
    });
}

/// The names of the users who are there.
fn names(test: &TestPool) -> Vec<String> {
    let names = test.pool.with_pool(POOL, |pool| {
        pool.users
            .iter()
            .map(|user| user.username.clone())
            .collect()
    });
    names.unwrap()
}

/// Calls so far, all of them, by operation.
fn calls(test: &TestPool) -> Vec<String> {
    let calls = test.pool.calls();
    calls.into_iter().map(|call| call.operation).collect()
}

/// Strangers who signed up with the address, each under a name of their own.
fn squat(test: &TestPool, how_many: usize) {
    for number in 0..how_many {
        let name = format!("mal-{number:04}");
        insert(test, &name, UserStatus::Unconfirmed, false);
    }
}

#[tokio::test]
async fn sign_ups_that_have_the_address_under_other_names_are_left_standing() {
    let test = test().await;
    squat(&test, 2);
    test.insert(UserStatus::Unconfirmed, |user| {
        user.enabled = false;
        user.attributes.remove("email_verified");
    });
    let invited = test.create(&invitation(&["clients"])).await.unwrap();
    assert_eq!(
        (&invited.outcome, invited.mail),
        (&Outcome::Created, Delivery::Sent)
    );
    assert_eq!(invited.deleted, [""; 0]);
    assert_eq!(
        test.effects(),
        [
            "AdminCreateUser EMAIL email email_verified",
            "AdminAddUserToGroup clients",
        ]
    );
    assert_eq!(names(&test).len(), 4);
    assert_eq!(test.groups(), ["clients"]);
}

/// Strangers pay a request for each sign-up; an invitation must not pay for each of them, too.
#[tokio::test]
async fn an_invitation_costs_the_same_however_many_sign_ups_have_the_address() {
    let alone = test().await;
    alone.create(&invitation(&["clients"])).await.unwrap();
    let crowded = test().await;
    squat(&crowded, 2000);
    crowded.create(&invitation(&["clients"])).await.unwrap();
    assert_eq!(calls(&crowded), calls(&alone));
    assert_eq!(names(&crowded).len(), 2001);
}

/// A sign-up that the person began before the invitation came is still the person's to finish,
/// with the code from the mailbox: the code proves the address anew, and takes the alias along.
#[tokio::test]
async fn a_sign_up_left_standing_is_confirmed_by_the_owner_of_the_mailbox() {
    let test = TestPool::with(settings(), |pool| {
        pool.sign_in = SignIn::Username([Alias::Email].into());
        pool.settings.auto_verified_attributes = [Alias::Email].into();
    })
    .await;
    test.sign_up("early").await;
    let code = code(&test.inbox()[0]);
    let invited = test.create(&invitation(&["clients"])).await.unwrap();
    assert_eq!(invited.outcome, Outcome::Created);

    let refused = test.confirm("early", &code, false).await;
    assert_eq!(refused, Err("AliasExistsException".to_owned()));
    assert_eq!(test.user().unwrap().username, invited.user_name);
    let wrong = test.confirm("early", "000000", true).await;
    assert_eq!(wrong, Err("CodeMismatchException".to_owned()));
    test.confirm("early", &code, true).await.unwrap();

    let owner = test.user().unwrap();
    assert_eq!(owner.username, "early");
    assert_eq!(owner.attribute("email_verified"), Some("true"));
    // The invitation stays with the account that it was made for.
    assert!(owner.groups.is_empty());
    let invited = test.named(&invited.user_name);
    assert_eq!(invited.attribute("email_verified"), Some("false"));
}

/// A member can write any address, and a temporary password makes the member look invited.
#[tokio::test]
async fn somebody_who_wrote_the_address_is_refused_and_nothing_changed() {
    for (name, status) in [
        ("eve", UserStatus::Confirmed),
        ("eve", UserStatus::ResetRequired),
        ("eve", UserStatus::ForceChangePassword),
        ("Google_1035", UserStatus::ExternalProvider),
    ] {
        let test = test().await;
        insert(&test, name, status, false);
        squat(&test, 1);
        let refused = test.create_code(&invitation(&["clients"])).await;
        assert_eq!(refused, "address-not-proven", "{status:?}");
        assert_eq!(test.effects(), [""; 0]);
        let eve = test.named(name);
        assert!(eve.groups.is_empty());
        assert_eq!(eve.attribute("email_verified"), Some("false"));
        assert_eq!(test.inbox().len(), 0);
    }
}

#[tokio::test]
async fn who_proved_the_address_goes_before_who_did_not() {
    for status in [
        UserStatus::Confirmed,
        UserStatus::ForceChangePassword,
        UserStatus::ExternalProvider,
    ] {
        for unproven in [UserStatus::Confirmed, UserStatus::ForceChangePassword] {
            let test = test().await;
            insert(&test, "mal", unproven, false);
            insert(&test, "zoe", status, true);
            let invited = test.create(&invitation(&["clients"])).await.unwrap();
            assert_eq!(invited.user_name, "zoe");
            assert_eq!(test.groups(), ["clients"]);
            assert!(test.named("mal").groups.is_empty());
        }
    }
}

/// SECURITY.md says what follows: at worst, a second account. Nobody is given anything by it.
#[tokio::test]
async fn what_lies_behind_the_first_page_is_not_looked_for() {
    let test = test().await;
    squat(&test, 60);
    insert(&test, "zoe", UserStatus::ForceChangePassword, false);
    let invited = test.create(&invitation(&["clients"])).await.unwrap();
    assert_eq!(invited.outcome, Outcome::Created);
    let zoe = test.named("zoe");
    assert!(zoe.groups.is_empty());
    assert_eq!(zoe.attribute("email_verified"), Some("false"));
}

#[tokio::test]
async fn a_sign_up_under_the_very_name_of_the_invitation_gives_way() {
    let test = test().await;
    squat(&test, 3);
    let mut invitation = invitation(&["clients"]);
    invitation.user_name = Some("mal-0001".to_owned());
    let invited = test.create(&invitation).await.unwrap();
    assert_eq!(invited.outcome, Outcome::CreatedAnew);
    assert_eq!(invited.deleted, ["sub-mal-0001"]);
    assert_eq!(names(&test).len(), 3);
}

/// The code in Cognito's own mail.
fn code(mail: &SentMessage) -> String {
    let html = mail.html.as_deref().unwrap();
    let digits: String = html.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(digits.len(), 6, "{html}");
    digits
}
