//! The tool that made a pool and would undo changes beside it (contract §11).

use serde_json::Value;

/// A tool that keeps a pool as its own files say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Owner {
    /// A template: SAM, the Serverless Framework, or none of them.
    Cloudformation,
    /// The AWS CDK.
    Cdk,
    /// Terraform, or `OpenTofu`.
    Terraform,
    /// Amplify, Gen 2.
    Amplify,
    /// Amplify, Gen 1, the one with a command `amplify push`.
    AmplifyGen1,
}

impl Owner {
    /// Its name among people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Cloudformation => "CloudFormation",
            Self::Cdk => "the AWS CDK",
            Self::Terraform => "Terraform",
            Self::Amplify => "Amplify",
            Self::AmplifyGen1 => "Amplify (Gen 1)",
        }
    }
}

/// Whose a pool is, by its tags.
///
/// Amplify tags what it makes (its documentation, "Tagging resources" and "Apply tags to generated
/// resources"), and AWS tags whatever a stack makes (template reference, "Resource tag"). The CDK
/// makes stacks, and ends logical ids with eight hexadecimal digits (CDK guide, "Identifiers").
/// Terraform leaves no mark; many teams do.
pub(crate) fn owner(pool: &Value) -> Option<Owner> {
    let tags = pool.get("UserPoolTags").and_then(Value::as_object)?;
    let tag = |name: &str| tags.get(name).and_then(Value::as_str);
    let has_amplify = tags.keys().any(|key| key.starts_with("amplify:"));
    if has_amplify || tag("created-by") == Some("amplify") {
        return Some(Owner::Amplify);
    }
    if tag("user:Application").is_some() && tag("user:Stack").is_some() {
        return Some(Owner::AmplifyGen1);
    }
    if tag("aws:cloudformation:stack-name").is_some() {
        let id = tag("aws:cloudformation:logical-id").unwrap_or_default();
        return Some(if is_of_cdk(id) {
            Owner::Cdk
        } else {
            Owner::Cloudformation
        });
    }
    let names_terraform = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.contains("terraform") || text.contains("opentofu")
    };
    let mut words = tags.iter().map(|(key, value)| (key, value.as_str()));
    words
        .any(|(key, value)| {
            // `terraform = false` is how a team says that it is not.
            let denied = value.is_some_and(|value| value.eq_ignore_ascii_case("false"));
            (names_terraform(key) && !denied) || value.is_some_and(names_terraform)
        })
        .then_some(Owner::Terraform)
}

fn is_of_cdk(logical_id: &str) -> bool {
    let hash = logical_id.len().checked_sub(8);
    let hash = hash.and_then(|start| logical_id.split_at_checked(start));
    hash.is_some_and(|(name, hash)| {
        let is_digit = |c: char| c.is_ascii_digit() || ('A'..='F').contains(&c);
        !name.is_empty() && hash.chars().all(is_digit)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(tags: &Value, expected: Option<Owner>) {
        assert_eq!(owner(&json!({ "UserPoolTags": tags })), expected, "{tags}");
    }

    #[test]
    fn tags_tell_whose_a_pool_is() {
        let stack = "aws:cloudformation:stack-name";
        let logical = "aws:cloudformation:logical-id";
        check(&json!({}), None);
        check(&json!({ "team": "accounts", "stage": "prod" }), None);
        check(
            &json!({ stack: "team", logical: "UserPool" }),
            Some(Owner::Cloudformation),
        );
        check(
            &json!({ stack: "team", logical: "Pool6BA7E5F2" }),
            Some(Owner::Cdk),
        );
        check(
            &json!({ stack: "team", logical: "6BA7E5F2" }),
            Some(Owner::Cloudformation),
        );
        check(
            &json!({ stack: "amplify-x", logical: "amplifyAuthUserPool4BA7F805", "amplify:deployment-type": "branch" }),
            Some(Owner::Amplify),
        );
        check(&json!({ "created-by": "amplify" }), Some(Owner::Amplify));
        check(
            &json!({ "user:Stack": "dev", "user:Application": "shop" }),
            Some(Owner::AmplifyGen1),
        );
        for tags in [
            json!({ "ManagedBy": "Terraform" }),
            json!({ "terraform": "true" }),
            json!({ "iac": "opentofu" }),
        ] {
            check(&tags, Some(Owner::Terraform));
        }
        check(&json!({ "terraform": "false" }), None);
        assert_eq!(owner(&json!({})), None);
    }
}
