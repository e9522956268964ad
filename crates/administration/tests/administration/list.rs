//! Who is in the pool.

use std::collections::BTreeSet;

use administration::{AdminError, CarriedToken, Entry, InvitationState, Listing, Query};
use invitation::{InvitationMode, InvitationRecord, Mark, TokenFault};
use jiff::SignedDuration;
use local_user_pool::{CallOutcome, FaultKind, Operation, Pool, User, UserStatus};

use crate::test_pool::{POOL, TestPool, deadline, now, settings};
use crate::tokens::{token, trusting};

/// A user named by a number, created so many days ago.
fn user(number: usize, status: UserStatus, days: i64) -> User {
    let name = format!("user-{number:04}");
    let created = now() - SignedDuration::from_hours(24 * days);
    let mut user = User::new(name.clone(), name, status, created);
    let email = format!("client-{number}@client.example");
    user.attributes.insert("email".to_owned(), email);
    user
}

fn with_users(users: Vec<User>) -> impl FnOnce(&mut Pool) {
    |pool| users.into_iter().for_each(|user| pool.insert(user))
}

fn of(states: &[InvitationState]) -> Query {
    Query {
        states: states.iter().copied().collect(),
        ..Query::default()
    }
}

async fn list(test: &TestPool, query: &Query) -> Result<Listing, AdminError> {
    test.administration.list(query, now(), deadline()).await
}

/// Every page, from the first to the last, and what they show.
async fn all(test: &TestPool, mut query: Query) -> (usize, Vec<Entry>) {
    let mut entries = Vec::new();
    for pages in 1.. {
        let page = list(test, &query).await.unwrap();
        entries.extend(page.entries);
        if page.next.is_none() {
            return (pages, entries);
        }
        query.token = page.next;
    }
    unreachable!("pages end")
}

fn subs(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.sub.as_str()).collect()
}

/// Somebody in every state.
fn everybody() -> Vec<User> {
    let mut disabled = user(7, UserStatus::Confirmed, 1);
    disabled.enabled = false;
    let mut taken_back = user(8, UserStatus::ForceChangePassword, 1);
    taken_back.enabled = false;
    vec![
        user(1, UserStatus::ForceChangePassword, 1),
        user(2, UserStatus::ForceChangePassword, 30),
        user(3, UserStatus::Confirmed, 1),
        user(4, UserStatus::ResetRequired, 1),
        user(5, UserStatus::Unconfirmed, 1),
        user(6, UserStatus::ExternalProvider, 1),
        disabled,
        taken_back,
    ]
}

#[tokio::test]
async fn everybody_is_in_one_state() {
    let test = TestPool::with(settings(), with_users(everybody())).await;
    let check = async |states: &[InvitationState], expected: &[&str]| {
        let (_, entries) = all(&test, of(states)).await;
        assert_eq!(subs(&entries), expected, "{states:?}");
    };
    check(&[InvitationState::Pending], &["user-0001"]).await;
    check(&[InvitationState::Expired], &["user-0002"]).await;
    let open = [InvitationState::Pending, InvitationState::Expired];
    check(&open, &["user-0001", "user-0002"]).await;
    check(&[InvitationState::Accepted], &["user-0003", "user-0004"]).await;
    check(&[InvitationState::Unconfirmed], &["user-0005"]).await;
    check(&[InvitationState::Federated], &["user-0006"]).await;
    check(&[InvitationState::Disabled], &["user-0007", "user-0008"]).await;
    check(&[InvitationState::Other], &[]).await;
    let (_, entries) = all(&test, of(&[])).await;
    assert_eq!(entries.len(), 8);
    // Looking has no effect.
    assert_eq!(test.effects(), [""; 0]);
}

#[tokio::test]
async fn an_entry_says_what_the_pool_knows() {
    let mut ada = user(1, UserStatus::ForceChangePassword, 1);
    let names = [
        ("given_name", "Ada \u{1b}[2J"),
        ("family_name", "\" or status = \""),
        ("email_verified", "true"),
    ];
    let names = names.map(|(name, value)| (name.to_owned(), value.to_owned()));
    ada.attributes.extend(names);
    let created = ada.created;
    let test = TestPool::with(settings(), with_users(vec![ada])).await;
    let listing = list(&test, &of(&[])).await.unwrap();
    let expires = created + SignedDuration::from_hours(24 * 7);
    let expected = Entry {
        sub: "user-0001".to_owned(),
        user_name: "user-0001".to_owned(),
        email: Some("client-1@client.example".to_owned()),
        email_verified: true,
        name: None,
        given_name: Some("Ada \u{1b}[2J".to_owned()),
        family_name: Some("\" or status = \"".to_owned()),
        state: InvitationState::Pending,
        status: "FORCE_CHANGE_PASSWORD".to_owned(),
        enabled: true,
        created: Some(created),
        modified: Some(created),
        expires: Some(expires),
        inviter: None,
        inviter_name: None,
        token: None,
    };
    assert_eq!(listing.entries, [expected]);
}

