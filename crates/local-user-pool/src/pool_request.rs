//! What requests say of a pool: the part that stays as it is, and the settings.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::members::Members;
use crate::pool::{Alias, Pool, PoolSettings, SignIn};
use crate::schema::SchemaAttribute;

/// The settings that are kept and shown without a meaning here. Any other member is not one of a
/// pool's settings.
const OTHER: [&str; 9] = [
    "DeletionProtection",
    "DeviceConfiguration",
    "MfaConfiguration",
    "SmsAuthenticationMessage",
    "SmsConfiguration",
    "UserPoolAddOns",
    "UserPoolTags",
    "UserPoolTier",
    "VerificationMessageTemplate",
];

/// What is chosen when a pool is made, for good.
pub(crate) struct Foundation {
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

impl Foundation {
    pub(crate) fn read(members: &mut Members) -> Self {
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

    /// Gives it to a new pool.
    pub(crate) fn lay(self, pool: &mut Pool) -> Result<(), ApiError> {
        if !self.aliases.is_empty() && !self.usernames.is_empty() {
            return Err(ApiError::invalid(
                "Only one of the aliasAttributes or usernameAttributes can be set in a User Pool.",
            ));
        }
        pool.sign_in = if self.usernames.is_empty() {
            SignIn::Username(self.aliases)
        } else {
            SignIn::Attribute(self.usernames)
        };
        pool.case_chosen = self.case_sensitive.is_some();
        pool.case_sensitive = self.case_sensitive.unwrap_or(pool.case_sensitive);
        pool.schema.amend(&self.schema)
    }
}

/// The settings: everything about them that was not taken yet. What is left out has its default.
///
/// This ends the reading: it refuses whatever is wrong with any member of the request.
pub(crate) fn settings(members: &mut Members) -> Result<PoolSettings, ApiError> {
    let verified = members.choices("AutoVerifiedAttributes", &["phone_number", "email"]);
    let mut settings: PoolSettings = members.rest();
    settings.auto_verified_attributes = named(&verified);
    settings
        .other
        .retain(|name, _| OTHER.contains(&name.as_str()));

    check_ranges(members, &settings);
    members.valid()?;
    merge_validity(&mut settings)?;
    check_one_function(&settings)?;
    check_tags(&settings)?;
    Ok(settings)
}

/// The old name of the pre token generation hook and the one with a version name one function (API
/// reference: `LambdaConfigType`, `PreTokenGeneration`). No source shows the text.
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

/// Tags that begin with `aws:` are AWS's to set (tagging reference, "Tag naming limits"): a pool of
/// a stack that is fed back as it was described has some. The text is that of other services.
fn check_tags(settings: &PoolSettings) -> Result<(), ApiError> {
    if own_tags(settings).next().is_some() {
        return Err(ApiError::invalid(
            "aws: prefixed tag key names are not allowed for external use.",
        ));
    }
    Ok(())
}

/// Holds the numbers against the API model.
fn check_ranges(members: &mut Members, settings: &PoolSettings) {
    let policy = &settings.policies.password_policy;
    let old_days = settings
        .admin_create_user_config
        .unused_account_validity_days;
    let length = i64::try_from(policy.minimum_length).unwrap_or(i64::MAX);
    let days = policy.temporary_password_validity_days;
    let policy = "policies.passwordPolicy";
    members.within(&format!("{policy}.minimumLength"), length, 6, 99);
    let path = format!("{policy}.temporaryPasswordValidityDays");
    members.within(&path, days, 0, 365);
    let path = "adminCreateUserConfig.unusedAccountValidityDays";
    members.within(path, old_days, 0, 365);
}

/// A temporary password's lifetime has two names, of which a request uses one: a described pool
/// that is fed back as it is says both and is refused (contract §11, pulumi-aws-native#1256). Zero
/// counts as nothing said (terraform-provider-aws#8845).
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

/// Hands AWS's own tags on to settings that are set anew: nobody takes them off.
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
