//! Who has the address where it is an alias.

use administration::{Deed, Notice};
use local_user_pool::{Alias, SignIn, UserStatus};

use crate::stage::{POOL, Stage, invitation, now, settings, shortfalls};

async fn stage() -> Stage {
    Stage::with(settings(), |pool| {
        pool.sign_in = SignIn::Username([Alias::Email].into());
    })
    .await
}

/// A user of this name, with the address.
fn insert(stage: &Stage, name: &str, status: UserStatus, verified: bool) {
    stage.insert(status, |user| {
        name.clone_into(&mut user.username);
        user.sub = format!("sub-{name}");
        user.modified = now();
        let verified = ("email_verified".to_owned(), verified.to_string());
        user.attributes.extend([verified]);
    });
}

/// The names of the users who are there.
fn names(stage: &Stage) -> Vec<String> {
    let names = stage.pool.with_pool(POOL, |pool| {
        pool.users
            .iter()
            .map(|user| user.username.clone())
            .collect()
    });
    names.unwrap()
}

#[tokio::test]
async fn sign_ups_that_hold_the_address_under_other_names_give_way() {
    let stage = stage().await;
    insert(&stage, "mal1", UserStatus::Unconfirmed, false);
    insert(&stage, "mal2", UserStatus::Unconfirmed, false);
    let mut invited = stage.create(&invitation(&["clients"])).await.unwrap();
    assert_eq!(
        (&invited.deed, invited.notice),
        (&Deed::CreatedAnew, Notice::Sent)
    );
    invited.deleted.sort();
    assert_eq!(invited.deleted, ["sub-mal1", "sub-mal2"]);
    assert_eq!(names(&stage), [invited.user_name]);
}

#[tokio::test]
async fn an_invitation_whose_address_is_unverified_is_completed() {
    let stage = stage().await;
    insert(&stage, "ada", UserStatus::ForceChangePassword, false);
    insert(&stage, "mal", UserStatus::Unconfirmed, false);
    let invited = stage.create(&invitation(&["clients"])).await.unwrap();
    assert_eq!(
        (&invited.deed, invited.address_verified),
        (&Deed::Completed, true)
    );
    assert_eq!(shortfalls(&invited), [""; 0]);
    assert_eq!(invited.deleted, ["sub-mal"]);
    assert_eq!(names(&stage), ["ada"]);
    assert_eq!(stage.groups(), ["clients"]);
}

#[tokio::test]
async fn a_member_who_never_proved_the_address_is_refused_and_nobody_deleted() {
    let stage = stage().await;
    insert(&stage, "ada", UserStatus::Confirmed, false);
    insert(&stage, "mal", UserStatus::Unconfirmed, false);
    let refused = stage.create_code(&invitation(&["clients"])).await;
    assert_eq!(refused, "address-not-proven");
    assert_eq!(names(&stage).len(), 2);
    assert_eq!(stage.effects(), [""; 0]);
}

#[tokio::test]
async fn a_member_who_proved_the_address_goes_before_one_who_did_not() {
    let stage = stage().await;
    insert(&stage, "mal", UserStatus::Confirmed, false);
    insert(&stage, "ada", UserStatus::Confirmed, true);
    let invited = stage.create(&invitation(&["clients"])).await.unwrap();
    assert_eq!(
        (&invited.deed, invited.user_name.as_str()),
        (&Deed::AccessGiven, "ada")
    );
}

/// The flag of federated people is reset at every sign-in; whoever trusts their provider finds
/// them all the same.
#[tokio::test]
async fn somebody_of_a_trusted_provider_gets_no_second_account() {
    let stage = stage().await;
    insert(&stage, "Google_1035", UserStatus::ExternalProvider, false);
    let invited = stage.create(&invitation(&["clients"])).await.unwrap();
    assert_eq!(invited.deed, Deed::AccessGiven);
    assert_eq!(names(&stage), ["Google_1035"]);
}
