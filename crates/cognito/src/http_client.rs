//! The HTTP client of functions: the SDK's own, but for how long an idle connection is kept.

use std::time::Duration;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

/// How long a connection may stand idle and be used again. Lambda freezes a function between two
/// events, and what was closed meanwhile shows only when it is used: a person would wait for an
/// attempt that fails, or, where the path is cut in silence, that gets no answer. The clock behind it goes on
/// while the function is frozen (aws/aws-lambda-web-adapter#830). LLRT, of AWS Labs, keeps its
/// connections as long (awslabs/llrt#209).
pub(crate) const IDLE: Duration = Duration::from_secs(15);

/// A client whose clones share their connections, which stand `idle` for so long at most.
pub(crate) fn new(idle: Duration) -> SharedHttpClient {
    // As the SDK's own default (`default_https_client` in aws-smithy-runtime), which cannot be told.
    Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector = Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .pool_idle_timeout(idle);
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        connector.set_proxy_config(Some(ProxyConfig::from_env()));
        connector.build()
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use aws_config::{BehaviorVersion, Region, SdkConfig};
    use aws_credential_types::Credentials;
    use aws_credential_types::provider::SharedCredentialsProvider;
    use aws_sdk_cognitoidentityprovider::Client;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::time::{sleep, timeout};

    use super::*;
    use crate::client::{for_hook, for_hooks, open_connection};

    /// What a server saw.
    #[derive(Debug, Default)]
    struct Seen {
        connections: AtomicUsize,
        operations: AtomicUsize,
    }

    /// A server that says nothing on a connection any more once it was idle for `cut`, as where a
    /// path is cut in silence.
    async fn serve(cut: Duration) -> (String, Arc<Seen>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Seen::default());
        let server = Arc::clone(&seen);
        tokio::spawn(async move {
            loop {
                let (connection, _) = listener.accept().await.unwrap();
                server.connections.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(answer(connection, cut, Arc::clone(&server)));
            }
        });
        (url, seen)
    }

    async fn answer(mut connection: TcpStream, cut: Duration, seen: Arc<Seen>) {
        let mut read = vec![0; 8192];
        while let Ok(Ok(length)) = timeout(cut, connection.read(&mut read)).await {
            if length == 0 {
                return;
            }
            let head = String::from_utf8_lossy(&read[..length]).to_ascii_lowercase();
            let is_operation = head.contains("x-amz-target");
            let body = if is_operation {
                "{}"
            } else {
                "nothing is here"
            };
            let status = if is_operation {
                "200 OK"
            } else {
                "404 Not Found"
            };
            seen.operations
                .fetch_add(usize::from(is_operation), Ordering::Relaxed);
            let length = body.len();
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}");
            connection.write_all(answer.as_bytes()).await.unwrap();
        }
        // It stays open.
        std::future::pending::<()>().await;
    }

    fn client(url: &str, idle: Duration) -> Client {
        let credentials = Credentials::new("local", "local", None, None, "local");
        let config = for_hooks(SdkConfig::builder())
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new("eu-west-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .endpoint_url(url)
            .http_client(new(idle));
        for_hook(&config.build())
    }

    async fn ask(client: &Client) {
        let asked = client.list_user_pools().max_results(1).send();
        // Far below the time that an attempt has.
        let asked = timeout(Duration::from_millis(700), asked).await;
        asked.unwrap().unwrap();
    }

    #[tokio::test]
    async fn the_first_call_finds_a_connection() {
        let (url, seen) = serve(Duration::from_mins(1)).await;
        let client = client(&url, IDLE);
        open_connection(&client).await;
        assert_eq!(seen.connections.load(Ordering::Relaxed), 1);
        assert_eq!(seen.operations.load(Ordering::Relaxed), 0);
        ask(&client).await;
        assert_eq!(seen.connections.load(Ordering::Relaxed), 1);
        assert_eq!(seen.operations.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn no_call_waits_for_a_connection_that_stood_idle() {
        let (url, seen) = serve(Duration::from_millis(200)).await;
        let client = client(&url, Duration::from_millis(100));
        ask(&client).await;
        ask(&client).await;
        assert_eq!(seen.connections.load(Ordering::Relaxed), 1);
        sleep(Duration::from_millis(300)).await;
        ask(&client).await;
        assert_eq!(seen.connections.load(Ordering::Relaxed), 2);
        assert_eq!(seen.operations.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn nobody_there_is_no_failure() {
        open_connection(&client("http://127.0.0.1:9", IDLE)).await;
    }
}
