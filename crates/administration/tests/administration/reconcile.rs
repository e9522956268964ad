//! Grants that were not finished.

use std::collections::BTreeSet;
use std::sync::Arc;

use acceptance::GrantResult;
use administration::{AdminError, Basis, Due, Origin, UnfinishedMember};
use cognito::Cause;
use invitation::token::TokenClaims;
use invitation::{GroupName, INVITED_ATTRIBUTE, InvitationMode, InvitationRecord, Mark};
use jiff::{SignedDuration, Timestamp};
use local_user_pool::{AttributeDefinition, Call, FaultKind, Operation, Pool, User, UserStatus};
use settings::Settings;

use crate::test_pool::{ADDRESS, POOL, TestPool, deadline, now};
use crate::tokens::{token, trusting};

/// When the test pool's user was created.
fn created() -> Timestamp {
    "2026-11-01T00:00:00Z".parse().unwrap()
}

/// A token that was valid when the user was created, and expired long ago.
fn old_token(edit: impl FnOnce(&mut TokenClaims)) -> String {
    token(1, |claims| {
        claims.iat = created().as_second() - 3600;
        claims.exp = created().as_second() + 3600;
        claims.groups = ["clients", "beta"].map(|name| name.parse().unwrap()).into();
        claims.attributes = [("custom:tenant".to_owned(), "acme".to_owned())].into();
        edit(claims);
    })
}

/// Settings by which both ways in give "staff", each one group more, and federated people "beta".
fn with_policy() -> Settings {
    let groups = |names: &[&str]| names.iter().map(|name| name.parse().unwrap()).collect();
    let mut settings = trusting();
    settings.self_sign_up.policy = invitation::policy::SelfSignUpMode::Open;
    settings.self_sign_up.groups.default = groups(&["staff", "beta"]);
    settings.admin_created.groups.default = groups(&["staff", "clients"]);
    settings.federated.groups.default = groups(&["beta"]);
    settings
}

fn carrying(token: String) -> impl FnOnce(&mut User) {
    let attribute = ("custom:invitation".to_owned(), token);
    |user| user.attributes.extend([attribute])
}

/// What is found of the test pool's one user when everybody is looked at; and the same alone.
async fn find(test: &TestPool, origin: Option<Origin>) -> Option<UnfinishedMember> {
    let verbs = &test.administration;
    let page = verbs.unfinished(origin, None, now(), deadline()).await;
    let mut page = page.unwrap();
    assert!(page.findings.len() <= 1 && page.next.is_none());
    let found = page.findings.pop();
    let alone = verbs
        .unfinished_of(ADDRESS, origin, now(), deadline())
        .await;
    assert_eq!(found, alone.unwrap());
    found
}

async fn finish(test: &TestPool, finding: &UnfinishedMember) -> Result<GrantResult, AdminError> {
    let due = finding.due.as_ref().unwrap();
    let verbs = &test.administration;
    verbs.finish(&finding.entry, due, now(), deadline()).await
}

fn groups(due: &Due) -> Vec<&str> {
    due.groups.iter().map(GroupName::as_str).collect()
}

#[tokio::test]
async fn a_token_that_is_left_shows_a_grant_and_is_spent_with_it() {
    let test = TestPool::with(trusting(), keeping_records).await;
    test.insert(UserStatus::Confirmed, |user| {
        carrying(old_token(|_| {}))(user);
        user.groups.insert("clients".to_owned());
    });
    let finding = find(&test, None).await.unwrap();
    // Looking is all that happened.
    assert_eq!(test.effects(), [""; 0]);
    let due = finding.due.as_ref().unwrap();
    let expires = Some(created() + SignedDuration::from_hours(1));
    let jti = "alive".to_owned();
    assert_eq!(due.basis, Basis::Token { jti, expires });
    assert_eq!(groups(due), ["beta"]);
    assert_eq!(due.attributes.len(), 1);
    assert!(!due.doubtful);

    let result = finish(&test, &finding).await.unwrap();
    assert_eq!(result, GrantResult::default());
    let effects = [
        "AdminAddUserToGroup beta",
        "AdminUpdateUserAttributes custom:tenant -custom:invitation custom:invited",
    ];
    assert_eq!(test.effects(), effects);
    assert_eq!(test.groups(), ["beta", "clients"]);
    assert_eq!(test.attribute("custom:tenant").as_deref(), Some("acme"));
    assert!(test.inbox().is_empty());

    // Once more, and nothing is left to do.
    assert_eq!(find(&test, None).await, None);
    let again = finish(&test, &finding).await;
    assert_eq!(again, Err(AdminError::ChangedMeanwhile));
    assert_eq!(test.effects(), effects);
}

