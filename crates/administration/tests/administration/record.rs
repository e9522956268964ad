//! The record of an invitation: who invites, and until when.

use administration::validation::PersonRequest;
use administration::{
    AdminError, Delivery, End, IfInvited, Invitation, Invited, InviterRequest, Outcome,
    RecordRequest, Scope,
};
use invitation::{InvitationMode, InvitationRecord, Mark};
use jiff::{SignedDuration, Timestamp};
use local_user_pool::{
    AttributeDataType, AttributeDefinition, FaultKind, Operation, User, UserStatus,
};

use crate::test_pool::{
    ADDRESS, POOL, TestPool, deadline, invitation, now, password, settings, warnings,
};

const BOSS: &str = "6a2c1f0e-0000-4000-8000-00000000b055";
const TWO_DAYS: SignedDuration = SignedDuration::from_hours(48);

/// A pool that keeps records, with a member who invites.
async fn pool() -> TestPool {
    TestPool::with(settings(), |pool| {
        pool.schema
            .define("custom:invited", AttributeDefinition::TEXT);
        let mut boss = User::new(BOSS, BOSS, UserStatus::Confirmed, Timestamp::UNIX_EPOCH);
        for (name, value) in [
            ("email", "boss@northwind.example"),
            ("email_verified", "true"),
            ("given_name", "Bo"),
            ("family_name", "Ss"),
        ] {
            boss.attributes.insert(name.to_owned(), value.to_owned());
        }
        pool.insert(boss);
    })
    .await
}

/// An invitation by somebody who is named like this, open for two days.
fn invited_by(inviter: &str) -> Invitation {
    Invitation {
        record: RecordRequest {
            inviter: Some(InviterRequest::Named(inviter.to_owned())),
            end: Some(End::After(TWO_DAYS)),
            ..RecordRequest::default()
        },
        ..invitation(&[])
    }
}

fn record(test: &TestPool) -> InvitationRecord {
    InvitationRecord::parse(&test.attribute("custom:invited").unwrap()).unwrap()
}

/// Writes what the attribute says, and whether the account is enabled.
fn set(test: &TestPool, record: &str, enabled: bool) {
    let edit = |pool: &mut local_user_pool::Pool| {
        let mut user = pool.find(ADDRESS).unwrap().clone();
        user.attributes
            .insert("custom:invited".to_owned(), record.to_owned());
        user.enabled = enabled;
        pool.insert(user);
    };
    test.pool.with_pool(POOL, edit).unwrap();
}

async fn create(
    test: &TestPool,
    invitation: &Invitation,
    again: IfInvited,
) -> Result<Invited, AdminError> {
    let (now, deadline) = (test.pool.now(), deadline());
    test.administration
        .create(invitation, again, Scope::Anybody, now, deadline)
        .await
}

async fn resend(test: &TestPool) -> Result<Invited, AdminError> {
    let (nothing, now) = (PersonRequest::default(), test.pool.now());
    test.administration
        .resend(ADDRESS, &nothing, now, deadline())
        .await
}

#[tokio::test]
async fn an_invitation_says_who_invites_and_until_when() {
    for inviter in ["boss@northwind.example", BOSS] {
        let test = pool().await;
        let invited = test.create(&invited_by(inviter)).await.unwrap();
        assert_eq!(invited.expires, Some(now() + TWO_DAYS));
        let record = record(&test);
        assert_eq!(record.by.as_ref().unwrap().as_str(), BOSS);
        assert_eq!(record.by_name.as_ref().unwrap().as_str(), "Bo Ss");
        assert_eq!((record.until, record.at), (Some(now() + TWO_DAYS), now()));
        assert_eq!(record.mode, InvitationMode::Created);
    }
    // The invitation cannot outlast its password.
    let test = pool().await;
    let plain = test.create(&invitation(&[])).await.unwrap();
    assert_eq!(
        plain.expires,
        Some(now() + SignedDuration::from_hours(24 * 7))
    );
    assert_eq!((record(&test).by, record(&test).until), (None, None));
}

#[tokio::test]
async fn a_member_reads_who_gave_access() {
    let test = pool().await;
    let mail = |test: &TestPool| test.pool.newest_message_to(ADDRESS).unwrap().html.unwrap();
    test.insert(UserStatus::Confirmed, |_| {});
    let mut invited = invited_by(BOSS);
    invited.profile = invitation(&["clients"]).profile;
    let given = test.create(&invited).await.unwrap();
    assert_eq!(given.outcome, Outcome::AccessGiven);
    assert!(mail(&test).contains("Bo Ss"), "{}", mail(&test));
    test.create(&invitation(&["beta"])).await.unwrap();
    assert!(!mail(&test).contains("Bo Ss"), "{}", mail(&test));
}

