//! Invocations through a host.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use lambda_host::{Bytes, Host, HostError, HostedFunction, InvocationResult, Output};
use serde_json::Value;

use crate::fixture::{Gate, answer, exists, failing_start, function, host};

#[track_caller]
fn check_error(outcome: &InvocationResult, expected_type: &str, expected_message: &str) {
    let InvocationResult::Error {
        error_type,
        error_message,
        payload,
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(error_type, expected_type);
    assert_eq!(error_message, expected_message);
    let payload: Value = serde_json::from_slice(payload).unwrap();
    assert_eq!(payload["errorMessage"], expected_message);
}

#[tokio::test]
async fn an_answer_comes_back_byte_for_byte() {
    let host = host(function());
    for payload in [
        "{}",
        "null",
        r#"{"do":"echo","text":"ä \u0000","number":1.50}"#,
    ] {
        let echoed = answer(&host.invoke("example", payload).await.unwrap());
        assert_eq!(echoed, serde_json::from_str::<Value>(payload).unwrap());
    }
}

#[tokio::test]
async fn a_function_is_found_by_name_and_arn() {
    let function = function();
    let arn = function.arn();
    assert_eq!(
        arn,
        "arn:aws:lambda:us-east-1:123456789012:function:example"
    );
    let host = host(function);
    for reference in ["example", "example:live", &arn, &format!("{arn}:live")] {
        answer(&host.invoke(reference, "{}").await.unwrap());
    }
}

#[tokio::test]
async fn a_reported_error_keeps_the_worker() {
    let host = host(function());
    let before = answer(&host.invoke("example", r#"{"do":"pid"}"#).await.unwrap());

    let failed = host.invoke("example", r#"{"do":"fail"}"#).await.unwrap();
    check_error(&failed, "Chosen", "a chosen sentence");
    let panicked = host.invoke("example", r#"{"do":"panic"}"#).await.unwrap();
    assert!(
        matches!(panicked, InvocationResult::Error { .. }),
        "{panicked:?}"
    );
    let garbled = host.invoke("example", "not json").await.unwrap();
    assert!(
        matches!(garbled, InvocationResult::Error { .. }),
        "{garbled:?}"
    );

    let after = answer(&host.invoke("example", r#"{"do":"pid"}"#).await.unwrap());
    assert_eq!(before, after);
}

#[tokio::test]
async fn a_time_out_kills_the_worker_and_the_next_invocation_gets_a_new_one() {
    let host = host(HostedFunction {
        timeout: Duration::from_secs(2),
        ..function()
    });
    let first = answer(&host.invoke("example", r#"{"do":"pid"}"#).await.unwrap());

    let outcome = host.invoke("example", r#"{"do":"hang"}"#).await.unwrap();
    assert!(
        matches!(outcome, InvocationResult::TimedOut { .. }),
        "{outcome:?}"
    );
    let error: Value = serde_json::from_slice(outcome.payload()).unwrap();
    assert_eq!(error["errorType"], "Sandbox.Timedout");
    let message = error["errorMessage"].as_str().unwrap();
    assert!(message.ends_with("Error: Task timed out after 2.00 seconds"));
    assert!(!exists(&first));

    let second = answer(&host.invoke("example", r#"{"do":"pid"}"#).await.unwrap());
    assert_ne!(first, second);
}

#[track_caller]
fn check_exit(
    outcome: &InvocationResult,
    expected_code: Option<i32>,
    at_start: bool,
    reason: &str,
) {
    let InvocationResult::Exited {
        code,
        before_first_poll,
        payload,
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!((*code, *before_first_poll), (expected_code, at_start));
    let error: Value = serde_json::from_slice(payload).unwrap();
    assert_eq!(error["errorType"], "Runtime.ExitError");
    let message = error["errorMessage"].as_str().unwrap();
    assert!(message.starts_with("RequestId: "), "{message}");
    assert!(message.contains(reason), "{message}");
}

#[tokio::test]
async fn an_exit_before_the_first_poll_is_recognised_and_its_output_kept() {
    let host = host(failing_start("exit"));
    let outcome = host.invoke("example", "{}").await.unwrap();
    let reason = "Error: Runtime exited with error: exit status 3";
    check_exit(&outcome, Some(3), true, reason);
    assert_eq!(host.output().lines(), ["INIT says exit"]);
}

#[tokio::test]
async fn an_exit_over_an_event_is_recognised_and_replaced() {
    let host = host(function());
    let exited = host.invoke("example", r#"{"do":"exit"}"#).await.unwrap();
    let reason = "Error: Runtime exited with error: exit status 4";
    check_exit(&exited, Some(4), false, reason);
    let aborted = host.invoke("example", r#"{"do":"abort"}"#).await.unwrap();
    let reason = "Error: Runtime exited with error: signal";
    check_exit(&aborted, None, false, reason);
    answer(&host.invoke("example", "{}").await.unwrap());
}

#[tokio::test]
async fn a_program_from_the_path_gets_its_arguments() {
    let host = host(HostedFunction {
        arguments: vec!["-c".to_owned(), "exit 0".to_owned()],
        ..HostedFunction::new("example", "sh")
    });
    let outcome = host.invoke("example", "{}").await.unwrap();
    let reason = "Error: Runtime exited without providing a reason";
    check_exit(&outcome, Some(0), true, reason);
}

#[tokio::test]
async fn a_start_that_hangs_times_out() {
    let host = host(HostedFunction {
        init_timeout: Duration::from_millis(200),
        ..failing_start("hang")
    });
    let outcome = host.invoke("example", "{}").await.unwrap();
    assert!(
        matches!(outcome, InvocationResult::TimedOut { .. }),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_start_that_reports_an_error_is_answered_with_it() {
    let host = host(failing_start("report"));
    let outcome = host.invoke("example", "{}").await.unwrap();
    check_error(&outcome, "Init", "a start that failed");
}

#[tokio::test]
async fn two_workers_run_at_once_and_a_third_invocation_waits_for_one() {
    let gate = Gate::open().await;
    let host = Arc::new(host(HostedFunction {
        timeout: Duration::from_mins(1),
        max_workers: 2,
        ..function()
    }));
    let invocations: Vec<_> = (0..3)
        .map(|_| {
            let (host, event) = (Arc::clone(&host), gate.event());
            tokio::spawn(async move { host.invoke("example", event).await.unwrap() })
        })
        .collect();

    let (one, two) = (gate.arrival().await, gate.arrival().await);
    assert_eq!(one.release().await, "seen");
    assert_eq!(gate.arrival().await.release().await, "seen");
    assert_eq!(two.release().await, "seen");

    let mut pids = BTreeSet::new();
    for invocation in invocations {
        pids.insert(answer(&invocation.await.unwrap()).to_string());
    }
    assert_eq!(pids.len(), 2);
}

#[tokio::test]
async fn a_caller_who_gives_up_does_not_stop_the_function() {
    let gate = Gate::open().await;
    let host = host(HostedFunction {
        timeout: Duration::from_mins(1),
        ..function()
    });
    let arrival = tokio::select! {
        outcome = host.invoke("example", gate.event()) => panic!("{outcome:?}"),
        arrival = gate.arrival() => arrival,
    };
    assert_eq!(arrival.release().await, "seen");
}

#[tokio::test]
async fn payloads_of_6_mib_pass_and_larger_ones_do_not() {
    let host = host(HostedFunction {
        timeout: Duration::from_mins(1),
        ..function()
    });
    let largest = Bytes::from(format!("\"{}\"", "x".repeat(6 * 1024 * 1024 - 2)));
    let outcome = host.invoke("example", largest.clone()).await.unwrap();
    // Not assert_eq: nobody wants to read the difference.
    assert!(outcome == InvocationResult::Answer(largest.clone()));

    let larger = [&largest[..], b" "].concat();
    let refused = host.invoke("example", larger).await;
    assert!(
        matches!(
            refused,
            Err(HostError::PayloadTooLarge {
                bytes: 6_291_457,
                limit: 6_291_456
            })
        ),
        "{refused:?}"
    );

    let much = host.invoke("example", r#"{"do":"answer much"}"#).await;
    check_error(
        &much.unwrap(),
        "Function.ResponseSizeTooLarge",
        "Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes).",
    );
    answer(&host.invoke("example", "{}").await.unwrap());
}

#[track_caller]
fn check_refused<T: std::fmt::Debug>(result: Result<T, HostError>, expected: &str) {
    assert_eq!(result.unwrap_err().to_string(), expected);
}

#[tokio::test]
async fn what_cannot_be_invoked_is_refused_in_words() {
    let host = host(function());
    check_refused(
        host.invoke("other", "{}").await,
        "there is no function `other`",
    );
    check_refused(
        host.invoke("not a name", "{}").await,
        "`not a name` is neither a function name nor a function ARN",
    );
    let missing = HostedFunction::new("missing", "/nonexistent/program");
    check_refused(
        Host::new([missing], Output::discard())
            .unwrap()
            .invoke("missing", "{}")
            .await,
        "function `missing`: cannot start /nonexistent/program: No such file or directory (os error 2)",
    );
    check_refused(
        Host::new([HostedFunction::new("a:b", "a")], Output::discard()),
        "`a:b` is not a function name: use 1 to 64 letters, digits, `-` or `_`",
    );
    check_refused(
        Host::new([function(), function()], Output::discard()),
        "two functions are called `example`: give each its own name",
    );
}

#[tokio::test]
async fn a_function_sees_lambdas_context_and_nothing_of_ours() {
    let host = host(HostedFunction {
        environment: vec![
            ("AWS_REGION".to_owned(), "eu-central-1".to_owned()),
            ("MINE".to_owned(), "yes".to_owned()),
            ("AWS_LAMBDA_RUNTIME_API".to_owned(), "elsewhere".to_owned()),
        ],
        timeout: Duration::from_mins(1),
        memory_mib: 256,
        ..function()
    });
    let described = answer(
        &host
            .invoke("example", r#"{"do":"describe"}"#)
            .await
            .unwrap(),
    );

    let context = &described["context"];
    assert_eq!(
        context["invoked_function_arn"],
        "arn:aws:lambda:eu-central-1:123456789012:function:example"
    );
    assert_eq!(context["request_id"].as_str().unwrap().len(), 36);
    let left = described["milliseconds_left"].as_u64().unwrap();
    assert!((30_000..=60_000).contains(&left), "{left}");

    let environment = &described["environment"];
    assert_eq!(environment["AWS_LAMBDA_FUNCTION_NAME"], "example");
    assert_eq!(environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"], "256");
    assert_eq!(environment["AWS_REGION"], "eu-central-1");
    assert_eq!(environment["AWS_DEFAULT_REGION"], "us-east-1");
    assert_eq!(environment["MINE"], "yes");
    assert_eq!(environment["AWS_ACCESS_KEY_ID"], "local");
    // Cargo sets this one for the test.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    assert!(environment.get("CARGO_MANIFEST_DIR").is_none());
}

#[tokio::test]
async fn shutdown_leaves_no_process_and_takes_no_more_invocations() {
    let gate = Gate::open().await;
    let host = Arc::new(host(HostedFunction {
        timeout: Duration::from_mins(1),
        ..function()
    }));
    let running = tokio::spawn({
        let (host, event) = (Arc::clone(&host), gate.event());
        async move { host.invoke("example", event).await }
    });
    let arrival = gate.arrival().await;
    let idle = answer(&host.invoke("example", r#"{"do":"pid"}"#).await.unwrap());
    assert!(exists(&idle));

    host.shutdown().await;
    assert!(!exists(&idle));
    assert_eq!(arrival.release().await, "");
    check_refused(running.await.unwrap(), "the host was shut down");
    check_refused(host.invoke("example", "{}").await, "the host was shut down");
    host.shutdown().await;
}

#[tokio::test]
async fn a_dropped_host_takes_its_processes_along() {
    let gate = Gate::open().await;
    let host = host(HostedFunction {
        timeout: Duration::from_mins(1),
        ..function()
    });
    let arrival = tokio::select! {
        outcome = host.invoke("example", gate.event()) => panic!("{outcome:?}"),
        arrival = gate.arrival() => arrival,
    };
    drop(host);
    assert_eq!(arrival.closed().await, "");
}