#[tokio::test]
async fn where_everything_was_given_the_token_is_spent_alone() {
    let test = TestPool::with(trusting(), keeping_records).await;
    test.insert(UserStatus::Confirmed, |user| {
        carrying(old_token(|_| {}))(user);
        user.groups.extend(["beta", "clients"].map(str::to_owned));
        let tenant = ("custom:tenant".to_owned(), "acme".to_owned());
        user.attributes.extend([tenant]);
    });
    let finding = find(&test, None).await.unwrap();
    assert!(finding.due.as_ref().unwrap().groups.is_empty());
    finish(&test, &finding).await.unwrap();
    let effects = ["AdminUpdateUserAttributes -custom:invitation custom:invited"];
    assert_eq!(test.effects(), effects);
}

#[tokio::test]
async fn the_token_is_judged_as_acceptance_judges_it() {
    use UserStatus::{
        Confirmed, ExternalProvider, ForceChangePassword, ResetRequired, Unconfirmed,
    };
    #[track_caller]
    fn check(found: Option<UnfinishedMember>, expected: Result<bool, &str>) {
        let found = found.map(|finding| finding.due.map_err(|why| why.as_str().to_owned()));
        let found = match found {
            None => Ok(false),
            Some(Ok(_)) => Ok(true),
            Some(Err(why)) => Err(why),
        };
        assert_eq!(found, expected.map_err(str::to_owned));
    }
    async fn found(status: UserStatus, edit: impl FnOnce(&mut User)) -> Option<UnfinishedMember> {
        let test = TestPool::with(trusting(), |_| {}).await;
        test.insert(status, edit);
        let verbs = &test.administration;
        let found = verbs.unfinished_of(ADDRESS, None, now(), deadline()).await;
        found.unwrap()
    }
    let at_creation = created().as_second();
    let with = |edit: fn(&mut TokenClaims)| carrying(old_token(edit));
    check(found(Confirmed, with(|_| {})).await, Ok(true));
    check(found(Confirmed, |_| {}).await, Ok(false));
    let expired = carrying(old_token(|claims| claims.exp = at_creation));
    check(found(Confirmed, expired).await, Err("expired"));
    // One that was issued after the sign-up cannot have admitted it.
    let later = carrying(old_token(|claims| {
        claims.iat = at_creation + 61;
        claims.exp = now().as_second() + 3600;
    }));
    check(found(Confirmed, later).await, Err("not-yet-valid"));
    let revoked = with(|claims| "taken-back".clone_into(&mut claims.jti));
    check(found(Confirmed, revoked).await, Err("revoked"));
    let foreign = with(|claims| "eve@client.example".clone_into(&mut claims.email));
    check(found(Confirmed, foreign).await, Err("email"));
    let forged = carrying(token(2, |_| {}));
    check(found(Confirmed, forged).await, Err("signature"));
    let unproven = found(Confirmed, |user| {
        carrying(old_token(|_| {}))(user);
        user.attributes.remove("email_verified");
    });
    check(unproven.await, Err("address-not-verified"));
    let disabled = found(Confirmed, |user| {
        carrying(old_token(|_| {}))(user);
        user.enabled = false;
    });
    check(disabled.await, Err("disabled"));
    // Their time is still to come, or they are none of those who get anything by a token.
    for status in [Unconfirmed, ForceChangePassword] {
        check(found(status, with(|_| {})).await, Ok(false));
    }
    for status in [ResetRequired, ExternalProvider] {
        check(found(status, with(|_| {})).await, Err("status"));
    }
}

