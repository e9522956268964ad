//! Asking Cognito for a user, and what came of it.

use cognito::call::with_retries_unless_done;
use cognito::{CallError, Cause, User, UserStatus, exception};
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use crate::admin_create_user::{
    concerns_the_message, is_of_a_hook, names_pre_sign_up, said_by_pre_sign_up,
};
use crate::administration::{Administration, attribute};
use crate::error::AdminError;
use crate::naming;
use crate::next::{Next, next};
use crate::password::TemporaryPassword;
use crate::profile::Invitation;

/// How far the clocks here and at AWS can be apart: AWS refuses a signature that is older.
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(5);

/// What came of `AdminCreateUser`.
pub(crate) enum Creation {
    /// There is a new user, and the exception says why the message failed, if it did.
    Created(User, Option<String>),
    /// There is a user of this name or address already.
    Taken {
        /// The name or address.
        name: String,
        /// Whether it is the address, which that user has as a verified alias.
        by_alias: bool,
        /// Whether an earlier attempt got no answer: then it may be that attempt's user.
        unanswered: bool,
        /// The user name that was asked for.
        asked_for: String,
    },
}

/// Whether the user can have been created by the call that began at `now`: by an administrator, and
/// not before.
pub(crate) fn is_new(account: &User, now: Timestamp) -> bool {
    let begun = now.saturating_sub(CLOCKS_APART).unwrap_or(now);
    let is_created_since = account.created.is_none_or(|created| created >= begun);
    account.status == UserStatus::ForceChangePassword && is_created_since
}

impl Administration {
    /// Asks for a user, and says what came of it. With `force`, whoever has the address as an
    /// alias loses it.
    pub(crate) async fn create_user(
        &self,
        invitation: &Invitation,
        force: bool,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Creation, AdminError> {
        let mut random = [0; 16];
        getrandom::fill(&mut random)?;
        let user_name = naming::user_name(&self.pool, invitation, random)?;
        let password = TemporaryPassword::draw(self.pool.password.minimum_length)?;
        let email = invitation.email.as_str();
        // The administrator vouches for the address of the account that this creates. Without the
        // flag nobody could ever reset the password.
        let mut request = self
            .admin_create_user(&user_name, &invitation.hook_data, &password)?
            .user_attributes(attribute("email", email)?)
            .user_attributes(attribute("email_verified", "true")?);
        for (name, value) in invitation.profile.all_attributes() {
            request = request.user_attributes(attribute(name, value)?);
        }
        if force {
            request = request.force_alias_creation(true);
        }
        let error = match with_retries_unless_done(|| request.clone().send(), deadline).await {
            Ok(answer) => {
                let user = answer
                    .user()
                    .ok_or(AdminError::Unavailable(Cause::NoUser))?;
                return Ok(Creation::Created(User::from(user), None));
            }
            Err(error) => error,
        };
        match error.exception.as_str() {
            exception::USERNAME_EXISTS => Ok(Creation::Taken {
                name: user_name.clone(),
                by_alias: false,
                unanswered: error.unanswered,
                asked_for: user_name,
            }),
            exception::ALIAS_EXISTS => Ok(Creation::Taken {
                name: email.to_owned(),
                by_alias: true,
                unanswered: error.unanswered,
                asked_for: user_name,
            }),
            _ => {
                self.failed(error, &user_name, invitation, now, deadline)
                    .await
            }
        }
    }

    /// Cognito stores the user before it asks for the message, so that a message that fails leaves
    /// a user behind (contract §6); a pre sign-up hook that fails leaves none.
    async fn failed(
        &self,
        error: CallError,
        user_name: &str,
        invitation: &Invitation,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Creation, AdminError> {
        if let Some(said) = said_by_pre_sign_up(&error) {
            return Err(AdminError::Rejected(said));
        }
        if !concerns_the_message(&error) {
            let unanswered = error.unanswered;
            return Err(match AdminError::from(error) {
                AdminError::Unavailable(why) if unanswered => AdminError::Unanswered(why),
                refusal => refusal,
            });
        }
        if names_pre_sign_up(&error) {
            return Err(AdminError::HookFailed {
                exception: error.exception,
            });
        }
        // Which hook failed is not always told, and the name may have been somebody's before, who
        // is not to be taken for new.
        let left = self.find(user_name, deadline).await?;
        let is_left = |account: &User| {
            let is_open = next(account, invitation, &self.pool) == Ok(Next::Complete);
            is_open && is_new(account, now)
        };
        match left.filter(is_left) {
            Some(account) => Ok(Creation::Created(account, Some(error.exception))),
            None if is_of_a_hook(&error) => Err(AdminError::HookFailed {
                exception: error.exception,
            }),
            None => Err(error.into()),
        }
    }
}