#[tokio::test]
async fn only_members_invite_and_no_end_is_later_than_the_password_s() {
    let test = pool().await;
    for who in [
        "nobody@northwind.example",
        "6a2c1f0e-0000-4000-8000-0000000000ff",
    ] {
        assert_eq!(
            test.create_code(&invited_by(who)).await,
            "inviter-not-found"
        );
    }
    let too_late = Invitation {
        record: RecordRequest {
            end: Some(End::At(now() + TWO_DAYS * 4)),
            ..RecordRequest::default()
        },
        ..invitation(&[])
    };
    assert_eq!(test.create_code(&too_late).await, "expiry-not-possible");
    assert!(test.user().is_none());
    // Somebody who was disabled invites nobody any more.
    let disable = |pool: &mut local_user_pool::Pool| {
        let mut boss = pool.find(BOSS).unwrap().clone();
        boss.enabled = false;
        pool.insert(boss);
    };
    test.pool.with_pool(POOL, disable).unwrap();
    assert_eq!(
        test.create_code(&invited_by(BOSS)).await,
        "inviter-not-found"
    );
    // Somebody whose invitation is open is nobody yet.
    test.create(&invitation(&[])).await.unwrap();
    let mut other = invited_by(ADDRESS);
    other.email = "eve@client.example".parse().unwrap();
    assert_eq!(test.create_code(&other).await, "inviter-not-found");
}

#[tokio::test]
async fn a_pool_without_the_attribute_is_as_it_was() {
    let test = TestPool::new().await;
    assert_eq!(
        test.create_code(&invited_by("x")).await,
        "attribute-unknown"
    );
    assert!(test.effects().is_empty());
    let mut by_caller = invitation(&[]);
    by_caller.record = by_caller.record.by_caller(BOSS.parse().unwrap(), None);
    let invited = test.create(&by_caller).await.unwrap();
    assert_eq!(warnings(&invited), [""; 0]);
    resend(&test).await.unwrap();
    assert_eq!(
        test.effects(),
        [
            "AdminCreateUser EMAIL email email_verified",
            "AdminCreateUser RESEND EMAIL"
        ]
    );
}

/// An attribute that takes no record, or takes it once, is as good as none.
#[tokio::test]
async fn a_pool_that_cannot_keep_every_record_keeps_none() {
    let short = AttributeDefinition {
        data_type: AttributeDataType::String {
            min_length: None,
            max_length: Some(511),
        },
        ..AttributeDefinition::TEXT
    };
    let immutable = AttributeDefinition {
        mutable: false,
        ..AttributeDefinition::TEXT
    };
    for definition in [short, immutable] {
        let test = TestPool::with(settings(), |pool| {
            pool.schema.define("custom:invited", definition);
        })
        .await;
        assert_eq!(
            test.create_code(&invited_by("x")).await,
            "attribute-unknown"
        );
        test.create(&invitation(&[])).await.unwrap();
        assert_eq!(test.attribute("custom:invited"), None);
    }
}

/// The longest name beside the longest address is longer than a record.
#[tokio::test]
async fn a_name_that_does_not_fit_is_left_out() {
    let test = pool().await;
    let address = format!("{}@northwind.example", "b".repeat(110));
    let mut long = invitation(&[]);
    let name = "\u{540d}".repeat(64).parse().unwrap();
    long.record = long.record.by_caller(address.parse().unwrap(), Some(name));
    test.create(&long).await.unwrap();
    let record = record(&test);
    assert_eq!(record.by.unwrap().as_str(), address);
    assert_eq!(record.by_name, None);
}

#[tokio::test]
async fn creating_again_keeps_what_the_person_was_told() {
    let test = pool().await;
    test.create(&invited_by(BOSS)).await.unwrap();
    let first = record(&test);
    test.pool.advance(SignedDuration::from_hours(1));
    let same = create(&test, &invited_by(BOSS), IfInvited::Complete)
        .await
        .unwrap();
    assert_eq!(
        (same.outcome, warnings(&same)),
        (Outcome::Unchanged, vec![])
    );
    assert_eq!(same.expires, first.until);

    let mut longer = invited_by(BOSS);
    longer.record.end = Some(End::After(TWO_DAYS * 2));
    let kept = create(&test, &longer, IfInvited::Complete).await.unwrap();
    assert_eq!(warnings(&kept), ["expiry-kept"]);
    assert_eq!(record(&test), first);

    let sent = create(&test, &longer, IfInvited::Resend).await.unwrap();
    assert_eq!(sent.expires, Some(test.pool.now() + TWO_DAYS * 2));
    assert_eq!(record(&test).until, sent.expires);

    // The end counts, though the password would still work.
    test.pool.advance(TWO_DAYS * 2);
    let over = create(&test, &longer, IfInvited::Complete).await.unwrap();
    assert_eq!(warnings(&over), ["invitation-expired"]);
}