#[tokio::test]
async fn what_a_member_may_have_put_there_later_is_doubtful() {
    for (hours, doubtful) in [(0, false), (24, false), (25, true), (24 * 18, true)] {
        let test = TestPool::with(trusting(), |_| {}).await;
        test.insert(UserStatus::Confirmed, |user| {
            carrying(old_token(|_| {}))(user);
            user.modified = created() + SignedDuration::from_hours(hours);
        });
        let finding = find(&test, None).await.unwrap();
        assert_eq!(finding.due.unwrap().doubtful, doubtful, "{hours} h");
    }
}

#[tokio::test]
async fn groups_of_the_policy_are_looked_for_on_request_alone() {
    use UserStatus::{Confirmed, ExternalProvider, ForceChangePassword, ResetRequired};
    let check = async |status: UserStatus, origin: Origin, expected: &[&str]| {
        let test = TestPool::with(with_policy(), |_| {}).await;
        test.insert(status, |_| {});
        assert_eq!(find(&test, None).await, None);
        let Some(finding) = find(&test, Some(origin)).await else {
            assert_eq!(expected, [""; 0]);
            return;
        };
        let due = finding.due.as_ref().unwrap();
        assert_eq!(
            (groups(due), &due.basis),
            (expected.to_vec(), &Basis::Policy(origin))
        );
        finish(&test, &finding).await.unwrap();
        assert_eq!(test.groups(), expected);
        assert_eq!(find(&test, Some(origin)).await, None);
    };
    // The pool does not show which way somebody came: only what both would have given is certain.
    check(Confirmed, Origin::Unknown, &["staff"]).await;
    check(Confirmed, Origin::SelfSignUp, &["beta", "staff"]).await;
    check(Confirmed, Origin::AdminCreated, &["clients", "staff"]).await;
    for origin in [Origin::Unknown, Origin::SelfSignUp, Origin::AdminCreated] {
        check(ExternalProvider, origin, &["beta"]).await;
        // They get theirs when they sign in, or are to prove who they are first.
        check(ForceChangePassword, origin, &[]).await;
        check(ResetRequired, origin, &[]).await;
    }
}

/// The pool has the attribute for records of invitations.
fn keeping_records(pool: &mut Pool) {
    pool.schema
        .define(INVITED_ATTRIBUTE, AttributeDefinition::TEXT);
}

/// A record of an invitation, accepted or not yet.
fn with_record(accepted: bool) -> impl FnOnce(&mut User) {
    let mut record = InvitationRecord::new(InvitationMode::Created, created());
    if accepted {
        record.mark(Mark::Accepted, created());
    }
    let attribute = (INVITED_ATTRIBUTE.to_owned(), record.to_text());
    |user| user.attributes.extend([attribute])
}

#[tokio::test]
async fn who_accepted_has_got_everything_and_gets_nothing_again() {
    let origins = [Origin::Unknown, Origin::SelfSignUp, Origin::AdminCreated];
    let test = TestPool::with(with_policy(), |_| {}).await;
    test.insert(UserStatus::Confirmed, with_record(true));
    for origin in origins {
        assert_eq!(find(&test, Some(origin)).await, None, "{origin:?}");
    }
    // The token that the member put back was spent with the mark.
    let test = TestPool::with(with_policy(), |_| {}).await;
    test.insert(UserStatus::Confirmed, |user| {
        with_record(true)(user);
        carrying(old_token(|_| {}))(user);
    });
    let finding = find(&test, Some(Origin::Unknown)).await.unwrap();
    assert_eq!(finding.due.unwrap_err().as_str(), "put-back");
}

