//! Which members of a described pool or app client are settings, in the form that an update takes.
//!
//! `UpdateUserPool` and `UpdateUserPoolClient` reset every setting that the request leaves out
//! (contract §10). So a request has all that was described, also settings that this program does not
//! know. That is why pools and clients are JSON here: the SDK's structures have only what AWS had
//! when the SDK was released.

use serde_json::{Map, Value};

/// In the answer of `DescribeUserPool`, but not in the request of `UpdateUserPool` (service model of
/// November 2026).
const POOL_FACTS: [&str; 14] = [
    "AliasAttributes",
    "Arn",
    "CreationDate",
    "CustomDomain",
    "Domain",
    "EmailConfigurationFailure",
    "EstimatedNumberOfUsers",
    "Id",
    "LastModifiedDate",
    "SchemaAttributes",
    "SmsConfigurationFailure",
    "Status",
    "UsernameAttributes",
    "UsernameConfiguration",
];

/// In both, `Name` as `PoolName` (service model of November 2026).
const POOL_SETTINGS: [&str; 24] = [
    "AccountRecoverySetting",
    "AcrConfiguration",
    "AdminCreateUserConfig",
    "AutoVerifiedAttributes",
    "DcrConfiguration",
    "DeletionProtection",
    "DeviceConfiguration",
    "EmailConfiguration",
    "EmailVerificationMessage",
    "EmailVerificationSubject",
    "IssuerConfiguration",
    "KeyConfiguration",
    "LambdaConfig",
    "MfaConfiguration",
    "Name",
    "Policies",
    "SmsAuthenticationMessage",
    "SmsConfiguration",
    "SmsVerificationMessage",
    "UserAttributeUpdateSettings",
    "UserPoolAddOns",
    "UserPoolTags",
    "UserPoolTier",
    "VerificationMessageTemplate",
];

/// In the answer of `DescribeUserPoolClient`, but not in the request of `UpdateUserPoolClient`. The
/// secret never leaves the answer.
const CLIENT_FACTS: [&str; 7] = [
    "ClientId",
    "ClientSecret",
    "ClientSecretArn",
    "ClientType",
    "CreationDate",
    "LastModifiedDate",
    "UserPoolId",
];

/// In both, of an app client.
const CLIENT_SETTINGS: [&str; 21] = [
    "AccessTokenValidity",
    "AllowedOAuthFlows",
    "AllowedOAuthFlowsUserPoolClient",
    "AllowedOAuthScopes",
    "AnalyticsConfiguration",
    "AuthSessionValidity",
    "CallbackURLs",
    "ClientName",
    "DefaultRedirectURI",
    "EnablePropagateAdditionalUserContextData",
    "EnableTokenRevocation",
    "ExplicitAuthFlows",
    "IdTokenValidity",
    "LogoutURLs",
    "PreventUserExistenceErrors",
    "ReadAttributes",
    "RefreshTokenRotation",
    "RefreshTokenValidity",
    "SupportedIdentityProviders",
    "TokenValidityUnits",
    "WriteAttributes",
];

/// Tags with this prefix are AWS's own: nobody else may set them, so a request that has one is
/// refused, and nobody can take them off (tagging reference, "Tag naming limits").
const AWS_TAG: &str = "aws:";

/// The settings of a described pool.
pub(crate) fn pool_settings(pool: &Value) -> Map<String, Value> {
    let mut settings = without(pool, &POOL_FACTS);
    if let Some(name) = settings.remove("Name") {
        settings.insert("PoolName".to_owned(), name);
    }
    if let Some(Value::Object(tags)) = settings.get_mut("UserPoolTags") {
        tags.retain(|key, _| !key.starts_with(AWS_TAG));
    }
    name_validity_once(&mut settings);
    settings
}

/// The settings of a described app client.
pub(crate) fn client_settings(client: &Value) -> Map<String, Value> {
    without(client, &CLIENT_FACTS)
}

/// The members of a described pool that this program does not know. They go back unchanged: if one
/// is a setting, leaving it out would reset it.
pub(crate) fn unknown_of_pool(pool: &Value) -> Vec<&str> {
    unknown(pool, &POOL_FACTS, &POOL_SETTINGS)
}

/// The same of a described app client.
pub(crate) fn unknown_of_client(client: &Value) -> Vec<&str> {
    unknown(client, &CLIENT_FACTS, &CLIENT_SETTINGS)
}

fn unknown<'a>(described: &'a Value, facts: &[&str], settings: &[&str]) -> Vec<&'a str> {
    let members = described.as_object().into_iter().flatten();
    let names = members.map(|(name, _)| name.as_str());
    names
        .filter(|name| !facts.contains(name) && !settings.contains(name))
        .collect()
}

/// The members in which two settings differ.
pub(crate) fn differences(one: &Map<String, Value>, other: &Map<String, Value>) -> Vec<String> {
    let mut names: Vec<&String> = one.keys().chain(other.keys()).collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .filter(|name| !is_same(one.get(*name), other.get(*name)))
        .cloned()
        .collect()
}

