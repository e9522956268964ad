//! The ways to run a pool's hooks: each denies, echoes and refuses as Lambda and the functions do.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test; indexing JSON answers null"
)]

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::post;
use invitation::issue::sign;
use invitation::key::SigningKey;
use invitation::token::TokenClaims;
use jiff::{SignedDuration, Timestamp};
use lambda_host::Output;
use local_user_pool::{Invocation, Invoked, LocalUserPool, Pool};
use playground::hooks::handler::LAMBDA_TIMEOUT;
use playground::hooks::{Clock, HandlerEnvironment, Hooks, binaries};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use settings::Settings;
use tokio::net::TcpListener;
use tokio::time::sleep;
use trigger::Function;

const POOL: &str = "local_Hooks";

/// Where there is no AWS: a port that no process may listen on without being asked to.
const NOWHERE: &str = "http://127.0.0.1:1";

fn sample(file: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations");
    folder.join(file)
}

fn handlers(endpoint_url: &str, clock: Clock) -> Hooks {
    let settings = Settings::load(&sample("invitations.toml")).unwrap();
    let environment = HandlerEnvironment {
        endpoint_url: endpoint_url.to_owned(),
        clock,
        timeout: LAMBDA_TIMEOUT,
    };
    Hooks::handlers(&settings, environment).unwrap()
}

fn at(now: &str) -> Clock {
    let now: Timestamp = now.parse().unwrap();
    Arc::new(move || now)
}

