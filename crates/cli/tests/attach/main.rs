//! `invitations attach` and `invitations detach`, as a person runs them.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test"
)]

mod stand_in;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use local_user_pool::{Fault, FaultKind, LocalUserPool, Operation, Pool};
use serde_json::{Value, json};
use stand_in::StandIn;
use tempfile::TempDir;
use tokio::time::sleep;

const FUNCTIONS: &str = "arn:aws:lambda:eu-west-1:123456789012:function";
const HOOKS: [&str; 5] = [
    "pre-sign-up",
    "custom-message",
    "post-confirmation",
    "post-authentication",
    "pre-token-generation",
];

/// A pool with every optional setting, as its owner would make it through the API.
const FULL: &str = include_str!("full.json");

struct Stage {
    aws: StandIn,
    pools: LocalUserPool,
    endpoint: String,
    folder: TempDir,
    pool: String,
    clients: Vec<String>,
}

/// What a command came to.
#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Ran {
    #[track_caller]
    fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }

    /// It said each of these, and nothing of a panic.
    #[track_caller]
    fn said(&self, expected: &[&str]) {
        let all = format!("{}{}", self.stdout, self.stderr);
        assert!(!all.contains("panicked"), "{all}");
        for text in expected {
            assert!(all.contains(text), "{text:?} is not in {all}");
        }
    }
}

impl Stage {
    /// The full pool with its clients, and the functions of the stack `team` beside it.
    async fn new() -> Self {
        let full: Value = serde_json::from_str(FULL).unwrap();
        Self::with(&full["pool"], full["clients"].as_array().unwrap()).await
    }

    async fn with(pool: &Value, clients: &[Value]) -> Self {
        let aws = StandIn::default();
        for hook in HOOKS {
            aws.add_function(&format!("{FUNCTIONS}:team-{hook}"), 5);
        }
        // The Region of the pools that are made here is that of the first.
        let pools = LocalUserPool::new(vec![Pool::new("eu-west-1_Other")]);
        let endpoint = aws.serve(&pools).await;
        let mut stage = Self {
            aws,
            pools,
            endpoint,
            folder: tempfile::tempdir().unwrap(),
            pool: String::new(),
            clients: Vec::new(),
        };
        let made = stage.call("CreateUserPool", pool).await;
        let id = made["UserPool"]["Id"].as_str().unwrap().to_owned();
        stage.pool.clone_from(&id);
        for client in clients {
            let mut client = client.clone();
            client["UserPoolId"] = json!(id);
            let made = stage.call("CreateUserPoolClient", &client).await;
            let id = made["UserPoolClient"]["ClientId"].as_str().unwrap();
            stage.clients.push(id.to_owned());
        }
        stage
    }

    /// Calls Cognito as another administrator.
    async fn call(&self, operation: &str, parameters: &Value) -> Value {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let (endpoint, body) = (self.endpoint.clone(), parameters.to_string());
        let answer = tokio::task::spawn_blocking(move || {
            let request = ureq::post(&endpoint)
                .header("content-type", "application/x-amz-json-1.1")
                .header("x-amz-target", &target);
            let mut answer = request.send(&body).unwrap();
            answer.body_mut().read_to_string().unwrap()
        });
        serde_json::from_str(&answer.await.unwrap()).unwrap()
    }

    /// Pool and clients as they are described, without what no setting is.
    async fn described(&self) -> (Value, Vec<Value>) {
        let mut pool = self
            .call("DescribeUserPool", &json!({ "UserPoolId": self.pool }))
            .await["UserPool"]
            .take();
        without(&mut pool, &["LastModifiedDate"]);
        let mut clients = Vec::new();
        for id in &self.clients {
            let named = json!({ "UserPoolId": self.pool, "ClientId": id });
            let mut client = self.call("DescribeUserPoolClient", &named).await;
            let mut client = client["UserPoolClient"].take();
            without(&mut client, &["LastModifiedDate"]);
            clients.push(client);
        }
        (pool, clients)
    }

    /// Changes members of `LambdaConfig` and nothing else.
    fn set_trigger(&self, arn: &str) {
        let changed = self.pools.with_pool(&self.pool, |pool| {
            pool.settings.lambda_config.pre_sign_up = Some(arn.to_owned());
        });
        changed.unwrap();
    }

