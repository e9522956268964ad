//! What becomes of an open invitation as time passes.

use std::num::NonZeroU16;

use cognito::{User, UserStatus};
use invitation::SweepSettings;
use invitation::invitation_record::{InvitationMode, InvitationRecord, Mark};
use jiff::{SignedDuration, Timestamp};
use strum::IntoStaticStr;

/// How long after the end an account may have been changed by somebody else. An hour passes until the
/// next run, which takes a quarter of one. Whoever was changed later is perhaps no invited person any
/// more: an administrator's temporary password makes a member look like one.
const CHANGES_AFTER_END: SignedDuration = SignedDuration::from_hours(2);

/// What is done about a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Nothing.
    Nothing(Reason),
    /// The person is reminded: a new mail with a new temporary password.
    Remind,
    /// Other systems are told that the invitation is about to end.
    TellExpiring,
    /// The invitation has ended: the account is disabled.
    Expire,
    /// The invitation has been over for long: the account is deleted.
    Delete,
}

/// Why nothing is done about a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Reason {
    /// It is no open invitation: a member, a sign-up, or a status that this version does not know.
    NotOpen,
    /// The account belongs to a provider.
    HasProvider,
    /// There is no record of an invitation, or it is not ours.
    NoRecord,
    /// The person accepted once, and has a temporary password again.
    Accepted,
    /// The invitation ends with its temporary password.
    NoEnd,
    /// The time has not come.
    NotDue,
    /// An administrator disabled it before its end.
    Disabled,
    /// Somebody changed the account long after the invitation's end.
    ChangedSince,
    /// The person was reminded.
    Reminded,
    /// A reminder is due, and the link was handed over by hand.
    ByHand,
    /// A reminder is due, and a mail came back.
    Bounced,
    /// A reminder is due, and the address is not verified.
    AddressNotProven,
    /// A reminder is due, and Cognito's own sender has 50 mails a day for everybody.
    CognitoSends,
    /// A reminder is due, and the person got enough mails today.
    EnoughMails,
    /// The invitation is over, and stays as it is for now.
    Over,
}

impl Reason {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What a run can do beside changing accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Means {
    /// Whether the pool's mails have a sender of their own.
    pub mail: bool,
    /// Whether there is an event bus.
    pub events: bool,
}

/// Decides what is done about `user` at `now`.
///
/// **Security invariant:** nobody is disabled or deleted who accepted, who has `identities`, or who was
/// never invited.
pub fn decide(user: &User, settings: SweepSettings, means: Means, now: Timestamp) -> Decision {
    let (record, until) = match invitation(user) {
        Ok(invitation) => invitation,
        Err(reason) => return Decision::Nothing(reason),
    };
    if now < until {
        if !user.enabled {
            return Decision::Nothing(Reason::Disabled);
        }
        // Telling comes after a reminder that is due as well: it waits for the next run.
        return match reminder(user, &record, until, settings, means, now) {
            Decision::Nothing(_) if means.events && is_expiring(&record, settings, now) => {
                Decision::TellExpiring
            }
            decision => decision,
        };
    }
    let expired = record.marked(Mark::Expired);
    let end = expired.map_or(until, |expired| expired.max(until));
    let latest = end.saturating_add(CHANGES_AFTER_END).unwrap_or(end);
    if user.modified.is_none_or(|modified| modified > latest) {
        return Decision::Nothing(Reason::ChangedSince);
    }
    match (user.enabled, expired) {
        (true, _) => Decision::Expire,
        (false, None) => Decision::Nothing(Reason::Disabled),
        (false, Some(_)) if is_over_for_long(end, settings, now) => Decision::Delete,
        (false, Some(_)) => Decision::Nothing(Reason::Over),
    }
}

/// The record of an open invitation, and its end.
fn invitation(user: &User) -> Result<(InvitationRecord, Timestamp), Reason> {
    if user.status != UserStatus::ForceChangePassword {
        return Err(Reason::NotOpen);
    }
    if user.attributes.get("identities").is_some() {
        return Err(Reason::HasProvider);
    }
    let record = InvitationRecord::of(&user.attributes).ok_or(Reason::NoRecord)?;
    if record.marked(Mark::Accepted).is_some() {
        return Err(Reason::Accepted);
    }
    match (record.mode, record.until) {
        (InvitationMode::Created | InvitationMode::ByHand, Some(until)) => Ok((record, until)),
        // These have no temporary password, or no account of an administrator's.
        _ => Err(Reason::NoEnd),
    }
}

/// Decides whether to remind somebody whose invitation has not ended.
fn reminder(
    user: &User,
    record: &InvitationRecord,
    until: Timestamp,
    settings: SweepSettings,
    means: Means,
    now: Timestamp,
) -> Decision {
    let reason = if !is_reminder_due(record.at, until, settings, now) {
        Reason::NotDue
    } else if record.marked(Mark::Reminded).is_some() {
        Reason::Reminded
    } else if record.mode == InvitationMode::ByHand {
        Reason::ByHand
    } else if record.marked(Mark::Bounced).is_some() {
        Reason::Bounced
    } else if !user.has_verified_email() {
        Reason::AddressNotProven
    } else if !means.mail {
        Reason::CognitoSends
    } else if !record.may_mail(now) {
        Reason::EnoughMails
    } else {
        return Decision::Remind;
    };
    Decision::Nothing(reason)
}

/// Whether the moment of a reminder has come, by the one setting or the other.
fn is_reminder_due(
    sent: Timestamp,
    until: Timestamp,
    settings: SweepSettings,
    now: Timestamp,
) -> bool {
    let after_sending = settings.remind_hours_after_sending.map(|after| {
        let due = sent.saturating_add(hours(after));
        due.unwrap_or(until)
    });
    let before_end = settings.remind_hours_before_end;
    let before_end = before_end.map(|before| before_the_end(sent, until, before));
    let due = after_sending.into_iter().chain(before_end).min();
    due.is_some_and(|due| due <= now)
}

fn is_expiring(record: &InvitationRecord, settings: SweepSettings, now: Timestamp) -> bool {
    let is_due = expiring_since(record, settings).is_some_and(|due| due <= now);
    is_due && record.marked(Mark::Expiring).is_none()
}

/// From when on an invitation is about to end: the same each time that it is asked, so that an event
/// that is told again has the same id.
pub(super) fn expiring_since(
    record: &InvitationRecord,
    settings: SweepSettings,
) -> Option<Timestamp> {
    let before = settings.expiring_hours_before_end?;
    Some(before_the_end(record.at, record.until?, before))
}

/// So many hours before the end, and not in the first half of the invitation's time: nobody is
/// reminded of an invitation that just came.
fn before_the_end(sent: Timestamp, until: Timestamp, before: NonZeroU16) -> Timestamp {
    let due = until.saturating_sub(hours(before)).unwrap_or(sent);
    let half = sent.saturating_add(sent.duration_until(until) / 2);
    due.max(half.unwrap_or(until))
}

fn hours(hours: NonZeroU16) -> SignedDuration {
    SignedDuration::from_hours(i64::from(hours.get()))
}

fn is_over_for_long(end: Timestamp, settings: SweepSettings, now: Timestamp) -> bool {
    settings.delete_days_after_end.is_some_and(|days| {
        let days = SignedDuration::from_hours(24 * i64::from(days.get()));
        end.saturating_add(days).is_ok_and(|due| due <= now)
    })
}

#[cfg(test)]
mod tests;
