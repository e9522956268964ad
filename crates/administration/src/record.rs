//! The record of an invitation, `custom:invited` (design §9.1): who invites and until when, written
//! at creation and renewed when the invitation is sent again.
//!
//! Others mark the same attribute, and Cognito has no conditional write. So what was written is read
//! again, and a version that somebody else wrote meanwhile is merged with it. Where the person became
//! a member meanwhile, the hook's mark may have been overwritten, and is put back. A text that is no
//! record is left as it is: it may be somebody's who used the name before.

use cognito::{User, UserPool, UserStatus};
use invitation::invitation_record::MAX_RECORD_BYTES;
use invitation::{
    Attributes, INVITED_ATTRIBUTE, InvitationMode, InvitationRecord, Inviter, InviterName, Mark,
};
use jiff::Timestamp;
use tokio::time::Instant;

use crate::administration::{Administration, attribute};
use crate::error::AdminError;
use crate::invitation_state::earlier;
use crate::outcome::{Invited, Outcome, Warning};
use crate::record_request::{End, Handover, InviterRequest, RecordRequest, validity};

/// How often a record is written until the pool shows all of it. Nobody marks an invitation more
/// often than this within a second.
const WRITES: u32 = 3;

/// Whether the pool can keep every record.
pub fn keeps_record(pool: &UserPool) -> bool {
    pool.schema.get(INVITED_ATTRIBUTE).is_some_and(|attribute| {
        attribute.mutable && attribute.rule.takes(&"x".repeat(MAX_RECORD_BYTES))
    })
}

/// Whether a user is somebody whose invitation was over, and who was disabled because of that: the
/// record says so, and nobody accepted it or signs in through a provider.
pub(crate) fn is_over(user: &User) -> bool {
    let is_marked = |record: InvitationRecord| {
        record.marked(Mark::Expired).is_some() && record.marked(Mark::Accepted).is_none()
    };
    !user.enabled
        && user.status == UserStatus::ForceChangePassword
        && (user.has_verified_email() || was_handed_over(user))
        && user.attributes.get("identities").is_none()
        && InvitationRecord::of(&user.attributes).is_some_and(is_marked)
}

/// Whether the user has an open invitation whose link was handed over, and whose address nobody has
/// proven since.
pub(crate) fn was_handed_over(user: &User) -> bool {
    let is_by_hand = |record: InvitationRecord| {
        record.mode == InvitationMode::ByHand && record.marked(Mark::Accepted).is_none()
    };
    user.status == UserStatus::ForceChangePassword
        && !user.has_verified_email()
        && user.attributes.get("identities").is_none()
        && InvitationRecord::of(&user.attributes).is_some_and(is_by_hand)
}

/// The name of a member as a mail can show it: `name`, else given and family name.
pub fn inviter_name(attributes: &Attributes) -> Option<InviterName> {
    let parts = ["given_name", "family_name"].map(|name| attributes.get(name));
    let both: Vec<&str> = parts.into_iter().flatten().map(str::trim).collect();
    let name = attributes.get("name").map(str::to_owned);
    let name = name.unwrap_or_else(|| both.join(" "));
    name.trim().parse().ok()
}

/// A record that is sent anew. Who invited first stays the inviter. Without an end of its own, it is
/// open as long as it was before.
fn renewed(
    mut there: InvitationRecord,
    asked: &InvitationRecord,
    now: Timestamp,
    validity_days: u16,
) -> InvitationRecord {
    let as_before = || {
        let length = there.until?.duration_since(there.at);
        let length = length.min(validity(validity_days));
        now.checked_add(length).ok().filter(|until| *until > now)
    };
    let until = asked.until.or_else(as_before);
    there.renew(until, now);
    if matches!(there.mode, InvitationMode::Created | InvitationMode::ByHand) {
        there.mode = asked.mode;
    }
    if there.by.is_none() && there.by_name.is_none() {
        there.by.clone_from(&asked.by);
        there.by_name.clone_from(&asked.by_name);
    }
    without_unfit_name(there)
}

/// A name of quotation marks alone can be too long once it is written: then the mail shows none.
fn without_unfit_name(mut record: InvitationRecord) -> InvitationRecord {
    if !record.fits() {
        record.by_name = None;
    }
    record
}

