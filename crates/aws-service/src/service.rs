//! One service in one Region.

use std::fmt;

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_runtime::auth::SigV4OperationSigningConfig;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_runtime::service_clock_skew::{ServiceClockSkewClassifier, ServiceClockSkewInterceptor};
use aws_runtime::user_agent::{ApiMetadata, UserAgentInterceptor};
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{
    HttpStatusCodeClassifier, TransientErrorClassifier,
};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::auth::static_resolver::{
    StaticAuthSchemeOptionResolver, StaticAuthSchemeOptionResolverParams,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_runtime_api::http::{Headers, StatusCode};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::ErrorMetadata;
use aws_types::SigningName;
use aws_types::region::SigningRegion;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::endpoint;

/// Why a call did not succeed, as the SDK says it.
pub type CallError = SdkError<ErrorMetadata, HttpResponse>;

/// What stands in a path or a query as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// One service in one Region. Clones share connections.
#[derive(Debug, Clone)]
pub struct Service(Operation<Request, Answer, ErrorMetadata>);

/// What is sent.
struct Request {
    method: &'static str,
    /// With the query.
    path: String,
    /// The operation, for services that read it from a header.
    target: Option<&'static str>,
    body: Option<String>,
}

/// What a service answers with success.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its text.
    pub body: Vec<u8>,
    status: StatusCode,
    headers: Headers,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)
    }

    #[expect(
        clippy::result_large_err,
        reason = "the SDK's own error, as every caller has it"
    )]
    fn json(self) -> Result<Value, CallError> {
        if self.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            let answer = HttpResponse::new(self.status, SdkBody::from(self.body));
            SdkError::response_error(error, answer)
        })
    }
}

/// Parameters may be personal or secret.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}

impl Service {
    /// AWS Lambda; see [`function_path`].
    pub fn lambda(aws: &SdkConfig) -> Self {
        Self::new(aws, "lambda", "Lambda")
    }

    /// A service: `name` as host names and signatures have it, `id` as variables and profiles do.
    pub fn new(aws: &SdkConfig, name: &'static str, id: &'static str) -> Self {
        let retries = aws.retry_config().cloned();
        let timeouts = aws.timeout_config().cloned();
        let operation = Operation::builder()
            .service_name(id)
            .operation_name("call")
            .endpoint_url(&endpoint::url(aws, name, id))
            .standard_retry(&retries.unwrap_or_else(RetryConfig::standard))
            .timeout_config(timeouts.unwrap_or_else(TimeoutConfig::disabled))
            .with_connection_poisoning()
            .runtime_plugin(signed(aws, name))
            .serializer(serialize)
            .deserializer(deserialize);
        let operation = match aws.behavior_version() {
            Some(version) => operation.behavior_version(version),
            None => operation,
        };
        Self(operation.build())
    }

    /// Opens a connection, which the first call then finds open. It asks for `/`, which is no
    /// operation: it needs no permission and counts towards no quota. What is answered makes no
    /// difference.
    pub async fn open_connection(&self) {
        let _ = self.send("GET", "/".to_owned(), None).await;
    }

    /// Calls an operation of a service that takes JSON 1.1 and reads the operation from a header:
    /// `TrentService.Sign`.
    pub async fn call(&self, target: &'static str, parameters: Value) -> Result<Value, CallError> {
        let request = Request {
            method: "POST",
            path: "/".to_owned(),
            target: Some(target),
            body: Some(parameters.to_string()),
        };
        self.0.invoke(request).await?.json()
    }

    /// Calls an operation of a service that has a path for each, and reads a JSON answer.
    pub async fn request(
        &self,
        method: &'static str,
        path: String,
        body: Option<Value>,
    ) -> Result<Value, CallError> {
        let body = body.map(|body| body.to_string());
        self.send(method, path, body).await?.json()
    }

    /// The same with JSON as text, and the answer as it came.
    pub async fn send(
        &self,
        method: &'static str,
        path: String,
        body: Option<String>,
    ) -> Result<Answer, CallError> {
        let request = Request {
            method,
            path,
            target: None,
            body,
        };
        self.0.invoke(request).await
    }
}