/// Somebody accepted by the hook that the pool lets down, so that the mark is missing with the groups.
#[tokio::test]
async fn groups_that_follow_from_the_policy_come_with_the_mark() {
    let test = TestPool::with(with_policy(), keeping_records).await;
    test.insert(UserStatus::Confirmed, with_record(false));
    let origin = Some(Origin::AdminCreated);
    let finding = find(&test, origin).await.unwrap();
    let result = finish(&test, &finding).await.unwrap();
    assert_eq!(result, GrantResult::default());
    assert_eq!(test.groups(), ["clients", "staff"]);
    let record = InvitationRecord::parse(&test.attribute(INVITED_ATTRIBUTE).unwrap());
    assert_eq!(record.unwrap().marked(Mark::Accepted), Some(now()));

    // An administrator takes a group away, and it stays away.
    let take_away = |pool: &mut Pool| {
        pool.users.change_all(|user| {
            user.groups.remove("staff");
        });
    };
    test.pool.with_pool(POOL, take_away).unwrap();
    assert_eq!(find(&test, origin).await, None);
}

#[tokio::test]
async fn a_token_says_which_way_a_member_came() {
    let test = TestPool::with(with_policy(), |_| {}).await;
    test.insert(UserStatus::Confirmed, carrying(old_token(|_| {})));
    for origin in [None, Some(Origin::Unknown), Some(Origin::AdminCreated)] {
        let due = find(&test, origin).await.unwrap().due.unwrap();
        assert_eq!(groups(&due), ["beta", "clients", "staff"]);
    }
}

#[tokio::test]
async fn policy_gives_nothing_to_whom_it_would_not_let_in() {
    let mut settings = with_policy();
    settings.self_sign_up.policy = invitation::policy::SelfSignUpMode::Invited;
    let test = TestPool::with(settings, |_| {}).await;
    test.insert(UserStatus::Confirmed, |_| {});
    for origin in [Origin::Unknown, Origin::SelfSignUp] {
        assert_eq!(find(&test, Some(origin)).await, None);
    }
}

type Edit = Box<dyn FnOnce(&mut User)>;

/// Between looking and acting, anything may happen.
#[tokio::test]
async fn only_what_was_shown_is_carried_out() {
    let other = old_token(|claims| {
        "other".clone_into(&mut claims.jti);
        claims.groups = vec!["staff".parse().unwrap()];
    });
    let changes: [Edit; 5] = [
        Box::new(carrying(other)),
        Box::new(|user| user.enabled = false),
        Box::new(|user| user.modified = now()),
        Box::new(|user| "another".clone_into(&mut user.sub)),
        Box::new(|user| user.groups.extend(["beta".to_owned()])),
    ];
    for change in changes {
        let test = TestPool::with(trusting(), |_| {}).await;
        test.insert(UserStatus::Confirmed, carrying(old_token(|_| {})));
        let finding = find(&test, None).await.unwrap();
        let mut user = test.user().unwrap();
        change(&mut user);
        let is_there = test.pool.with_pool(POOL, |pool| pool.insert(user));
        is_there.unwrap();
        let finished = finish(&test, &finding).await;
        assert_eq!(finished, Err(AdminError::ChangedMeanwhile));
        assert_eq!(test.effects(), [""; 0]);
    }
}

#[tokio::test]
async fn a_user_who_was_deleted_meanwhile_gets_nothing() {
    let test = TestPool::with(trusting(), |_| {}).await;
    test.insert(UserStatus::Confirmed, carrying(old_token(|_| {})));
    let finding = find(&test, None).await.unwrap();
    let gone = test.pool.with_pool(POOL, |pool| pool.users.clear());
    gone.unwrap();
    assert_eq!(finish(&test, &finding).await, Err(AdminError::UserNotFound));
}

