//! The function under test, and a gate to stop it at.

use std::{env, path::PathBuf, process::Command};

use lambda_host::{Host, HostedFunction, InvocationResult, Output};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use ureq::{
    Agent,
    http::{Request, Response},
};

/// `examples/function.rs` with the limits of a Cognito trigger.
pub(crate) fn function() -> HostedFunction {
    HostedFunction::new("example", program())
}

/// The same with `INIT` set, which makes its start go wrong.
pub(crate) fn failing_start(how: &str) -> HostedFunction {
    HostedFunction {
        environment: vec![("INIT".to_owned(), how.to_owned())],
        ..function()
    }
}

pub(crate) fn host(function: HostedFunction) -> Host {
    Host::new([function], Output::memory()).unwrap()
}

#[track_caller]
pub(crate) fn answer(outcome: &InvocationResult) -> Value {
    match outcome {
        InvocationResult::Answer(body) => serde_json::from_slice(body).unwrap(),
        other => panic!("{other:?}"),
    }
}

/// Sends a request and reads the answer, whatever its status.
pub(crate) async fn exchange(request: Request<String>) -> Response<String> {
    let exchange = move || {
        let config = Agent::config_builder().http_status_as_error(false);
        let agent: Agent = config.build().into();
        let (parts, mut body) = agent.run(request).unwrap().into_parts();
        let body = body.with_config().limit(100_000_000).read_to_string();
        Response::from_parts(parts, body.unwrap())
    };
    tokio::task::spawn_blocking(exchange).await.unwrap()
}

/// Whether a process is there, be it as a zombie.
pub(crate) fn exists(pid: &Value) -> bool {
    let probe = Command::new("sh")
        .args(["-c", &format!("kill -0 {pid} 2>&-")])
        .status();
    probe.unwrap().success()
}

/// Functions that are sent `meet` here stop until they are let go.
pub(crate) struct Gate(TcpListener);

impl Gate {
    pub(crate) async fn open() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    /// The event that leads a function here.
    pub(crate) fn event(&self) -> String {
        let address = self.0.local_addr().unwrap();
        format!(r#"{{"do":"meet","at":"{address}"}}"#)
    }

    /// The next function that came.
    pub(crate) async fn arrival(&self) -> Arrival {
        let (connection, _) = self.0.accept().await.unwrap();
        Arrival(connection)
    }
}

pub(crate) struct Arrival(TcpStream);

impl Arrival {
    /// Lets the function go; what it says then, nothing if it is gone.
    pub(crate) async fn release(mut self) -> String {
        let mut said = String::new();
        if self.0.write_all(b"!").await.is_ok() {
            // A reset connection says nothing, like a closed one.
            let _ = self.0.read_to_string(&mut said).await;
        }
        said
    }

    /// Waits until the function is gone; what it said before.
    pub(crate) async fn closed(mut self) -> String {
        let mut said = String::new();
        // As above.
        let _ = self.0.read_to_string(&mut said).await;
        said
    }
}

fn program() -> PathBuf {
    // target/<profile>/deps/suite-<hash> -> target/<profile>/examples/function
    let test = env::current_exe().unwrap();
    let profile = test.parent().and_then(|deps| deps.parent()).unwrap();
    let program = profile.join("examples").join("function");
    assert!(
        program.exists(),
        "{} is missing: `cargo test -p lambda-host` without a target filter builds it",
        program.display()
    );
    program
}