    fn record(&self) -> PathBuf {
        self.folder
            .path()
            .join(format!("attached-{}.json", self.pool))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_invitations"));
        command
            .args(arguments)
            .args(["--user-pool-id", &self.pool])
            .args(["--endpoint-url", &self.endpoint])
            .arg("--config")
            .arg(self.folder.path().join("invitations.toml"));
        for name in ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL"] {
            command.env_remove(name);
        }
        command
    }

    async fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        let output = tokio::task::spawn_blocking(move || command.output());
        let output = output.await.unwrap().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    async fn attach(&self, arguments: &[&str]) -> Ran {
        let usual = ["attach", "--functions-prefix", "team"];
        self.run(&[&usual, arguments].concat()).await
    }

    async fn detach(&self, arguments: &[&str]) -> Ran {
        self.run(&[&["detach"], arguments].concat()).await
    }
}

/// Takes members off, and answers them.
fn without(described: &mut Value, members: &[&str]) -> Vec<Value> {
    let described = described.as_object_mut().unwrap();
    let taken = members.iter().map(|name| described.remove(*name));
    taken.map(Option::unwrap_or_default).collect()
}

#[tokio::test]
async fn every_setting_survives_attach_and_detach() {
    let stage = Stage::new().await;
    let before = stage.described().await;
    let web = stage.clients[0].as_str();

    let shown = stage.attach(&["--self-sign-up", web]).await.ended(1);
    shown.said(&[
        "would change",
        "custom:invitation",
        "cannot be undone",
        "--yes",
    ]);
    assert_eq!(stage.described().await, before);
    assert!(stage.aws.statements().is_empty() && !stage.record().exists());

    let done = stage
        .attach(&["--self-sign-up", web, "--yes"])
        .await
        .ended(0);
    done.said(&["Changing ", "Done."]);
    assert!(!done.stdout.contains("would change"), "{}", done.stdout);
    let (mut pool, mut clients) = stage.described().await;
    let (mut pool_before, mut clients_before) = before.clone();
    let config = &without(&mut pool, &["LambdaConfig", "SchemaAttributes"])[0];
    let config_before = &without(&mut pool_before, &["LambdaConfig", "SchemaAttributes"])[0];
    assert_eq!(pool, pool_before);
    for (name, member) in config_before.as_object().unwrap() {
        assert_eq!(&config[name], member, "{name}");
    }
    assert_eq!(config["PreSignUp"], format!("{FUNCTIONS}:team-pre-sign-up"));
    assert_eq!(config["PreTokenGenerationConfig"]["LambdaVersion"], "V2_0");
    let lists: Vec<Value> = clients
        .iter_mut()
        .map(|client| without(client, &["WriteAttributes"])[0].take())
        .collect();
    for client in &mut clients_before {
        without(client, &["WriteAttributes"]);
    }
    assert_eq!(clients, clients_before);
    let expected = json!(["custom:invitation", "custom:tenant", "email", "name"]);
    assert_eq!(lists[0], expected);
    let plain = lists[1].as_array().unwrap();
    assert_eq!(plain.len(), 17);
    assert!(
        plain
            .iter()
            .all(|name| !name.as_str().unwrap().contains(':'))
    );
    let statements = stage.aws.statements();
    assert_eq!(statements.len(), 5);
    let account = &statements[0]["Condition"]["StringEquals"]["AWS:SourceAccount"];
    assert_eq!(account, "123456789012");
    // The record says nothing that is a secret.
    let record = fs::read_to_string(stage.record()).unwrap();
    assert!(!record.contains("Secret"), "{record}");

    let again = stage.attach(&["--self-sign-up", web]).await.ended(0);
    again.said(&["needs no change"]);

    stage
        .detach(&[])
        .await
        .ended(1)
        .said(&["would change back"]);
    let undone = stage.detach(&["--yes"]).await.ended(0);
    undone.said(&[
        "Changing ",
        "Done.",
        "custom:invitation stays",
        "custom:brand stays",
        "custom:invited stays",
    ]);
    let (mut pool, clients) = stage.described().await;
    let (mut pool_before, clients_before) = before;
    without(&mut pool, &["SchemaAttributes"]);
    without(&mut pool_before, &["SchemaAttributes"]);
    assert_eq!((pool, clients), (pool_before, clients_before));
    assert!(stage.aws.statements().is_empty());
    stage
        .detach(&["--yes"])
        .await
        .ended(0)
        .said(&["Nothing is left"]);
}

