//! Pre sign-up: decides whether a user is created (contract §2.3).

use std::collections::BTreeMap;

use serde_json::json;
use strum::IntoStaticStr;

use super::{CallerClient, Hook, HookCall, with_metadata};
use crate::state::attributes;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::json::set;
use crate::state::user::User;

/// How a new user is created. The trigger source names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(prefix = "PreSignUp_")]
pub(crate) enum SignUpSource {
    SignUp,
    AdminCreateUser,
    ExternalProvider,
}

/// The facts about a user who is not stored yet.
pub(crate) struct Candidate<'a> {
    pub(crate) source: SignUpSource,
    pub(crate) pool_id: &'a str,
    pub(crate) user: &'a User,
    pub(crate) client: CallerClient,
    /// None is null in the event.
    pub(crate) validation_data: Option<BTreeMap<String, String>>,
    /// None is absent from the event.
    pub(crate) client_metadata: Option<BTreeMap<String, String>>,
}

/// The decision of the hook. Without a hook nothing is confirmed or verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Admission {
    pub(crate) confirm: bool,
    pub(crate) verify_email: bool,
    pub(crate) verify_phone: bool,
}

impl Admission {
    /// Marks the addresses as verified that the hook verified.
    pub(crate) fn verify(self, user: &mut User) {
        let flags = [
            ("email_verified", self.verify_email),
            ("phone_number_verified", self.verify_phone),
        ];
        for (name, _) in flags.into_iter().filter(|(_, verified)| *verified) {
            attributes::set(user, name, "true");
        }
    }
}

impl Context {
    /// Runs the hook. For an administrator's user its flags mean nothing. For other users it cannot
    /// verify an address that the user does not have.
    pub(crate) async fn pre_sign_up(
        &self,
        candidate: Candidate<'_>,
    ) -> Result<Admission, ApiError> {
        let user = candidate.user;
        let mut attributes = json!(user.attributes);
        if candidate.source == SignUpSource::ExternalProvider {
            for alias in ["cognito:email_alias", "cognito:phone_number_alias"] {
                set(&mut attributes, alias, "");
            }
        }
        let request = json!({
            "userAttributes": attributes,
            "validationData": candidate.validation_data,
        });
        let response = self
            .run_hook(HookCall {
                hook: Hook::PreSignUp,
                source: candidate.source.into(),
                pool_id: candidate.pool_id.to_owned(),
                username: user.username.clone(),
                sub: user.username.clone(),
                client: candidate.client,
                request: with_metadata(request, candidate.client_metadata.as_ref()),
                response: json!({
                    "autoConfirmUser": false,
                    "autoVerifyEmail": false,
                    "autoVerifyPhone": false,
                }),
            })
            .await?;
        let Some(response) = response else {
            return Ok(Admission::default());
        };
        let admission = Admission {
            confirm: response.flag("autoConfirmUser")?,
            verify_email: response.flag("autoVerifyEmail")?,
            verify_phone: response.flag("autoVerifyPhone")?,
        };
        if candidate.source == SignUpSource::AdminCreateUser {
            return Ok(Admission::default());
        }
        let missing = |flag: bool, attribute: &str| flag && user.attribute(attribute).is_none();
        if missing(admission.verify_email, "email") {
            return Err(ApiError::invalid(
                "Email is required to auto verify the email",
            ));
        }
        if missing(admission.verify_phone, "phone_number") {
            return Err(ApiError::invalid(
                "Phone number is required to auto verify the phone number",
            ));
        }
        Ok(admission)
    }
}