/// Whether the end that is asked for is the one that the invitation has: the same moment, or as long
/// after it was sent.
fn has_end(there: &InvitationRecord, asked: &InvitationRecord) -> bool {
    let length = |record: &InvitationRecord| Some(record.until?.duration_since(record.at));
    asked.until.is_none() || there.until == asked.until || length(there) == length(asked)
}

impl Administration {
    /// The record of an invitation that is sent `now`; none in a pool that keeps none, where nobody
    /// may ask for what it would say.
    pub async fn new_record(
        &self,
        request: &RecordRequest,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Option<InvitationRecord>, AdminError> {
        if !keeps_record(&self.pool) {
            return if request.is_asked_for() {
                Err(AdminError::AttributeUnknown(INVITED_ATTRIBUTE.to_owned()))
            } else {
                Ok(None)
            };
        }
        let mode = match request.handover {
            Handover::ByMail | Handover::Later => InvitationMode::Created,
            Handover::ByLink => InvitationMode::ByHand,
        };
        let mut record = InvitationRecord::new(mode, now);
        let until = |end: End| end.until(now, self.pool.validity_days);
        record.until = request.end.map(until).transpose()?;
        let (by, name) = match &request.inviter {
            None => (None, None),
            Some(InviterRequest::Caller(by, name)) => (Some(by.clone()), name.clone()),
            Some(InviterRequest::Named(typed)) => self.inviter(typed, deadline).await?,
        };
        record.by = by;
        record.by_name = request.inviter_name.clone().or(name);
        Ok(Some(without_unfit_name(record)))
    }

    /// The member whom `typed` means, and the name that the pool has.
    async fn inviter(
        &self,
        typed: &str,
        deadline: Instant,
    ) -> Result<(Option<Inviter>, Option<InviterName>), AdminError> {
        let user = match self.look_up(typed, deadline).await {
            Err(AdminError::UserNotFound) => return Err(AdminError::InviterNotFound),
            found => found?,
        };
        let is_member = user.enabled && user.status.is_member();
        let by = user.sub.parse().ok().filter(|_| is_member);
        let by: Inviter = by.ok_or(AdminError::InviterNotFound)?;
        Ok((Some(by), inviter_name(&user.attributes)))
    }

    /// Gives an open invitation the record that it lacks, and leaves one that is there alone: the
    /// person was told what it says.
    pub(crate) async fn complete_record(
        &self,
        user: &User,
        asked: &InvitationRecord,
        completed: &mut Invited,
        deadline: Instant,
    ) {
        let there = match user.attributes.get(INVITED_ATTRIBUTE) {
            None => {
                if self
                    .write_record(user, asked.clone(), deadline)
                    .await
                    .is_err()
                {
                    completed.warnings.push(Warning::RecordNotWritten);
                    return;
                }
                if completed.outcome == Outcome::Unchanged {
                    completed.outcome = Outcome::Completed;
                }
                completed.expires = earlier(completed.expires, asked.until);
                return;
            }
            Some(text) => InvitationRecord::parse(text),
        };
        match there {
            None => completed.warnings.push(Warning::RecordNotOurs),
            Some(there) if !has_end(&there, asked) => completed.warnings.push(Warning::ExpiryKept),
            Some(_) => {}
        }
    }

    /// Sets the end of an invitation that is about to be sent again, and returns it; and enables an
    /// account that [was over](is_over).
    ///
    /// Such an account gets its new end while the record still calls it over. So a run that ends
    /// anywhere leaves an account that the next run opens, or that ends at the new end if it is
    /// enabled already. If the account were enabled first, nobody would end it any more; if the
    /// record were renewed first, nobody could tell why the account is disabled.
    pub(crate) async fn renew_record(
        &self,
        user: &User,
        asked: &InvitationRecord,
        invited: &mut Invited,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Option<Timestamp>, AdminError> {
        let record = match user.attributes.get(INVITED_ATTRIBUTE) {
            None => asked.clone(),
            Some(text) => {
                let Some(there) = InvitationRecord::parse(text) else {
                    invited.warnings.push(Warning::RecordNotOurs);
                    return Ok(None);
                };
                renewed(there, asked, now, self.pool.validity_days)
            }
        };
        let until = record.until;
        if !user.enabled {
            let over = record.still_over();
            self.write_record(user, over, deadline).await?;
            self.enable(user, deadline).await?;
        }
        let seen = self.write_record(user, record, deadline).await?;
        // Who disables what is over may have read the record before it was renewed.
        if !user.enabled && seen.is_some_and(|seen| !seen.enabled) {
            self.enable(user, deadline).await?;
        }
        Ok(until)
    }

    /// Writes a record until the pool shows all of it, and returns the user as read last; none where
    /// the user is gone.
    pub async fn write_record(
        &self,
        user: &User,
        mut record: InvitationRecord,
        deadline: Instant,
    ) -> Result<Option<User>, AdminError> {
        let mut seen = None;
        for _ in 0..WRITES {
            let request = self
                .cognito
                .admin_update_user_attributes()
                .user_pool_id(&self.pool.id)
                .username(&user.user_name)
                .user_attributes(attribute(INVITED_ATTRIBUTE, &record.to_text())?);
            self.update(|| request.clone().send(), deadline).await?;
            seen = self.find(&user.user_name, deadline).await?;
            // Somebody else has the user name by now.
            seen = seen.filter(|seen| seen.sub == user.sub);
            // What somebody else made of it who is no writer of ours stays.
            let there = seen.as_ref().and_then(|seen| {
                let there = InvitationRecord::of(&seen.attributes)?;
                Some((seen, there))
            });
            let Some((read, there)) = there else {
                break;
            };
            let mut whole = there.clone();
            whole.merge(&record);
            // Not before the acceptance, or the hook that runs now would take it for an earlier one.
            if let Some(modified) = read.modified.filter(|_| read.status.is_member()) {
                whole.mark(Mark::Accepted, modified);
            }
            if whole == there {
                break;
            }
            record = whole;
        }
        Ok(seen)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(moment: &str) -> Timestamp {
        moment.parse().unwrap()
    }

    #[test]
    fn what_is_sent_again_is_open_as_long_as_before_unless_somebody_says_otherwise() {
        let (first, now) = (at("2026-11-20T09:00:00Z"), at("2026-12-20T09:00:00Z"));
        let day = SignedDuration::from_hours(24);
        let mut there = InvitationRecord::new(InvitationMode::Created, first);
        there.until = Some(first + day * 2);
        there.by_name = Some("Ada Lovelace".parse().unwrap());
        let mut asked = InvitationRecord::new(InvitationMode::Created, now);
        asked.by_name = Some("Somebody Else".parse().unwrap());
        let again = renewed(there.clone(), &asked, now, 7);
        assert_eq!(again.until, Some(now + day * 2));
        assert_eq!(again.by_name, there.by_name);
        // The pool's passwords are good for less by now.
        assert_eq!(
            renewed(there.clone(), &asked, now, 1).until,
            Some(now + day)
        );
        asked.until = Some(now + day * 3);
        assert_eq!(renewed(there.clone(), &asked, now, 7).until, asked.until);
        there.until = None;
        there.by_name = None;
        asked.until = None;
        let again = renewed(there, &asked, now, 7);
        assert_eq!((again.until, again.by_name), (None, asked.by_name));
    }

    #[track_caller]
    fn check_name(attributes: &[(&str, &str)], expected: Option<&str>) {
        let pair = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        let name = inviter_name(&attributes.iter().map(pair).collect());
        assert_eq!(name.as_ref().map(InviterName::as_str), expected);
    }

    #[test]
    fn an_inviter_is_called_what_the_pool_says() {
        check_name(&[], None);
        check_name(&[("given_name", "Ada")], Some("Ada"));
        let both = [("given_name", " Ada"), ("family_name", "Lovelace")];
        check_name(&both, Some("Ada Lovelace"));
        check_name(&[("name", "A. L."), both[1]], Some("A. L."));
        check_name(&[("name", &"n".repeat(65))], None);
        check_name(&[("name", "two\nlines")], None);
    }
}