#[tokio::test]
async fn somebody_invited_without_a_record_gets_one() {
    let test = pool().await;
    test.insert(UserStatus::ForceChangePassword, |user| {
        user.modified = now();
    });
    let completed = test.create(&invited_by(BOSS)).await.unwrap();
    assert_eq!(completed.outcome, Outcome::Completed);
    assert_eq!(completed.expires, Some(now() + TWO_DAYS));
    assert_eq!(record(&test).until, completed.expires);
}

/// The attribute can be changed no more since the pool was looked at.
#[tokio::test]
async fn a_record_that_is_not_written_is_not_promised() {
    let test = pool().await;
    test.insert(UserStatus::ForceChangePassword, |user| {
        user.modified = now();
    });
    let immutable = AttributeDefinition {
        mutable: false,
        ..AttributeDefinition::TEXT
    };
    let edit = |pool: &mut local_user_pool::Pool| pool.schema.define("custom:invited", immutable);
    test.pool.with_pool(POOL, edit).unwrap();
    let completed = test.create(&invited_by(BOSS)).await.unwrap();
    assert_eq!(warnings(&completed), ["record-not-written"]);
    assert_eq!(completed.outcome, Outcome::Unchanged);
    let password_until = now() + SignedDuration::from_hours(24 * 7);
    assert_eq!(completed.expires, Some(password_until));
    assert_eq!(test.attribute("custom:invited"), None);
}

#[tokio::test]
async fn what_is_no_record_of_ours_is_left_alone() {
    let test = pool().await;
    test.create(&invited_by(BOSS)).await.unwrap();
    for text in ["invited by the CRM", "{\"by_name\":\"x\", \"at\":1}"] {
        set(&test, text, true);
        let again = create(&test, &invited_by(BOSS), IfInvited::Complete)
            .await
            .unwrap();
        assert_eq!(warnings(&again), ["record-not-ours"]);
        let sent = resend(&test).await.unwrap();
        assert_eq!(
            (sent.mail, warnings(&sent)),
            (Delivery::Sent, vec!["record-not-ours"])
        );
        assert_eq!(test.attribute("custom:invited").as_deref(), Some(text));
        // Such a text is no reason to enable an account.
        set(&test, text, false);
        assert_eq!(resend(&test).await.unwrap_err().code(), "user-disabled");
    }
}

/// An invitation that the sweeper ended at its end, three days ago.
async fn over(test: &TestPool) -> InvitationRecord {
    test.create(&invited_by(BOSS)).await.unwrap();
    test.pool.advance(TWO_DAYS);
    let mut record = record(test);
    record.mark(Mark::Expired, test.pool.now());
    set(test, &record.to_text(), false);
    test.pool.advance(SignedDuration::from_hours(72));
    record
}

#[tokio::test]
async fn an_invitation_that_is_over_is_opened_again() {
    for by_resend in [true, false] {
        let test = pool().await;
        over(&test).await;
        let kept = create(&test, &invitation(&[]), IfInvited::Complete)
            .await
            .unwrap();
        assert_eq!(warnings(&kept), ["invitation-expired"]);
        assert!(!test.user().unwrap().enabled);
        test.pool.clear_history();
        let sent = if by_resend {
            resend(&test).await
        } else {
            create(&test, &invitation(&[]), IfInvited::Resend).await
        };
        let sent = sent.unwrap();
        // As long as the first time, and by the same inviter.
        assert_eq!(sent.expires, Some(test.pool.now() + TWO_DAYS));
        let record = record(&test);
        assert_eq!(record.until, sent.expires);
        assert_eq!(record.marked(Mark::Expired), None);
        assert_eq!(record.by.unwrap().as_str(), BOSS);
        assert!(test.user().unwrap().enabled);
        let effects = test.effects();
        let effects = effects.iter().skip(usize::from(!by_resend));
        assert_eq!(
            effects.collect::<Vec<_>>(),
            [
                "AdminUpdateUserAttributes custom:invited",
                "AdminEnableUser",
                "AdminUpdateUserAttributes custom:invited",
                "AdminCreateUser RESEND EMAIL"
            ]
        );
        assert!(test.signs_in(&password(&test.inbox()[0])).await);
    }
}