/// Lists of a pool and its clients are sets: AWS promises no order. An empty one is none.
fn is_same(one: Option<&Value>, other: Option<&Value>) -> bool {
    normal(one.unwrap_or(&Value::Null)) == normal(other.unwrap_or(&Value::Null))
}

fn normal(value: &Value) -> Value {
    let is_something = |value: &Value| match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    };
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(normal).collect();
            items.sort_by_key(Value::to_string);
            Some(Value::Array(items)).filter(is_something)
        }
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| (name.clone(), normal(value)));
            let members = members.filter(|(_, value)| is_something(value)).collect();
            Some(Value::Object(members)).filter(is_something)
        }
        other => Some(other.clone()),
    }
    .unwrap_or_default()
}

/// How long a temporary password lasts is described under two names and taken under one: both are
/// refused (contract §11, pulumi-aws-native#1256).
fn name_validity_once(settings: &mut Map<String, Value>) {
    const OLD: &str = "UnusedAccountValidityDays";
    const NEW: &str = "TemporaryPasswordValidityDays";
    let old = settings
        .get("AdminCreateUserConfig")
        .and_then(|config| config.get(OLD))
        .cloned();
    let policy = settings
        .get_mut("Policies")
        .and_then(|policies| policies.get_mut("PasswordPolicy"))
        .and_then(Value::as_object_mut);
    let (Some(old), Some(policy)) = (old, policy) else {
        return;
    };
    policy.entry(NEW).or_insert(old);
    if let Some(Value::Object(config)) = settings.get_mut("AdminCreateUserConfig") {
        config.remove(OLD);
    }
}

fn without(described: &Value, facts: &[&str]) -> Map<String, Value> {
    let members = described.as_object().into_iter().flatten();
    members
        .filter(|(name, value)| !value.is_null() && !facts.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_aws_refuses_is_not_fed_back() {
        let pool = json!({
            "Id": "eu-central-1_A", "Name": "Team", "Arn": "arn:…", "EstimatedNumberOfUsers": 7,
            "SchemaAttributes": [], "MfaConfiguration": "OFF", "SomethingNew": { "On": true },
            "UserPoolTags": { "team": "a", "aws:cloudformation:stack-name": "b" },
            "Policies": { "PasswordPolicy": { "MinimumLength": 8, "TemporaryPasswordValidityDays": 3 } },
            "AdminCreateUserConfig": { "AllowAdminCreateUserOnly": true, "UnusedAccountValidityDays": 3 },
            "Domain": null,
        });
        let expected = json!({
            "PoolName": "Team", "MfaConfiguration": "OFF", "SomethingNew": { "On": true },
            "UserPoolTags": { "team": "a" },
            "Policies": { "PasswordPolicy": { "MinimumLength": 8, "TemporaryPasswordValidityDays": 3 } },
            "AdminCreateUserConfig": { "AllowAdminCreateUserOnly": true },
        });
        assert_eq!(Value::Object(pool_settings(&pool)), expected);
    }

    #[test]
    fn a_validity_under_its_old_name_alone_is_kept() {
        let pool = json!({
            "Policies": { "PasswordPolicy": { "MinimumLength": 8 } },
            "AdminCreateUserConfig": { "UnusedAccountValidityDays": 30 },
        });
        let settings = Value::Object(pool_settings(&pool));
        let days = &settings["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"];
        assert_eq!(days, 30);
        let old = json!({ "AdminCreateUserConfig": { "UnusedAccountValidityDays": 30 } });
        assert_eq!(Value::Object(pool_settings(&old)), old);
    }

    #[test]
    fn what_nobody_here_has_heard_of_is_named() {
        let pool = json!({ "Id": "a", "Name": "b", "LambdaConfig": {}, "BrandNew": 1 });
        assert_eq!(unknown_of_pool(&pool), ["BrandNew"]);
        let client = json!({ "ClientId": "a", "ClientType": "DCR", "BrandNew": 1 });
        assert_eq!(unknown_of_client(&client), ["BrandNew"]);
    }

    #[test]
    fn a_secret_is_no_setting() {
        let client = json!({
            "ClientId": "web", "ClientSecret": "s", "ClientName": "Web", "ClientType": "REGULAR",
            "ClientSecretArn": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:s",
        });
        let expected = json!({ "ClientName": "Web" });
        assert_eq!(Value::Object(client_settings(&client)), expected);
    }

    #[test]
    fn an_order_is_no_difference() {
        let settings = |value: Value| value.as_object().cloned().unwrap_or_default();
        let one = settings(json!({ "A": ["x", "y"], "B": {}, "C": 1, "D": { "E": [2, 1] } }));
        let other = settings(json!({ "A": ["y", "x"], "C": 2, "D": { "E": [1, 2], "F": null } }));
        assert_eq!(differences(&one, &other), ["C"]);
    }
}
