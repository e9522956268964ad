//! Deleting a user, but never one who became a member meanwhile.
//!
//! Between reading a user and deleting it, the person may accept the invitation or confirm the
//! sign-up, and Cognito would delete a member. So the user is disabled first: then nobody signs
//! in (API reference, `AdminDisableUser`), and the user is read again before it is deleted. Whether
//! a disabled sign-up can still be confirmed is not documented; that window stays a moment wide.
//!
//! Needs `cognito-idp:AdminDisableUser`, `AdminEnableUser` and `AdminDeleteUser`.

use cognito::{User, exception};
use tokio::time::Instant;

use crate::administration::Administration;
use crate::error::AdminError;

/// What came of disabling a user who is to go.
pub(crate) enum Lock {
    /// It is disabled; this is how it was read afterwards.
    Held(User),
    /// It may not go any more, and is enabled again; its tokens stay revoked.
    Released,
    /// Somebody else deleted it.
    Gone,
}

impl Administration {
    /// Disables a user, and enables it again if it must not be deleted any more.
    pub(crate) async fn lock(
        &self,
        user: User,
        may_go: impl Fn(&User) -> bool,
        deadline: Instant,
    ) -> Result<Lock, AdminError> {
        let request = self
            .cognito
            .admin_disable_user()
            .user_pool_id(&self.pool.id)
            .username(&user.user_name);
        match self.update(|| request.clone().send(), deadline).await {
            Ok(_) => {}
            Err(error) if error.is(exception::USER_NOT_FOUND) => return Ok(Lock::Gone),
            Err(error) => return Err(error.into()),
        }
        let locked = self.find(&user.user_name, deadline).await;
        let Some(locked) = locked.map_err(left_disabled)? else {
            return Ok(Lock::Gone);
        };
        // Somebody else can have the user name by now.
        if locked.sub == user.sub && may_go(&locked) {
            return Ok(Lock::Held(locked));
        }
        if user.enabled {
            self.enable(&locked, deadline).await?;
        }
        Ok(Lock::Released)
    }

    /// Enables a user.
    pub(crate) async fn enable(&self, user: &User, deadline: Instant) -> Result<(), AdminError> {
        let request = self
            .cognito
            .admin_enable_user()
            .user_pool_id(&self.pool.id)
            .username(&user.user_name);
        let enabled = self.update(|| request.clone().send(), deadline).await;
        enabled
            .map(drop)
            .map_err(|error| left_disabled(error.into()))
    }

    /// Deletes a user who is [locked](Self::lock).
    pub(crate) async fn delete(&self, user: &User, deadline: Instant) -> Result<(), AdminError> {
        let request = self
            .cognito
            .admin_delete_user()
            .user_pool_id(&self.pool.id)
            .username(&user.user_name);
        match self.update(|| request.clone().send(), deadline).await {
            Ok(_) => Ok(()),
            // An answer that was lost leaves nothing to delete.
            Err(error) if error.is(exception::USER_NOT_FOUND) => Ok(()),
            Err(error) => Err(left_disabled(error.into())),
        }
    }
}

/// Somebody who reads "try again" has to know what the first try left behind.
fn left_disabled(error: AdminError) -> AdminError {
    match error {
        AdminError::Unavailable(why) => AdminError::LeftDisabled(why),
        other => other,
    }
}
