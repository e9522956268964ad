use std::num::NonZeroU16;

use super::*;
use invitation::Attributes;
use invitation::attributes::INVITED_ATTRIBUTE;

const DAY: i64 = 24;

/// Mails go out, and there is no event bus.
const MAIL: Means = Means {
    mail: true,
    events: false,
};

fn start() -> Timestamp {
    "2026-11-02T09:00:00Z".parse().unwrap()
}

fn after(hours: i64) -> Timestamp {
    start() + SignedDuration::from_hours(hours)
}

fn settings() -> SweepSettings {
    SweepSettings {
        remind_hours_before_end: NonZeroU16::new(24),
        remind_hours_after_sending: None,
        expiring_hours_before_end: None,
        delete_days_after_end: NonZeroU16::new(30),
    }
}

/// An invitation that was sent at the start, for three days.
fn record() -> InvitationRecord {
    record_of(InvitationMode::Created, Some(after(3 * DAY)))
}

fn record_of(mode: InvitationMode, until: Option<Timestamp>) -> InvitationRecord {
    let mut record = InvitationRecord::new(mode, start());
    record.until = until;
    record
}

fn invited(record: Option<&InvitationRecord>) -> User {
    let mut attributes = vec![
        ("email".to_owned(), "ada@client.example".to_owned()),
        ("email_verified".to_owned(), "true".to_owned()),
    ];
    attributes.extend(record.map(|record| (INVITED_ATTRIBUTE.to_owned(), record.to_text())));
    User {
        user_name: "6a2c".to_owned(),
        sub: "6a2c".to_owned(),
        status: UserStatus::ForceChangePassword,
        enabled: true,
        attributes: attributes.into_iter().collect(),
        created: Some(start()),
        modified: Some(start()),
    }
}

fn with(user: &User, name: &str, value: &str) -> User {
    let pair = (name.to_owned(), value.to_owned());
    let own = user.attributes.iter();
    let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
    User {
        attributes: own.chain([pair]).collect::<Attributes>(),
        ..user.clone()
    }
}

#[track_caller]
fn check(user: &User, hours: i64, expected: Decision) {
    assert_eq!(decide(user, settings(), MAIL, after(hours)), expected);
}

#[track_caller]
fn nothing(user: &User, hours: i64, reason: Reason) {
    check(user, hours, Decision::Nothing(reason));
}

#[test]
fn an_invitation_is_reminded_and_ends_and_is_deleted() {
    let mut record = record();
    nothing(&invited(Some(&record)), 47, Reason::NotDue);
    check(&invited(Some(&record)), 48, Decision::Remind);
    record.mark(Mark::Reminded, after(48));
    nothing(&invited(Some(&record)), 71, Reason::Reminded);
    check(&invited(Some(&record)), 72, Decision::Expire);
    record.mark(Mark::Expired, after(73));
    let marked = User {
        modified: Some(after(73)),
        ..invited(Some(&record))
    };
    // It was marked, and the run was killed.
    check(&marked, 74, Decision::Expire);
    let over = User {
        enabled: false,
        ..marked
    };
    nothing(&over, 73 + 30 * DAY - 1, Reason::Over);
    check(&over, 73 + 30 * DAY, Decision::Delete);
    let off = SweepSettings::default();
    let decided = decide(&over, off, MAIL, after(1000 * DAY));
    assert_eq!(decided, Decision::Nothing(Reason::Over));
}

#[test]
fn a_new_end_begins_from_the_start() {
    let mut record = record();
    record.mark(Mark::Reminded, after(48));
    record.mark(Mark::Expired, after(72));
    record.renew(Some(after(10 * DAY)), after(4 * DAY));
    let user = invited(Some(&record));
    nothing(&user, 4 * DAY, Reason::NotDue);
    check(&user, 9 * DAY, Decision::Remind);
    check(&user, 10 * DAY, Decision::Expire);
}

#[test]
fn nobody_is_reminded_of_an_invitation_that_just_came() {
    let short = record_of(InvitationMode::Created, Some(after(10)));
    nothing(&invited(Some(&short)), 4, Reason::NotDue);
    check(&invited(Some(&short)), 5, Decision::Remind);
    let after_sending = SweepSettings {
        remind_hours_after_sending: NonZeroU16::new(12),
        ..SweepSettings::default()
    };
    let user = invited(Some(&record()));
    for (hours, expected) in [
        (11, Decision::Nothing(Reason::NotDue)),
        (12, Decision::Remind),
    ] {
        assert_eq!(decide(&user, after_sending, MAIL, after(hours)), expected);
    }
    let off = SweepSettings::default();
    let decided = decide(&user, off, MAIL, after(71));
    assert_eq!(decided, Decision::Nothing(Reason::NotDue));
}

