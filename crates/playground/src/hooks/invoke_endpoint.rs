//! Any endpoint that answers Lambda's Invoke: lambda-host, `cargo lambda watch`, SAM's
//! `local start-lambda`, an emulator of AWS.
//!
//! Such endpoints speak plain HTTP on the same machine, so hyper's own client is enough: it is
//! asynchronous, reuses connections, and the SDK depends on it already. The SDK's Lambda client
//! would add a crate of many megabytes for one operation.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use local_user_pool::{Invocation, InvokeFunction, Invoked};
use terminal::output::remark;
use tokio::time::timeout;
use trigger::function::bare_name;

use super::answer::{function_error, no_service, no_such_function};

/// The longest that a function may run in Lambda. The pool stops waiting much earlier, but the
/// function goes on.
const LONGEST_RUN: Duration = Duration::from_mins(15);

/// The largest answer that Lambda takes from a function: 6 MiB.
const ANSWER_LIMIT: usize = 6 * 1024 * 1024;

/// An Invoke endpoint.
#[derive(Clone)]
struct Endpoint {
    url: String,
    client: Client<HttpConnector, Body>,
}

/// Invokes functions through the Invoke endpoint at `url`, by their names without version or
/// alias. Fails if `url` is not plain HTTP.
pub(crate) fn invoke_function(url: &str) -> Result<InvokeFunction> {
    let parsed: Uri = url.parse().with_context(|| format!("{url} is not a URL"))?;
    if parsed.scheme_str() != Some("http") || parsed.query().is_some() {
        bail!("{url} is not an Invoke endpoint over plain HTTP, such as http://127.0.0.1:9001");
    }
    let endpoint = Endpoint {
        url: url.trim_end_matches('/').to_owned(),
        client: Client::builder(TokioExecutor::new()).build_http(),
    };
    Ok(Arc::new(move |invocation| {
        // A task of its own: the function goes on when the pool has stopped waiting.
        let running = tokio::spawn(invoke(endpoint.clone(), invocation));
        Box::pin(async { running.await.unwrap_or_else(|_| no_service()) })
    }))
}

async fn invoke(endpoint: Endpoint, invocation: Invocation) -> Invoked {
    match timeout(LONGEST_RUN, endpoint.invoke(invocation)).await {
        Ok(Ok(invoked)) => invoked,
        Ok(Err(error)) => {
            remark(&format!("a hook was not run: {error:#}"));
            no_service()
        }
        Err(_elapsed) => no_service(),
    }
}

impl Endpoint {
    /// One Invoke ([API reference][invoke]); an error means that there was no answer.
    ///
    /// [invoke]: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
    async fn invoke(&self, invocation: Invocation) -> Result<Invoked> {
        let url = &self.url;
        let name = bare_name(&invocation.function);
        let uri = format!("{url}/2015-03-31/functions/{name}/invocations");
        let Ok(request) = Request::post(uri).body(Body::from(invocation.payload)) else {
            // No function has a name that is not allowed in a URL.
            return Ok(no_such_function());
        };
        let response = self
            .client
            .request(request)
            .await
            .with_context(|| format!("{url} does not answer"))?;
        read_answer(response.map(Body::new)).await
    }
}

async fn read_answer(response: Response<Body>) -> Result<Invoked> {
    let (head, body) = response.into_parts();
    if head.status == StatusCode::NOT_FOUND {
        return Ok(no_such_function());
    }
    if !head.status.is_success() {
        let header = head.headers.get("x-amzn-errortype");
        let text = header.and_then(|value| value.to_str().ok());
        // AWS's services put a link behind the name, as in `ServiceException:http://…`.
        let exception = text.and_then(|text| text.split(':').next());
        return Ok(exception.map_or_else(no_service, |name| Invoked::Refused(name.to_owned())));
    }
    let body = to_bytes(body, ANSWER_LIMIT)
        .await
        .context("the function's answer cannot be read")?;
    if head.headers.contains_key("x-amz-function-error") {
        return Ok(function_error(&body));
    }
    Ok(Invoked::Answer(String::from_utf8_lossy(&body).into_owned()))
}
