//! Where the output of functions goes.

use std::fs;

use lambda_host::{Host, Output};

use crate::fixture::{answer, function};

/// Invokes a function that writes two lines, twice on one process.
async fn write_twice(output: &Output) {
    let host = Host::new([function()], output.clone()).unwrap();
    for _ in 0..2 {
        answer(&host.invoke("example", r#"{"do":"write"}"#).await.unwrap());
    }
    host.shutdown().await;
}

#[tokio::test]
async fn memory_keeps_the_lines() {
    let output = Output::memory();
    write_twice(&output).await;
    assert_eq!(output.lines(), ["one", "two", "one", "two"]);
}

#[tokio::test]
async fn a_file_is_appended_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("output.log");
    fs::write(&path, "before\n").unwrap();
    let output = Output::append_to(&path).unwrap();
    write_twice(&output).await;
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "before\none\ntwo\none\ntwo\n"
    );
    assert!(output.lines().is_empty());
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_named() {
    let error = Output::append_to("/nonexistent/output.log").unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot write the functions' output to /nonexistent/output.log: \
         No such file or directory (os error 2)"
    );
}

#[tokio::test]
async fn discarded_output_is_gone() {
    let output = Output::discard();
    write_twice(&output).await;
    assert!(output.lines().is_empty());
}
