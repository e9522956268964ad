//! `AdminCreateUser`: the one request that creates users and sends invitations again, and what its
//! failures mean.

use aws_sdk_cognitoidentityprovider::operation::admin_create_user::builders::AdminCreateUserFluentBuilder;
use aws_sdk_cognitoidentityprovider::types::{DeliveryMediumType, MessageActionType};
use cognito::call::with_retries_unless_done;
use cognito::user_pool::Naming;
use cognito::{CallError, Cause, User, UserStatus, exception};
use invitation::{INVITED_ATTRIBUTE, InvitationRecord};
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use crate::administration::{Administration, attribute};
use crate::error::AdminError;
use crate::naming;
use crate::outcome::{Delivery, Invited, Outcome};
use crate::password::TemporaryPassword;
use crate::profile::{HookData, Invitation};
use crate::record_request::Handover;

/// How far the clocks here and at AWS can be apart: AWS refuses a signature that is older.
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(5);

/// What Cognito answered when it was asked for a user.
pub(crate) enum Answer {
    /// There is a new user.
    Created(User, TemporaryPassword),
    /// The message failed, or a hook that may be the one for it: there may be a new user.
    Undelivered {
        /// The user name that was asked for.
        user_name: String,
        /// How it failed.
        error: CallError,
    },
    /// Another user has the user name or the address.
    Taken(Taken),
}

/// A user name or an address that another user has.
pub(crate) struct Taken {
    /// The name or address.
    pub(crate) name: String,
    /// Whether it is the address, which that user has as a verified alias.
    pub(crate) by_alias: bool,
    /// Whether an earlier attempt got no answer: then it may be that attempt's user.
    pub(crate) unanswered: bool,
    /// The user name that was asked for.
    pub(crate) asked_for: String,
}

/// Whether the user can have been created by the call that began at `now`: by an administrator, and
/// not before.
pub(crate) fn is_new(user: &User, now: Timestamp) -> bool {
    let begun = now.saturating_sub(CLOCKS_APART).unwrap_or(now);
    let is_created_since = user.created.is_none_or(|created| created >= begun);
    user.status == UserStatus::ForceChangePassword && is_created_since
}

impl Administration {
    /// The request that creates a user or sends its invitation again, with all that must never be
    /// left out: the mail would go nowhere without the medium, whose default is SMS (contract §9).
    /// We make the password: Cognito's may hold characters that break the link, and without one, a
    /// pool that allows signing in without a password creates a member.
    ///
    /// It names no attribute. Whether Cognito stores those of a RESEND is not documented, and
    /// nobody vouches for the address of an account that exists already.
    fn admin_create_user(
        &self,
        user_name: &str,
        hook_data: &HookData,
        password: &TemporaryPassword,
    ) -> Result<AdminCreateUserFluentBuilder, AdminError> {
        let client_metadata = hook_data.client_metadata.clone().into_iter().collect();
        let mut request = self
            .cognito
            .admin_create_user()
            .user_pool_id(&self.pool.id)
            .username(user_name)
            .set_client_metadata((!hook_data.client_metadata.is_empty()).then_some(client_metadata))
            .temporary_password(password.expose())
            .desired_delivery_mediums(DeliveryMediumType::Email);
        for (key, value) in &hook_data.validation_data {
            request = request.validation_data(attribute(key, value)?);
        }
        Ok(request)
    }

    /// Asks Cognito for a user. With `force`, a user who has the address as an alias loses it.
    pub(crate) async fn create_user(
        &self,
        invitation: &Invitation,
        record: Option<&InvitationRecord>,
        force: bool,
        deadline: Instant,
    ) -> Result<Answer, AdminError> {
        let mut random = [0; 16];
        getrandom::fill(&mut random)?;
        let user_name = naming::user_name(&self.pool, invitation, random)?;
        let password = TemporaryPassword::draw(self.pool.password.minimum_length)?;
        let email = invitation.email.as_str();
        // The administrator vouches for the address of the account that this creates, unless the link is
        // handed over. Without the flag nobody could ever reset the password.
        let handover = invitation.record.handover;
        let is_verified = if handover == Handover::ByLink {
            "false"
        } else {
            "true"
        };
        let mut request = self
            .admin_create_user(&user_name, &invitation.hook_data, &password)?
            .user_attributes(attribute("email", email)?)
            .user_attributes(attribute("email_verified", is_verified)?);
        if handover != Handover::ByMail {
            request = request.message_action(MessageActionType::Suppress);
        }
        for (name, value) in invitation.profile.all_attributes() {
            request = request.user_attributes(attribute(name, value)?);
        }
        if let Some(record) = record {
            request = request.user_attributes(attribute(INVITED_ATTRIBUTE, &record.to_text())?);
        }
        if force {
            request = request.force_alias_creation(true);
        }
        let error = match with_retries_unless_done(|| request.clone().send(), deadline).await {
            Ok(answer) => {
                let user = answer
                    .user()
                    .ok_or(AdminError::Unavailable(Cause::NoUser))?;
                return Ok(Answer::Created(User::from(user), password));
            }
            Err(error) => error,
        };
        let (name, by_alias) = match error.exception.as_str() {
            exception::USERNAME_EXISTS => (user_name.as_str(), false),
            exception::ALIAS_EXISTS => (email, true),
            _ if concerns_the_message(&error) && !names_pre_sign_up(&error) => {
                return Ok(Answer::Undelivered { user_name, error });
            }
            _ => return Err(failed(error)),
        };
        Ok(Answer::Taken(Taken {
            name: name.to_owned(),
            by_alias,
            unanswered: error.unanswered,
            asked_for: user_name,
        }))
    }

