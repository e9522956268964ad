//! The Runtime API byte by byte: here the test plays the function.

use std::time::Duration;

use lambda_host::{HostedFunction, InvocationResult, Output, Worker};
use tokio::{task::JoinHandle, time::sleep};
use ureq::http::{Request, Response};

use crate::fixture::exchange;

/// A process that only says where its Runtime API is, so that the test can speak to it.
struct Played {
    worker: Worker,
    url: String,
}

impl Played {
    async fn start() -> Self {
        let output = Output::memory();
        let script = "echo $AWS_LAMBDA_RUNTIME_API; exec sleep 600";
        let function = HostedFunction {
            arguments: vec!["-c".to_owned(), script.to_owned()],
            timeout: Duration::from_mins(1),
            ..HostedFunction::new("played", "sh")
        };
        let worker = Worker::start(&function, &output).await.unwrap();
        let address = loop {
            if let Some(line) = output.lines().pop() {
                break line;
            }
            sleep(Duration::from_millis(5)).await;
        };
        let url = format!("http://{address}/2018-06-01/runtime");
        Self { worker, url }
    }

    /// Begins an invocation, and gives its API with it.
    fn invoke(mut self) -> (Api, JoinHandle<(InvocationResult, Self)>) {
        let api = Api(self.url.clone());
        let invocation = async move { (self.worker.invoke("{}").await, self) };
        (api, tokio::spawn(invocation))
    }
}

struct Api(String);

impl Api {
    async fn next(&self) -> Response<String> {
        let url = format!("{}/invocation/next", self.0);
        exchange(Request::get(url).body(String::new()).unwrap()).await
    }

    /// The id of the event that is handed over.
    async fn next_id(&self) -> String {
        let response = self.next().await;
        assert_eq!(response.status(), 200);
        let id = &response.headers()["lambda-runtime-aws-request-id"];
        id.to_str().unwrap().to_owned()
    }

    async fn check_post(&self, path: &str, body: &str, status: u16, answer: &str) {
        let url = format!("{}/{path}", self.0);
        let response = exchange(Request::post(url).body(body.to_owned()).unwrap()).await;
        assert_eq!(response.body(), answer);
        assert_eq!(response.status(), status);
    }
}

const ACCEPTED: &str = r#"{"status":"OK"}"#;
const WRONG_ID: &str = r#"{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}"#;

#[tokio::test]
async fn an_event_is_handed_over_with_its_headers() {
    let (api, _running) = Played::start().await.invoke();
    let event = api.next().await;
    assert_eq!(event.body(), "{}");
    for header in [
        "content-type",
        "lambda-runtime-aws-request-id",
        "lambda-runtime-deadline-ms",
        "lambda-runtime-invoked-function-arn",
        "lambda-runtime-trace-id",
    ] {
        assert!(event.headers().contains_key(header), "{header}");
    }
}

#[tokio::test]
async fn an_answer_counts_for_its_own_event_only() {
    let (api, running) = Played::start().await.invoke();
    let first = api.next_id().await;
    api.check_post("invocation/other/response", "1", 400, WRONG_ID)
        .await;
    api.check_post("invocation/other/error", "2", 400, WRONG_ID)
        .await;
    api.check_post(&format!("invocation/{first}/response"), "3", 202, ACCEPTED)
        .await;
    let (outcome, played) = running.await.unwrap();
    assert_eq!(outcome, InvocationResult::Answer("3".into()));

    let (api, running) = played.invoke();
    let second = api.next_id().await;
    assert_ne!(first, second);
    api.check_post(&format!("invocation/{first}/response"), "4", 400, WRONG_ID)
        .await;
    api.check_post(&format!("invocation/{second}/error"), "{}", 202, ACCEPTED)
        .await;
    let (outcome, _) = running.await.unwrap();
    assert!(
        matches!(outcome, InvocationResult::Error { .. }),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_poll_before_the_answer_is_refused() {
    let (api, running) = Played::start().await.invoke();
    let id = api.next_id().await;
    let again = api.next().await;
    assert_eq!(again.status(), 403);
    assert!(again.body().contains("InvalidStateTransition"));
    api.check_post(&format!("invocation/{id}/response"), "1", 202, ACCEPTED)
        .await;
    let (outcome, _) = running.await.unwrap();
    assert_eq!(outcome, InvocationResult::Answer("1".into()));
}

#[tokio::test]
async fn an_answer_may_have_6_mib_and_100_bytes() {
    let limit = 6 * 1024 * 1024 + 100;
    let (api, running) = Played::start().await.invoke();
    let path = format!("invocation/{}/response", api.next_id().await);
    api.check_post(&path, &"x".repeat(limit), 202, ACCEPTED)
        .await;
    let (outcome, played) = running.await.unwrap();
    assert_eq!(outcome.payload().len(), limit);
    assert!(matches!(outcome, InvocationResult::Answer(_)));

    let (api, running) = played.invoke();
    let path = format!("invocation/{}/response", api.next_id().await);
    let refusal =
        r#"{"errorMessage":"The answer is larger than 6 MB","errorType":"RequestEntityTooLarge"}"#;
    api.check_post(&path, &"x".repeat(limit + 1), 413, refusal)
        .await;
    let (outcome, _) = running.await.unwrap();
    assert!(
        matches!(outcome, InvocationResult::Error { .. }),
        "{outcome:?}"
    );
}