/// An open invitation of a day ago, with a record.
fn invited(number: usize, edit: impl FnOnce(&mut InvitationRecord)) -> User {
    let mut user = user(number, UserStatus::ForceChangePassword, 1);
    let mut record = InvitationRecord::new(InvitationMode::Created, user.created);
    edit(&mut record);
    let attribute = ("custom:invited".to_owned(), record.to_text());
    user.attributes.extend([attribute]);
    user
}

#[tokio::test]
async fn the_record_says_who_invites_and_until_when() {
    let until = now() + SignedDuration::from_hours(30);
    let soon = now() + SignedDuration::from_hours(2);
    let marked = |number, mark| invited(number, |record| record.mark(mark, now()));
    let mut over = marked(5, Mark::Expired);
    over.enabled = false;
    let mut forged = user(7, UserStatus::ForceChangePassword, 1);
    let record = ("custom:invited".to_owned(), "{\"until\":1}".to_owned());
    forged.attributes.extend([record]);
    let users = vec![
        invited(1, |record| {
            record.by = Some("grace@northwind.example".parse().unwrap());
            record.by_name = Some("Grace Hopper".parse().unwrap());
            record.until = Some(until);
        }),
        // The pool's password lasts for a week from its creation, and so for six days from now.
        invited(2, |record| {
            record.until = Some(now() + SignedDuration::from_hours(24 * 30));
        }),
        invited(3, |record| record.until = Some(soon)),
        marked(4, Mark::Bounced),
        over,
        marked(6, Mark::Accepted),
        forged,
    ];
    let test = TestPool::with(settings(), with_users(users)).await;
    let (_, entries) = all(&test, of(&[])).await;
    let week = Some(now() + SignedDuration::from_hours(24 * 6));
    let seen: Vec<_> = entries.iter().map(|e| (e.state, e.expires)).collect();
    let expected = [
        (InvitationState::Pending, Some(until)),
        (InvitationState::Pending, week),
        (InvitationState::Expiring, Some(soon)),
        (InvitationState::Bounced, week),
        (InvitationState::Expired, week),
        (InvitationState::Accepted, None),
        (InvitationState::Pending, week),
    ];
    assert_eq!(seen, expected);
    let grace = (Some("grace@northwind.example"), Some("Grace Hopper"));
    for (index, entry) in entries.iter().enumerate() {
        let inviter = (entry.inviter.as_deref(), entry.inviter_name.as_deref());
        assert_eq!(inviter, if index == 0 { grace } else { (None, None) });
    }
    // What Cognito is asked leaves nobody out.
    for (states, expected) in [
        (&[InvitationState::Expired][..], &["user-0005"][..]),
        (&[InvitationState::Bounced], &["user-0004"]),
        (&[InvitationState::Expiring], &["user-0003"]),
        (&[InvitationState::Accepted], &["user-0006"]),
        (&[InvitationState::Disabled], &[]),
    ] {
        let (_, entries) = all(&test, of(states)).await;
        assert_eq!(subs(&entries), expected, "{states:?}");
    }
}

