//! What requests say of a pool: the part that stays as it is, and the settings.

use std::collections::BTreeSet;

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
    Ok(settings)
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

fn named(attributes: &BTreeSet<String>) -> BTreeSet<Alias> {
    let all = [Alias::Email, Alias::PhoneNumber, Alias::PreferredUsername];
    all.into_iter()
        .filter(|alias| attributes.contains(alias.attribute()))
        .collect()
}
