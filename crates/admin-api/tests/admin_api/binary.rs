//! The function as AWS runs it: its binary, over the Lambda Runtime API.

use std::time::Duration;

use lambda_host::{Host, HostedFunction, InvocationResult, Output};
use local_user_pool::{AttributeDefinition, Pool, Server, UserStatus};
use serde_json::{Value, json};

use crate::test_api::{POOL, SETTINGS, TestApi, claims, get, post, rest, sub};

/// The function with these settings, all that it can log switched on, beside a pool.
struct Running {
    api: TestApi,
    host: Host,
    _server: Server,
    _folder: tempfile::TempDir,
}

impl Running {
    async fn with(settings: &str) -> Self {
        let api = TestApi::new().await;
        api.insert("caller", &["Admins"], |_| {});
        api.insert("ada", &["clients"], |_| {});
        let server = api.pool.serve().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("invitations.toml");
        std::fs::write(&file, settings).unwrap();
        let variable = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let function = HostedFunction {
            environment: vec![
                variable("INVITATIONS_CONFIG", &file.to_string_lossy()),
                variable("AWS_ENDPOINT_URL", &server.endpoint_url()),
                variable("AWS_LAMBDA_LOG_LEVEL", "TRACE"),
            ],
            // A start says nothing about the function on a machine that is busy with other tests.
            init_timeout: Duration::from_mins(1),
            timeout: Duration::from_mins(1),
            ..HostedFunction::new("admin-api", env!("CARGO_BIN_EXE_admin-api"))
        };
        Self {
            api,
            host: Host::new([function], Output::memory()).unwrap(),
            _server: server,
            _folder: folder,
        }
    }

    /// The answer as API Gateway gets it: status and document.
    async fn invoke(&self, event: &Value) -> (u64, Value) {
        let outcome = self.host.invoke("admin-api", event.to_string()).await;
        let InvocationResult::Answer(answer) = outcome.unwrap() else {
            panic!("no answer");
        };
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        let body = answer["body"].as_str().unwrap();
        let document = serde_json::from_str(body).unwrap();
        (answer["statusCode"].as_u64().unwrap(), document)
    }
}

const MEMBERS: [&str; 7] = [
    "caller",
    "verb",
    "sub",
    "outcome",
    "code",
    "groups",
    "attributes",
];

/// These members of the lines that remain of requests.
fn audit_lines(lines: &[String], members: &[&str]) -> Vec<Value> {
    lines
        .iter()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line["message"] == "administration")
        .map(|line| members.iter().map(|&member| line[member].clone()).collect())
        .collect()
}

fn as_admin(request: &crate::test_api::Ask<'_>) -> Value {
    rest(request, Some(&claims("caller", "Admins")))
}