#[tokio::test]
async fn whom_somebody_invited_is_found_by_each_name_of_the_inviter() {
    const SUB: &str = "6a2c1f0e-0000-4000-8000-000000000009";
    const OTHER: &str = "6a2c1f0e-0000-4000-8000-000000000008";
    let by = |number, inviter: &str| {
        invited(number, |record| {
            record.by = Some(inviter.parse().unwrap());
            // Everybody can be called so.
            record.by_name = Some("Grace".parse().unwrap());
        })
    };
    let member = |sub: &str, email: &str, verified: &str| {
        let mut user = User::new(sub, sub, UserStatus::Confirmed, now());
        let attributes = [("email", email), ("email_verified", verified)];
        let attributes = attributes.map(|(name, value)| (name.to_owned(), value.to_owned()));
        user.attributes.extend(attributes);
        user
    };
    let users = vec![
        by(1, SUB),
        by(2, "Grace@northwind.example"),
        by(3, "bob@northwind.example"),
        by(4, OTHER),
        user(5, UserStatus::ForceChangePassword, 1),
        member(SUB, "grace@northwind.example", "true"),
        member(OTHER, "bob@northwind.example", "false"),
        // Whoever is called by the address of somebody else is not that person.
        member("eve@northwind.example", "grace@client.example", "true"),
        by(6, "eve@northwind.example"),
        by(7, "grace@client.example"),
    ];
    let test = TestPool::with(settings(), with_users(users)).await;
    for (inviter, expected) in [
        (SUB, &["user-0001", "user-0002"][..]),
        ("grace@NORTHWIND.example", &["user-0001", "user-0002"]),
        ("bob@northwind.example", &["user-0003"]),
        // The member wrote the address, and did not prove it.
        (OTHER, &["user-0004"]),
        ("eve@northwind.example", &["user-0006"]),
        ("nobody@northwind.example", &[]),
    ] {
        let inviter = inviter.parse().unwrap();
        let by = test.administration.invited_by(inviter, deadline()).await;
        let query = Query {
            invited_by: Some(by.unwrap()),
            ..Query::default()
        };
        let (_, entries) = all(&test, query).await;
        assert_eq!(subs(&entries), expected);
    }
}