#[tokio::test]
async fn nobody_else_who_is_disabled_is_enabled() {
    let edits: [fn(&mut User, &mut InvitationRecord); 5] = [
        |_, record| *record = InvitationRecord::new(InvitationMode::Created, record.at),
        |_, record| record.mark(Mark::Accepted, record.at),
        |user, _| user.status = UserStatus::Confirmed,
        |user, _| drop(user.attributes.remove("email_verified")),
        |user, _| {
            drop(
                user.attributes
                    .insert("identities".to_owned(), "[{}]".to_owned()),
            );
        },
    ];
    for (number, edit) in edits.into_iter().enumerate() {
        let test = pool().await;
        let mut record = over(&test).await;
        let change = |pool: &mut local_user_pool::Pool| {
            let mut user = pool.find(ADDRESS).unwrap().clone();
            edit(&mut user, &mut record);
            user.attributes
                .insert("custom:invited".to_owned(), record.to_text());
            pool.insert(user);
        };
        test.pool.with_pool(POOL, change).unwrap();
        let sub = test.user().unwrap().sub;
        let (nothing, now) = (PersonRequest::default(), test.pool.now());
        let refused = test.administration.resend(&sub, &nothing, now, deadline());
        assert_eq!(
            refused.await.unwrap_err().code(),
            "user-disabled",
            "{number}"
        );
        assert!(!test.user().unwrap().enabled, "{number}");
    }
}

/// A sweep had read the account before it was opened, and disables it afterwards.
#[tokio::test]
async fn an_account_that_is_disabled_while_it_is_opened_is_open_in_the_end() {
    let test = pool().await;
    over(&test).await;
    let disable = |user: &mut User| user.enabled = false;
    let enable = [Operation::AdminEnableUser];
    let update = Operation::AdminUpdateUserAttributes;
    let sent = test.meanwhile_after(&enable, update, disable, resend(&test));
    assert_eq!(sent.await.unwrap().mail, Delivery::Sent);
    assert!(test.user().unwrap().enabled);
}

/// Another writer had read the record before it was renewed, and writes it before it is read again.
#[tokio::test]
async fn a_record_that_is_overwritten_is_put_back_with_what_the_other_wrote() {
    let test = pool().await;
    test.create(&invited_by(BOSS)).await.unwrap();
    let mut others = record(&test);
    test.pool.advance(SignedDuration::from_hours(1));
    others.mark(Mark::Noticed, test.pool.now());
    let (overwriting, written) = (others.to_text(), others.clone());
    let overwrite = move |user: &mut User| {
        user.attributes
            .insert("custom:invited".to_owned(), overwriting.clone());
    };
    let write = [Operation::AdminUpdateUserAttributes];
    let sent = test
        .meanwhile_after(&write, Operation::AdminGetUser, overwrite, resend(&test))
        .await
        .unwrap();
    let record = record(&test);
    assert!(record.until > written.until && record.until == sent.expires);
    assert_eq!(record.marked(Mark::Noticed), written.marked(Mark::Noticed));
}

/// The hook marked the acceptance after the record was read, and it is written without the mark.
#[tokio::test]
async fn an_acceptance_that_a_resend_overwrites_is_put_back() {
    let test = pool().await;
    test.create(&invited_by(BOSS)).await.unwrap();
    test.pool.advance(SignedDuration::from_hours(1));
    let now = test.pool.now();
    let accept = move |user: &mut User| {
        user.status = UserStatus::Confirmed;
        let written = user.attribute("custom:invited").unwrap();
        let mut record = InvitationRecord::parse(written).unwrap();
        record.mark(Mark::Accepted, now);
        user.attributes
            .insert("custom:invited".to_owned(), record.to_text());
    };
    let update = Operation::AdminUpdateUserAttributes;
    let sent = test.meanwhile(update, accept, resend(&test)).await;
    assert_eq!(sent.unwrap_err().code(), "already-accepted");
    assert!(record(&test).marked(Mark::Accepted) >= Some(now));
}

/// Wherever a run ends, the next one gets the person an open account, a new end and a mail.
#[tokio::test]
async fn a_run_that_ends_anywhere_loses_nothing() {
    for operation in [
        Operation::AdminEnableUser,
        Operation::AdminUpdateUserAttributes,
        Operation::AdminCreateUser,
    ] {
        for kind in [FaultKind::Cut, FaultKind::LoseAnswer] {
            let test = pool().await;
            over(&test).await;
            test.fail(operation, kind, u32::MAX);
            let (nothing, now) = (PersonRequest::default(), test.pool.now());
            let soon = tokio::time::Instant::now() + std::time::Duration::from_millis(300);
            let cut = test
                .administration
                .resend(ADDRESS, &nothing, now, soon)
                .await;
            assert!(cut.is_err(), "{operation:?} {kind:?}");
            test.pool.set_faults(vec![]);
            let sent = resend(&test).await.unwrap();
            assert_eq!(sent.mail, Delivery::Sent);
            assert_eq!(record(&test).until, sent.expires);
            assert_eq!(record(&test).marked(Mark::Expired), None);
            assert!(test.user().unwrap().enabled, "{operation:?} {kind:?}");
            let inbox = test.inbox();
            assert!(test.signs_in(&password(inbox.last().unwrap())).await);
        }
    }
}
