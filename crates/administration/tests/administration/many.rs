//! Several at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use administration::{Invitation, Profile, Revocation};
use futures_util::future::join_all;

use crate::test_pool::{
    ADDRESS, POOL, TestPool, deadline, invitation, now, password, settings, warnings,
};

#[tokio::test]
async fn three_at_once_make_one_invitation() {
    let test = TestPool::new().await;
    let invitation = invitation(&["beta", "clients"]);
    let all = join_all((0..3).map(|_| test.create(&invitation))).await;
    let mut deeds: BTreeMap<&str, usize> = BTreeMap::new();
    for invited in &all {
        let invited = invited.as_ref().unwrap();
        assert_eq!(warnings(invited), [""; 0]);
        *deeds.entry(invited.outcome.as_str()).or_default() += 1;
    }
    assert_eq!(deeds["created"], 1, "{deeds:?}");
    assert_eq!(test.groups(), ["beta", "clients"]);
    assert_eq!(test.inbox().len(), 1);
    assert!(test.signs_in(&password(&test.inbox()[0])).await);
}

/// A server runs each request as a task of its own.
#[tokio::test]
async fn verbs_run_as_tasks() {
    let test = Arc::new(TestPool::new().await);
    let task = tokio::spawn({
        let test = Arc::clone(&test);
        async move {
            let invitation = invitation(&["clients"]);
            test.create(&invitation).await.unwrap();
            let nothing = Profile::default();
            test.resend(ADDRESS, &nothing).await.unwrap();
            let revocation = Revocation::default();
            test.administration
                .revoke(ADDRESS, revocation, now(), deadline())
                .await
                .unwrap();
        }
    });
    task.await.unwrap();
    assert!(test.user().is_none());
}

#[tokio::test]
async fn many_people_get_their_groups_under_the_quota() {
    const PEOPLE: usize = 12;
    let test = TestPool::with_running_clock(settings(), |_| {}).await;
    test.pool.set_quotas(true);
    let invitations: Vec<Invitation> = (0..PEOPLE)
        .map(|number| Invitation {
            email: format!("client-{number}@client.example").parse().unwrap(),
            ..invitation(&["beta", "clients", "staff"])
        })
        .collect();
    for invited in join_all(invitations.iter().map(|one| test.create(one))).await {
        assert_eq!(warnings(&invited.unwrap()), [""; 0]);
    }
    let groups = test.pool.with_pool(POOL, |pool| {
        pool.users.iter().map(|user| user.groups.len()).collect()
    });
    assert_eq!(groups, Some(vec![3; PEOPLE]));
    assert_eq!(test.inbox().len(), PEOPLE);
}
