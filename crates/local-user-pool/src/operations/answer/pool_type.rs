//! Pools in answers.

use serde_json::{Map, Value, json};

use crate::operations::answer::epoch_seconds;
use crate::state::pool::{Alias, Pool, SignIn};

/// The account in the ARNs of this server: AWS's example account.
const ACCOUNT: &str = "123456789012";

/// A pool in full (API reference: `UserPoolType`), with the defaults that AWS fills in.
pub(crate) fn pool_type(pool: &Pool) -> Value {
    let mut members = defaults();
    // The settings are structures of strings, numbers and maps: they always become an object.
    if let Ok(Value::Object(settings)) = serde_json::to_value(&pool.settings) {
        members.extend(settings);
    }
    for (name, value) in [
        ("Id", json!(pool.id)),
        ("Name", json!(pool.name)),
        ("Arn", json!(arn(pool))),
        ("CreationDate", epoch_seconds(pool.created)),
        ("LastModifiedDate", epoch_seconds(pool.modified)),
        ("EstimatedNumberOfUsers", json!(pool.users.len())),
        (
            "SchemaAttributes",
            json!(pool.schema.described().collect::<Vec<_>>()),
        ),
    ] {
        members.insert(name.to_owned(), value);
    }
    if pool.case_chosen || !pool.case_sensitive {
        let configuration = json!({ "CaseSensitive": pool.case_sensitive });
        members.insert("UsernameConfiguration".to_owned(), configuration);
    }
    let (kind, attributes) = match &pool.sign_in {
        SignIn::Username(aliases) => ("AliasAttributes", aliases),
        SignIn::Attribute(attributes) => ("UsernameAttributes", attributes),
    };
    set_names(&mut members, kind, attributes.iter());
    let verified = pool.settings.auto_verified_attributes.iter();
    set_names(&mut members, "AutoVerifiedAttributes", verified);
    add_older_texts(&mut members, pool);
    let mut members = members.into();
    add_validity(&mut members, pool);
    members
}

/// Adds three texts of the template under their older names.
fn add_older_texts(members: &mut Map<String, Value>, pool: &Pool) {
    let template = &pool.settings.verification_message_template;
    for (name, text) in [
        ("EmailVerificationMessage", &template.email_message),
        ("EmailVerificationSubject", &template.email_subject),
        ("SmsVerificationMessage", &template.sms_message),
    ] {
        if let Some(text) = text {
            members.insert(name.to_owned(), json!(text));
        }
    }
}

/// Adds the lifetime of a temporary password, under its old name as well.
fn add_validity(members: &mut Value, pool: &Pool) {
    let days = pool.settings.policies.password_policy.temporary_days();
    for (structure, name) in [
        ("/Policies/PasswordPolicy", "TemporaryPasswordValidityDays"),
        ("/AdminCreateUserConfig", "UnusedAccountValidityDays"),
    ] {
        if let Some(Value::Object(structure)) = members.pointer_mut(structure) {
            structure.insert(name.to_owned(), json!(days));
        }
    }
}

/// A pool in a list (API reference: `UserPoolDescriptionType`).
pub(crate) fn description(pool: &Pool) -> Value {
    json!({
        "Id": pool.id,
        "Name": pool.name,
        "LambdaConfig": pool.settings.lambda_config,
        "CreationDate": epoch_seconds(pool.created),
        "LastModifiedDate": epoch_seconds(pool.modified),
    })
}

/// The Amazon Resource Name of a pool (contract §10).
fn arn(pool: &Pool) -> String {
    format!(
        "arn:aws:cognito-idp:{}:{ACCOUNT}:userpool/{}",
        pool.region(),
        pool.id
    )
}

/// The defaults of settings (API reference: `CreateUserPool`, examples).
fn defaults() -> Map<String, Value> {
    let defaults = [
        ("DeletionProtection", json!("INACTIVE")),
        ("MfaConfiguration", json!("OFF")),
        ("UserPoolTags", json!({})),
        ("UserPoolTier", json!("ESSENTIALS")),
    ];
    defaults
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// Sets a list of attributes, or leaves it out if it is empty.
fn set_names<'a>(
    members: &mut Map<String, Value>,
    list: &str,
    attributes: impl Iterator<Item = &'a Alias>,
) {
    let names: Vec<&str> = attributes.map(|alias| alias.attribute()).collect();
    if names.is_empty() {
        members.remove(list);
        return;
    }
    members.insert(list.to_owned(), json!(names));
}
