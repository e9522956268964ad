use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::permission::Statement;
use crate::record::Change;

const POOL: &str = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_A";
const FUNCTION: &str = "arn:aws:lambda:eu-central-1:111122223333:function:team-pre-sign-up";

fn plan() -> Plan {
    let function = format!("{FUNCTION}:live");
    let change = |after| Change {
        before: serde_json::Value::Null,
        after,
    };
    let versioned = json!({ "LambdaArn": "arn:token", "LambdaVersion": "V2_0" });
    Plan {
        permissions: vec![MissingPermission {
            hook: Function::PreSignUp,
            function: function.parse().unwrap(),
            statement: Statement {
                function: function.clone(),
                statement_id: "ours".to_owned(),
            },
        }],
        attributes: vec!["custom:invitation", "custom:brand"],
        clients: vec![ClientChange {
            id: "web".to_owned(),
            name: "Web\u{1b}[2J\nevil()".to_owned(),
            list: Change {
                before: None,
                after: Some(["custom:invitation", "email"].map(str::to_owned).into()),
            },
        }],
        triggers: BTreeMap::from([
            ("PreSignUp".to_owned(), change(json!(function))),
            ("PreTokenGeneration".to_owned(), change(json!("arn:token"))),
            ("PreTokenGenerationConfig".to_owned(), change(versioned)),
        ]),
        ..Plan::default()
    }
}

/// Every tool gets all of it, and nothing twice.
#[test]
fn each_tool_makes_the_same_change() {
    for owner in [
        Owner::Cloudformation,
        Owner::Cdk,
        Owner::Terraform,
        Owner::Amplify,
        Owner::AmplifyGen1,
    ] {
        let text = snippet(owner, &plan(), POOL);
        for expected in [
            &format!("{FUNCTION}:live"),
            "arn:token",
            "V2_0",
            "invitation",
            "brand",
            "2048",
            "custom:invitation",
            POOL,
            "111122223333",
        ] {
            assert!(text.contains(expected), "{owner:?}: {expected}\n{text}");
        }
        assert_eq!(text.matches("arn:token").count(), 1, "{text}");
        // A client's name is somebody else's text.
        assert!(
            !text.contains('\u{1b}') && !text.contains("\nevil()"),
            "{text}"
        );
    }
}

#[test]
fn nothing_is_said_of_what_stays() {
    let part = Plan {
        attributes: vec!["custom:brand"],
        ..Plan::default()
    };
    for owner in [Owner::Cloudformation, Owner::Terraform, Owner::AmplifyGen1] {
        let text = snippet(owner, &part, POOL);
        assert!(text.contains("brand"));
        for absent in [
            "custom:invitation",
            "LambdaConfig",
            "lambda_config",
            "ermission",
        ] {
            assert!(!text.contains(absent), "{owner:?}: {absent}\n{text}");
        }
    }
}