/// The SDK of this day would drop it, and the update reset it.
#[tokio::test]
async fn a_setting_that_nobody_here_has_heard_of_survives() {
    let stage = Stage::new().await;
    let setting = json!({ "Mode": "ON", "Nested": [{ "A": 1 }] });
    stage.aws.add_unheard("BrandNewSetting", setting.clone());
    let report = stage.attach(&["--yes"]).await.ended(0);
    report.said(&["BrandNewSetting, which this program does not know"]);
    let updates = stage.aws.calls("UpdateUserPool");
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0].body["BrandNewSetting"], setting);
}

#[tokio::test]
async fn a_run_that_was_killed_is_gone_on_with_or_undone() {
    for goes_on in [true, false] {
        let stage = Stage::new().await;
        let before = stage.described().await;
        stage.aws.hang(Some("UpdateUserPool"));
        let mut command = stage.command(&["attach", "--functions-prefix", "team", "--yes"]);
        let mut running = command.stdout(Stdio::null()).spawn().unwrap();
        while stage.aws.calls("UpdateUserPool").is_empty() {
            assert_eq!(running.try_wait().unwrap(), None);
            sleep(Duration::from_millis(20)).await;
        }
        running.kill().unwrap();
        running.wait().unwrap();
        stage.aws.hang(None);
        assert_eq!(stage.aws.statements().len(), 5);
        assert_ne!(stage.described().await.1, before.1);

        if goes_on {
            stage.attach(&["--yes"]).await.ended(0);
            let (pool, _) = stage.described().await;
            assert_ne!(pool["LambdaConfig"], before.0["LambdaConfig"]);
        }
        stage.detach(&["--yes"]).await.ended(0);
        let (pool, clients) = stage.described().await;
        assert_eq!(pool["LambdaConfig"], before.0["LambdaConfig"]);
        assert_eq!(clients, before.1);
        assert!(stage.aws.statements().is_empty());
    }
}

#[tokio::test]
async fn what_aws_throttles_or_loses_is_done_all_the_same() {
    let stage = Stage::new().await;
    let fault = |operation, kind| Fault {
        operation: Some(operation),
        kind,
        times: Some(2),
    };
    stage.pools.set_faults(vec![
        fault(Operation::DescribeUserPool, FaultKind::Throttle),
        fault(Operation::UpdateUserPoolClient, FaultKind::Throttle),
        fault(Operation::AddCustomAttributes, FaultKind::LoseAnswer),
        fault(Operation::UpdateUserPool, FaultKind::LoseAnswer),
    ]);
    stage.aws.lose_permissions(1);
    stage.attach(&["--yes"]).await.ended(0);
    assert_eq!(stage.aws.statements().len(), 5);
    stage.attach(&[]).await.ended(0);
}

#[tokio::test]
async fn every_client_of_a_large_pool_gets_a_list() {
    let full: Value = serde_json::from_str(FULL).unwrap();
    let clients = (0..64).map(|number| json!({ "ClientName": format!("client {number}") }));
    let clients: Vec<Value> = clients.collect();
    let stage = Stage::with(&full["pool"], &clients).await;
    stage.attach(&["--yes"]).await.ended(0);
    assert!(stage.aws.calls("ListUserPoolClients").len() > 1);
    let (_, clients) = stage.described().await;
    assert!(
        clients
            .iter()
            .all(|client| client["WriteAttributes"].is_array())
    );
}

#[tokio::test]
async fn what_identity_providers_map_stays_writable() {
    let full: Value = serde_json::from_str(FULL).unwrap();
    let client = json!({
        "ClientName": "Federated",
        "SupportedIdentityProviders": ["COGNITO", "Okta"],
    });
    let stage = Stage::with(&full["pool"], &[client]).await;
    let mapping = json!({ "custom:tenant": "org", "email_verified": "v", "username": "sub" });
    stage.aws.map("Okta", mapping);
    stage.attach(&["--yes"]).await.ended(0);
    let (_, clients) = stage.described().await;
    let list = clients[0]["WriteAttributes"].as_array().unwrap();
    assert!(list.contains(&json!("custom:tenant")));
    assert_eq!(list.len(), 18, "{list:?}");
}

