//! Pools in answers.

use serde_json::{Value, json};

use crate::operations::answer::{epoch_seconds, merged};
use crate::state::pool::{Pool, SignIn};

/// The account in the ARNs of this server: AWS's example account.
pub(crate) const ACCOUNT: &str = "123456789012";

/// A pool in full (API reference: `UserPoolType`), with the defaults that AWS fills in.
pub(crate) fn pool_type(pool: &Pool) -> Value {
    let (kind, attributes) = match &pool.sign_in {
        SignIn::Username(aliases) => ("AliasAttributes", aliases),
        SignIn::Attribute(attributes) => ("UsernameAttributes", attributes),
    };
    let case = (pool.case_chosen || !pool.case_sensitive)
        .then(|| json!({ "CaseSensitive": pool.case_sensitive }));
    let template = &pool.settings.verification_message_template;
    let mut answer = merged([
        defaults(),
        json!(pool.settings),
        json!({
            "Id": pool.id,
            "Name": pool.name,
            "Arn": arn(pool),
            "Domain": pool.domain,
            "CreationDate": epoch_seconds(pool.created),
            "LastModifiedDate": epoch_seconds(pool.modified),
            "EstimatedNumberOfUsers": pool.users.len(),
            "SchemaAttributes": pool.schema.described().collect::<Vec<_>>(),
            "UsernameConfiguration": case,
            kind: Some(attributes).filter(|attributes| !attributes.is_empty()),
            // The older names of three texts of the template.
            "EmailVerificationMessage": template.email_message,
            "EmailVerificationSubject": template.email_subject,
            "SmsVerificationMessage": template.sms_message,
        }),
    ]);
    add_validity(&mut answer, pool);
    answer
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