/// A self sign-up of this address, with an invitation or without.
fn sign_up(email: &str, invitation: Option<&str>) -> Value {
    let mut event = json!({
        "version": "1", "region": "local", "userPoolId": POOL, "userName": "u-1",
        "callerContext": {"awsSdkVersion": "test", "clientId": "client"},
        "triggerSource": "PreSignUp_SignUp",
        "request": {"userAttributes": {"email": email}, "validationData": {"terms": "accepted"}},
        "response": {"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false},
    });
    if let Some(token) = invitation {
        event["request"]["userAttributes"]["custom:invitation"] = token.into();
        event["request"]["validationData"]["invitation"] = token.into();
    }
    event
}

/// An event that the function is not there for, which it echoes.
fn foreign() -> Value {
    json!({"triggerSource": "Unheard_Of", "userPoolId": POOL, "request": {}, "response": {"n": 1.0}})
}

async fn invoke(hooks: &Hooks, function: &str, payload: &Value) -> Invoked {
    let invocation = Invocation {
        function: function.to_owned(),
        payload: payload.to_string(),
    };
    hooks.invoke()(invocation).await
}

/// What every way of running the real functions has in common.
async fn check_real_functions(hooks: &Hooks) {
    let arn = "arn:aws:lambda:eu-west-1:123456789012:function:pre-sign-up";
    let stranger = sign_up("ada@stranger.example", None);
    for name in ["pre-sign-up", arn, &format!("{arn}:live")] {
        let Invoked::Error {
            error_type,
            message,
        } = invoke(hooks, name, &stranger).await
        else {
            panic!("{name} lets a stranger in");
        };
        assert_eq!(error_type, "domain-not-allowed");
        let sentence = message.strip_prefix("domain-not-allowed: ").unwrap();
        assert!(
            !sentence.is_empty() && !sentence.ends_with('.'),
            "{message}"
        );
    }
    for function in Function::ALL.into_iter().skip(1) {
        let echo = Invoked::Answer(foreign().to_string());
        assert_eq!(invoke(hooks, function.name(), &foreign()).await, echo);
    }
    for name in [
        "pre-sign",
        "arn:aws:lambda:eu-west-1:123456789012:function:gone",
    ] {
        let refused = Invoked::Refused("AccessDeniedException".to_owned());
        assert_eq!(invoke(hooks, name, &foreign()).await, refused, "{name}");
    }
}

/// What the hooks came to, in order.
fn recorded(hooks: &Hooks) -> Vec<String> {
    let records = hooks.records();
    let recorded = records
        .iter()
        .map(|record| format!("{} {record}", record.function));
    recorded.collect()
}

const TOLD_OF_REAL_FUNCTIONS: [&str; 7] = [
    "pre-sign-up rejected: domain-not-allowed",
    "pre-sign-up rejected: domain-not-allowed",
    "pre-sign-up rejected: domain-not-allowed",
    "custom-message passed-through",
    "post-confirmation passed-through",
    "post-authentication passed-through",
    "pre-token-generation passed-through",
];

#[tokio::test]
async fn handlers_answer_as_the_functions_do() {
    let hooks = handlers(NOWHERE, at("2026-11-20T09:00:00Z"));
    check_real_functions(&hooks).await;
    assert_eq!(recorded(&hooks), TOLD_OF_REAL_FUNCTIONS);
}

#[tokio::test]
async fn handlers_live_by_the_clock_they_are_given() {
    let issued: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
    let claims = TokenClaims {
        iss: "https://accounts.northwind.example".to_owned(),
        aud: POOL.to_owned().into(),
        jti: "hooks".to_owned(),
        iat: issued.as_second(),
        exp: (issued + SignedDuration::from_hours(72)).as_second(),
        nbf: None,
        email: "ada@client.example".to_owned(),
        groups: vec!["clients".parse().unwrap()],
        attributes: std::collections::BTreeMap::new(),
        brand: None,
        locale: None,
        inviter: None,
    };
    let key = fs::read_to_string(sample("development-key.pem")).unwrap();
    let key = SigningKey::from_pem(&key, Some("development".to_owned())).unwrap();
    let token = sign(&claims, &key).unwrap();
    let event = sign_up("ada@client.example", Some(token.expose_secret()));

    let pool = LocalUserPool::new(vec![Pool::new(POOL)]);
    pool.set_now(issued);
    let clock = {
        let pool = pool.clone();
        Arc::new(move || pool.now())
    };
    let hooks = handlers(NOWHERE, clock);
    invoke(&hooks, "pre-sign-up", &event).await;
    pool.advance(SignedDuration::from_hours(73));
    invoke(&hooks, "pre-sign-up", &event).await;
    assert_eq!(
        recorded(&hooks),
        [
            "pre-sign-up admitted",
            "pre-sign-up rejected: invitation-expired"
        ]
    );
}

#[tokio::test]
async fn a_handler_that_nobody_waits_for_goes_on() {
    let hooks = handlers(NOWHERE, at("2026-11-20T09:00:00Z"));
    let invocation = Invocation {
        function: "pre-sign-up".to_owned(),
        payload: sign_up("ada@stranger.example", None).to_string(),
    };
    drop(hooks.invoke()(invocation));
    until(|| !hooks.records().is_empty()).await;
    assert_eq!(
        recorded(&hooks),
        ["pre-sign-up rejected: domain-not-allowed"]
    );
}

/// Waits for what comes sooner or later; half a minute is for a machine that is busy.
async fn until(mut came: impl FnMut() -> bool) {
    for _ in 0..3_000 {
        if came() {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come");
}

/// An Invoke endpoint whose functions are called what they answer.
async fn endpoint() -> String {
    let answer = async |axum::extract::Path(name): axum::extract::Path<String>, body: String| {
        let error = r#"{"errorType":"no","errorMessage":"no: Not you"}"#;
        match name.as_str() {
            "echo" => body.into_response(),
            "denies" => ([("x-amz-function-error", "Unhandled")], error).into_response(),
            "fails-in-its-own-way" => ([("x-amz-function-error", "Handled")], "[]").into_response(),
            "throttled" => (
                StatusCode::TOO_MANY_REQUESTS,
                [("x-amzn-errortype", "TooManyRequestsException:http://aws")],
            )
                .into_response(),
            "broken" => StatusCode::BAD_GATEWAY.into_response(),
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    };
    let router = Router::new().route("/2015-03-31/functions/{name}/invocations", post(answer));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test]
async fn every_answer_of_an_endpoint_is_understood() {
    let hooks = Hooks::endpoint(&endpoint().await).unwrap();
    let error = |error_type: &str, message: &str| Invoked::Error {
        error_type: error_type.to_owned(),
        message: message.to_owned(),
    };
    let refused = |exception: &str| Invoked::Refused(exception.to_owned());
    for (function, expected) in [
        ("echo", Invoked::Answer(foreign().to_string())),
        (
            "arn:aws:lambda:eu-west-1:123456789012:function:echo:live",
            Invoked::Answer(foreign().to_string()),
        ),
        ("denies", error("no", "no: Not you")),
        ("fails-in-its-own-way", error("", "")),
        ("throttled", refused("TooManyRequestsException")),
        ("broken", refused("ServiceException")),
        ("gone", refused("AccessDeniedException")),
        ("no name of any function", refused("AccessDeniedException")),
    ] {
        assert_eq!(
            invoke(&hooks, function, &foreign()).await,
            expected,
            "{function}"
        );
    }
    assert_eq!(hooks.records(), []);
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_refuses() {
    let hooks = Hooks::endpoint(NOWHERE).unwrap();
    let refused = Invoked::Refused("ServiceException".to_owned());
    assert_eq!(invoke(&hooks, "echo", &foreign()).await, refused);
    for url in [
        "",
        "127.0.0.1:9001",
        "https://lambda.example",
        "ftp://a",
        "http://a/?b",
    ] {
        let error = Hooks::endpoint(url).unwrap_err().to_string();
        assert!(error.contains(url), "{url}: {error}");
    }
}

/// The built functions: those of `FUNCTION_BINARIES`, else those beside this test, which `cargo
/// test --workspace` builds. `cargo test -p invitations` builds none.
fn built() -> Option<PathBuf> {
    let beside = || Some(std::env::current_exe().ok()?.ancestors().nth(2)?.to_owned());
    let folder = std::env::var_os("FUNCTION_BINARIES")
        .map(PathBuf::from)
        .or_else(beside)?;
    let whole = Function::ALL
        .iter()
        .all(|function| folder.join(function.name()).is_file());
    whole.then_some(folder)
}

fn host(folder: &Path) -> anyhow::Result<lambda_host::Host> {
    binaries::host(
        folder,
        &sample("invitations.toml"),
        Some(NOWHERE),
        Output::memory(),
    )
}

#[tokio::test]
async fn built_functions_answer_as_the_handlers_do() {
    let Some(folder) = built() else { return };
    let hooks = Hooks::binaries(host(&folder).unwrap());
    check_real_functions(&hooks).await;
    hooks.shutdown().await;
    let mut recorded = recorded(&hooks);
    let mut expected = TOLD_OF_REAL_FUNCTIONS;
    // Each process writes for itself, so that only the lines of one function are in order.
    recorded.sort();
    expected.sort_unstable();
    assert_eq!(recorded, expected);
    let refused = Invoked::Refused("ServiceException".to_owned());
    assert_eq!(invoke(&hooks, "pre-sign-up", &foreign()).await, refused);
}

#[tokio::test]
async fn a_function_that_does_not_start_is_an_error_of_the_function() {
    let folder = tempfile::tempdir().unwrap();
    for function in Function::ALL {
        let program = folder.path().join(function.name());
        fs::write(&program, "#!/bin/sh\nexit 3\n").unwrap();
        fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    }
    let hooks = Hooks::binaries(host(folder.path()).unwrap());
    let Invoked::Error {
        error_type,
        message,
    } = invoke(&hooks, "pre-sign-up", &foreign()).await
    else {
        panic!("it answered");
    };
    assert_eq!(error_type, "Runtime.ExitError");
    assert!(message.ends_with("exit status 3"), "{message}");

    fs::remove_file(folder.path().join("custom-message")).unwrap();
    let error = host(folder.path()).unwrap_err().to_string();
    assert!(
        error.contains("cargo build --release -p custom-message"),
        "{error}"
    );
}

/// The command with these arguments and the sample configuration.
fn host_command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_invitations"));
    command
        .arg("host")
        .args(arguments)
        .env("INVITATIONS_CONFIG", sample("invitations.toml"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[tokio::test]
async fn the_command_serves_built_functions_to_others() {
    let Some(folder) = built() else { return };
    let folder = folder.display().to_string();
    let mut command = host_command(&["--binaries", &folder, "--port", "0"])
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stdout = command.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    let command = Served(command);
    assert!(line.ends_with("answers Invoke for pre-sign-up, custom-message, post-confirmation, post-authentication, pre-token-generation\n"), "{line}");
    let hooks = Hooks::endpoint(line.split(' ').next().unwrap()).unwrap();
    check_real_functions(&hooks).await;
    command.stop();
}

/// The command while it serves; it goes with the test.
struct Served(Child);

impl Served {
    /// Asks it to stop, as a service is asked, and waits until it has.
    fn stop(mut self) {
        let id = self.0.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        assert!(self.0.wait().unwrap().success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have stopped by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_command_says_what_it_lacks() {
    for (arguments, says) in [
        (
            &["--binaries", "/nowhere"] as &[_],
            "cargo build --release -p pre-sign-up",
        ),
        (
            &["--binaries", "/nowhere", "--config", "none.toml"],
            "none.toml",
        ),
        (&[], "--binaries <DIR>"),
    ] {
        let output = host_command(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(says), "{said}");
    }
}