#[tokio::test]
async fn what_stands_against_it_is_told_and_nothing_is_done() {
    let mut full: Value = serde_json::from_str(FULL).unwrap();
    full["pool"]["EmailConfiguration"] = json!({ "EmailSendingAccount": "COGNITO_DEFAULT" });
    let stage = Stage::with(&full["pool"], &[]).await;
    stage.set_trigger(&format!("{FUNCTIONS}:theirs"));
    let before = stage.described().await;

    let all = stage.attach(&["--yes"]).await.ended(1);
    all.said(&["default-sender", "foreign-trigger", "--replace pre-sign-up"]);
    let one = ["--only", "post-confirmation", "--yes"];
    for (more, code, expected) in [
        (&["--functions-prefix", "taem"][..], 1, "function-missing"),
        (&["--self-sign-up", "nobody"], 1, "client-missing"),
        (
            &[
                "--function",
                "post-confirmation=arn:aws:lambda:us-east-1:123456789012:function:f",
            ],
            1,
            "function-elsewhere",
        ),
        (
            &[
                "--function",
                "post-confirmation=arn:aws:lambda:eu-west-1:123456789012:function:f:3",
            ],
            2,
            "version",
        ),
        (&["--function", "post-confirmation=team"], 2, "ARN"),
        (&["--function", "pre-sign-on=arn:x"], 2, "there is no hook"),
        (
            &[
                "--function",
                "pre-sign-up=arn:aws:lambda:eu-west-1:123456789012:function:f",
            ],
            2,
            "--only leaves it out",
        ),
    ] {
        // The last of two prefixes would be refused by the command line.
        let ran = if more[0] == "--functions-prefix" {
            stage.run(&[&["attach"], &one[..], more].concat()).await
        } else {
            stage.attach(&[&one[..], more].concat()).await
        };
        ran.ended(code).said(&[expected]);
    }
    assert_eq!(stage.described().await, before);
    assert!(stage.aws.statements().is_empty() && !stage.record().exists());

    let part = "pre-sign-up,post-confirmation";
    let report = stage
        .attach(&["--only", part, "--replace", "pre-sign-up", "--yes"])
        .await;
    let report = report.ended(0);
    report.said(&[
        "mails and SMS are yours",
        "without custom-message",
        "Does not hold",
    ]);
    stage.detach(&["--yes"]).await.ended(0);
    let (pool, _) = stage.described().await;
    assert_eq!(pool["LambdaConfig"], before.0["LambdaConfig"]);
}

#[tokio::test]
async fn a_pool_that_a_tool_keeps_is_left_to_it() {
    let mut full: Value = serde_json::from_str(FULL).unwrap();
    full["pool"]["UserPoolTags"]["amplify:app-id"] = json!("d1example");
    let stage = Stage::with(&full["pool"], &[]).await;
    let before = stage.described().await;
    for arguments in [&[][..], &["--yes"]] {
        let report = stage.attach(arguments).await.ended(1);
        report.said(&[
            "Amplify manages this pool",
            "amplify/backend.ts",
            "--even-if-managed",
        ]);
    }
    let report = stage.attach(&["--managed-by", "terraform", "--yes"]).await;
    report
        .ended(1)
        .said(&["lambda_config {", "aws_lambda_permission"]);
    assert_eq!(stage.described().await, before);
    assert!(!stage.record().exists());
    let done = stage.attach(&["--yes", "--even-if-managed"]).await.ended(0);
    done.said(&["Amplify manages this pool and will undo the change"]);
    assert_ne!(stage.described().await, before);
}

