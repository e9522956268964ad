//! Who may invoke a function: this pool, on behalf of this account (contract §10).

use std::collections::BTreeSet;
use std::fmt::Display;

use serde_json::Value;

use crate::arn::{FunctionArn, PoolArn};

/// Cognito, in a resource policy.
pub const PRINCIPAL: &str = "cognito-idp.amazonaws.com";
/// What it is permitted.
pub const ACTION: &str = "lambda:InvokeFunction";

/// The name of the statement that permits a pool to call a function: the same at every run, so
/// that a run that was interrupted finds its own.
pub fn statement_id(hook: impl Display, user_pool_id: &str) -> String {
    format!("invitations-{hook}-{user_pool_id}")
}

/// What a function's resource policy says about a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// The pool may call it, and nobody else can make it do so.
    Given,
    /// No statement says that with both conditions.
    Missing,
    /// The statement of our name says something else.
    Taken,
}

/// Reads a resource policy.
pub fn permission(
    policy: Option<&Value>,
    function: &FunctionArn,
    pool: &PoolArn,
    statement_id: &str,
) -> Permission {
    let mut taken = false;
    for statement in statements(policy) {
        if permits(statement, function, pool) {
            return Permission::Given;
        }
        taken |= statement.get("Sid").and_then(Value::as_str) == Some(statement_id);
    }
    if taken {
        Permission::Taken
    } else {
        Permission::Missing
    }
}

/// Whether a policy has a statement of that name.
pub fn has_statement(policy: Option<&Value>, statement_id: &str) -> bool {
    statements(policy)
        .any(|statement| statement.get("Sid").and_then(Value::as_str) == Some(statement_id))
}

/// The other pools that may call a function: the roles of a deployment are for one.
pub fn other_pools(policy: Option<&Value>, pool: &PoolArn) -> BTreeSet<String> {
    let of_cognito = statements(policy).filter(|statement| {
        let service = statement.pointer("/Principal/Service");
        service.and_then(Value::as_str) == Some(PRINCIPAL)
            && statement.get("Effect").and_then(Value::as_str) == Some("Allow")
    });
    let sources = of_cognito.filter_map(|statement| {
        condition(statement, "ArnLike", "aws:SourceArn")
            .or_else(|| condition(statement, "ArnEquals", "aws:SourceArn"))
    });
    sources
        .filter(|arn| *arn != pool.text && arn.parse::<PoolArn>().is_ok() && !arn.contains('*'))
        .map(str::to_owned)
        .collect()
}

fn statements(policy: Option<&Value>) -> impl Iterator<Item = &Value> {
    let statements = policy.and_then(|policy| policy.get("Statement"));
    statements.and_then(Value::as_array).into_iter().flatten()
}

fn permits(statement: &Value, function: &FunctionArn, pool: &PoolArn) -> bool {
    let says = |member: &str, expected: &str| match statement.get(member) {
        Some(Value::String(one)) => one == expected,
        Some(Value::Array(many)) => many.iter().any(|one| one.as_str() == Some(expected)),
        _ => false,
    };
    let service = statement.pointer("/Principal/Service");
    says("Effect", "Allow")
        && service.and_then(Value::as_str) == Some(PRINCIPAL)
        && says("Action", ACTION)
        && says("Resource", &function.to_string())
        && condition(statement, "ArnLike", "aws:SourceArn") == Some(pool.text.as_str())
        && condition(statement, "StringEquals", "aws:SourceAccount") == Some(pool.account.as_str())
        && statement
            .get("Condition")
            .and_then(Value::as_object)
            .is_some_and(|conditions| conditions.len() == 2)
}

/// The value of a condition, whose key is written in any case.
fn condition<'a>(statement: &'a Value, operator: &str, key: &str) -> Option<&'a str> {
    let conditions = statement.get("Condition")?.get(operator)?.as_object()?;
    let mut conditions = conditions.iter();
    let (_, value) = conditions.find(|(name, _)| name.eq_ignore_ascii_case(key))?;
    value.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const POOL: &str = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_A";
    const FUNCTION: &str = "arn:aws:lambda:eu-central-1:111122223333:function:f:live";

    fn statement() -> Value {
        json!({
            "Sid": "ours", "Effect": "Allow", "Principal": { "Service": PRINCIPAL },
            "Action": ACTION, "Resource": FUNCTION,
            "Condition": {
                "ArnLike": { "AWS:SourceArn": POOL },
                "StringEquals": { "AWS:SourceAccount": "111122223333" },
            },
        })
    }

    #[track_caller]
    fn check(statement: Option<&Value>, expected: Permission) {
        let policy = statement.map(|statement| json!({ "Statement": [statement] }));
        let (function, pool) = (FUNCTION.parse().unwrap(), POOL.parse().unwrap());
        let found = permission(policy.as_ref(), &function, &pool, "ours");
        assert_eq!(found, expected, "{statement:?}");
    }

    #[test]
    fn other_pools_are_found_by_name() {
        let pool: PoolArn = POOL.parse().unwrap();
        let of = |source: &str| {
            let mut statement = statement();
            statement["Condition"]["ArnLike"]["AWS:SourceArn"] = json!(source);
            statement
        };
        let other = format!("{POOL}B");
        let policy = json!({ "Statement": [
            statement(), of(&other), of("arn:aws:cognito-idp:*:*:userpool/*"), of("arn:aws:s3:::a"),
        ] });
        assert_eq!(other_pools(Some(&policy), &pool), BTreeSet::from([other]));
        assert_eq!(other_pools(None, &pool), BTreeSet::new());
    }

    #[test]
    fn one_statement_has_to_say_all_of_it() {
        check(None, Permission::Missing);
        check(Some(&statement()), Permission::Given);
        for (place, other) in [
            ("/Effect", json!("Deny")),
            ("/Principal", json!("*")),
            ("/Principal/Service", json!("s3.amazonaws.com")),
            ("/Action", json!("lambda:GetFunction")),
            (
                "/Resource",
                json!("arn:aws:lambda:eu-central-1:111122223333:function:f"),
            ),
            ("/Condition/ArnLike/AWS:SourceArn", json!("arn:other")),
            ("/Condition/StringEquals", json!({})),
            (
                "/Condition/StringEquals/AWS:SourceAccount",
                json!("444455556666"),
            ),
        ] {
            let mut statement = statement();
            *statement.pointer_mut(place).unwrap() = other;
            check(Some(&statement), Permission::Taken);
            statement["Sid"] = json!("another");
            check(Some(&statement), Permission::Missing);
        }
        let mut narrower = statement();
        narrower["Condition"]["Bool"] = json!({ "aws:SecureTransport": "true" });
        check(Some(&narrower), Permission::Taken);
    }
}
