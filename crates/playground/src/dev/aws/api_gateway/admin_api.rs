//! The function behind API Gateway: `admin-api`, in this process or as a built binary.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use admin_api::router::Service;
use admin_api::{AppState, At, service};
use anyhow::Result;
use axum::Json;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use connection::local_aws;
use jiff::Timestamp;
use lambda_host::{Host, InvocationResult, Output};
use lambda_http::aws_lambda_events::apigw::ApiGatewayProxyResponse;
use serde_json::{Value, json};
use settings::Settings;
use tower::ServiceExt;
use tracing::Dispatch;
use tracing::instrument::WithSubscriber;

use crate::dev::aws::log_groups::LogGroups;
use crate::hooks::binaries;

/// The name of the crate, the binary and the resource.
const NAME: &str = "admin-api";

/// How long API Gateway waits (quotas: 29 seconds, for a REST API).
const TIMEOUT: Duration = Duration::from_secs(29);

/// The function that answers events.
pub(in crate::dev) enum AdminApi {
    /// The service of the crate, at the pool's own time, and its log.
    Here(Service<lambda_http::Body>, Dispatch),
    /// The built function, at the real time, whatever the pool's clock says.
    Built(Host),
}

impl AdminApi {
    /// The function in this process, for the pool at `endpoint`, under these settings.
    pub(in crate::dev) fn here(settings: &Settings, endpoint: &str, logs: &LogGroups) -> Self {
        let aws = local_aws::configuration(endpoint);
        let service = service(AppState::new(aws, settings.clone()));
        Self::Here(service, logs.of_function(NAME))
    }

    /// The built function in `folder`, if it exists.
    pub(in crate::dev) fn built(
        folder: &Path,
        configuration: &Path,
        endpoint: &str,
    ) -> Result<Option<Self>> {
        if !folder.join(NAME).is_file() {
            return Ok(None);
        }
        let function = binaries::named(NAME, folder, configuration, Some(endpoint))?;
        let function = lambda_host::HostedFunction {
            timeout: TIMEOUT,
            ..function
        };
        Ok(Some(Self::Built(Host::new([function], Output::memory())?)))
    }

    /// Answers an event that came at the time `now`.
    pub(super) async fn answer(&self, event: &Value, now: Timestamp) -> Response {
        let event = event.to_string();
        let answer = match self {
            Self::Here(service, log) => {
                let answer = answer_here(service.clone(), &event, now);
                answer.with_subscriber(log.clone()).await
            }
            Self::Built(host) => answer_built(host, event).await,
        };
        // API Gateway's answer when a function failed, or answered with something else.
        let failure = || {
            let document = Json(json!({ "message": "Internal server error" }));
            (StatusCode::BAD_GATEWAY, document).into_response()
        };
        answer.unwrap_or_else(failure)
    }

    /// Ends processes and waits for that.
    pub(in crate::dev) async fn shutdown(&self) {
        if let Self::Built(host) = self {
            host.shutdown().await;
        }
    }
}

impl fmt::Debug for AdminApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Here(..) => "Here",
            Self::Built(_) => "Built",
        })
    }
}

async fn answer_here(
    service: Service<lambda_http::Body>,
    event: &str,
    now: Timestamp,
) -> Option<Response> {
    let mut request = lambda_http::request::from_str(event).ok()?;
    request.extensions_mut().insert(At(now));
    service.oneshot(request).await.ok()
}

async fn answer_built(host: &Host, event: String) -> Option<Response> {
    match host.invoke(NAME, event).await {
        Ok(InvocationResult::Answer(answer)) => response(&answer),
        _ => None,
    }
}

/// The HTTP response in a function's answer, if there is one.
fn response(answer: &[u8]) -> Option<Response> {
    let answer: ApiGatewayProxyResponse = serde_json::from_slice(answer).ok()?;
    let body = answer.body.map(|body| body.to_vec()).unwrap_or_default();
    let body = if answer.is_base64_encoded {
        STANDARD.decode(body).ok()?
    } else {
        body
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(answer.status_code.try_into().ok()?).ok()?;
    // If both have a header, the list wins.
    let headers = response.headers_mut();
    headers.extend(answer.headers);
    headers.extend(answer.multi_value_headers);
    Some(response)
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    async fn check(answer: &Value, expected: Option<(u16, &str, usize)>) {
        let found = response(answer.to_string().as_bytes());
        let Some(found) = found else {
            return assert_eq!(expected, None, "{answer}");
        };
        let (parts, body) = found.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let headers = parts.headers.get_all("x-test").iter().count();
        let found = (
            parts.status.as_u16(),
            std::str::from_utf8(&body).unwrap(),
            headers,
        );
        assert_eq!(Some(found), expected, "{answer}");
    }

    #[tokio::test]
    async fn answers_become_responses() {
        let headers = json!({ "x-test": "1" });
        let lists = json!({ "x-test": ["1", "2"] });
        check(
            &json!({ "statusCode": 404, "headers": headers, "multiValueHeaders": {}, "body": "no" }),
            Some((404, "no", 1)),
        )
        .await;
        check(
            &json!({ "statusCode": 200, "headers": headers, "multiValueHeaders": lists,
                     "body": "eWVz", "isBase64Encoded": true }),
            Some((200, "yes", 2)),
        )
        .await;
        check(
            &json!({ "statusCode": 204, "headers": {}, "multiValueHeaders": {}, "body": null }),
            Some((204, "", 0)),
        )
        .await;
        check(
            &json!({ "statusCode": 99, "headers": {}, "multiValueHeaders": {} }),
            None,
        )
        .await;
        check(&json!("no answer"), None).await;
    }
}
