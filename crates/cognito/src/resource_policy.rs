//! The resource-based policy of a function, as far as Cognito is concerned: who may invoke it.
//!
//! Conditions are read as IAM reads them (IAM User Guide, "IAM JSON policy elements: Condition"):
//! all of them have to hold, and of several values one. An operator or a key that is unknown here
//! makes a statement one that may not hold, and is noted.

use serde_json::Value;

use crate::arn::account_of;
use crate::permission::PRINCIPAL;

/// The statements that are about Cognito's invoking the function.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResourcePolicy {
    /// Those that allow it.
    pub allowed: Vec<Statement>,
    /// Those that deny it.
    pub denied: Vec<Statement>,
}

/// On what condition a statement holds; `None` is on none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statement {
    /// Its name.
    pub sid: String,
    /// The resources on whose behalf Cognito comes, with wildcards.
    pub source_arns: Option<Vec<String>>,
    /// The accounts on whose behalf Cognito comes.
    pub source_accounts: Option<Vec<String>>,
    /// Whether there is a condition that is not understood.
    pub is_unclear: bool,
}

impl ResourcePolicy {
    /// Reads a policy; `None` if it is no policy.
    pub fn parse(text: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(text).ok()?;
        let mut policy = Self::default();
        for statement in each(document.get("Statement")?) {
            let is_about = is_cognito(statement.get("Principal")?)
                && each(statement.get("Action")?).any(is_invoke);
            if !is_about {
                continue;
            }
            let list = match statement.get("Effect")?.as_str()? {
                "Allow" => &mut policy.allowed,
                _ => &mut policy.denied,
            };
            list.push(Statement::read(statement));
        }
        Some(policy)
    }
}

impl Statement {
    fn read(statement: &Value) -> Self {
        let sid = statement.get("Sid").and_then(Value::as_str);
        let mut read = Self {
            sid: sid.unwrap_or("without a name").to_owned(),
            ..Self::default()
        };
        let conditions = statement.get("Condition").and_then(Value::as_object);
        for (operator, keys) in conditions.into_iter().flatten() {
            let operator = operator.trim_end_matches("IfExists");
            let is_known = matches!(
                operator,
                "ArnLike" | "ArnEquals" | "StringEquals" | "StringLike"
            );
            for (key, values) in keys.as_object().into_iter().flatten() {
                let values = each(values).filter_map(Value::as_str).map(str::to_owned);
                let values = Some(values.collect());
                let slot = match key.to_ascii_lowercase().as_str() {
                    "aws:sourcearn" if is_known => &mut read.source_arns,
                    "aws:sourceaccount" if is_known => &mut read.source_accounts,
                    _ => {
                        read.is_unclear = true;
                        continue;
                    }
                };
                // Two conditions on one key have to hold both, which is not worked out here.
                read.is_unclear |= slot.is_some();
                *slot = values;
            }
        }
        read
    }

    /// Whether it holds for Cognito on behalf of this user pool.
    pub fn holds_for(&self, pool_arn: &str) -> bool {
        let account = account_of(pool_arn);
        let arns = self.source_arns.as_deref();
        let accounts = self.source_accounts.as_deref();
        arns.is_none_or(|arns| arns.iter().any(|pattern| is_arn_like(pattern, pool_arn)))
            && accounts.is_none_or(|accounts| accounts.iter().any(|a| is_like(a, account)))
    }

    /// Whether it is for user pools of this account alone.
    pub fn is_within(&self, account: &str) -> bool {
        let accounts = self.source_accounts.iter().flatten();
        let arns = self.source_arns.iter().flatten();
        let mut all = accounts
            .map(String::as_str)
            .chain(arns.map(|arn| account_of(arn)));
        all.all(|named| named == account)
    }

    /// Whether it names whole ARNs: no other resource is meant.
    pub fn names_resources(&self) -> bool {
        let is_whole = |arn: &String| !arn.contains(['*', '?']);
        self.source_arns
            .as_ref()
            .is_some_and(|arns| arns.iter().all(is_whole))
    }

    /// Whether it names accounts.
    pub fn names_accounts(&self) -> bool {
        let is_whole = |account: &String| !account.contains(['*', '?']);
        self.source_accounts
            .as_ref()
            .is_some_and(|accounts| accounts.iter().all(is_whole))
    }
}

/// A list, or the one value that stands for a list.
fn each(value: &Value) -> impl Iterator<Item = &Value> {
    match value.as_array() {
        Some(list) => list.iter(),
        None => std::slice::from_ref(value).iter(),
    }
}

fn is_cognito(principal: &Value) -> bool {
    let is_anybody = |value: &Value| value.as_str() == Some("*");
    let of = |kind: &str| principal.get(kind).into_iter().flat_map(each);
    is_anybody(principal)
        || of("AWS").any(is_anybody)
        || of("Service").any(|service| service.as_str() == Some(PRINCIPAL))
}

