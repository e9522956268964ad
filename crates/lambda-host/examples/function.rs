//! A function that does what its event asks for, used by the tests of this crate.
//!
//! `{"do": "echo"}` comes back as it is. `INIT` in the environment makes the start go wrong.

use std::{
    collections::HashMap,
    future::pending,
    io::{Read, Write},
    net::TcpStream,
    process, thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use lambda_runtime::{Diagnostic, Error, LambdaEvent, run, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    match std::env::var("INIT").as_deref() {
        Ok("exit") => {
            write("INIT says exit\n");
            process::exit(3)
        }
        Ok("hang") => thread::sleep(Duration::from_hours(1)),
        Ok("report") => {
            report_init_error()?;
            thread::sleep(Duration::from_hours(1));
        }
        _ => {}
    }
    run(service_fn(handle)).await
}

#[expect(clippy::panic, reason = "the tests look at how a panic is answered")]
async fn handle(event: LambdaEvent<Value>) -> Result<Value, Diagnostic> {
    let (payload, context) = event.into_parts();
    let text = |key| payload.get(key).and_then(Value::as_str).unwrap_or_default();
    match text("do") {
        "fail" => Err(Diagnostic {
            error_type: "Chosen".to_owned(),
            error_message: "a chosen sentence".to_owned(),
        }),
        "panic" => panic!("a slip"),
        "hang" => pending().await,
        "exit" => process::exit(4),
        "abort" => process::abort(),
        "answer much" => Ok("x".repeat(6 * 1024 * 1024 + 99).into()),
        "pid" => Ok(process::id().into()),
        "write" => {
            write("one\ntwo\n");
            Ok(Value::Null)
        }
        "meet" => {
            meet(text("at")).map_err(Error::from)?;
            Ok(process::id().into())
        }
        "describe" => Ok(json!({
            "context": context,
            "milliseconds_left": milliseconds_left(context.deadline),
            "environment": std::env::vars().collect::<HashMap<_, _>>(),
        })),
        _ => Ok(payload),
    }
}

fn write(text: &str) {
    // Standard error is not buffered, so the lines are out whatever happens next.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Connects, waits until a byte comes, and says that it saw it.
fn meet(address: &str) -> std::io::Result<()> {
    let mut gate = TcpStream::connect(address)?;
    gate.read_exact(&mut [0_u8])?;
    gate.write_all(b"seen")
}

#[expect(
    clippy::disallowed_methods,
    reason = "a deadline is judged by the wall clock"
)]
fn milliseconds_left(deadline: u64) -> Option<u128> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    u128::from(deadline).checked_sub(now.as_millis())
}

/// Posts an error of the start, which `lambda_runtime` does only for snapshots.
fn report_init_error() -> Result<(), Error> {
    let body = r#"{"errorType":"Init","errorMessage":"a start that failed"}"#;
    let address = std::env::var("AWS_LAMBDA_RUNTIME_API")?;
    let mut connection = TcpStream::connect(&address)?;
    write!(
        connection,
        "POST /2018-06-01/runtime/init/error HTTP/1.1\r\nhost: {address}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    // The answer is waited for, so that the report is complete.
    connection.read_exact(&mut [0_u8])?;
    Ok(())
}