/// AWS's own tags tell whose it is, and are refused when they are fed back.
#[tokio::test]
async fn a_pool_of_a_stack_is_changed_where_that_is_meant() {
    let stage = Stage::new().await;
    let tags = json!({
        "team": "accounts",
        "aws:cloudformation:stack-name": "team",
        "aws:cloudformation:logical-id": "Pool6BA7E5F2",
    });
    let changed = stage.pools.with_pool(&stage.pool, |pool| {
        let other = &mut pool.settings.other;
        other.insert("UserPoolTags".to_owned(), tags.clone());
    });
    changed.unwrap();
    let report = stage.attach(&["--yes"]).await.ended(1);
    report.said(&["the AWS CDK manages this pool", "addPropertyOverride"]);
    stage.attach(&["--yes", "--even-if-managed"]).await.ended(0);
    stage.detach(&["--yes"]).await.ended(0);
    assert_eq!(stage.described().await.0["UserPoolTags"], tags);
}

#[tokio::test]
async fn what_somebody_else_changed_since_stays() {
    let stage = Stage::new().await;
    let before = stage.described().await;
    stage.attach(&["--yes"]).await.ended(0);
    let theirs = format!("{FUNCTIONS}:theirs");
    stage.set_trigger(&theirs);
    let mut client = stage.described().await.1[1].clone();
    without(&mut client, &["CreationDate"]);
    client["WriteAttributes"] = json!(["email"]);
    stage.call("UpdateUserPoolClient", &client).await;

    let plain = stage.clients[1].as_str();
    let undone = stage.detach(&["--yes"]).await.ended(0);
    undone.said(&["pre-sign-up was changed since", plain]);
    let (pool, clients) = stage.described().await;
    let mut expected = before.0["LambdaConfig"].clone();
    expected["PreSignUp"] = json!(theirs);
    assert_eq!(pool["LambdaConfig"], expected);
    assert_eq!(clients[0], before.1[0]);
    assert_eq!(clients[1]["WriteAttributes"], json!(["email"]));
}

#[tokio::test]
async fn a_record_belongs_to_one_pool() {
    let stage = Stage::new().await;
    let none = stage.detach(&["--yes"]).await.ended(2);
    none.said(&["there is no record", "--record"]);
    stage.attach(&["--yes"]).await.ended(0);
    let record = stage.record();
    let text = fs::read_to_string(&record).unwrap();
    fs::write(&record, text.replace(&stage.pool, "eu-west-1_Another")).unwrap();
    let before = stage.described().await;
    let refused = stage.detach(&["--yes"]).await.ended(2);
    refused.said(&["is about the user pool eu-west-1_Another"]);
    stage.attach(&["--yes"]).await.ended(2);
    assert_eq!(stage.described().await, before);
}

#[tokio::test]
async fn programs_are_told_the_same() {
    let stage = Stage::new().await;
    let document = |ran: Ran| -> Value { serde_json::from_str(&ran.stdout).unwrap() };
    let shown = document(stage.attach(&["--json"]).await.ended(1));
    assert_eq!(shown["done"], false);
    assert_eq!(shown["permissions"].as_array().unwrap().len(), 5);
    assert_eq!(
        shown["attributes"],
        json!(["custom:invitation", "custom:brand", "custom:invited"])
    );
    assert_eq!(shown["lost"], json!([]));
    let done = document(stage.attach(&["--json", "--yes"]).await.ended(0));
    assert_eq!(
        (&done["done"], &done["unexpected"]),
        (&json!(true), &json!([]))
    );
    let none = ["--json", "--functions-prefix", "none"];
    let refused = stage.run(&[&["attach"][..], &none].concat()).await.ended(1);
    assert_eq!(document(refused)["refused"][0]["code"], "function-missing");
    let undone = document(stage.detach(&["--json", "--yes"]).await.ended(0));
    assert_eq!(undone["stays"].as_array().unwrap().len(), 3);
}

/// What is described since November 2026 and no update takes.
#[tokio::test]
async fn what_an_update_does_not_take_is_not_told_back() {
    let stage = Stage::new().await;
    stage
        .aws
        .add_unheard_of_clients("ClientType", json!("REGULAR"));
    let secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s";
    stage
        .aws
        .add_unheard_of_clients("ClientSecretArn", json!(secret));
    let report = stage.attach(&["--yes"]).await.ended(0);
    assert!(
        !report.stdout.contains("does not know"),
        "{}",
        report.stdout
    );
    let updates = stage.aws.calls("UpdateUserPoolClient");
    assert!(!updates.is_empty());
    for update in updates {
        let members = update.body.as_object().unwrap();
        assert!(!members.contains_key("ClientType"), "{members:?}");
        assert!(!members.contains_key("ClientSecretArn"), "{members:?}");
    }
}

