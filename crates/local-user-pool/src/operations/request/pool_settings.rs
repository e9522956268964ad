//! Pools in requests: the choices of a new pool, and the settings.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::delivery::message::Part;
use crate::operations::request::members::Reader;
use crate::operations::request::schema_attribute::SchemaAttribute;
use crate::state::error::ApiError;
use crate::state::pool::{Alias, Pool, PoolSettings, SignIn, VerificationMessageTemplate};

/// The settings that are kept unchanged. OPERATIONS.md says which of them have an effect here. All
/// other unknown members are ignored.
const OTHER: [&str; 11] = [
    "AcrConfiguration",
    "DcrConfiguration",
    "DeletionProtection",
    "DeviceConfiguration",
    "IssuerConfiguration",
    "KeyConfiguration",
    "SmsAuthenticationMessage",
    "SmsConfiguration",
    "UserPoolAddOns",
    "UserPoolTags",
    "UserPoolTier",
];

/// The values of `UserPoolMfaType` in the API model.
const MFA: [&str; 3] = ["OFF", "ON", "OPTIONAL"];

/// The values of `AuthFactorType` in the API model.
const FACTORS: [&str; 5] = [
    "PASSWORD",
    "EMAIL_OTP",
    "SMS_OTP",
    "WEB_AUTHN",
    "SOFTWARE_TOKEN",
];

/// The choices that a new pool keeps for good.
pub(crate) struct NewPool {
    aliases: BTreeSet<Alias>,
    usernames: BTreeSet<Alias>,
    case_sensitive: Option<bool>,
    schema: Vec<SchemaAttribute>,
}

/// API reference: `UsernameConfigurationType`.
#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UsernameConfiguration {
    case_sensitive: bool,
}

impl NewPool {
    pub(crate) fn read(members: &mut Reader) -> Self {
        let configuration = members.structure::<UsernameConfiguration>("UsernameConfiguration");
        let aliases = members.choices(
            "AliasAttributes",
            &["phone_number", "email", "preferred_username"],
        );
        let usernames = members.choices("UsernameAttributes", &["phone_number", "email"]);
        Self {
            aliases: named(&aliases),
            usernames: named(&usernames),
            case_sensitive: configuration.map(|configuration| configuration.case_sensitive),
            schema: members.structure("Schema").unwrap_or_default(),
        }
    }

    /// The pool, without users, groups and clients. Its name is the identifier unless it has one.
    pub(crate) fn create(
        self,
        id: String,
        name: Option<String>,
        settings: PoolSettings,
        now: Timestamp,
    ) -> Result<Pool, ApiError> {
        if !self.aliases.is_empty() && !self.usernames.is_empty() {
            return Err(ApiError::invalid(
                "Only one of the aliasAttributes or usernameAttributes can be set in a User Pool.",
            ));
        }
        let mut pool = Pool::new(id);
        pool.name = name.unwrap_or(pool.name);
        pool.created = now;
        pool.modified = now;
        pool.settings = settings;
        pool.sign_in = if self.usernames.is_empty() {
            SignIn::Username(self.aliases)
        } else {
            SignIn::Attribute(self.usernames)
        };
        pool.case_chosen = self.case_sensitive.is_some();
        pool.case_sensitive = self.case_sensitive.unwrap_or(pool.case_sensitive);
        pool.schema.amend(&self.schema)?;
        Ok(pool)
    }
}

/// Settings of a request, of which each member is valid by itself.
pub(crate) struct RequestedSettings(PoolSettings);

/// Reads the settings: all members that were not read yet. A setting that is left out has its
/// default.
pub(crate) fn settings(members: &mut Reader) -> RequestedSettings {
    let verified = members.choices("AutoVerifiedAttributes", &["phone_number", "email"]);
    let mfa = members.choice_of("MfaConfiguration", &MFA);
    let older = OlderTexts::read(members);
    let mut settings: PoolSettings = members.rest();
    settings.auto_verified_attributes = named(&verified);
    settings
        .other
        .retain(|name, _| OTHER.contains(&name.as_str()));
    if let Some(mfa) = mfa {
        let name = "MfaConfiguration".to_owned();
        settings.other.insert(name, mfa.into());
    }

    check_ranges(members, &settings);
    check_texts(members, &settings.verification_message_template);
    check_factors(members, &settings);
    older.fill(&mut settings.verification_message_template);
    RequestedSettings(settings)
}