#[tokio::test]
async fn requests_are_answered_and_the_log_says_who_did_what_and_nothing_more() {
    let running = Running::with(SETTINGS).await;
    let user = get("/getUser", &[("username", "ada@client.example")]);
    let (status, _) = running.invoke(&as_admin(&user)).await;
    assert_eq!(status, 404);
    let password = json!({ "username": "ada", "password": "Secret-Horse-1", "permanent": true });
    let event = as_admin(&post("/setUserPassword", &password));
    assert_eq!(running.invoke(&event).await.0, 200);
    let owners = json!({ "username": "ada", "groupname": "Owners" });
    let (status, problem) = running
        .invoke(&as_admin(&post("/addUserToGroup", &owners)))
        .await;
    assert_eq!(
        (status, &problem["code"]),
        (403, &json!("group-not-permitted"))
    );
    // A name that no settings know may be anything, and is not shown.
    let unknown = json!({ "username": "ada", "groupname": "Lovelace" });
    let event = as_admin(&post("/addUserToGroup", &unknown));
    assert_eq!(running.invoke(&event).await.0, 403);
    let update = json!({
        "username": "ada", "attributes": { "given_name": "Lovelace", "custom:tenant": "Acme" },
    });
    let event = as_admin(&post("/updateUserAttributes", &update));
    assert_eq!(running.invoke(&event).await.0, 200);
    let event = rest(&post("/deleteUser", &json!({ "username": "ada" })), None);
    assert_eq!(running.invoke(&event).await.0, 401);
    // What is no request at all does not end it.
    let (status, problem) = running.invoke(&json!({ "ada@client.example": 1 })).await;
    assert_eq!(
        (status, &problem["code"]),
        (400, &json!("malformed-request"))
    );
    assert_eq!(
        running.invoke(&as_admin(&get("/listUsers", &[]))).await.0,
        200
    );

    running.host.shutdown().await;
    let lines = running.host.output().lines();
    let audit = audit_lines(&lines, &MEMBERS);
    let (caller, ada) = (sub("caller"), sub("ada"));
    assert_eq!(
        audit,
        [
            json!([
                caller,
                "getUser",
                null,
                "refused",
                "user-not-found",
                null,
                null
            ]),
            json!([caller, "setUserPassword", ada, "done", null, null, null]),
            json!([
                caller,
                "addUserToGroup",
                null,
                "refused",
                "group-not-permitted",
                "Owners",
                null
            ]),
            json!([
                caller,
                "addUserToGroup",
                null,
                "refused",
                "group-not-permitted",
                "unreadable",
                null
            ]),
            json!([
                caller,
                "updateUserAttributes",
                ada,
                "done",
                null,
                null,
                "custom:tenant,given_name"
            ]),
            json!([
                null,
                "deleteUser",
                null,
                "refused",
                "not-signed-in",
                null,
                null
            ]),
            json!([caller, "listUsers", null, "done", null, null, null]),
        ]
    );
    for line in &lines {
        for secret in ["client.example", "Secret-Horse", "Lovelace", "Acme"] {
            assert!(!line.contains(secret), "{line}");
        }
    }
    assert!(running.api.user("ada").is_some());
}

/// "Who made X a member of Y" can be answered from the log.
#[tokio::test]
async fn every_way_into_a_group_leaves_a_line_that_names_it() {
    let running = Running::with(SETTINGS).await;
    let settings = "[admin_created]\n    groups.by_domain = { \"staff.example\" = [\"beta\"] }";
    assert!(
        SETTINGS.contains(settings),
        "the sample gives beta by domain"
    );
    for name in ["bob", "eve"] {
        running.api.insert(name, &["clients"], |user| {
            user.status = UserStatus::ForceChangePassword;
            let email = format!("{name}@staff.example");
            for (name, value) in [("email", email.as_str()), ("email_verified", "true")] {
                user.attributes.insert(name.to_owned(), value.to_owned());
            }
        });
    }
    let password = json!({ "username": "bob", "password": "Correct-Horse-1" });
    let update = json!({ "username": "ada", "attributes": { "given_name": "Ada" } });
    let invite = json!({
        "email": "new@client.example", "user_name": "new", "groups": ["beta"], "given_name": "Nele",
    });
    let several = json!({ "invitations": [
        { "email": "one@client.example", "user_name": "one", "groups": ["beta"] },
        { "email": "two@client.example", "user_name": "two", "groups": ["clients"] },
    ]});
    let query = [("groupname", "beta")];
    let more = json!({ "groups": ["beta"], "attributes": { "custom:tenant": "Acme" } });
    let ada = json!({ "username": "ada", "groupname": "beta" });
    for ask in [
        post("/addUserToGroup", &ada),
        post("/removeUserFromGroup", &ada),
        post("/setUserPassword", &password),
        post("/updateUserAttributes", &update),
        post("/invitations", &invite),
        post("/invitations/bulk", &several),
        post("/invitations/eve/resend", &more),
        get("/listUsersInGroup", &query),
    ] {
        let (status, document) = running.invoke(&as_admin(&ask)).await;
        assert!(status < 300, "{} {document}", ask.path);
    }
    running.host.shutdown().await;
    let lines = running.host.output().lines();
    let audit = audit_lines(&lines, &["verb", "groups", "policy_groups", "attributes"]);
    let created = "email,email_verified";
    assert_eq!(
        audit,
        [
            json!(["addUserToGroup", "beta", null, null]),
            json!(["removeUserFromGroup", "beta", null, null]),
            json!(["setUserPassword", null, "beta", null]),
            json!(["updateUserAttributes", null, null, "given_name"]),
            json!([
                "createInvitation",
                "beta",
                null,
                format!("given_name,{created}")
            ]),
            json!(["createInvitations", "beta", null, created]),
            json!(["createInvitations", "clients", null, created]),
            json!(["createInvitations", null, null, null]),
            json!(["resendInvitation", "beta", "beta", "custom:tenant"]),
            json!(["listUsersInGroup", "beta", null, null]),
        ]
    );
}