/// Tokens and brands are what takes attributes and lists; a policy by domain takes neither.
#[tokio::test]
async fn a_policy_by_domain_takes_a_permission_and_a_trigger() {
    let stage = Stage::new().await;
    let before = stage.described().await;
    let settings = "[self_sign_up]\npolicy = \"domains\"\ndomains.allow = [\"example.com\"]\n";
    fs::write(stage.folder.path().join("invitations.toml"), settings).unwrap();
    let report = stage
        .attach(&["--only", "pre-sign-up", "--yes"])
        .await
        .ended(0);
    assert!(!report.stdout.contains("custom:"), "{}", report.stdout);
    let (pool, clients) = stage.described().await;
    assert_eq!(clients, before.1);
    assert_eq!(pool["SchemaAttributes"], before.0["SchemaAttributes"]);
    assert_eq!(
        pool["LambdaConfig"]["PreSignUp"],
        format!("{FUNCTIONS}:team-pre-sign-up")
    );
    assert_eq!(stage.aws.statements().len(), 1);
}

/// A stack of one function is enough for one hook, and every app client stays as it is, those
/// without a list of write attributes, too.
#[tokio::test]
async fn one_hook_takes_one_function_and_leaves_the_clients_alone() {
    let pool = json!({ "PoolName": "theirs", "UsernameAttributes": ["email"] });
    let clients = [
        json!({ "ClientName": "one" }),
        json!({ "ClientName": "two" }),
    ];
    let stage = Stage::with(&pool, &clients).await;
    let before = stage.described().await;
    assert!(before.1.iter().all(|c| c["WriteAttributes"].is_null()));
    stage
        .aws
        .add_function(&format!("{FUNCTIONS}:alone-pre-sign-up"), 5);
    let settings = "[self_sign_up]\npolicy = \"domains\"\ndomains.allow = [\"example.com\"]\n";
    fs::write(stage.folder.path().join("invitations.toml"), settings).unwrap();
    let alone = ["attach", "--functions-prefix", "alone", "--yes"];
    stage
        .run(&alone)
        .await
        .ended(1)
        .said(&["alone-post-confirmation"]);
    assert_eq!(stage.described().await, before);

    let one = [&alone[..], &["--only", "pre-sign-up"]].concat();
    stage.run(&one).await.ended(0);
    let (mut after, clients) = stage.described().await;
    assert_eq!(clients, before.1);
    let triggers = json!({ "PreSignUp": format!("{FUNCTIONS}:alone-pre-sign-up") });
    assert_eq!(after["LambdaConfig"], triggers);
    after["LambdaConfig"] = before.0["LambdaConfig"].clone();
    assert_eq!(after, before.0);
    stage.detach(&["--yes"]).await.ended(0);
    assert_eq!(stage.described().await, before);
}

#[tokio::test]
async fn whoever_detaches_elsewhere_finds_the_record() {
    let stage = Stage::new().await;
    let before = stage.described().await;
    stage
        .attach(&["--only", "pre-sign-up", "--yes"])
        .await
        .ended(0);
    let name = format!("/invitations/attached/{}", stage.pool);
    let parameters = stage.aws.parameters();
    assert_eq!(parameters.keys().collect::<Vec<_>>(), [&name]);
    assert!(!parameters[&name].contains("Secret"));

    // On another machine, the rest is attached, and what is there is known.
    fs::remove_file(stage.record()).unwrap();
    let rest = "custom-message,post-confirmation,post-authentication,pre-token-generation";
    let report = stage.attach(&["--only", rest, "--yes"]).await.ended(0);
    assert!(
        !report.stdout.contains("Does not hold"),
        "{}",
        report.stdout
    );

    fs::remove_file(stage.record()).unwrap();
    stage.detach(&["--yes"]).await.ended(0);
    let (pool, clients) = stage.described().await;
    assert_eq!(pool["LambdaConfig"], before.0["LambdaConfig"]);
    assert_eq!(clients, before.1);
    assert!(stage.aws.statements().is_empty());
    assert!(stage.aws.parameters().is_empty());
}

