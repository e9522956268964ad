//! Pools in answers.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::operations::answer::{epoch_seconds, merged};
use crate::state::json::set;
use crate::state::pool::{Alias, Pool, SignIn};

/// The account in the ARNs of this server: AWS's example account.
const ACCOUNT: &str = "123456789012";

/// A pool in full (API reference: `UserPoolType`), with the defaults that AWS fills in.
pub(crate) fn pool_type(pool: &Pool) -> Value {
    let mut answer = merged([
        defaults(),
        json!(pool.settings),
        json!({
            "Id": pool.id,
            "Name": pool.name,
            "Arn": arn(pool),
            "CreationDate": epoch_seconds(pool.created),
            "LastModifiedDate": epoch_seconds(pool.modified),
            "EstimatedNumberOfUsers": pool.users.len(),
            "SchemaAttributes": pool.schema.described().collect::<Vec<_>>(),
        }),
    ]);
    if pool.case_chosen || !pool.case_sensitive {
        let configuration = json!({ "CaseSensitive": pool.case_sensitive });
        set(&mut answer, "UsernameConfiguration", configuration);
    }
    let (kind, attributes) = match &pool.sign_in {
        SignIn::Username(aliases) => ("AliasAttributes", aliases),
        SignIn::Attribute(attributes) => ("UsernameAttributes", attributes),
    };
    set_names(&mut answer, kind, attributes);
    let verified = &pool.settings.auto_verified_attributes;
    set_names(&mut answer, "AutoVerifiedAttributes", verified);
    add_older_texts(&mut answer, pool);
    add_validity(&mut answer, pool);
    answer
}

/// Adds three texts of the template under their older names.
fn add_older_texts(answer: &mut Value, pool: &Pool) {
    let template = &pool.settings.verification_message_template;
    for (name, text) in [
        ("EmailVerificationMessage", &template.email_message),
        ("EmailVerificationSubject", &template.email_subject),
        ("SmsVerificationMessage", &template.sms_message),
    ] {
        if let Some(text) = text {
            set(answer, name, json!(text));
        }
    }
}

/// Adds the lifetime of a temporary password, under its old name as well.
fn add_validity(answer: &mut Value, pool: &Pool) {
    let days = pool.settings.policies.password_policy.temporary_days();
    for (structure, name) in [
        ("/Policies/PasswordPolicy", "TemporaryPasswordValidityDays"),
        ("/AdminCreateUserConfig", "UnusedAccountValidityDays"),
    ] {
        if let Some(Value::Object(structure)) = answer.pointer_mut(structure) {
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
fn defaults() -> Value {
    json!({
        "DeletionProtection": "INACTIVE",
        "MfaConfiguration": "OFF",
        "UserPoolTags": {},
        "UserPoolTier": "ESSENTIALS",
    })
}

/// Sets a list of attributes, or leaves it out if it is empty.
fn set_names(answer: &mut Value, list: &str, attributes: &BTreeSet<Alias>) {
    if attributes.is_empty() {
        if let Value::Object(answer) = answer {
            answer.remove(list);
        }
        return;
    }
    let names: Vec<&str> = attributes.iter().map(|alias| alias.attribute()).collect();
    set(answer, list, names);
}
