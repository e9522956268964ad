//! The settings of a pool. `UpdateUserPool` replaces them all: a setting that it leaves out goes
//! back to its default (contract §10).
//!
//! The structures have AWS's names and formats, so requests and answers use them directly (answers
//! leave out what is null). Members without an effect here are kept unchanged.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::PasswordPolicy;
use super::account_recovery::AccountRecoverySetting;
use super::alias::Alias;
use super::verification_message::VerificationMessageTemplate;

/// The changeable settings of a pool (API reference: `UserPoolType`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PoolSettings {
    /// `Policies`
    pub policies: Policies,
    /// The functions that the pool calls.
    pub lambda_config: LambdaConfig,
    /// The addresses that are verified by a code at sign-up.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub auto_verified_attributes: BTreeSet<Alias>,
    /// How users that an administrator creates are invited, and whether others may sign up.
    pub admin_create_user_config: AdminCreateUserConfig,
    /// The sender of mails: Cognito itself, or an SES identity.
    pub email_configuration: EmailConfiguration,
    /// The texts of messages that verify an address.
    pub verification_message_template: VerificationMessageTemplate,
    /// Whether a changed address takes effect only once it is verified.
    pub user_attribute_update_settings: UserAttributeUpdateSettings,
    /// The addresses for recovering a forgotten password.
    pub account_recovery_setting: AccountRecoverySetting,
    /// All other members, unchanged.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl PoolSettings {
    /// Whether tokens name the issuer of 2026 (API reference: `IssuerConfigurationType`).
    pub(crate) fn has_updated_issuer(&self) -> bool {
        let configuration = self.other.get("IssuerConfiguration");
        let kind = configuration.and_then(|configuration| configuration.get("Type"));
        kind.and_then(Value::as_str) == Some("UPDATED")
    }
}

/// API reference: `UserPoolPolicyType`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Policies {
    /// The password policy.
    pub password_policy: PasswordPolicy,
    /// The first factors of a sign-in.
    pub sign_in_policy: SignInPolicy,
    /// All other members, unchanged.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Policies {
    /// Whether users may sign in with a code instead of a password.
    pub(crate) fn offers_codes(&self) -> bool {
        let mut factors = self.sign_in_policy.allowed_first_auth_factors.iter();
        factors.any(|factor| matches!(factor.as_str(), "EMAIL_OTP" | "SMS_OTP"))
    }
}

/// API reference: `SignInPolicyType`.
///
/// This server signs in with passwords only, and refuses a request that sets other factors. The
/// owner of the pool may set them here, to see how clients react.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SignInPolicy {
    /// `PASSWORD`, `EMAIL_OTP`, `SMS_OTP`, `WEB_AUTHN`. The default is `PASSWORD`.
    pub allowed_first_auth_factors: Vec<String>,
}

impl Default for SignInPolicy {
    fn default() -> Self {
        Self {
            allowed_first_auth_factors: vec!["PASSWORD".to_owned()],
        }
    }
}

/// API reference: `LambdaConfigType`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LambdaConfig {
    /// Runs before a user is created.
    pub pre_sign_up: Option<String>,
    /// Writes the text of a message.
    pub custom_message: Option<String>,
    /// Runs after a confirmed sign-up or password reset.
    pub post_confirmation: Option<String>,
    /// Runs before a password is checked.
    pub pre_authentication: Option<String>,
    /// Runs after a successful authentication, before tokens are issued.
    pub post_authentication: Option<String>,
    /// Changes the claims of tokens, with version 1 events.
    pub pre_token_generation: Option<String>,
    /// The same with a chosen version of events. It takes precedence.
    pub pre_token_generation_config: Option<VersionedLambda>,
    /// All other hooks, unchanged. They never run.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// API reference: `PreTokenGenerationVersionConfigType`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct VersionedLambda {
    /// `V1_0`, `V2_0` or `V3_0`.
    pub lambda_version: String,
    /// The function.
    pub lambda_arn: String,
}

/// API reference: `AdminCreateUserConfigType`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminCreateUserConfig {
    /// Whether only administrators create users.
    pub allow_admin_create_user_only: bool,
    /// The texts of invitations.
    pub invite_message_template: Option<InviteMessageTemplate>,
    /// The old name of the password policy's `TemporaryPasswordValidityDays`. Answers have both.
    #[serde(skip_serializing)]
    pub unused_account_validity_days: i64,
    /// All other members, unchanged.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// API reference: `MessageTemplateType`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct InviteMessageTemplate {
    /// The text of an SMS.
    #[serde(rename = "SMSMessage")]
    pub sms_message: Option<String>,
    /// The body of a mail.
    pub email_message: Option<String>,
    /// The subject of a mail.
    pub email_subject: Option<String>,
}

/// API reference: `EmailConfigurationType`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct EmailConfiguration {
    /// The kind of sender.
    pub email_sending_account: EmailSendingAccount,
    /// The sender's address and name.
    pub from: Option<String>,
    /// Where answers go.
    pub reply_to_email_address: Option<String>,
    /// All other members, unchanged.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The sender of a pool's mails. Cognito accepts the mail body of a hook only if an SES identity
/// sends it (contract §4.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EmailSendingAccount {
    /// Cognito's own sender: 50 mails a day, without bodies of hooks.
    #[default]
    CognitoDefault,
    /// An SES identity.
    Developer,
}

/// API reference: `UserAttributeUpdateSettingsType`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UserAttributeUpdateSettings {
    /// The addresses whose old value stays until the new one is verified.
    pub attributes_require_verification_before_update: BTreeSet<Alias>,
}