/// Whoever comes back to the older copy of a record does not go by it.
#[tokio::test]
async fn the_newer_of_two_records_counts() {
    let stage = Stage::new().await;
    stage
        .attach(&["--only", "pre-sign-up", "--yes"])
        .await
        .ended(0);
    let older = fs::read_to_string(stage.record()).unwrap();
    stage
        .attach(&["--only", "custom-message", "--yes"])
        .await
        .ended(0);
    fs::write(stage.record(), older).unwrap();
    let undone = stage.detach(&["--yes"]).await.ended(0);
    undone.said(&[
        "is newer than",
        "trigger CustomMessage",
        "trigger PreSignUp",
    ]);
}

#[tokio::test]
async fn a_record_that_cannot_be_left_beside_the_pool_stays_in_its_file() {
    let stage = Stage::new().await;
    stage.aws.deny_parameters();
    let report = stage.attach(&["--yes"]).await.ended(0);
    report.said(&["alone", "AccessDeniedException", "/invitations/attached/"]);
    stage.detach(&["--yes"]).await.ended(0);
}

#[tokio::test]
async fn without_a_record_our_functions_come_out_of_the_slots_that_are_named() {
    let stage = Stage::new().await;
    let before = stage.described().await;
    stage.attach(&["--yes"]).await.ended(0);
    fs::remove_file(stage.record()).unwrap();
    stage.aws.deny_parameters();
    let theirs = stage.detach(&["--yes"]).await.ended(2);
    theirs.said(&["there is no record", "--only HOOK"]);

    let both = "pre-sign-up,pre-token-generation";
    let undone = stage.detach(&["--only", both, "--yes"]).await.ended(0);
    undone.said(&["There is no record of what the pool called before"]);
    let (pool, _) = stage.described().await;
    let config = pool["LambdaConfig"].as_object().unwrap();
    for slot in [
        "PreSignUp",
        "PreTokenGeneration",
        "PreTokenGenerationConfig",
    ] {
        assert!(!config.contains_key(slot), "{slot}: {config:?}");
    }
    assert!(config.contains_key("CustomMessage"));
    for (name, member) in before.0["LambdaConfig"].as_object().unwrap() {
        assert_eq!(&config[name], member, "{name}");
    }
    assert_eq!(stage.aws.statements().len(), 3);

    // What is not named like ours stays.
    stage.set_trigger(&format!("{FUNCTIONS}:theirs"));
    let left = stage
        .detach(&["--only", "pre-sign-up", "--yes"])
        .await
        .ended(0);
    left.said(&["Nothing is left to undo"]);
    let config = stage.described().await.0["LambdaConfig"].clone();
    assert_eq!(config["PreSignUp"], format!("{FUNCTIONS}:theirs"));
}

/// A record that was undone says nothing of a function that somebody put into the slot afterwards.
#[tokio::test]
async fn a_function_that_came_back_after_its_record_was_undone_comes_out() {
    let stage = Stage::new().await;
    stage.attach(&["--yes"]).await.ended(0);
    let config = stage.described().await.0["LambdaConfig"].clone();
    let ours = config["PreSignUp"].as_str().unwrap().to_owned();
    stage.detach(&["--yes"]).await.ended(0);
    stage.set_trigger(&ours);
    stage
        .detach(&["--only", "pre-sign-up", "--yes"])
        .await
        .ended(0);
    let config = stage.described().await.0["LambdaConfig"].clone();
    assert_eq!(config["PreSignUp"], Value::Null, "{config}");
    let again = stage.detach(&["--only", "pre-sign-up", "--yes"]).await;
    again.ended(0).said(&["Nothing is left to undo"]);
}