fn is_invoke(action: &Value) -> bool {
    let action = action.as_str().unwrap_or_default().to_ascii_lowercase();
    is_like(&action, "lambda:invokefunction")
}

/// `ArnLike`: part by part, each with wildcards (IAM User Guide, "ARN condition operators").
fn is_arn_like(pattern: &str, arn: &str) -> bool {
    let patterns: Vec<&str> = pattern.splitn(6, ':').collect();
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    pattern == "*"
        || patterns.len() == parts.len()
            && patterns.iter().zip(parts).all(|(p, part)| is_like(p, part))
}

/// Whether a text is as the pattern says, in which `*` is any text and `?` any character.
fn is_like(pattern: &str, text: &str) -> bool {
    let Some(first) = pattern.chars().next() else {
        return text.is_empty();
    };
    let rest = pattern.get(first.len_utf8()..).unwrap_or_default();
    if first == '*' {
        let mut tails = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        return tails.any(|at| is_like(rest, text.get(at..).unwrap_or_default()));
    }
    text.chars().next().is_some_and(|c| {
        (first == '?' || first == c) && is_like(rest, text.get(c.len_utf8()..).unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const POOL: &str = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_A";

    fn policy(statements: &Value) -> ResourcePolicy {
        let document = json!({ "Version": "2012-10-17", "Statement": statements });
        ResourcePolicy::parse(&document.to_string()).unwrap()
    }

    /// A statement as Lambda writes it, with another condition.
    fn statement(condition: &Value) -> Statement {
        let statement = json!({
            "Sid": "cognito",
            "Effect": "Allow",
            "Principal": { "Service": PRINCIPAL },
            "Action": "lambda:InvokeFunction",
            "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:pre-sign-up",
            "Condition": condition,
        });
        let policy = policy(&json!([statement]));
        policy.allowed.into_iter().next().unwrap()
    }

    #[test]
    fn conditions() {
        for (condition, holds, resources, accounts) in [
            (json!({}), true, false, false),
            (
                json!({ "ArnLike": { "AWS:SourceArn": POOL },
                        "StringEquals": { "AWS:SourceAccount": "111122223333" } }),
                true,
                true,
                true,
            ),
            (
                json!({ "ArnLike": { "aws:SourceArn": ["arn:aws:s3:::x", POOL] } }),
                true,
                true,
                false,
            ),
            (
                json!({ "ArnLike": { "aws:SourceArn": "arn:aws:cognito-idp:*:*:userpool/*" } }),
                true,
                false,
                false,
            ),
            (
                json!({ "StringEquals": { "aws:SourceAccount": "999999999999" } }),
                false,
                false,
                true,
            ),
            (
                json!({ "ArnEquals": { "aws:SourceArn": format!("{POOL}B") } }),
                false,
                true,
                false,
            ),
            (
                json!({ "StringLike": { "aws:SourceAccount": "*" } }),
                true,
                false,
                false,
            ),
        ] {
            let read = statement(&condition);
            let found = (
                read.holds_for(POOL),
                read.names_resources(),
                read.names_accounts(),
            );
            assert_eq!(found, (holds, resources, accounts), "{condition}");
            assert!(!read.is_unclear, "{condition}");
        }
    }

    #[test]
    fn what_is_not_understood_is_unclear() {
        for condition in [
            json!({ "StringEquals": { "aws:PrincipalOrgID": "o-1" } }),
            json!({ "ArnNotLike": { "aws:SourceArn": POOL } }),
        ] {
            assert!(statement(&condition).is_unclear, "{condition}");
        }
    }

    #[test]
    fn only_statements_about_cognito_count() {
        let with = |principal: Value, action: Value, effect: &str| {
            let policy = policy(&json!({
                "Effect": effect, "Principal": principal, "Action": action,
            }));
            (policy.allowed.len(), policy.denied.len())
        };
        let service = json!({ "Service": PRINCIPAL });
        let invoke = json!("lambda:InvokeFunction");
        assert_eq!(with(service.clone(), invoke.clone(), "Allow"), (1, 0));
        assert_eq!(with(service.clone(), invoke.clone(), "Deny"), (0, 1));
        assert_eq!(with(json!("*"), json!(["lambda:*"]), "Allow"), (1, 0));
        assert_eq!(with(json!({ "AWS": "*" }), json!("*"), "Allow"), (1, 0));
        let s3 = json!({ "Service": ["s3.amazonaws.com"] });
        assert_eq!(with(s3, invoke, "Allow"), (0, 0));
        assert_eq!(with(service, json!("lambda:GetFunction"), "Allow"), (0, 0));
    }

    #[test]
    fn what_is_no_policy_is_none() {
        for text in ["", "{}", "[]", r#"{"Statement":[{"Effect":"Allow"}]}"#] {
            assert_eq!(ResourcePolicy::parse(text), None, "{text}");
        }
    }
}