/// The word of a provider counts at the first sign-in. Afterwards the person may have written
/// another address, and gets nothing of its domain unless an administrator says whom that means.
#[tokio::test]
async fn a_federated_member_whose_address_is_not_verified_is_doubtful() {
    let group = |name: &str| [name.parse().unwrap()].into();
    let mut settings = with_policy();
    let by_domain = ("client.example".parse().unwrap(), group("staff"));
    settings.federated.groups.by_domain.extend([by_domain]);
    for (name, verified, held, due, doubtful) in [
        ("Google_1", "false", &[][..], &["beta", "staff"][..], true),
        ("Google_1", "false", &["beta"], &["staff"], true),
        // What everybody gets hangs on no address.
        ("Google_1", "false", &["staff"], &["beta"], false),
        ("Google_1", "true", &[], &["beta", "staff"], false),
        ("Other_1", "true", &[], &["beta"], false),
        ("Other_1", "false", &[], &["beta"], false),
    ] {
        let test = TestPool::with(settings.clone(), |_| {}).await;
        test.insert(UserStatus::ExternalProvider, |user| {
            name.clone_into(&mut user.username);
            let verified = ("email_verified".to_owned(), verified.to_owned());
            user.attributes.extend([verified]);
            user.groups = held.iter().map(|&name| name.to_owned()).collect();
        });
        let origin = Some(Origin::Unknown);
        let found = test
            .administration
            .unfinished_of(name, origin, now(), deadline());
        let finding = found.await.unwrap().unwrap();
        let found = finding.due.as_ref().unwrap();
        assert_eq!((groups(found), found.doubtful), (due.to_vec(), doubtful));
        // Somebody who looked at the person can say so.
        finish(&test, &finding).await.unwrap();
        assert_eq!(test.named(name).groups.len(), held.len() + due.len());
    }
}

/// The user is on the page, and gone when its groups are asked for.
#[tokio::test]
async fn a_user_who_is_deleted_while_everybody_is_looked_at_is_left_out() {
    let test = TestPool::with(trusting(), |_| {}).await;
    test.insert(UserStatus::Confirmed, carrying(old_token(|_| {})));
    test.fail(Operation::AdminListGroupsForUser, FaultKind::Throttle, 3);
    let pool = test.pool.clone();
    let delete = tokio::spawn(async move {
        let is_asked = |call: &Call| call.operation == "AdminListGroupsForUser";
        while !pool.calls().iter().any(is_asked) {
            tokio::task::yield_now().await;
        }
        pool.with_pool(POOL, |pool| pool.users.clear()).unwrap();
    });
    let verbs = &test.administration;
    let page = verbs.unfinished(None, None, now(), deadline()).await;
    delete.await.unwrap();
    let page = page.unwrap();
    assert_eq!((page.looked_at, page.findings), (1, Vec::new()));
}

#[tokio::test]
async fn what_the_pool_does_not_have_is_said_and_the_rest_is_given() {
    let test = TestPool::with(trusting(), |_| {}).await;
    let token = old_token(|claims| {
        claims.groups.push("absent".parse().unwrap());
        claims.groups.push("admins".parse().unwrap());
    });
    test.insert(UserStatus::Confirmed, carrying(token));
    let finding = find(&test, None).await.unwrap();
    // What may not be given is not due.
    let due = finding.due.as_ref().unwrap();
    assert_eq!(groups(due), ["absent", "beta", "clients"]);
    assert_eq!(due.refused, 1);
    let result = finish(&test, &finding).await.unwrap();
    assert_eq!(result.missing_groups, ["absent".parse().unwrap()]);
    assert_eq!(test.groups(), ["beta", "clients"]);
    assert_eq!(find(&test, None).await, None);
}