#[tokio::test]
async fn a_prefix_finds_the_addresses_that_begin_with_it() {
    let addresses = [
        "ada@client.example",
        r#""a\" = b"@client.example"#,
        r#"" or email ^= ""#,
        "ADA@client.example",
    ];
    let people = addresses.iter().enumerate().map(|(number, address)| {
        let mut user = user(number, UserStatus::ForceChangePassword, 1);
        let email = ("email".to_owned(), (*address).to_owned());
        user.attributes.extend([email]);
        user
    });
    let member = user(9, UserStatus::Confirmed, 1);
    let people = people.chain([member]).collect();
    let test = TestPool::with(settings(), with_users(people)).await;
    let long = "a".repeat(245);
    for (prefix, expected) in [
        ("ada", &[0][..]),
        ("ada@client.example", &[0]),
        ("ADA", &[3]),
        ("da", &[]),
        (r#"""#, &[1, 2]),
        (r#""a\"#, &[1]),
        (r#"" or email ^= ""#, &[2]),
        (r#"" or status = "Enabled"#, &[]),
        ("a*", &[]),
        (&long, &[]),
    ] {
        let query = Query {
            email_prefix: Some(prefix.parse().unwrap()),
            ..of(&[InvitationState::Pending])
        };
        let (_, entries) = all(&test, query).await;
        let expected: Vec<String> = expected.iter().map(|n| format!("user-{n:04}")).collect();
        assert_eq!(subs(&entries), expected, "{prefix}");
    }
    // Whoever is found by the address is held against the state as well.
    let query = Query {
        email_prefix: Some("client-9".parse().unwrap()),
        ..of(&[InvitationState::Pending])
    };
    assert_eq!(subs(&all(&test, query).await.1), [""; 0]);
}

#[tokio::test]
async fn a_token_is_described_and_not_shown() {
    let token = token(1, |claims| {
        "client-1@client.example".clone_into(&mut claims.email);
        claims.groups = vec!["clients".parse().unwrap()];
    });
    let users = [(1, token.as_str()), (2, &token), (3, "x")].map(|(number, token)| {
        let mut user = user(number, UserStatus::Unconfirmed, 1);
        let attribute = ("custom:invitation".to_owned(), token.to_owned());
        user.attributes.extend([attribute]);
        user
    });
    let test = TestPool::with(trusting(), with_users(users.to_vec())).await;
    let listing = list(&test, &of(&[])).await.unwrap();
    let tokens: Vec<Option<CarriedToken>> = listing
        .entries
        .iter()
        .map(|entry| entry.token.clone())
        .collect();
    let expected = [
        CarriedToken::Verified {
            jti: "alive".to_owned(),
            expires: now() + SignedDuration::from_hours(1),
            groups: BTreeSet::from(["clients".parse().unwrap()]),
        },
        // Somebody else's.
        CarriedToken::NotVerified(TokenFault::Email),
        CarriedToken::NotVerified(TokenFault::Malformed),
    ];
    assert_eq!(tokens, expected.map(Some));
    let shown = format!("{listing:?}");
    assert!(!shown.contains(&token) && !shown.contains("client.example"));
}

#[tokio::test]
async fn a_thousand_people_are_paged_through_and_each_is_listed_once() {
    let status = |number| match number % 2 {
        0 => UserStatus::ForceChangePassword,
        _ => UserStatus::Confirmed,
    };
    let people = (0..1000).map(|number| user(number, status(number), 1));
    let test = TestPool::with(settings(), with_users(people.collect())).await;

    let (pages, entries) = all(&test, of(&[])).await;
    assert_eq!((pages, entries.len()), (17, 1000));
    let different: BTreeSet<&str> = subs(&entries).into_iter().collect();
    assert_eq!(different.len(), 1000);

    // Cognito finds those who are invited, so that nobody pages through the members.
    let (pages, entries) = all(&test, of(&[InvitationState::Pending])).await;
    assert_eq!((pages, entries.len()), (9, 500));
}

#[tokio::test]
async fn users_who_go_between_two_pages_neither_shift_nor_end_the_list() {
    let people = (0..10).map(|number| user(number, UserStatus::Confirmed, 1));
    let test = TestPool::with(settings(), with_users(people.collect())).await;
    let mut query = Query {
        limit: Some(4),
        ..Query::default()
    };
    let first = list(&test, &query).await.unwrap();
    let names = ["user-0000", "user-0001", "user-0002", "user-0003"];
    assert_eq!(subs(&first.entries), names);
    // The last of this page, which a token may name, and the first of the next.
    let gone = test.pool.with_pool(POOL, |pool| {
        pool.users.remove("user-0003");
        pool.users.remove("user-0004");
    });
    gone.unwrap();
    query.token = first.next;
    let second = list(&test, &query).await.unwrap();
    let names = ["user-0005", "user-0006", "user-0007", "user-0008"];
    assert_eq!(subs(&second.entries), names);
}

#[tokio::test]
async fn a_limit_is_one_that_cognito_takes() {
    let people = (0..100).map(|number| user(number, UserStatus::Confirmed, 1));
    let test = TestPool::with(settings(), with_users(people.collect())).await;
    for (limit, expected) in [
        (None, 60),
        (Some(0), 1),
        (Some(1), 1),
        (Some(60), 60),
        (Some(255), 60),
    ] {
        let query = Query {
            limit,
            ..Query::default()
        };
        let listing = list(&test, &query).await.unwrap();
        assert_eq!(listing.entries.len(), expected, "{limit:?}");
    }
}

#[tokio::test]
async fn a_token_that_is_none_is_refused() {
    let test = TestPool::new().await;
    for token in ["7", "not hexadecimal", "\" or \"\" = \""] {
        let query = Query {
            token: Some(token.to_owned()),
            ..Query::default()
        };
        let error = list(&test, &query).await.unwrap_err();
        assert_eq!(error.code(), "not-accepted", "{token:?}");
    }
}

#[tokio::test]
async fn a_throttled_page_is_asked_for_again() {
    for kind in [
        FaultKind::Throttle,
        FaultKind::InternalError,
        FaultKind::Cut,
    ] {
        let people = vec![user(1, UserStatus::Confirmed, 1)];
        let test = TestPool::with(settings(), with_users(people)).await;
        test.fail(Operation::ListUsers, kind, 3);
        let listing = list(&test, &of(&[])).await.unwrap();
        assert_eq!(subs(&listing.entries), ["user-0001"], "{kind:?}");
        let failed = test.pool.calls().into_iter();
        let failed = failed.filter(|call| call.outcome != CallOutcome::Answered);
        assert_eq!(failed.count(), 3, "{kind:?}");
    }
}

#[tokio::test]
async fn a_pool_that_throttles_for_good_is_said() {
    let test = TestPool::new().await;
    test.fail(Operation::ListUsers, FaultKind::Throttle, u32::MAX);
    let soon = tokio::time::Instant::now() + std::time::Duration::from_millis(300);
    let listing = test.administration.list(&of(&[]), now(), soon).await;
    let error = listing.unwrap_err();
    assert!(error.is_failure(), "{error}");
    assert_eq!(error.code(), "aws-unavailable");
}