    /// Sends the invitation of a completed user again.
    ///
    /// Each attempt whose answer is lost may send a mail, which cannot be helped: Cognito knows no
    /// key by which it would see a repeated request. They carry the same password, and any of the
    /// mails will do.
    pub(crate) async fn send_again(
        &self,
        user: &User,
        completed: Invited,
        hook_data: &HookData,
        deadline: Instant,
    ) -> Result<Invited, AdminError> {
        let password = TemporaryPassword::draw(self.pool.password.minimum_length)?;
        let email = user.attributes.get("email").unwrap_or_default();
        // Where the address is the user name, Cognito takes no other for this call.
        let user_name = match self.pool.naming {
            Naming::Address => email,
            Naming::PhoneNumber | Naming::BesideAddress | Naming::Given => &user.user_name,
        };
        let request = self
            .admin_create_user(user_name, hook_data, &password)?
            .message_action(MessageActionType::Resend);
        let mut resent = Invited {
            outcome: Outcome::Resent,
            mail: Delivery::Sent,
            ..completed
        };
        match with_retries_unless_done(|| request.clone().send(), deadline).await {
            Ok(answer) => {
                let user = answer.user().map(User::from);
                resent.expires = user.and_then(|user| self.expires(&user));
                Ok(resent)
            }
            Err(error) if error.is(exception::UNSUPPORTED_USER_STATE) => {
                Err(AdminError::AlreadyAccepted)
            }
            Err(error) if concerns_the_message(&error) => Ok(resent.undelivered(error.exception)),
            Err(error) => Err(error.into()),
        }
    }
}

/// Why there is no new user.
pub(crate) fn failed(error: CallError) -> AdminError {
    if let Some(said) = said_by_pre_sign_up(&error) {
        return AdminError::Rejected(said);
    }
    if is_of_a_hook(&error) {
        let exception = error.exception;
        return AdminError::HookFailed { exception };
    }
    let unanswered = error.unanswered && !concerns_the_message(&error);
    match AdminError::from(error) {
        AdminError::Unavailable(cause) if unanswered => AdminError::Unanswered(cause),
        error => error,
    }
}

/// What a pre sign-up hook said, without what Cognito writes around it (contract §6).
fn said_by_pre_sign_up(error: &CallError) -> Option<String> {
    let said = error
        .message
        .strip_prefix("PreSignUp failed with error ")
        .filter(|_| error.is(exception::USER_LAMBDA_VALIDATION))?;
    Some(said.strip_suffix('.').unwrap_or(said).to_owned())
}

/// Whether the hook that failed is said to be the one before there is a user (contract §6).
fn names_pre_sign_up(error: &CallError) -> bool {
    is_of_a_hook(error) && error.message.starts_with("PreSignUp ")
}

/// Whether a hook failed, whichever it was.
fn is_of_a_hook(error: &CallError) -> bool {
    [
        exception::USER_LAMBDA_VALIDATION,
        exception::UNEXPECTED_LAMBDA,
        exception::INVALID_LAMBDA_RESPONSE,
    ]
    .contains(&error.exception.as_str())
}

/// Whether the message may have failed: its hook, its text or its delivery.
fn concerns_the_message(error: &CallError) -> bool {
    let text_refused = error.is(exception::INVALID_PARAMETER)
        && ["emailBody", "emailMessage", "emailSubject", "smsMessage"]
            .iter()
            .any(|part| error.message.contains(part));
    text_refused || error.is(exception::CODE_DELIVERY_FAILURE) || is_of_a_hook(error)
}