impl RequestedSettings {
    /// The settings, if the combination is possible.
    pub(crate) fn check(self) -> Result<PoolSettings, ApiError> {
        let Self(mut settings) = self;
        check_mfa(&settings)?;
        check_only_passwords(&settings)?;
        merge_validity(&mut settings)?;
        check_one_function(&settings)?;
        check_tags(&settings)?;
        Ok(settings)
    }
}

/// The older names of three members of `VerificationMessageTemplate`. If a request has a text under
/// both names, the template's counts. Which one counts at AWS is not established.
struct OlderTexts {
    email_message: Option<String>,
    email_subject: Option<String>,
    sms_message: Option<String>,
}

impl OlderTexts {
    fn read(members: &mut Reader) -> Self {
        let mut text = |name: &str, path: &str, part: Part| {
            let text: Option<String> = members.structure(name);
            check_text(members, path, part, text.as_deref());
            text
        };
        Self {
            email_message: text(
                "EmailVerificationMessage",
                "emailVerificationMessage",
                Part::Email,
            ),
            email_subject: text(
                "EmailVerificationSubject",
                "emailVerificationSubject",
                Part::Subject,
            ),
            sms_message: text(
                "SmsVerificationMessage",
                "smsVerificationMessage",
                Part::Sms,
            ),
        }
    }

    fn fill(self, template: &mut VerificationMessageTemplate) {
        let fill = |member: &mut Option<String>, older: Option<String>| {
            *member = member.take().or(older);
        };
        fill(&mut template.email_message, self.email_message);
        fill(&mut template.email_subject, self.email_subject);
        fill(&mut template.sms_message, self.sms_message);
    }
}

/// Checks the texts of the template against the API model.
fn check_texts(members: &mut Reader, template: &VerificationMessageTemplate) {
    for (name, part, text) in [
        ("smsMessage", Part::Sms, &template.sms_message),
        ("emailMessage", Part::Email, &template.email_message),
        ("emailSubject", Part::Subject, &template.email_subject),
        (
            "emailMessageByLink",
            Part::EmailByLink,
            &template.email_message_by_link,
        ),
        (
            "emailSubjectByLink",
            Part::Subject,
            &template.email_subject_by_link,
        ),
    ] {
        let path = format!("verificationMessageTemplate.{name}");
        check_text(members, &path, part, text.as_deref());
    }
}

fn check_text(members: &mut Reader, path: &str, part: Part, text: Option<&str>) {
    let constraint = text.and_then(|text| Some((text, part.constraint(text)?)));
    if let Some((text, constraint)) = constraint {
        members.violate(path, text, &constraint);
    }
}

/// Checks the names of factors against the API model.
fn check_factors(members: &mut Reader, settings: &PoolSettings) {
    let factors = &settings.policies.sign_in_policy.allowed_first_auth_factors;
    for (factor, position) in factors.iter().zip(1_usize..) {
        let path = format!("policies.signInPolicy.allowedFirstAuthFactors.{position}.member");
        members.one_of(&path, factor, &FACTORS);
    }
}

/// Both operations know only SMS as a second factor, and refuse it in these words if SMS is not
/// configured (contract §14). `OPTIONAL` asks only users who chose a second factor, and here they
/// cannot. `ON` asks all users, which this server cannot do.
fn check_mfa(settings: &PoolSettings) -> Result<(), ApiError> {
    let mfa = settings.other.get("MfaConfiguration");
    let Some(mfa) = mfa.filter(|mfa| *mfa != "OFF") else {
        return Ok(());
    };
    if !settings.other.contains_key("SmsConfiguration") {
        return Err(ApiError::invalid(
            "SMS configuration and Auto verification for phone_number are required when MFA is \
             required/optional",
        ));
    }
    if *mfa == "ON" {
        return Err(ApiError::invalid(
            "MfaConfiguration ON is not supported by this local user pool: it asks nobody for a \
             second factor. Use OFF or OPTIONAL.",
        ));
    }
    Ok(())
}

