//! Lambda's Invoke over HTTP.

use std::{sync::Arc, time::Duration};

use lambda_host::{Host, HostedFunction, invoke_router};
use tokio::net::TcpListener;
use ureq::http::{Request, Response};

use crate::fixture::{Gate, exchange, failing_start, function, host};

/// A host behind its Invoke route.
struct Server {
    host: Arc<Host>,
    url: String,
}

impl Server {
    async fn start(function: HostedFunction) -> Self {
        let host = Arc::new(host(function));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = invoke_router(Arc::clone(&host));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { host, url }
    }

    /// Invokes `function`, as it stands in the path, with an invocation type unless it is empty.
    async fn invoke(&self, function: &str, invocation_type: &str, body: &str) -> Response<String> {
        let url = format!("{}/2015-03-31/functions/{function}/invocations", self.url);
        let mut request = Request::post(url);
        if !invocation_type.is_empty() {
            request = request.header("X-Amz-Invocation-Type", invocation_type);
        }
        exchange(request.body(body.to_owned()).unwrap()).await
    }
}

#[track_caller]
fn check(response: &Response<String>, status: u16, headers: &[(&str, &str)], body: &str) {
    assert_eq!(response.body(), body);
    assert_eq!(response.status().as_u16(), status);
    for (name, value) in headers {
        let header = response.headers().get(*name).unwrap().to_str();
        assert_eq!(header.unwrap(), *value, "{name}");
    }
}

const SUCCESS: &[(&str, &str)] = &[
    ("content-type", "application/json"),
    ("x-amz-executed-version", "$LATEST"),
];
const FUNCTION_ERROR: &[(&str, &str)] = &[
    ("x-amz-executed-version", "$LATEST"),
    ("x-amz-function-error", "Unhandled"),
];

#[tokio::test]
async fn answers_come_with_200_and_no_error_header() {
    let server = Server::start(function()).await;
    for name in [
        "example",
        "example:live",
        "example:$LATEST",
        "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aexample%3Alive",
        "arn:aws:lambda:us-east-1:123456789012:function:example",
        "123456789012:function:example",
    ] {
        let response = server.invoke(name, "", r#"{"a":1}"#).await;
        check(&response, 200, SUCCESS, r#"{"a":1}"#);
        assert!(!response.headers().contains_key("x-amz-function-error"));
    }
    check(
        &server.invoke("example", "RequestResponse", "").await,
        200,
        SUCCESS,
        "{}",
    );
}

#[tokio::test]
async fn function_errors_come_with_200_and_the_error_header() {
    let server = Server::start(function()).await;
    check(
        &server.invoke("example", "", r#"{"do":"fail"}"#).await,
        200,
        FUNCTION_ERROR,
        r#"{"errorType":"Chosen","errorMessage":"a chosen sentence"}"#,
    );

    let server = Server::start(failing_start("exit")).await;
    let response = server.invoke("example", "", "{}").await;
    let body = response.body().clone();
    check(&response, 200, FUNCTION_ERROR, &body);
    assert!(body.contains("Runtime.ExitError"), "{body}");
}

#[tokio::test]
async fn refusals_carry_lambdas_error_types() {
    let server = Server::start(function()).await;
    let kind = |kind| [("x-amzn-errortype", kind)];
    check(
        &server.invoke("other", "", "{}").await,
        404,
        &kind("ResourceNotFoundException"),
        r#"{"Message":"there is no function `other`","Type":"User"}"#,
    );
    check(
        &server.invoke("a%20b", "", "{}").await,
        400,
        &kind("InvalidParameterValueException"),
        r#"{"Type":"User","message":"`a b` is neither a function name nor a function ARN"}"#,
    );
    check(
        &server.invoke("example", "Perhaps", "{}").await,
        400,
        &kind("InvalidParameterValueException"),
        r#"{"Type":"User","message":"The invocation type is none of RequestResponse, Event and DryRun"}"#,
    );
    check(
        &server.invoke("example", "", "{").await,
        400,
        &kind("InvalidRequestContentException"),
        r#"{"Type":"User","message":"Could not parse request body into json: EOF while parsing an object at line 1 column 1"}"#,
    );
    check(
        &server
            .invoke("example", "", &" ".repeat(6 * 1024 * 1024 + 1))
            .await,
        413,
        &kind("RequestTooLargeException"),
        r#"{"Type":"User","message":"the payload has 6291457 bytes; Lambda takes 6291456"}"#,
    );
    check(
        &server
            .invoke("example", "Event", &" ".repeat(1024 * 1024 + 1))
            .await,
        413,
        &kind("RequestTooLargeException"),
        r#"{"Type":"User","message":"the payload has 1048577 bytes; Lambda takes 1048576"}"#,
    );

    server.host.shutdown().await;
    check(
        &server.invoke("example", "", "{}").await,
        500,
        &kind("ServiceException"),
        r#"{"Message":"the host was shut down","Type":"Service"}"#,
    );
}

#[tokio::test]
async fn six_mib_pass_over_http() {
    let server = Server::start(HostedFunction {
        timeout: Duration::from_mins(1),
        ..function()
    })
    .await;
    let body = format!("\"{}\"", "x".repeat(6 * 1024 * 1024 - 2));
    let response = server.invoke("example", "", &body).await;
    // Not assert_eq: nobody wants to read the difference.
    assert!(*response.body() == body);
}

#[tokio::test]
async fn an_event_is_accepted_and_then_run() {
    let gate = Gate::open().await;
    let server = Server::start(HostedFunction {
        timeout: Duration::from_mins(1),
        ..function()
    })
    .await;
    let response = server.invoke("example", "Event", &gate.event()).await;
    check(&response, 202, &[], "");
    assert_eq!(gate.arrival().await.release().await, "seen");
    let unknown = server.invoke("other", "Event", "{}").await;
    assert_eq!(unknown.status().as_u16(), 404);
}

#[tokio::test]
async fn a_dry_run_looks_and_does_not_run() {
    // A function whose start would fail: the answer shows that it was not started.
    let server = Server::start(failing_start("exit")).await;
    check(&server.invoke("example", "DryRun", "").await, 204, &[], "");
    server.host.shutdown().await;
    assert!(server.host.output().lines().is_empty());
    let unknown = server.invoke("other", "DryRun", "").await;
    assert_eq!(unknown.status().as_u16(), 404);
}