#[tokio::test]
async fn a_part_is_undone_by_its_record() {
    let stage = Stage::new().await;
    stage.attach(&["--yes"]).await.ended(0);
    stage
        .detach(&["--only", "custom-message", "--yes"])
        .await
        .ended(0);
    let (pool, _) = stage.described().await;
    let config = pool["LambdaConfig"].as_object().unwrap();
    assert!(!config.contains_key("CustomMessage") && config.contains_key("PreSignUp"));
    assert_eq!(stage.aws.statements().len(), 4);
    stage.detach(&["--yes"]).await.ended(0);
    assert!(stage.aws.statements().is_empty());
}

/// The functions' roles name one pool: what they do for another ends in "not permitted".
#[tokio::test]
async fn functions_of_another_pool_are_not_attached() {
    let stage = Stage::new().await;
    stage.attach(&["--yes"]).await.ended(0);
    let full: Value = serde_json::from_str(FULL).unwrap();
    let made = stage.call("CreateUserPool", &full["pool"]).await;
    let second = made["UserPool"]["Id"].as_str().unwrap().to_owned();
    let first = stage.pool.clone();
    let stage = Stage {
        pool: second,
        clients: Vec::new(),
        ..stage
    };
    let before = stage.described().await;
    let refused = stage.attach(&["--yes"]).await.ended(1);
    refused.said(&[
        "function-of-another-pool",
        &format!("userpool/{first}"),
        "Deploy a stack for this pool",
        &format!("--statement-id invitations-pre-sign-up-{first}"),
        "--shared",
    ]);
    assert_eq!(stage.described().await, before);
    stage.attach(&["--shared", "--yes"]).await.ended(0);
    assert_eq!(stage.aws.statements().len(), 10);
    // What is attached already is said, and not refused.
    let again = stage.attach(&[]).await.ended(0);
    again.said(&["has to permit both pools"]);
}

/// A chain takes the slot of a function that the pool has already, and gives it back.
#[tokio::test]
async fn a_chain_shares_a_slot_and_gives_it_back() {
    let stage = Stage::new().await;
    let theirs = format!("{FUNCTIONS}:check-domain");
    let chain = format!("{FUNCTIONS}:team-trigger-chain-pre-sign-up");
    stage.set_trigger(&theirs);
    let before = stage.described().await;
    let only = ["--only", "pre-sign-up", "--yes"];
    let run = async |more: &[&str]| stage.attach(&[&only, more].concat()).await;
    run(&[])
        .await
        .ended(1)
        .said(&["foreign-trigger", "--chain pre-sign-up"]);
    let file = stage.folder.path().join("invitations.toml");
    fs::write(&file, "").unwrap();
    let chained = ["--chain", "pre-sign-up"];
    for function in [&chain, &theirs] {
        stage.aws.add_function(function, 5);
    }
    run(&chained)
        .await
        .ended(1)
        .said(&["chain-unnamed", "[chain.pre-sign-up]"]);
    let ours = format!("{FUNCTIONS}:team-pre-sign-up");
    let section = format!("[chain.pre-sign-up]\nours = '{ours}'\ntheirs = '{theirs}'\n");
    fs::write(&file, section.replace("check-domain", "gone")).unwrap();
    run(&chained)
        .await
        .ended(1)
        .said(&["chain-function-missing", "chain-of-another"]);
    fs::write(&file, &section).unwrap();
    assert_eq!(stage.described().await, before);
    assert!(stage.aws.statements().is_empty());

    run(&chained)
        .await
        .ended(0)
        .said(&["Done.", "lambda:InvokeFunction on", &theirs]);
    let slot = async || stage.described().await.0["LambdaConfig"]["PreSignUp"].clone();
    assert_eq!(slot().await, chain);
    let [statement] = &stage.aws.statements()[..] else {
        panic!("{:?}", stage.aws.statements());
    };
    assert_eq!(statement["Resource"], chain);
    run(&chained).await.ended(0).said(&["needs no change"]);
    // Without the word, theirs would be displaced.
    run(&[]).await.ended(1).said(&["chained: "]);

    stage.detach(&["--yes"]).await.ended(0);
    assert_eq!(stage.described().await, before);
    assert!(stage.aws.statements().is_empty());

    // Where the record is lost, the settings say what was there.
    run(&chained).await.ended(0);
    fs::remove_file(stage.record()).unwrap();
    stage.aws.forget_parameters();
    stage.detach(&only).await.ended(0);
    assert_eq!(slot().await, theirs);
}
