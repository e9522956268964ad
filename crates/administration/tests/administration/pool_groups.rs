//! The groups of the pool.

use administration::PoolGroup;
use invitation::GroupName;
use local_user_pool::{Group, User, UserStatus};

use crate::test_pool::{TestPool, deadline, now, settings};

#[tokio::test]
async fn groups_are_held_against_the_settings() {
    let role = "arn:aws:iam::123456789012:role/clients";
    let test = TestPool::with(settings(), |pool| {
        let mut admins = Group::new(now());
        admins.description = Some("People who administer".to_owned());
        admins.precedence = Some(0);
        // The names contain those of the settings, and are none of them.
        for name in ["admins", "clients,beta", "Clients"] {
            pool.groups.insert(name.to_owned(), admins.clone());
        }
        let clients = pool.groups.get_mut("clients").unwrap();
        clients.role_arn = Some(role.to_owned());
    })
    .await;
    let found = test.administration.groups(deadline()).await.unwrap();
    let shown = |group: &PoolGroup| (group.name.clone(), group.assignable);
    let shown: Vec<(String, bool)> = found.groups.iter().map(shown).collect();
    let expected = [
        ("Clients", false),
        ("admins", false),
        ("beta", true),
        ("clients", true),
        ("clients,beta", false),
        ("staff", true),
    ];
    assert_eq!(shown, expected.map(|(name, is)| (name.to_owned(), is)));
    let absent: Vec<&str> = found.absent.iter().map(GroupName::as_str).collect();
    assert_eq!(absent, ["absent"]);
    let admins = &found.groups[1];
    assert_eq!(admins.description.as_deref(), Some("People who administer"));
    assert_eq!(admins.precedence, Some(0));
    assert_eq!(found.groups[3].role_arn.as_deref(), Some(role));
}

#[tokio::test]
async fn groups_of_several_pages_are_all_listed() {
    let test = TestPool::with(settings(), |pool| {
        let names = (0..150).map(|number| format!("g{number:03}"));
        pool.groups
            .extend(names.map(|name| (name, Group::new(now()))));
    })
    .await;
    let found = test.administration.groups(deadline()).await.unwrap();
    assert_eq!(found.groups.len(), 153);
}

#[tokio::test]
async fn members_are_counted_over_all_pages() {
    let test = TestPool::with(settings(), |pool| {
        for number in 0..130 {
            let name = format!("user-{number:03}");
            let mut user = User::new(name.clone(), name, UserStatus::Confirmed, now());
            user.groups.insert("clients".to_owned());
            pool.insert(user);
        }
    })
    .await;
    for (group, expected) in [
        ("clients", Some(130)),
        ("beta", Some(0)),
        ("nobody's", None),
    ] {
        let counted = test.administration.count_members(group, deadline()).await;
        assert_eq!(counted, Ok(expected), "{group}");
    }
}
