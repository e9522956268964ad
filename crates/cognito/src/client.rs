//! Clients for a user pool.

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::Builder as CognitoBuilder;
use aws_sdk_cognitoidentityprovider::config::interceptors::InterceptorContext;
use aws_sdk_cognitoidentityprovider::config::retry::{ClassifyRetry, RetryAction};
use aws_smithy_types::body::SdkBody;
use aws_types::sdk_config::Builder;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

use crate::http_client;
use crate::timing::Timing;

/// A function's SDK configuration: from the variables that Lambda sets, and those for endpoints.
///
/// The SDK's own loader would also look into profile files, container and instance metadata and
/// web identities. None of these exists in a function, and carrying them costs it a tenth of its
/// size and of its first answer.
pub fn configuration() -> SdkConfig {
    let is_true = |name| variable(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let credentials = EnvironmentVariableCredentialsProvider::new();
    let mut builder = for_hooks(SdkConfig::builder())
        .region(variable("AWS_REGION").map(Region::new))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .service_config(ServiceVariables)
        .use_fips(is_true("AWS_USE_FIPS_ENDPOINT"))
        .use_dual_stack(is_true("AWS_USE_DUALSTACK_ENDPOINT"));
    builder.set_endpoint_url(variable("AWS_ENDPOINT_URL"));
    builder.build()
}

/// `builder` with the timing of a trigger.
pub fn for_hooks(builder: Builder) -> Builder {
    builder
        .behavior_version(BehaviorVersion::v2026_01_12())
        .retry_config(Timing::HOOK.retries())
        .timeout_config(Timing::HOOK.timeouts())
        .http_client(http_client::new(http_client::IDLE))
}

/// A client for hooks. Every call of theirs can be repeated, so an answer that cannot be read is
/// asked for again until the deadline.
pub fn for_hook(aws: &SdkConfig) -> Client {
    let config = CognitoBuilder::from(aws).retry_classifier(UnreadableAnswer);
    Client::from_conf(config.build())
}

/// Opens a connection to Cognito, which the first call then finds open: while a function starts,
/// Lambda gives it a full processor, and a fraction of one afterwards (Lambda developer guide,
/// "Configure Lambda function memory").
///
/// It asks for `/`, which is no operation: it needs no permission and counts towards no quota. What
/// is answered, and whether anything is, makes no difference.
pub async fn open_connection(client: &Client) {
    let once = CognitoBuilder::new().retry_config(RetryConfig::disabled());
    let request = client.list_user_pools().customize().config_override(once);
    let asked = request.mutate_request(|request| {
        // Only an unknown method could fail.
        let _ = request.set_method("GET");
        let headers = request.headers_mut();
        for name in ["content-length", "content-type", "x-amz-target"] {
            headers.remove(name);
        }
        *request.body_mut() = SdkBody::empty();
    });
    let _ = asked.send().await;
}

/// `client`, which tries every call once.
pub fn trying_once(client: &Client) -> Client {
    let config = client.config().to_builder();
    Client::from_conf(config.retry_config(RetryConfig::disabled()).build())
}

/// `client` with another timing.
pub fn with_timing(client: &Client, timing: Timing) -> Client {
    let config = client
        .config()
        .to_builder()
        .retry_config(timing.retries())
        .timeout_config(timing.timeouts());
    Client::from_conf(config.build())
}

/// Repeats a call whose answer says "done" and cannot be read: it broke off, or a proxy in between
/// put a page of its own in its place. The SDK takes such an answer for final.
#[derive(Debug)]
struct UnreadableAnswer;

impl ClassifyRetry for UnreadableAnswer {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let has_failed = context.is_failed();
        let is_done = context
            .response()
            .is_some_and(|response| response.status().is_success());
        if has_failed && is_done {
            RetryAction::transient_error()
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "answers that cannot be read"
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Variables for one service, such as `AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER` (AWS SDKs and
/// Tools Reference Guide, "Service-specific endpoints").
#[derive(Debug)]
struct ServiceVariables;

impl LoadServiceConfig for ServiceVariables {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_ascii_uppercase().replace(' ', "_");
        variable(&format!("{}_{service}", key.env()))
    }
}
