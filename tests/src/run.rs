//! One run of a function, from its first event to the end of its output.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use lambda_host::{Bytes, Host, HostedFunction, InvocationResult, Output};

use crate::Log;

/// The variable that names a folder where all that the functions write is kept as well, for a
/// scan of its own. An absolute path: each test runs in the folder of its crate.
const OUTPUT_FOLDER: &str = "FUNCTION_OUTPUT_DIR";

/// What came of a run.
#[derive(Debug)]
pub struct Run {
    /// What came of each event.
    pub outcomes: Vec<InvocationResult>,
    /// What the function wrote.
    pub log: Log,
}

/// Hosts `function`, does `act`, ends the function, and looks at all that it wrote.
pub async fn drive<T>(function: HostedFunction, act: impl AsyncFnOnce(&Host) -> T) -> (T, Log) {
    let name = function.name.clone();
    let host = Host::new([function], Output::memory()).unwrap();
    let result = act(&host).await;
    host.shutdown().await;
    let lines = host.output().lines();
    keep(&name, &lines);
    (result, Log::read(&name, &lines))
}

/// Hands one worker of `function` these events, one after the other.
pub async fn in_turn<P: Into<Bytes>>(
    function: HostedFunction,
    payloads: impl IntoIterator<Item = P>,
) -> Run {
    let name = function.name.clone();
    let (outcomes, log) = drive(function, async |host| {
        let mut outcomes = Vec::new();
        for payload in payloads {
            outcomes.push(host.invoke(&name, payload).await.unwrap());
        }
        outcomes
    })
    .await;
    log.expect_invocations(&outcomes, 1);
    Run { outcomes, log }
}

/// Hands `function` the same event so many times at once, each on a worker of its own.
pub async fn at_once(function: HostedFunction, payload: &str, times: usize) -> Run {
    let name = function.name.clone();
    let (outcomes, log) = drive(function, async |host| {
        let invocations = (0..times).map(|_| host.invoke(&name, payload.to_owned()));
        join_all(invocations)
            .await
            .into_iter()
            .collect::<Result<Vec<_>, _>>()
            .unwrap()
    })
    .await;
    log.expect_invocations(&outcomes, times);
    Run { outcomes, log }
}

/// Checks each case, so many at once: most of them do nothing but wait.
pub async fn each<C, F: Future<Output = ()>>(
    at_once: usize,
    cases: Vec<C>,
    check: impl FnMut(C) -> F,
) {
    let checks = stream::iter(cases).map(check);
    checks
        .buffer_unordered(at_once)
        .for_each(async |()| {})
        .await;
}

impl Run {
    /// What came of the first event.
    pub fn first(&self) -> &InvocationResult {
        self.outcomes.first().unwrap()
    }
}

/// The text that the function answered.
#[track_caller]
pub fn answer(outcome: &InvocationResult) -> &str {
    match outcome {
        InvocationResult::Answer(body) => str::from_utf8(body).unwrap(),
        other => panic!("not an answer: {other:?}"),
    }
}

fn keep(function: &str, lines: &[String]) {
    let Some(folder) = env::var_os(OUTPUT_FOLDER) else {
        return;
    };
    fs::create_dir_all(&folder).unwrap();
    let file = Path::new(&folder).join(format!("{function}.log"));
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(file)
        .unwrap();
    // One write, because several tests run at once.
    let mut text = lines.join("\n");
    text.push('\n');
    file.write_all(text.as_bytes()).unwrap();
}
