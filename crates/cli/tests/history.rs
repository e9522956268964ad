//! `invitations history` before a log that somebody else has written to, and before AWS that
//! refuses.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test; indexing JSON answers null"
)]

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use local_user_pool::{LocalUserPool, Pool, User, UserStatus};
use serde_json::{Value, json};
use terminal::clock;
use tokio::net::TcpListener;

const POOL: &str = "local_Example";
const SUB: &str = "6a2c1f0e-0000-4000-8000-000000000001";
const OTHER: &str = "6a2c1f0e-0000-4000-8000-000000000002";
const ADMINISTRATOR: &str = "6a2c1f0e-0000-4000-8000-00000000000c";

/// The answers to `FilterLogEvents`, by log group, one after another; the last stays.
type Answers = BTreeMap<String, Vec<(u16, Value)>>;

/// CloudWatch Logs in front of a pool, and what it was asked.
#[derive(Clone)]
struct Logs {
    answers: Arc<Mutex<Answers>>,
    asked: Arc<Mutex<Vec<Value>>>,
}

async fn answer(State(logs): State<Logs>, request: Request<Body>, next: Next) -> Response {
    let target = request.headers().get("x-amz-target");
    let target = target.map(|target| target.to_str().unwrap().to_owned());
    if target.is_none_or(|target| target != "Logs_20140328.FilterLogEvents") {
        return next.run(request).await;
    }
    let body = to_bytes(request.into_body(), usize::MAX).await.unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let group = body["logGroupName"].as_str().unwrap().to_owned();
    let missing = (400, json!({ "__type": "ResourceNotFoundException" }));
    let mut answers = logs.answers.lock().unwrap();
    let (status, document) = match answers.get_mut(&group) {
        Some(left) if left.len() > 1 => left.remove(0),
        Some(left) => left[0].clone(),
        None => missing,
    };
    logs.asked.lock().unwrap().push(body);
    (StatusCode::from_u16(status).unwrap(), axum::Json(document)).into_response()
}

/// A page of lines, all of this moment.
fn page(lines: &[String], next: Option<&str>) -> (u16, Value) {
    let at = clock::now().as_millisecond();
    let events = lines.iter();
    let events = events.map(|line| json!({ "timestamp": at, "message": line, "eventId": "1" }));
    let mut page = json!({ "events": events.collect::<Vec<_>>() });
    if let Some(next) = next {
        page["nextToken"] = json!(next);
    }
    (200, page)
}

/// What the command came to, and what CloudWatch Logs was asked.
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
    asked: Vec<Value>,
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}

/// Runs the command about Ada, whose user name is her own, with these answers.
async fn history(answers: &[(&str, Vec<(u16, Value)>)], arguments: &[&str]) -> Ran {
    let mut pool = Pool::new(POOL);
    let arn = "arn:aws:lambda:eu-central-1:123456789012:function:team-pre-sign-up";
    pool.settings.lambda_config.pre_sign_up = Some(arn.to_owned());
    pool.insert(User::new("ada", SUB, UserStatus::Confirmed, clock::now()));
    let pool = LocalUserPool::new(vec![pool]);
    let group = |(name, pages): &(&str, Vec<_>)| (format!("/aws/lambda/{name}"), pages.clone());
    let logs = Logs {
        answers: Arc::new(Mutex::new(answers.iter().map(group).collect())),
        asked: Arc::default(),
    };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = TcpListener::bind(address).await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let routes = pool
        .router()
        .layer(from_fn_with_state(logs.clone(), answer));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("invitations.toml");
    std::fs::write(&settings, "").unwrap();
    let output = run(&endpoint, &settings, arguments).await;
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let asked = logs.asked.lock().unwrap().clone();
    Ran {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        asked,
    }
}

async fn run(endpoint: &str, settings: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_invitations"));
    command
        .args([
            "history",
            "--user-pool-id",
            POOL,
            "--endpoint-url",
            endpoint,
        ])
        .args(["--user", "ada", "--config"])
        .arg(settings)
        .args(arguments)
        .env_remove("AWS_REGION")
        .env_remove("AWS_ACCESS_KEY_ID");
    tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap()
        .unwrap()
}

