//! A new mail with a new temporary password.
//!
//! Only `AdminCreateUser` with RESEND does this: creating without it is refused, and a
//! confirmation code or a password reset is of no use to somebody who never had a password
//! (contract §9, §13.12). RESEND itself changes nothing but the password. Changed
//! attributes and groups are given first (contract §13.13).

use cognito::{User, UserStatus};
use invitation::InvitationRecord;
use jiff::Timestamp;
use tokio::time::Instant;

use crate::administration::Administration;
use crate::checks;
use crate::error::AdminError;
use crate::invitation_state::earlier;
use crate::outcome::{Invited, Outcome};
use crate::profile::HookData;
use crate::record::{is_over, was_handed_over};
use crate::record_request::Handover;
use crate::validation::PersonRequest;

impl Administration {
    /// Sends the invitation of `user` again, before `deadline`: a user name, `sub` or verified
    /// address. What `person` says anew is changed first; what it leaves out stays.
    ///
    /// It works as long as the invitation is open, expired or not, and the address verified. The
    /// earlier password is dead afterwards. By link, nobody is mailed, and the address counts as proven
    /// no longer. An account that was disabled because its invitation was
    /// over is enabled; one that somebody disabled for another reason is refused.
    pub async fn resend(
        &self,
        user: &str,
        person: &PersonRequest,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Invited, AdminError> {
        // What can be refused without the user is refused before anybody is looked for.
        checks::profile(&person.profile, &self.settings.grants, &self.pool)?;
        checks::hook_data(&person.hook_data)?;
        let user = self.look_up(user, deadline).await?;
        self.resend_to(&user, person, now, deadline).await
    }

    /// The same to a user who was looked up already.
    pub async fn resend_to(
        &self,
        user: &User,
        person: &PersonRequest,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Invited, AdminError> {
        let PersonRequest {
            profile,
            hook_data,
            record,
        } = person;
        checks::profile(profile, &self.settings.grants, &self.pool)?;
        checks::hook_data(hook_data)?;
        let by_link = record.handover == Handover::ByLink;
        is_open(user, by_link)?;
        let record = self.new_record(record, now, deadline).await?;
        let completed = if was_handed_over(user) {
            // A new link, and nothing else: nobody has proven who it is for.
            if !profile.is_empty() {
                return Err(AdminError::AddressNotProven);
            }
            Invited::new(Outcome::Unchanged, user)
        } else {
            self.complete(user, profile, deadline).await?
        };
        let resent = if by_link {
            self.give_link(user, completed, record.as_ref(), now, deadline)
                .await?
        } else {
            self.send_anew(user, completed, hook_data, record.as_ref(), now, deadline)
                .await?
        };
        self.tell_invited(user, &resent, now, deadline).await;
        Ok(resent)
    }

    /// Sends the invitation of a completed user again, with a new end.
    pub(crate) async fn send_anew(
        &self,
        user: &User,
        mut completed: Invited,
        hook_data: &HookData,
        record: Option<&InvitationRecord>,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Invited, AdminError> {
        // The mail names the end, so that the record is renewed before it.
        let until = match record {
            Some(record) => {
                self.renew_record(user, record, &mut completed, now, deadline)
                    .await?
            }
            None => None,
        };
        let mut sent = self
            .send_again(user, completed, hook_data, deadline)
            .await?;
        sent.expires = earlier(sent.expires, until);
        Ok(sent)
    }
}

/// Refuses a user without an open invitation of a proven address: a member who wrote somebody's
/// address and got a temporary password looks like one, too. An invitation whose link was handed
/// over gets nothing but a new link.
fn is_open(user: &User, by_link: bool) -> Result<(), AdminError> {
    if !user.enabled && !is_over(user) {
        return Err(AdminError::UserDisabled);
    }
    match &user.status {
        UserStatus::ForceChangePassword if user.has_verified_email() => Ok(()),
        UserStatus::ForceChangePassword if was_handed_over(user) && by_link => Ok(()),
        UserStatus::ForceChangePassword if was_handed_over(user) => Err(AdminError::HandedOver),
        UserStatus::ForceChangePassword => Err(AdminError::AddressNotProven),
        UserStatus::Unconfirmed => Err(AdminError::NotInvited),
        UserStatus::Confirmed | UserStatus::ResetRequired | UserStatus::ExternalProvider => {
            Err(AdminError::AlreadyAccepted)
        }
        status @ UserStatus::Other(_) => Err(AdminError::StatusUnknown(status.to_string())),
    }
}
