//! People choose user names: a name that could mean two users means neither, in every request.

use local_user_pool::{Alias, Pool, SignIn, UserStatus};
use serde_json::json;

use crate::test_api::{Answer, Ask, POOL, TestApi, claims, get, post, rest};

const VICTIM: &str = "6a2c1f0e-0000-4000-8000-000000000001";
const STRANGER: &str = "6a2c1f0e-0000-4000-8000-000000000002";

/// A pool with the member `boss`, and a stranger whose user name is her `sub`.
async fn api() -> TestApi {
    let api = TestApi::new().await;
    let beside = |pool: &mut Pool| {
        pool.sign_in = SignIn::Username([Alias::Email].into());
        pool.case_sensitive = false;
    };
    api.pool.with_pool(POOL, beside).unwrap();
    api.insert("boss", &["clients"], |user| {
        VICTIM.clone_into(&mut user.sub);
    });
    api.insert(VICTIM, &[], |user| {
        STRANGER.clone_into(&mut user.sub);
        user.status = UserStatus::Unconfirmed;
    });
    api
}

#[track_caller]
fn is_ambiguous(answer: &Answer) {
    answer.is(409, "user-ambiguous");
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(
        detail.contains(VICTIM) && detail.contains(STRANGER),
        "{detail}"
    );
}

#[tokio::test]
async fn no_route_takes_the_sub_of_one_for_the_name_of_the_other() {
    let api = api().await;
    let both = || (api.user("boss"), api.user(VICTIM));
    let before = both();
    let upper = VICTIM.to_uppercase();
    for typed in [VICTIM, upper.as_str()] {
        for route in [
            "addUserToGroup",
            "removeUserFromGroup",
            "confirmUserSignUp",
            "disableUser",
            "enableUser",
            "signUserOut",
            "updateUserAttributes",
            "deleteUser",
            "setUserPassword",
        ] {
            let body = json!({
                "username": typed, "groupname": "clients", "password": "Correct-Horse-1",
                "attributes": { "given_name": "Eve" },
            });
            let path = format!("/{route}");
            is_ambiguous(&api.ask_as_admin(&post(&path, &body)).await);
        }
        for route in ["/getUser", "/listGroupsForUser"] {
            let query = [("username", typed)];
            is_ambiguous(&api.ask_as_admin(&get(route, &query)).await);
        }
        let path = format!("/invitations/{typed}");
        is_ambiguous(&api.ask_as_admin(&get(&path, &[])).await);
        let delete = Ask {
            method: "DELETE",
            ..get(&path, &[])
        };
        is_ambiguous(&api.ask_as_admin(&delete).await);
        let resend = format!("{path}/resend");
        is_ambiguous(&api.ask_as_admin(&post(&resend, &json!({}))).await);
    }
    assert_eq!(both(), before);
}

#[tokio::test]
async fn each_of_the_two_can_be_named_otherwise() {
    let api = api().await;
    let boss = json!({ "username": "boss", "groupname": "beta" });
    let answer = api.ask_as_admin(&post("/addUserToGroup", &boss)).await;
    answer.is(200, "ok");
    assert!(api.groups("boss").contains("beta"));
    let stranger = json!({ "username": STRANGER });
    let answer = api.ask_as_admin(&post("/disableUser", &stranger)).await;
    answer.is(200, "ok");
    assert!(!api.user(VICTIM).unwrap().enabled && api.user("boss").unwrap().enabled);
    let answer = api.ask_as_admin(&post("/deleteUser", &stranger)).await;
    answer.is(200, "ok");
    // With the stranger gone, the `sub` means its owner again.
    let query = [("username", VICTIM)];
    let answer = api.ask_as_admin(&get("/getUser", &query)).await;
    assert_eq!(answer.body["Username"], "boss");
}

/// In pools that know people by a user name alone, anybody can be called like another's address.
#[tokio::test]
async fn no_user_name_is_taken_for_another_s_address() {
    let api = TestApi::new().await;
    let by_name_alone = |pool: &mut Pool| pool.sign_in = SignIn::Username([].into());
    api.pool.with_pool(POOL, by_name_alone).unwrap();
    api.insert("boss", &["clients"], verified);
    let called_so = "boss@client.example";
    for attributes in [None, Some("eve@evil.example"), Some(called_so)] {
        api.insert(called_so, &[], |user| {
            user.attributes.remove("email");
            let email = attributes.map(|email| ("email".to_owned(), email.to_owned()));
            user.attributes.extend(email);
        });
        for typed in [called_so, "Boss@client.example"] {
            let body = json!({ "username": typed, "groupname": "beta" });
            let answer = api.ask_as_admin(&post("/addUserToGroup", &body)).await;
            // The pool tells names apart by case, and knows nobody of the other.
            let (status, code) = if typed == called_so {
                (409, "user-ambiguous")
            } else {
                (404, "user-not-found")
            };
            answer.is(status, code);
        }
        assert!(api.groups(called_so).is_empty());
    }
    // Whose own address it is can be called so.
    api.insert(called_so, &[], |user| {
        let email = ("email".to_owned(), called_so.to_owned());
        user.attributes.extend([email]);
        verified(user);
    });
    let body = json!({ "username": called_so, "groupname": "beta" });
    let answer = api.ask_as_admin(&post("/addUserToGroup", &body)).await;
    answer.is(200, "ok");
}

/// A preferred user name is an alias in some pools, and everybody's own to write.
#[tokio::test]
async fn no_preferred_name_is_taken_for_another_s_address() {
    let api = TestApi::new().await;
    let preferred = |pool: &mut Pool| {
        pool.sign_in = SignIn::Username([Alias::Email, Alias::PreferredUsername].into());
    };
    api.pool.with_pool(POOL, preferred).unwrap();
    api.insert("boss", &["clients"], |_| {});
    api.insert("eve", &[], |user| {
        let name = "preferred_username".to_owned();
        user.attributes
            .insert(name, "boss@client.example".to_owned());
    });
    let body = json!({ "username": "boss@client.example", "groupname": "beta" });
    let answer = api.ask_as_admin(&post("/addUserToGroup", &body)).await;
    answer.is(409, "user-ambiguous");
    assert!(api.groups("eve").is_empty());
}

/// A caller without a role learns nothing of others by the own name.
#[tokio::test]
async fn one_s_own_name_shows_nothing_of_others() {
    let api = api().await;
    api.insert(VICTIM, &[], |user| STRANGER.clone_into(&mut user.sub));
    let mut stranger = claims(VICTIM, "");
    stranger["sub"] = json!(STRANGER);
    let body = json!({ "username": VICTIM });
    let event = rest(&post("/signUserOut", &body), Some(&stranger));
    let answer = api.answer(&event).await;
    answer.is(200, "ok");
}

fn verified(user: &mut local_user_pool::User) {
    let verified = ("email_verified".to_owned(), "true".to_owned());
    user.attributes.extend([verified]);
}

/// A look-alike of somebody gains nothing by it that is not the look-alike's own.
#[tokio::test]
async fn a_look_alike_of_an_administrator_is_none() {
    let api = api().await;
    api.insert("boss", &["Admins"], |user| VICTIM.clone_into(&mut user.sub));
    let mut stranger = claims(VICTIM, "Admins");
    stranger["sub"] = json!(STRANGER);
    let body = json!({ "username": "boss" });
    let event = rest(&post("/disableUser", &body), Some(&stranger));
    api.answer(&event).await.is(403, "not-permitted");
}