/// This server signs in with passwords only, so it refuses other first factors.
fn check_only_passwords(settings: &PoolSettings) -> Result<(), ApiError> {
    let factors = &settings.policies.sign_in_policy.allowed_first_auth_factors;
    match factors.iter().find(|factor| *factor != "PASSWORD") {
        Some(factor) => Err(ApiError::invalid(format!(
            "The first factor {factor} is not supported by this local user pool, which signs in \
             with PASSWORD alone."
        ))),
        None => Ok(()),
    }
}

/// The two settings of pre token generation have to name the same function (API reference:
/// `LambdaConfigType`, `PreTokenGeneration`). No source shows the text.
fn check_one_function(settings: &PoolSettings) -> Result<(), ApiError> {
    let config = &settings.lambda_config;
    let versioned = config.pre_token_generation_config.as_ref();
    match (&config.pre_token_generation, versioned) {
        (Some(plain), Some(versioned)) if *plain != versioned.lambda_arn => Err(ApiError::invalid(
            "PreTokenGeneration and PreTokenGenerationConfig must have the same ARN.",
        )),
        _ => Ok(()),
    }
}

/// Only AWS sets tags that begin with `aws:` (tagging reference, "Tag naming limits"). A described
/// pool of a stack has some. The text is that of other services.
fn check_tags(settings: &PoolSettings) -> Result<(), ApiError> {
    if own_tags(settings).next().is_some() {
        return Err(ApiError::invalid(
            "aws: prefixed tag key names are not allowed for external use.",
        ));
    }
    Ok(())
}

/// Checks the numbers against the API model.
fn check_ranges(members: &mut Reader, settings: &PoolSettings) {
    let policy = &settings.policies.password_policy;
    let length = i64::try_from(policy.minimum_length).unwrap_or(i64::MAX);
    let days = policy.temporary_password_validity_days;
    let old_days = settings
        .admin_create_user_config
        .unused_account_validity_days;
    for (path, value, least, greatest) in [
        ("policies.passwordPolicy.minimumLength", length, 6, 99),
        (
            "policies.passwordPolicy.temporaryPasswordValidityDays",
            days,
            0,
            365,
        ),
        (
            "adminCreateUserConfig.unusedAccountValidityDays",
            old_days,
            0,
            365,
        ),
        (
            "policies.passwordPolicy.passwordHistorySize",
            policy.password_history_size,
            0,
            24,
        ),
    ] {
        members.within(path, value, least, greatest);
    }
}

/// The lifetime of a temporary password has two names, and a request may use one of them. A
/// described pool has both, so that it is refused as a request (contract §11,
/// pulumi-aws-native#1256). Zero counts as absent (terraform-provider-aws#8845).
fn merge_validity(settings: &mut PoolSettings) -> Result<(), ApiError> {
    let old = std::mem::take(
        &mut settings
            .admin_create_user_config
            .unused_account_validity_days,
    );
    let days = &mut settings
        .policies
        .password_policy
        .temporary_password_validity_days;
    if old != 0 && *days != 0 {
        return Err(ApiError::invalid(
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of \
             UnusedAccountValidityDays",
        ));
    }
    *days = old.max(*days);
    Ok(())
}

/// Keeps AWS's own tags in the new settings: no request can remove them.
pub(crate) fn keep_own_tags(old: &PoolSettings, new: &mut PoolSettings) {
    let own: Vec<(String, Value)> = own_tags(old)
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if own.is_empty() {
        return;
    }
    let tags = new.other.entry("UserPoolTags");
    if let Value::Object(tags) = tags.or_insert_with(|| Value::Object(Map::new())) {
        tags.extend(own);
    }
}

fn own_tags(settings: &PoolSettings) -> impl Iterator<Item = (&String, &Value)> {
    let tags = settings
        .other
        .get("UserPoolTags")
        .and_then(Value::as_object);
    let tags = tags.into_iter().flatten();
    tags.filter(|(key, _)| key.starts_with("aws:"))
}

fn named(attributes: &BTreeSet<String>) -> BTreeSet<Alias> {
    let all = [Alias::Email, Alias::PhoneNumber, Alias::PreferredUsername];
    all.into_iter()
        .filter(|alias| attributes.contains(alias.attribute()))
        .collect()
}
