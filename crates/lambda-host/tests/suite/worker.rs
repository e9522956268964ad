//! A worker by itself, as a benchmark uses it.

use lambda_host::{Output, Worker};
use serde_json::json;

use crate::fixture::{answer, exists, failing_start, function};

#[tokio::test]
async fn a_worker_tells_when_it_started_and_first_answered() {
    let mut worker = Worker::start(&function(), &Output::discard())
        .await
        .unwrap();
    assert!(worker.is_running());
    assert_eq!(worker.first_answer_at(), None);

    let pid = json!(worker.pid().unwrap());
    assert_eq!(answer(&worker.invoke(r#"{"do":"pid"}"#).await), pid);
    let first = worker.first_answer_at();
    assert!(first.unwrap() > worker.spawned_at());

    answer(&worker.invoke("{}").await);
    assert_eq!(worker.first_answer_at(), first);

    worker.stop().await;
    assert!(!exists(&pid));
}

#[tokio::test]
async fn a_worker_waits_until_its_process_has_started() {
    let mut worker = Worker::start(&function(), &Output::discard())
        .await
        .unwrap();
    assert!(worker.ready().await);
    // It waits on, and is asked once.
    assert!(worker.ready().await);
    let pid = json!(worker.pid().unwrap());
    assert_eq!(answer(&worker.invoke(r#"{"do":"pid"}"#).await), pid);

    let mut failing = Worker::start(&failing_start("exit"), &Output::discard())
        .await
        .unwrap();
    assert!(!failing.ready().await);
    assert!(!failing.is_running());
}

#[tokio::test]
async fn a_worker_whose_process_ended_says_so() {
    let mut worker = Worker::start(&failing_start("exit"), &Output::discard())
        .await
        .unwrap();
    let first = worker.invoke("{}").await;
    assert!(!worker.is_running());
    assert_eq!(worker.pid(), None);
    assert_eq!(worker.first_answer_at(), None);
    let again = worker.invoke("{}").await;
    assert_ne!(first.payload(), again.payload(), "each has its request id");
}
