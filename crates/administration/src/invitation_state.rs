//! Where an invitation is in its life, in one word.

use cognito::{User, UserStatus};
use invitation::{InvitationRecord, Mark};
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantNames};

/// How long before its end an invitation counts as expiring.
const LAST_DAY: SignedDuration = SignedDuration::from_hours(24);

/// Where a user is in the life of an invitation, in one word: what listings are filtered by.
///
/// Somebody who signed up alone and confirmed is as accepted as somebody whom an administrator
/// created. An invitation is open while its account has a temporary password and its record has no
/// mark of an acceptance.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    JsonSchema,
    EnumString,
    IntoStaticStr,
    VariantNames,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownState, parse_err_fn = UnknownState::new)]
pub enum InvitationState {
    /// An open invitation.
    Pending,
    /// An open invitation that ends in less than 24 hours, or of which it was told that it is about
    /// to end.
    Expiring,
    /// An open invitation that is over: its end has passed, or it was told so. It can be disabled by
    /// then. Without an end of its own, only what is surely too old is called so.
    Expired,
    /// An open invitation, over or not, of which a mail came back.
    Bounced,
    /// A member.
    Accepted,
    /// Somebody signed up and proved nothing yet.
    Unconfirmed,
    /// A member who comes from another identity provider.
    Federated,
    /// Nobody can sign in as this user, in any status, and it is not because an invitation ended.
    Disabled,
    /// A status that this version does not know.
    Other,
}

impl InvitationState {
    /// The word of every state.
    pub const WORDS: &'static [&'static str] = Self::VARIANTS;

    /// The stable word.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The open invitations. Cognito finds them by one status.
    pub(crate) const OPEN: [Self; 4] =
        [Self::Pending, Self::Expiring, Self::Expired, Self::Bounced];

    /// The state of a user with this record, if there is one. An open invitation ends at `end`.
    pub(crate) fn of(
        user: &User,
        record: Option<&InvitationRecord>,
        end: Option<Timestamp>,
        now: Timestamp,
    ) -> Self {
        let is_told = |mark| record.is_some_and(|record| record.marked(mark).is_some());
        let is_open = is_open(user, record);
        // An invitation can be disabled because it ended.
        let has_ended = is_open && is_told(Mark::Expired);
        if !user.enabled && !has_ended {
            return Self::Disabled;
        }
        let ends_by = |moment| end.is_some_and(|end| end <= moment);
        let tomorrow = now.saturating_add(LAST_DAY).unwrap_or(Timestamp::MAX);
        match user.status {
            UserStatus::ForceChangePassword if !is_open => Self::Accepted,
            UserStatus::ForceChangePassword if is_told(Mark::Bounced) => Self::Bounced,
            UserStatus::ForceChangePassword if is_told(Mark::Expired) || ends_by(now) => {
                Self::Expired
            }
            UserStatus::ForceChangePassword if is_told(Mark::Expiring) || ends_by(tomorrow) => {
                Self::Expiring
            }
            UserStatus::ForceChangePassword => Self::Pending,
            UserStatus::Unconfirmed => Self::Unconfirmed,
            UserStatus::Confirmed | UserStatus::ResetRequired => Self::Accepted,
            UserStatus::ExternalProvider => Self::Federated,
            UserStatus::Other(_) => Self::Other,
        }
    }
}

/// Whether somebody is invited and did not accept. A member whom an administrator gave a temporary
/// password looks the same, except for the mark.
fn is_open(user: &User, record: Option<&InvitationRecord>) -> bool {
    let accepted = record.is_some_and(|record| record.marked(Mark::Accepted).is_some());
    user.status == UserStatus::ForceChangePassword && !accepted
}

/// When the invitation ends, if it is open: at its own end or, if that is earlier, when its
/// temporary password stops working.
pub(crate) fn end(
    user: &User,
    record: Option<&InvitationRecord>,
    password_until: Option<Timestamp>,
) -> Option<Timestamp> {
    let until = record.and_then(|record| record.until);
    earlier(until, password_until).filter(|_| is_open(user, record))
}

/// The earlier of two moments that can be unknown.
pub(crate) fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}

/// The text is no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a state of an invitation: write one of {}",
    InvitationState::WORDS.join(", ")
)]
pub struct UnknownState;

impl UnknownState {
    fn new(_: &str) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use invitation::{Attributes, InvitationMode};

    use super::*;

    const NOW: i64 = 1_000_000;
    const DAY: i64 = 24 * 60 * 60;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn user(status: UserStatus, enabled: bool) -> User {
        User {
            user_name: "ada".to_owned(),
            sub: "6a2c".to_owned(),
            status,
            enabled,
            attributes: Attributes::default(),
            created: None,
            modified: None,
        }
    }

    fn open() -> User {
        user(UserStatus::ForceChangePassword, true)
    }

    fn record(marks: &[Mark]) -> InvitationRecord {
        let mut record = InvitationRecord::new(InvitationMode::Created, at(NOW - DAY));
        for mark in marks {
            record.mark(*mark, at(NOW));
        }
        record
    }