fn audit(members: &str) -> String {
    format!(r#"{{"message":"administration","verb":"disableUser",{members},"outcome":"done"}}"#)
}

#[tokio::test]
async fn lines_that_are_not_ours_or_not_hers_are_not_shown() {
    let own = audit(&format!(r#""caller":"{ADMINISTRATOR}","sub":"{SUB}""#));
    let hostile = audit(&format!(
        r#""caller":"\u001b[2J\u202eadmin","sub":"{SUB}","code":"a\nb","note":"CANARY""#
    ));
    let huge = audit(&format!(
        r#""sub":"{SUB}","note":"CANARY{}""#,
        "x".repeat(300_000)
    ));
    let of_hook = format!(
        r#"{{"message":"invocation","function":"pre-sign-up","trigger_source":"CANARY","user_pool":"local_Other","sub":"{SUB}","outcome":"admitted"}}"#
    );
    let swept = format!(
        r#"{{"message":"an invitation was swept","user_pool_id":"{POOL}","sub":"{SUB}","act":"not-delivered"}}"#
    );
    let lines = [
        own.clone(),
        own.clone(),
        hostile,
        huge,
        own[..own.len() - 2].replace("disableUser", "CANARY"),
        audit(&format!(r#""caller":"CANARY","sub":"{OTHER}""#)),
        format!("CANARY {SUB}"),
    ];
    let answers = [
        (
            "team-admin-api",
            vec![
                page(&[], Some("a")),
                page(&lines[..3], Some("b")),
                page(&lines[3..], None),
            ],
        ),
        // In the log of a hook, such a line is what somebody sent.
        (
            "team-pre-sign-up",
            vec![page(&[own.replace("disableUser", "CANARY"), of_hook], None)],
        ),
        (
            "team-sweeper",
            vec![page(&[own.replace("disableUser", "CANARY"), swept], None)],
        ),
    ];
    for arguments in [&["--json"][..], &[]] {
        let ran = history(&answers, arguments).await;
        assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
        let all = format!("{}{}", ran.stdout, ran.stderr);
        assert!(!all.contains("CANARY"), "{all}");
        let is_harmful = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!all.contains(is_harmful) && !all.contains("u202e"), "{all}");
        // Twice the same is told once.
        assert_eq!(all.matches("disableUser").count(), 2, "{all}");
        assert!(all.contains("unreadable"), "{all}");
        assert_eq!(all.matches("not-delivered").count(), 1, "{all}");
        // Pages were read to the last one, and asked for by UUIDs alone, in a range of time.
        let tokens: Vec<_> = ran.asked.iter().map(|asked| &asked["nextToken"]).collect();
        assert_eq!(
            tokens,
            [
                &Value::Null,
                &Value::Null,
                &json!("a"),
                &json!("b"),
                &Value::Null
            ]
        );
        for asked in &ran.asked {
            assert_eq!(
                asked["filterPattern"],
                format!(r#"{{ ($.sub = "{SUB}") }}"#)
            );
            let days = asked["endTime"].as_i64().unwrap() - asked["startTime"].as_i64().unwrap();
            assert_eq!(days, 30 * 86_400_000 + 1_000);
        }
    }
}

#[tokio::test]
async fn what_could_not_be_read_is_said() {
    let refused =
        |exception: &str| vec![(400, json!({ "__type": exception, "message": "CANARY" }))];
    let own = audit(&format!(r#""caller":"{ADMINISTRATOR}","sub":"{SUB}""#));
    for (pages, code, state, said) in [
        (
            refused("AccessDeniedException"),
            1,
            "denied",
            "logs:FilterLogEvents is not permitted",
        ),
        (
            refused("ResourceNotFoundException"),
            0,
            "missing",
            "there is no such log group",
        ),
        (
            refused("InvalidParameterException"),
            1,
            "failed",
            "(InvalidParameterException)",
        ),
        (
            vec![page(&[], Some("a"))],
            1,
            "failed",
            "AWS repeats a page",
        ),
        (vec![page(&[own], None)], 0, "read", "CloudTrail"),
    ] {
        let answers = [("another", pages)];
        let named = ["--admin-api", "another"];
        let ran = history(&answers, &named).await;
        let all = format!("{}{}", ran.stdout, ran.stderr);
        assert_eq!(ran.code, Some(code), "{all}");
        assert!(ran.stderr.contains(said), "{all}");
        assert!(
            ran.stdout.contains("created") && !all.contains("CANARY"),
            "{all}"
        );
        let ran = history(&answers, &[&named[..], &["--json"]].concat()).await;
        let document = ran.json();
        let logs = document["logs"].as_array().unwrap();
        let states: Vec<_> = logs
            .iter()
            .map(|log| log["state"].as_str().unwrap())
            .collect();
        assert_eq!(states, ["missing", state, "missing"], "{document}");
        assert!(
            document["not_seen"][0]
                .as_str()
                .unwrap()
                .contains("CloudTrail")
        );
    }
}

#[tokio::test]
async fn who_issued_a_token_is_told_with_it() {
    let admitted = format!(
        r#"{{"message":"invocation","function":"pre-sign-up","trigger_source":"PreSignUp_SignUp","user_pool":"{POOL}","sub":"{SUB}","jti":"t-1","outcome":"admitted"}}"#
    );
    let issued = |jti: &str| {
        format!(
            r#"{{"message":"administration","caller":"{ADMINISTRATOR}","verb":"createInvitation","groups":"clients","jti":"{jti}","outcome":"done"}}"#
        )
    };
    let answers = [
        ("team-pre-sign-up", vec![page(&[admitted], None)]),
        (
            "team-admin-api",
            vec![page(&[], None), page(&[issued("t-1"), issued("t-2")], None)],
        ),
    ];
    let ran = history(&answers, &["--json"]).await;
    let document = ran.json();
    let all = document["history"].as_array().unwrap();
    let by: Vec<_> = all
        .iter()
        .filter(|entry| entry["by"] == ADMINISTRATOR)
        .collect();
    assert_eq!(by.len(), 1, "{document}");
    assert_eq!(by[0]["jti"], "t-1");
    assert_eq!(by[0]["groups"], json!(["clients"]));
    // What is looked for was written by nobody: the id of a token comes from a line.
    assert!(!ran.asked.last().unwrap().to_string().contains("t-1"));
}
