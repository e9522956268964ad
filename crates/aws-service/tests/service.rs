//! What goes over the wire, and what is read from it.

#![expect(clippy::unwrap_used, reason = "what is not as expected ends the test")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_service::{Service, function_path};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response};
use axum::http::{Method, Uri};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A request as it came.
#[derive(Debug)]
struct Seen {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl Seen {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

/// A server with these answers, one after the other: status, `x-amzn-errortype`, body.
#[derive(Clone)]
struct Server {
    answers: Arc<Mutex<Vec<Answer>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

type Answer = (u16, &'static str, &'static str);

impl Server {
    /// The server, and the configuration that leads to it.
    async fn start(answers: impl IntoIterator<Item = Answer>) -> (Self, SdkConfig) {
        let server = Self {
            answers: Arc::new(Mutex::new(answers.into_iter().collect())),
            seen: Arc::default(),
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
        let retries = RetryConfig::standard()
            .with_max_attempts(3)
            .with_initial_backoff(Duration::from_millis(1));
        let aws = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new("eu-central-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(retries)
            .endpoint_url(url)
            .build();
        (server, aws)
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().drain(..).collect()
    }
}

async fn answer(
    State(server): State<Server>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let seen = Seen {
        method,
        uri,
        headers,
        body,
    };
    server.seen.lock().unwrap().push(seen);
    let (status, exception, body) = server.answers.lock().unwrap().remove(0);
    let mut answer = Response::builder().status(status);
    if !exception.is_empty() {
        answer = answer.header("x-amzn-errortype", exception);
    }
    answer.body(body.into()).unwrap()
}

#[tokio::test]
async fn a_call_is_signed_json() {
    let (server, aws) = Server::start([(200, "", r#"{"KeyId":"1"}"#)]).await;
    let parameters = json!({ "KeyId": "alias/ü" });
    let called = Service::new(&aws, "kms", "KMS")
        .call("TrentService.GetPublicKey", parameters.clone())
        .await;
    assert_eq!(called.unwrap(), json!({ "KeyId": "1" }));
    let seen = server.seen().remove(0);
    assert_eq!((&seen.method, seen.uri.path()), (&Method::POST, "/"));
    assert_eq!(seen.header("x-amz-target"), "TrentService.GetPublicKey");
    assert_eq!(seen.header("content-type"), "application/x-amz-json-1.1");
    assert_eq!(
        serde_json::from_slice::<Value>(&seen.body).unwrap(),
        parameters
    );
    let signature = seen.header("authorization");
    assert!(
        signature.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
            && signature.contains("/eu-central-1/kms/aws4_request"),
        "{signature}"
    );
    assert!(seen.header("user-agent").contains("aws-sdk-rust"));
}

#[tokio::test]
async fn a_request_has_a_path_and_a_query() {
    let (server, aws) = Server::start([(200, "", "{}"), (204, "", "")]).await;
    let lambda = Service::lambda(&aws);
    let arn = "arn:aws:lambda:eu-central-1:111122223333:function:a_b-c";
    let path = function_path(arn, "policy", Some("x"));
    lambda.request("GET", path.clone(), None).await.unwrap();
    // An answer without a body is one.
    let removed = lambda.request("DELETE", path.clone(), None).await.unwrap();
    assert_eq!(removed, Value::Null);
    for (seen, method) in server.seen().iter().zip([Method::GET, Method::DELETE]) {
        assert_eq!(seen.method, method);
        assert_eq!(seen.uri.to_string(), path);
        assert!(path.contains("/arn%3Aaws%3Alambda"), "{path}");
        assert_eq!((seen.header("x-amz-target"), seen.body.len()), ("", 0));
    }
}

#[tokio::test]
async fn an_answer_can_be_taken_as_it_came() {
    let (_server, aws) = Server::start([(200, "Unhandled", "no JSON")]).await;
    let lambda = Service::lambda(&aws);
    let sent = lambda.send("POST", "/x".to_owned(), Some("{ }".to_owned()));
    let answer = sent.await.unwrap();
    assert_eq!(answer.body, b"no JSON");
    assert_eq!(answer.header("X-Amzn-ErrorType"), Some("Unhandled"));
    assert_eq!(answer.header("x-other"), None);
}

#[tokio::test]
async fn an_exception_has_a_name_and_a_message() {
    for (answer, code, message) in [
        (
            (
                400,
                "",
                r#"{"__type":"x.y#NotFoundException","message":"m"}"#,
            ),
            Some("NotFoundException"),
            Some("m"),
        ),
        (
            (
                404,
                "ResourceNotFoundException:http://x/",
                r#"{"Message":"M"}"#,
            ),
            Some("ResourceNotFoundException"),
            Some("M"),
        ),
        ((403, "", "<html>"), None, None),
    ] {
        let (_server, aws) = Server::start([answer]).await;
        let error = Service::new(&aws, "ssm", "SSM")
            .call("AmazonSSM.GetParameter", json!({}))
            .await;
        let error = error.unwrap_err();
        let said = error.as_service_error().unwrap();
        assert_eq!((said.code(), said.message()), (code, message));
    }
}

#[tokio::test]
async fn what_passes_is_repeated_and_what_does_not_is_not() {
    let throttled = (400, "ThrottlingException", "{}");
    let (server, aws) = Server::start([(503, "", ""), throttled, (200, "", "{}")]).await;
    let called = Service::new(&aws, "ssm", "SSM")
        .call("AmazonSSM.GetParameter", json!({}))
        .await;
    assert_eq!(called.unwrap(), json!({}));
    assert_eq!(server.seen().len(), 3);

    let (server, aws) = Server::start([(400, "ParameterNotFound", "{}")]).await;
    let called = Service::new(&aws, "ssm", "SSM")
        .call("AmazonSSM.GetParameter", json!({}))
        .await;
    called.unwrap_err();
    assert_eq!(server.seen().len(), 1);

    let once = aws.to_builder().retry_config(RetryConfig::disabled());
    *server.answers.lock().unwrap() = vec![(500, "", "{}")];
    let called = Service::new(&once.build(), "ssm", "SSM")
        .call("AmazonSSM.GetParameter", json!({}))
        .await;
    called.unwrap_err();
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_no_exception() {
    let (_server, aws) = Server::start([(200, "", "{"), (200, "", "{"), (200, "", "{")]).await;
    let error = Service::new(&aws, "kms", "KMS")
        .call("TrentService.Sign", json!({}))
        .await;
    let error = error.unwrap_err();
    assert!(error.as_service_error().is_none(), "{error:?}");
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 200);
}