    #[track_caller]
    fn check(user: &User, marks: &[Mark], password_until: Option<i64>, expected: InvitationState) {
        let record = (!marks.is_empty()).then(|| record(marks));
        let end = end(user, record.as_ref(), password_until.map(at));
        let state = InvitationState::of(user, record.as_ref(), end, at(NOW));
        assert_eq!(state, expected);
    }

    #[test]
    fn an_open_invitation_is_pending_until_its_last_day() {
        check(&open(), &[], None, InvitationState::Pending);
        for (end, expected) in [
            (NOW + DAY + 1, InvitationState::Pending),
            (NOW + DAY, InvitationState::Expiring),
            (NOW + 1, InvitationState::Expiring),
            (NOW, InvitationState::Expired),
            (NOW - 1, InvitationState::Expired),
        ] {
            check(&open(), &[], Some(end), expected);
        }
    }

    #[test]
    fn the_earlier_end_counts() {
        for (until, password_until, expected) in [
            (None, None, None),
            (Some(NOW), None, Some(NOW)),
            (None, Some(NOW), Some(NOW)),
            (Some(NOW), Some(NOW + 1), Some(NOW)),
            (Some(NOW + 1), Some(NOW), Some(NOW)),
        ] {
            let mut record = record(&[]);
            record.until = until.map(at);
            let end = end(&open(), Some(&record), password_until.map(at));
            assert_eq!(end, expected.map(at));
        }
        let accepted = record(&[Mark::Accepted]);
        assert_eq!(end(&open(), Some(&accepted), Some(at(NOW))), None);
        let member = user(UserStatus::Confirmed, true);
        assert_eq!(end(&member, None, Some(at(NOW))), None);
    }

    #[test]
    fn what_was_told_counts_beside_the_clock() {
        let later = Some(NOW + 2 * DAY);
        let passed = Some(NOW - 1);
        check(&open(), &[Mark::Reminded], later, InvitationState::Pending);
        check(&open(), &[Mark::Expiring], later, InvitationState::Expiring);
        check(&open(), &[Mark::Expired], later, InvitationState::Expired);
        check(&open(), &[Mark::Bounced], later, InvitationState::Bounced);
        check(&open(), &[Mark::Expiring], passed, InvitationState::Expired);
        check(&open(), &[Mark::Bounced], passed, InvitationState::Bounced);
        // A new end begins anew.
        let mut renewed = record(&[Mark::Expired, Mark::Bounced]);
        renewed.renew(None, at(NOW));
        let state = InvitationState::of(&open(), Some(&renewed), None, at(NOW));
        assert_eq!(state, InvitationState::Pending);
    }

    #[test]
    fn a_member_with_a_temporary_password_is_no_invitation() {
        check(
            &open(),
            &[Mark::Accepted, Mark::Expired, Mark::Bounced],
            Some(NOW - 1),
            InvitationState::Accepted,
        );
    }

    #[test]
    fn every_standing_has_a_state() {
        for (status, expected) in [
            (UserStatus::Unconfirmed, InvitationState::Unconfirmed),
            (UserStatus::Confirmed, InvitationState::Accepted),
            (UserStatus::ResetRequired, InvitationState::Accepted),
            (UserStatus::ExternalProvider, InvitationState::Federated),
            (
                UserStatus::Other("ARCHIVED".to_owned()),
                InvitationState::Other,
            ),
        ] {
            check(&user(status.clone(), true), &[], None, expected);
            // Marks of an invitation are nothing to them.
            let marks = [Mark::Expired, Mark::Bounced, Mark::Expiring];
            check(&user(status, true), &marks, Some(NOW), expected);
        }
    }

    #[test]
    fn a_disabled_user_is_disabled_unless_the_invitation_ended() {
        let invited = user(UserStatus::ForceChangePassword, false);
        let passed = Some(NOW - 1);
        check(&invited, &[], passed, InvitationState::Disabled);
        check(
            &invited,
            &[Mark::Bounced],
            passed,
            InvitationState::Disabled,
        );
        check(&invited, &[Mark::Expired], passed, InvitationState::Expired);
        let both = [Mark::Expired, Mark::Bounced];
        check(&invited, &both, passed, InvitationState::Bounced);
        let accepted = [Mark::Expired, Mark::Accepted];
        check(&invited, &accepted, passed, InvitationState::Disabled);
        let member = user(UserStatus::Confirmed, false);
        check(&member, &[Mark::Expired], None, InvitationState::Disabled);
    }

    #[test]
    fn a_state_reads_back_from_its_word_and_from_no_other() {
        for word in InvitationState::WORDS {
            let state: InvitationState = word.parse().unwrap();
            assert_eq!(state.as_str(), *word);
        }
        for text in ["", "Pending", "pending ", r#"pending" or "" = ""#] {
            assert_eq!(text.parse::<InvitationState>(), Err(UnknownState), "{text}");
        }
    }
}