/// The path, in AWS Lambda's API, of what belongs to a function or to one of its versions or
/// aliases.
pub fn function_path(function: &str, member: &str, qualifier: Option<&str>) -> String {
    let path = format!("/2015-03-31/functions/{}/{member}", encoded(function));
    match qualifier {
        Some(qualifier) => format!("{path}?Qualifier={}", encoded(qualifier)),
        None => path,
    }
}

/// A text as a part of a path, or as a value in a query.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// Credentials, signature, and what the SDK's own clients have in addition.
fn signed(aws: &SdkConfig, name: &'static str) -> StaticRuntimePlugin {
    let mut config = Layer::new("signed");
    config.store_put(AuthSchemeOptionResolverParams::from(
        StaticAuthSchemeOptionResolverParams::new(),
    ));
    config.store_put(SigV4OperationSigningConfig::default());
    config.store_put(SigningName::from_static(name));
    config.store_put(ApiMetadata::new(name, env!("CARGO_PKG_VERSION")));
    if let Some(region) = aws.region() {
        config.store_put(SigningRegion::from(region.clone()));
        config.store_put(region.clone());
    }
    let mut components = RuntimeComponentsBuilder::new("signed")
        .with_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![
            SCHEME_ID,
        ])))
        .with_auth_scheme(SigV4AuthScheme::new())
        .with_interceptor(UserAgentInterceptor::new())
        .with_interceptor(ServiceClockSkewInterceptor::new())
        .with_retry_classifier(HttpStatusCodeClassifier::default())
        .with_retry_classifier(TransientErrorClassifier::<ErrorMetadata>::new())
        .with_retry_classifier(AwsErrorCodeClassifier::<ErrorMetadata>::new())
        .with_retry_classifier(ServiceClockSkewClassifier::<ErrorMetadata>::new());
    if let Some(credentials) = aws.credentials_provider() {
        components.set_identity_resolver(SCHEME_ID, credentials);
    }
    // Where the configuration has none of these, the runtime's own stay.
    if aws.identity_cache().is_some() {
        components.set_identity_cache(aws.identity_cache());
    }
    if aws.http_client().is_some() {
        components.set_http_client(aws.http_client());
    }
    if aws.sleep_impl().is_some() {
        components.set_sleep_impl(aws.sleep_impl());
    }
    if aws.time_source().is_some() {
        components.set_time_source(aws.time_source());
    }
    StaticRuntimePlugin::new()
        .with_config(config.freeze())
        .with_runtime_components(components)
}

fn serialize(request: Request) -> Result<HttpRequest, BoxError> {
    let length = request.body.as_ref().map(String::len);
    let mut http = HttpRequest::new(SdkBody::from(request.body.unwrap_or_default()));
    http.set_method(request.method)?;
    http.set_uri(request.path)?;
    let headers = http.headers_mut();
    if let Some(target) = request.target {
        headers.insert("content-type", "application/x-amz-json-1.1");
        headers.insert("x-amz-target", target);
    } else if length.is_some() {
        headers.insert("content-type", "application/json");
    }
    if let Some(length) = length {
        headers.insert("content-length", length.to_string());
    }
    Ok(http)
}

fn deserialize(answer: &HttpResponse) -> Result<Answer, OrchestratorError<ErrorMetadata>> {
    let body = answer.body().bytes().unwrap_or_default();
    if !answer.status().is_success() {
        return Err(OrchestratorError::operation(exception(answer, body)));
    }
    Ok(Answer {
        body: body.to_vec(),
        status: answer.status(),
        headers: answer.headers().clone(),
    })
}

/// The exception's name and message (Smithy, "AWS JSON 1.1 protocol", "Operation error
/// serialization"; the same in "AWS restJson1 protocol").
fn exception(answer: &HttpResponse, body: &[u8]) -> ErrorMetadata {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let member = |name: &str| body.get(name).and_then(Value::as_str);
    let code = answer
        .headers()
        .get("x-amzn-errortype")
        .or_else(|| member("code"))
        .or_else(|| member("__type"));
    let message = member("message").or_else(|| member("Message"));
    let mut exception = ErrorMetadata::builder();
    if let Some(code) = code {
        let code = code.split_once(':').map_or(code, |(code, _)| code);
        let code = code.rsplit_once('#').map_or(code, |(_, code)| code);
        exception = exception.code(code);
    }
    if let Some(message) = message {
        exception = exception.message(message);
    }
    exception.build()
}
