//! A new mail with a new temporary password.
//!
//! Only `AdminCreateUser` with RESEND does this: creating without it is refused, and a
//! confirmation code or a password reset is of no use to somebody who never had a password
//! (contract §9, §13.12). RESEND itself changes nothing but the password. Changed
//! attributes and groups are given first (contract §13.13).

use cognito::{User, UserStatus};
use jiff::Timestamp;
use tokio::time::Instant;

use crate::administration::Administration;
use crate::checks;
use crate::error::AdminError;
use crate::outcome::Invited;
use crate::profile::{HookData, Profile};

impl Administration {
    /// Sends the invitation of `user` again, before `deadline`: a user name, `sub` or verified
    /// address. What `profile` say anew is changed first; what they leave out stays.
    ///
    /// It works as long as the invitation is open, expired or not, and the address verified. The
    /// earlier password is dead afterwards.
    pub async fn resend(
        &self,
        user: &str,
        profile: &Profile,
        hook_data: &HookData,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Invited, AdminError> {
        // What can be refused without the user is refused before anybody is looked for.
        checks::profile(profile, &self.settings.grants, &self.pool)?;
        checks::hook_data(hook_data)?;
        let user = self.look_up(user, deadline).await?;
        self.resend_to(&user, profile, hook_data, now, deadline)
            .await
    }

    /// The same to a user who was looked up already.
    pub async fn resend_to(
        &self,
        user: &User,
        profile: &Profile,
        hook_data: &HookData,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Invited, AdminError> {
        checks::profile(profile, &self.settings.grants, &self.pool)?;
        checks::hook_data(hook_data)?;
        is_open(user)?;
        let completed = self.complete(user, profile, deadline).await?;
        let resent = self
            .send_again(user, completed, hook_data, deadline)
            .await?;
        self.tell_invited(user, &resent, now, deadline).await;
        Ok(resent)
    }
}

/// Refuses a user without an open invitation of a proven address: a member who wrote somebody's
/// address and got a temporary password looks like one, too.
fn is_open(user: &User) -> Result<(), AdminError> {
    if !user.enabled {
        return Err(AdminError::UserDisabled);
    }
    match &user.status {
        UserStatus::ForceChangePassword if user.has_verified_email() => Ok(()),
        UserStatus::ForceChangePassword => Err(AdminError::AddressNotProven),
        UserStatus::Unconfirmed => Err(AdminError::NotInvited),
        UserStatus::Confirmed | UserStatus::ResetRequired | UserStatus::ExternalProvider => {
            Err(AdminError::AlreadyAccepted)
        }
        status @ UserStatus::Other(_) => Err(AdminError::StatusUnknown(status.to_string())),
    }
}