/// Neither the link nor its password, with all that the function can log.
#[tokio::test]
async fn a_link_stands_in_no_line() {
    let settings = SETTINGS.replace(
        "administrators = true",
        "administrators = true\nlink = true",
    );
    let running = Running::with(&settings).await;
    let keep_records = |pool: &mut Pool| {
        pool.schema
            .define("custom:invited", AttributeDefinition::TEXT);
    };
    running.api.pool.with_pool(POOL, keep_records).unwrap();
    let invite = json!({ "email": "new@client.example", "user_name": "new", "link": true });
    let (status, created) = running
        .invoke(&as_admin(&post("/invitations", &invite)))
        .await;
    assert_eq!(status, 201, "{created}");
    let link = created["link"].as_str().unwrap();
    let (_, password) = link.split_once("&password=").unwrap();
    running.host.shutdown().await;
    let lines = running.host.output().lines();
    assert_eq!(
        audit_lines(&lines, &["verb"]),
        [json!(["createInvitation"])]
    );
    assert!(!lines.iter().any(|line| line.contains(password)));
}

/// Everybody who may invoke the function can hand it anything.
#[tokio::test]
async fn an_event_that_is_no_request_is_answered_and_panics_nowhere() {
    let running = Running::with(SETTINGS).await;
    let good = as_admin(&post("/enableUser", &json!({ "username": "ada" })));
    let changed = |pointer: &str, value: Value| {
        let mut event = good.clone();
        *event.pointer_mut(pointer).unwrap() = value;
        event
    };
    let mut garbled = changed("/body", json!("{\"username\": \"ada\"}"));
    garbled["isBase64Encoded"] = json!(true);
    let mut bodiless = good.clone();
    bodiless.as_object_mut().unwrap().remove("requestContext");
    for event in [
        garbled,
        bodiless,
        changed("/requestContext", Value::Null),
        changed("/requestContext", json!(7)),
        changed("/body", json!(7)),
        changed("/body", json!({ "username": "ada" })),
        changed("/isBase64Encoded", json!("yes")),
        changed("/httpMethod", json!("G T")),
        changed("/path", json!("a b\u{0}")),
        changed("/headers", json!([1])),
        json!({}),
        json!([]),
        json!("ada"),
        json!(7),
        Value::Null,
        json!({ "requestContext": {} }),
        json!({ "version": "2.0", "requestContext": { "http": {} } }),
        json!({ "version": "2.0", "rawPath": "a b", "requestContext": { "http": { "method": "GET" } } }),
    ] {
        let (status, problem) = running.invoke(&event).await;
        assert!((400..405).contains(&status), "{status} {problem} {event}");
        assert!(problem["code"].is_string(), "{event}");
    }
    let mut encoded = good.clone();
    encoded["body"] = json!("eyJ1c2VybmFtZSI6ImFkYSJ9");
    encoded["isBase64Encoded"] = json!(true);
    assert_eq!(running.invoke(&encoded).await.0, 200);
    running.host.shutdown().await;
    let lines = running.host.output().lines();
    let panicked: Vec<_> = lines
        .iter()
        .filter(|line| line.contains("panicked"))
        .collect();
    assert!(panicked.is_empty(), "{panicked:?}");
}

#[tokio::test]
async fn a_configuration_that_cannot_be_used_admits_nobody() {
    for settings in [
        "",
        "[admin_api]",
        "admin_api = 7",
        &SETTINGS.replace("verbs", "verb"),
    ] {
        let running = Running::with(settings).await;
        let (status, problem) = running.invoke(&as_admin(&get("/listUsers", &[]))).await;
        assert_eq!((status, &problem["code"]), (503, &json!("not-configured")));
        let document = problem.to_string();
        assert!(!document.contains("toml"), "{document}");
        running.host.shutdown().await;
    }
}
