//! The function as AWS runs it: its binary, over the Lambda Runtime API, beside a local user pool.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the function reads the clock; what is not as expected ends the test"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use invitation::attributes::INVITED_ATTRIBUTE;
use jiff::{SignedDuration, Timestamp};
use lambda_host::{Host, HostedFunction, InvocationResult, Output};
use local_user_pool::{
    Alias, AttributeDefinition, EmailSendingAccount, LocalUserPool, Pool, SignIn, User, UserStatus,
};
use serde_json::{Value, json};

const POOL: &str = "local_Example01";

/// A pool at the present moment.
fn pool() -> LocalUserPool {
    let mut pool = Pool::new(POOL);
    pool.sign_in = SignIn::Attribute([Alias::Email].into());
    pool.case_sensitive = false;
    pool.schema
        .define(INVITED_ATTRIBUTE, AttributeDefinition::TEXT);
    let email = &mut pool.settings.email_configuration;
    email.email_sending_account = EmailSendingAccount::Developer;
    LocalUserPool::new(vec![pool])
}

/// Invites somebody three days ago, until so many hours from now.
fn invite(pool: &LocalUserPool, name: &str, hours: i64) {
    let sent = Timestamp::now() - SignedDuration::from_hours(72);
    let until = Timestamp::now() + SignedDuration::from_hours(hours);
    let record = format!(
        r#"{{"until":{},"at":{}}}"#,
        until.as_second(),
        sent.as_second()
    );
    let mut user = User::new(name, name, UserStatus::ForceChangePassword, sent);
    for (name, value) in [
        ("email", format!("{name}@canary.example")),
        ("email_verified", "true".to_owned()),
        (INVITED_ATTRIBUTE, record),
    ] {
        user.attributes.insert(name.to_owned(), value);
    }
    pool.with_pool(POOL, |pool| pool.insert(user)).unwrap();
}

struct Ran {
    result: InvocationResult,
    lines: Vec<Value>,
}

impl Ran {
    /// The line of the invocation.
    fn invocation(&self) -> &Value {
        let is_it = |line: &&Value| line["message"] == "invocation";
        self.lines.iter().find(is_it).unwrap()
    }

    fn count(&self, metric: &str) -> u64 {
        let counted = self.lines.iter().filter(|line| line["_aws"].is_object());
        counted.filter_map(|line| line[metric].as_u64()).sum()
    }
}

async fn run(pool: &LocalUserPool, timeout: Duration) -> Ran {
    let server = pool.serve().await.unwrap();
    let settings = "../../infra/invitations/invitations.toml";
    let settings = Path::new(env!("CARGO_MANIFEST_DIR")).join(settings);
    let variables = [
        ("INVITATIONS_CONFIG", settings.to_str().unwrap()),
        ("AWS_LAMBDA_LOG_LEVEL", "TRACE"),
        ("AWS_ENDPOINT_URL", &server.endpoint_url()),
        ("USER_POOL_ID", POOL),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let function = HostedFunction {
        environment: variables.into(),
        timeout,
        init_timeout: Duration::from_mins(1),
        ..HostedFunction::new("sweeper", env!("CARGO_BIN_EXE_sweeper"))
    };
    let host = Host::new([function], Output::memory()).unwrap();
    let result = host.invoke("sweeper", "{}").await.unwrap();
    host.shutdown().await;
    let lines = host.output().lines();
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let all = json!(lines).to_string();
    assert!(!all.contains("canary"), "{all}");
    Ran { result, lines }
}

#[tokio::test]
async fn people_are_reminded_and_invitations_end() {
    let pool = pool();
    invite(&pool, "6a2c", 12);
    invite(&pool, "7b3d", 100);
    invite(&pool, "8c4e", -1);
    let ran = run(&pool, Duration::from_mins(15)).await;
    assert!(matches!(&ran.result, InvocationResult::Answer(answer) if *answer == "null"));
    let line = ran.invocation();
    assert_eq!(
        (&line["outcome"], &line["level"]),
        (&json!("swept"), &json!("INFO"))
    );
    assert_eq!(line["looked_at"], 3);
    for (metric, count) in [
        ("InvitationsReminded", 1),
        ("InvitationsExpired", 1),
        ("InvitationsDeleted", 0),
        ("SweepFailures", 0),
    ] {
        assert_eq!(ran.count(metric), count, "{metric}");
    }
    assert_eq!(pool.inbox().len(), 1);
    let is_enabled = |name: &str| pool.with_pool(POOL, |pool| pool.find(name).unwrap().enabled);
    assert_eq!(
        [is_enabled("6a2c"), is_enabled("8c4e")],
        [Some(true), Some(false)]
    );
    let again = run(&pool, Duration::from_mins(15)).await;
    assert_eq!(again.invocation()["outcome"], "swept");
    assert_eq!(pool.inbox().len(), 1);
}

#[tokio::test]
async fn what_is_not_done_is_an_error_of_the_function() {
    let pool = pool();
    invite(&pool, "8c4e", -1);
    pool.with_pool(POOL, |pool| {
        let immutable = AttributeDefinition {
            mutable: false,
            ..AttributeDefinition::TEXT
        };
        pool.schema.define(INVITED_ATTRIBUTE, immutable);
    });
    let ran = run(&pool, Duration::from_mins(15)).await;
    let error = "incomplete";
    assert!(
        matches!(&ran.result, InvocationResult::Error { .. }),
        "{:?}",
        ran.result
    );
    assert_eq!(ran.invocation()["outcome"], error);
    assert_eq!(ran.count("SweepFailures"), 1);
}

#[tokio::test]
async fn it_begins_nothing_shortly_before_lambda_ends_it() {
    let pool = pool();
    invite(&pool, "8c4e", -1);
    let ran = run(&pool, Duration::from_secs(45)).await;
    assert_eq!(ran.invocation()["outcome"], "stopped");
    assert_eq!(ran.invocation()["looked_at"], 0);
}

/// What the role may do is what the function does, and letting somebody in again.
#[tokio::test]
async fn the_role_may_do_what_is_done() {
    let pool = pool();
    invite(&pool, "6a2c", 12);
    invite(&pool, "8c4e", -1);
    run(&pool, Duration::from_mins(15)).await;
    let calls = pool.calls();
    let mut done: BTreeSet<&str> = calls.iter().map(|call| call.operation.as_str()).collect();
    done.extend(["AdminEnableUser", "AdminDeleteUser"]);
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/sweeper.yaml");
    let template = std::fs::read_to_string(template).unwrap();
    let allowed = template.split("cognito-idp:").skip(1);
    let allowed: BTreeSet<&str> = allowed
        .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next())
        .filter(|action| !action.is_empty())
        .collect();
    assert_eq!(allowed, done);
}