#[tokio::test]
async fn a_pool_that_throttles_for_a_while_is_asked_again() {
    use Operation::{
        AdminAddUserToGroup, AdminGetUser, AdminListGroupsForUser, AdminUpdateUserAttributes,
    };
    for operation in [
        AdminAddUserToGroup,
        AdminGetUser,
        AdminListGroupsForUser,
        AdminUpdateUserAttributes,
    ] {
        for kind in [FaultKind::Throttle, FaultKind::LoseAnswer, FaultKind::Cut] {
            let test = TestPool::with(trusting(), |_| {}).await;
            test.insert(UserStatus::Confirmed, carrying(old_token(|_| {})));
            let finding = find(&test, None).await.unwrap();
            test.fail(operation, kind, 3);
            let result = finish(&test, &finding).await.unwrap();
            assert_eq!(result, GrantResult::default(), "{operation:?} {kind:?}");
            assert_eq!(test.groups(), ["beta", "clients"]);
            assert_eq!(test.attribute("custom:invitation"), None);
        }
    }
}

#[tokio::test]
async fn a_token_stays_where_it_is_until_everything_is_given() {
    let test = TestPool::with(trusting(), |_| {}).await;
    test.insert(UserStatus::Confirmed, carrying(old_token(|_| {})));
    let finding = find(&test, None).await.unwrap();
    test.fail(
        Operation::AdminAddUserToGroup,
        FaultKind::Throttle,
        u32::MAX,
    );
    // Time for one attempt, however slow the machine is; the last one may be cut short.
    let soon = tokio::time::Instant::now() + std::time::Duration::from_secs(5);
    let due = finding.due.as_ref().unwrap();
    let verbs = &test.administration;
    let result = verbs
        .finish(&finding.entry, due, now(), soon)
        .await
        .unwrap();
    assert_eq!(result.interrupted, Some(Cause::Throttled));
    assert!(test.attribute("custom:invitation").is_some());
    test.pool.set_faults(Vec::new());
    assert_eq!(find(&test, None).await.as_ref(), Some(&finding));
    let result = finish(&test, &finding).await.unwrap();
    assert_eq!(result, GrantResult::default());
}

/// People who lost their groups when the hooks were over quota, and get them back while the quota
/// counts. As a task, because a server runs requests so.
#[tokio::test]
async fn many_are_found_on_many_pages_and_get_their_groups_under_the_quota() {
    const PEOPLE: usize = 90;
    let test = TestPool::with_running_clock(with_policy(), |pool| {
        for number in 0..PEOPLE {
            let name = format!("user-{number:03}");
            let mut user = User::new(name.clone(), name, UserStatus::Confirmed, now());
            // Every fifth has none of its groups.
            if number % 5 != 0 {
                user.groups.extend(["staff".to_owned(), "beta".to_owned()]);
            }
            pool.insert(user);
        }
    })
    .await;
    test.pool.set_quotas(true);
    let test = Arc::new(test);
    let task = tokio::spawn({
        let test = Arc::clone(&test);
        async move {
            let verbs = &test.administration;
            let origin = Some(Origin::SelfSignUp);
            let mut finished = BTreeSet::new();
            let mut token = None;
            loop {
                let page = verbs
                    .unfinished(origin, token.as_deref(), now(), deadline())
                    .await
                    .unwrap();
                for finding in &page.findings {
                    let result = finish(&test, finding).await.unwrap();
                    assert_eq!(result, GrantResult::default());
                    assert!(finished.insert(finding.entry.sub.clone()));
                }
                token = page.next;
                if token.is_none() {
                    return finished.len();
                }
            }
        }
    });
    assert_eq!(task.await.unwrap(), PEOPLE / 5);
    let groups = test.pool.with_pool(POOL, |pool| {
        pool.users.iter().map(|user| user.groups.len()).collect()
    });
    assert_eq!(groups, Some(vec![2; PEOPLE]));
}

#[tokio::test]
async fn no_finding_shows_a_token_or_a_person_to_a_log() {
    let test = TestPool::with(trusting(), |_| {}).await;
    let token = old_token(|_| {});
    test.insert(UserStatus::Confirmed, carrying(token.clone()));
    let shown = format!("{:?}", find(&test, None).await.unwrap());
    for secret in [token.as_str(), ADDRESS, "acme"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}
