//! One user.

use administration::{CarriedToken, InvitationState};
use local_user_pool::{Group, UserStatus};

use crate::test_pool::{ADDRESS, POOL, TestPool, deadline, now};
use crate::tokens::{token, trusting};

#[tokio::test]
async fn a_user_is_shown_with_groups_and_attributes_and_without_the_token() {
    let token = token(1, |_| {});
    let test = TestPool::with(trusting(), |_| {}).await;
    test.insert(UserStatus::Confirmed, |user| {
        for (name, value) in [("custom:invitation", token.as_str()), ("name", "Ada")] {
            user.attributes.insert(name.to_owned(), value.to_owned());
        }
        user.groups.extend(["clients".to_owned()]);
    });
    for user in [ADDRESS, "6a2c1f0e-0000-4000-8000-000000000001"] {
        let shown = test.administration.show(user, now(), deadline()).await;
        let shown = shown.unwrap();
        assert_eq!(shown.entry.state, InvitationState::Accepted);
        assert!(matches!(
            &shown.entry.token,
            Some(CarriedToken::Verified { jti, .. }) if jti == "alive"
        ));
        assert_eq!(shown.groups.iter().collect::<Vec<_>>(), ["clients"]);
        let names: Vec<&str> = shown.attributes.keys().map(String::as_str).collect();
        assert_eq!(names, ["email", "email_verified", "name", "sub"]);
        assert_eq!(shown.attributes["name"], "Ada");
        let debug = format!("{shown:?}");
        assert!(!debug.contains(&token) && !debug.contains("Ada"));
    }
    assert_eq!(test.effects(), [""; 0]);
}

#[tokio::test]
async fn groups_of_several_pages_are_all_shown() {
    let test = TestPool::new().await;
    let names: Vec<String> = (0..100).map(|number| format!("g{number:03}")).collect();
    let there = test.pool.with_pool(POOL, |pool| {
        let groups = names.iter().map(|name| (name.clone(), Group::new(now())));
        pool.groups.extend(groups);
    });
    there.unwrap();
    test.insert(UserStatus::Confirmed, |user| {
        user.groups.extend(names.iter().cloned());
    });
    let shown = test.administration.show(ADDRESS, now(), deadline()).await;
    assert!(shown.unwrap().groups.iter().eq(&names));
}

#[tokio::test]
async fn nobody_is_shown_where_nobody_is() {
    let test = TestPool::new().await;
    for (user, expected) in [
        (ADDRESS, "user-not-found"),
        ("\"email^=\"", "user-not-found"),
        // No user name has a space or a control character.
        ("\" or email ^= \"", "not-accepted"),
        ("\u{1b}", "not-accepted"),
        ("", "not-accepted"),
    ] {
        let shown = test.administration.show(user, now(), deadline()).await;
        let code = shown.map_err(|error| error.code());
        assert_eq!(code, Err(expected), "{user:?}");
    }
}
