//! The one request that creates users and sends invitations again, and what its failures mean.

use aws_sdk_cognitoidentityprovider::operation::admin_create_user::builders::AdminCreateUserFluentBuilder;
use aws_sdk_cognitoidentityprovider::types::DeliveryMediumType;
use cognito::CallError;

use crate::administration::{Administration, attribute};
use crate::error::AdminError;
use crate::password::TemporaryPassword;
use crate::profile::HookData;

impl Administration {
    /// The request that creates a user or sends its invitation again, with all that must never be
    /// left out: the mail would go nowhere without the medium, whose default is SMS (contract §9).
    /// A password of ours keeps the link whole, and keeps an invitation one where the pool allows
    /// signing in without a password.
    ///
    /// It names no attribute. Whether Cognito stores those of a RESEND is not documented, and
    /// nobody vouches for the address of an account that exists already.
    pub(crate) fn admin_create_user(
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
}

/// What a pre sign-up hook said, without what Cognito writes around it (contract §6).
pub(crate) fn said_by_pre_sign_up(error: &CallError) -> Option<String> {
    let said = error
        .message
        .strip_prefix("PreSignUp failed with error ")
        .filter(|_| error.is("UserLambdaValidationException"))?;
    Some(said.strip_suffix('.').unwrap_or(said).to_owned())
}

/// Whether the hook that failed is said to be the one before there is a user (contract §6).
pub(crate) fn names_pre_sign_up(error: &CallError) -> bool {
    is_of_a_hook(error) && error.message.starts_with("PreSignUp ")
}

/// Whether a hook failed, whichever it was.
pub(crate) fn is_of_a_hook(error: &CallError) -> bool {
    matches!(
        error.exception.as_str(),
        "UserLambdaValidationException"
            | "UnexpectedLambdaException"
            | "InvalidLambdaResponseException"
    )
}

/// Whether the message may be what failed: its hook, its text or its delivery.
pub(crate) fn concerns_the_message(error: &CallError) -> bool {
    let text_refused = error.is("InvalidParameterException")
        && ["emailBody", "emailMessage", "emailSubject", "smsMessage"]
            .iter()
            .any(|part| error.message.contains(part));
    text_refused || error.is("CodeDeliveryFailureException") || is_of_a_hook(error)
}