#[test]
fn a_reminder_goes_only_where_a_mail_may_go() {
    let by_hand = record_of(InvitationMode::ByHand, Some(after(3 * DAY)));
    nothing(&invited(Some(&by_hand)), 50, Reason::ByHand);
    check(&invited(Some(&by_hand)), 72, Decision::Expire);
    let mut bounced = record();
    bounced.mark(Mark::Bounced, start());
    nothing(&invited(Some(&bounced)), 50, Reason::Bounced);
    let mut mailed = record();
    for _ in 0..5 {
        mailed.count_mail(after(48));
    }
    nothing(&invited(Some(&mailed)), 48, Reason::EnoughMails);
    let user = invited(Some(&record()));
    let not_proven = with(&user, "email_verified", "false");
    nothing(&not_proven, 50, Reason::AddressNotProven);
    let cognito_sends = Means {
        mail: false,
        ..MAIL
    };
    let decided = decide(&user, settings(), cognito_sends, after(50));
    assert_eq!(decided, Decision::Nothing(Reason::CognitoSends));
}

#[test]
fn whoever_is_no_open_invitation_with_an_end_is_left_alone() {
    let user = invited(Some(&record()));
    for hours in [0, 50, 73, 1000 * DAY] {
        for status in ["CONFIRMED", "UNCONFIRMED", "RESET_REQUIRED", "ARCHIVED", ""] {
            let status = UserStatus::from(status);
            nothing(
                &User {
                    status,
                    ..user.clone()
                },
                hours,
                Reason::NotOpen,
            );
        }
        nothing(&with(&user, "identities", "[]"), hours, Reason::HasProvider);
        nothing(&invited(None), hours, Reason::NoRecord);
        let garbled = with(&user, INVITED_ATTRIBUTE, r#"{"until":1}"#);
        nothing(&garbled, hours, Reason::NoRecord);
        let mut accepted = record();
        accepted.mark(Mark::Accepted, start());
        nothing(&invited(Some(&accepted)), hours, Reason::Accepted);
        let endless = record_of(InvitationMode::Created, None);
        nothing(&invited(Some(&endless)), hours, Reason::NoEnd);
        for mode in [
            InvitationMode::Provider,
            InvitationMode::Passwordless,
            InvitationMode::Token,
        ] {
            let other = record_of(mode, Some(after(3 * DAY)));
            nothing(&invited(Some(&other)), hours, Reason::NoEnd);
        }
    }
}

#[test]
fn an_administrator_s_no_is_kept() {
    let disabled = User {
        enabled: false,
        ..invited(Some(&record()))
    };
    nothing(&disabled, 50, Reason::Disabled);
    nothing(&disabled, 73, Reason::Disabled);
    nothing(&disabled, 1000 * DAY, Reason::Disabled);
}

#[test]
fn an_account_that_was_changed_long_after_its_end_is_left_alone() {
    for (modified, expected) in [
        (Some(after(74)), Decision::Expire),
        (Some(after(75)), Decision::Nothing(Reason::ChangedSince)),
        (None, Decision::Nothing(Reason::ChangedSince)),
    ] {
        let user = User {
            modified,
            ..invited(Some(&record()))
        };
        check(&user, 100, expected);
    }
    let mut over = record();
    over.mark(Mark::Expired, after(73));
    let changed = User {
        enabled: false,
        modified: Some(after(76)),
        ..invited(Some(&over))
    };
    nothing(&changed, 1000 * DAY, Reason::ChangedSince);
}

#[test]
fn it_is_told_once_that_an_invitation_is_about_to_end() {
    let telling = SweepSettings {
        expiring_hours_before_end: NonZeroU16::new(12),
        ..settings()
    };
    let both = Means {
        events: true,
        ..MAIL
    };
    let told = |record: &InvitationRecord, means, hours| {
        decide(&invited(Some(record)), telling, means, after(hours))
    };
    let mut record = record();
    // The person comes first.
    assert_eq!(told(&record, both, 60), Decision::Remind);
    record.mark(Mark::Reminded, after(48));
    let reminded = Decision::Nothing(Reason::Reminded);
    assert_eq!(told(&record, both, 59), reminded);
    assert_eq!(told(&record, both, 60), Decision::TellExpiring);
    assert_eq!(told(&record, MAIL, 60), reminded);
    assert_eq!(told(&record, both, 72), Decision::Expire);
    let since = expiring_since(&record, telling);
    assert_eq!(since, Some(after(60)));
    record.mark(Mark::Expiring, after(60));
    assert_eq!(told(&record, both, 61), reminded);
    // A new end, that is nearer than the setting says.
    record.renew(Some(after(70)), after(62));
    assert_eq!(told(&record, both, 65), Decision::Nothing(Reason::NotDue));
    let mut by_hand = record_of(InvitationMode::ByHand, Some(after(3 * DAY)));
    assert_eq!(told(&by_hand, both, 60), Decision::TellExpiring);
    by_hand.mark(Mark::Accepted, after(59));
    assert_eq!(
        told(&by_hand, both, 60),
        Decision::Nothing(Reason::Accepted)
    );
}
