//! Pools as AWS describes them, in `pools/`: what `DescribeUserPool` and so on answered.

use serde_json::{Value, json};

use crate::stand_in::Document;
use crate::{Deployment, World};

const ACCOUNT: &str = "arn:aws:lambda:eu-west-1:111122223333:function";

/// A deployment whose AWS answers as the file says.
pub(crate) async fn serve(file: &str) -> Deployment {
    serve_with(file, |_| {}).await
}

/// The same, changed in this way.
async fn serve_with(file: &str, change: impl FnOnce(&mut World)) -> Deployment {
    let described: Value = serde_json::from_str(file).unwrap();
    let mut deployment = Deployment::serve(|world| {
        fill(world, &described);
        change(world);
    })
    .await;
    "eu-west-1_Example01".clone_into(&mut deployment.pool_id);
    deployment
}

fn fill(world: &mut World, described: &Value) {
    let mut answer = |key: &str, body: Value| {
        let document = Document::json(&body);
        world.documents.insert(key.to_owned(), document);
    };
    answer(
        "DescribeUserPool",
        json!({ "UserPool": described["UserPool"] }),
    );
    let clients = described["Clients"].as_array().unwrap();
    answer("ListUserPoolClients", json!({ "UserPoolClients": clients }));
    for client in clients {
        let key = format!(
            "DescribeUserPoolClient {}",
            client["ClientId"].as_str().unwrap()
        );
        answer(&key, json!({ "UserPoolClient": client }));
    }
    answer("ListGroups", json!({ "Groups": described["Groups"] }));
    for name in described["Functions"].as_object().unwrap().keys() {
        let configuration = json!({ "Timeout": 5, "MemorySize": 256, "State": "Active" });
        let path = format!("/2015-03-31/functions/{ACCOUNT}:{name}/configuration");
        answer(&path, configuration);
    }
    for (name, statements) in described["Policies"].as_object().into_iter().flatten() {
        let policy = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
        let (name, alias) = name
            .split_once(':')
            .map_or((name.as_str(), None), |(name, alias)| {
                (name, Some(format!("?Qualifier={alias}")))
            });
        let path = format!(
            "/2015-03-31/functions/{ACCOUNT}:{name}/policy{}",
            alias.unwrap_or_default()
        );
        answer(&path, json!({ "Policy": policy }));
    }
}

/// The function lets the pool call it, and the pool calls an alias, which has a policy of its own.
#[tokio::test]
async fn a_permission_of_the_function_is_none_of_its_alias() {
    let deployment = serve(include_str!("pools/alias-permission.json")).await;
    let ran = deployment.doctor(&["--json", "--offline"]).await;
    let refused: Vec<Value> = ran
        .findings()
        .into_iter()
        .filter(|finding| finding["check"] == "invoke-permission" && finding["verdict"] == "wrong")
        .collect();
    let [finding] = refused.as_slice() else {
        panic!("{refused:?}")
    };
    let remedy = finding["remedy"].as_str().unwrap();
    assert!(remedy.contains("--qualifier live"), "{remedy}");
    crate::cures::carry_out(&deployment, remedy).await;
    let again = deployment.doctor(&["--json", "--offline"]).await;
    assert_eq!(
        again.verdicts("invoke-permission"),
        ["ok".to_owned()].into()
    );
}

/// The function sweeper is found by the stack's name, and looked at though no trigger names it.
#[tokio::test]
async fn a_sweeper_is_found_beside_the_hooks() {
    let described = include_str!("pools/alias-permission.json");
    let sweeper = |reserved: Value, state: &'static str| async move {
        let deployment = serve_with(described, |world| {
            let name = "invitations-sweeper";
            let pool = json!({ "Variables": { "USER_POOL_ID": "eu-west-1_Example01" } });
            let target = json!({ "Arn": format!("{ACCOUNT}:{name}") });
            for (path, answer) in [
                (
                    format!("/2015-03-31/functions/{name}/configuration"),
                    json!({ "Environment": pool }),
                ),
                (
                    format!("/2019-09-30/functions/{name}/concurrency"),
                    reserved,
                ),
                (
                    format!("/schedules/{name}"),
                    json!({ "State": state, "Target": target }),
                ),
            ] {
                world.documents.insert(path, Document::json(&answer));
            }
        });
        let ran = deployment.await.doctor(&["--json", "--offline"]).await;
        ran.verdicts("sweeper")
    };
    let one = json!({ "ReservedConcurrentExecutions": 1 });
    assert_eq!(
        sweeper(one.clone(), "ENABLED").await,
        ["ok".to_owned()].into()
    );
    assert_eq!(sweeper(one, "DISABLED").await, ["wrong".to_owned()].into());
    assert_eq!(
        sweeper(json!({}), "ENABLED").await,
        ["warning".to_owned()].into()
    );
}

/// Nothing is said of Cognito's mails where a function sends them, and nothing is advised that
/// `attach` refuses.
#[tokio::test]
async fn mails_that_a_function_sends_are_not_cognitos() {
    let deployment = serve(include_str!("pools/custom-email-sender.json")).await;
    let ran = deployment.doctor(&["--json", "--offline"]).await;
    assert!(
        !ran.stdout.contains("mails are Cognito's"),
        "{}",
        ran.stdout
    );
    assert!(
        !ran.stdout.contains("custom-message has no function"),
        "{}",
        ran.stdout
    );
    let findings = ran.findings();
    let mut sender = findings
        .iter()
        .filter(|finding| finding["check"] == "custom-sender");
    let sentence = sender.next().unwrap()["detail"].as_str().unwrap();
    assert!(
        sentence.contains("function:other-fn writes and sends the pool's mails"),
        "{sentence}"
    );
    for finding in &findings {
        let remedy = finding["remedy"].as_str().unwrap_or_default();
        assert!(!remedy.contains("--only custom-message"), "{remedy}");
    }
}

#[tokio::test]
async fn what_the_pool_requires_is_asked_for_and_written() {
    let deployment = serve(include_str!("pools/required-attributes.json")).await;
    let settings = std::fs::read_to_string(deployment.settings()).unwrap();
    let settings = settings.replace("\"pages\"", "\"4northwindclient000000000\"");
    std::fs::write(deployment.settings(), settings).unwrap();
    let ran = deployment.doctor(&["--json", "--offline"]).await;
    let of: Vec<Value> = ran
        .findings()
        .into_iter()
        .filter(|finding| finding["check"] == "required-attributes")
        .collect();
    let [asked, pages, other] = of.as_slice() else {
        panic!("{of:?}")
    };
    let sentence = asked["detail"].as_str().unwrap();
    assert!(
        sentence.starts_with("the pool requires birthdate, name, phone_number, and the page"),
        "{sentence}"
    );
    assert_eq!(pages["verdict"], "wrong");
    assert_eq!(other["verdict"], "warning");
    crate::cures::carry_out(&deployment, asked["remedy"].as_str().unwrap()).await;
    let again = deployment.doctor(&["--json", "--offline"]).await;
    assert!(
        !again.stdout.contains("asks for no such thing"),
        "{}",
        again.stdout
    );
}
