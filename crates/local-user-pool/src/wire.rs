//! Requests and answers as bytes: AWS JSON 1.1 for Cognito, REST JSON for SES.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use crate::calls::Service;
use crate::connection::CutSwitch;
use crate::error::ApiError;
use crate::local_user_pool::{Delivery, LocalUserPool};
use crate::operations::Operation;
use crate::ses::SEND_EMAIL_PATH;

/// The longest request body that is read, in bytes.
const MAX_BODY_BYTES: usize = 1024 * 1024;

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// One route: both protocols tell their operations apart by more than the path.
pub(crate) fn router(pool: LocalUserPool) -> Router {
    Router::new().fallback(handle).with_state(pool)
}

async fn handle(State(pool): State<LocalUserPool>, request: Request) -> Response {
    let (service, name) = address(&request);
    let switch = request
        .extensions()
        .get::<ConnectInfo<CutSwitch>>()
        .cloned();

    let Some(operation) = Operation::find(service, &name) else {
        return refuse(&pool, service, &name, &ApiError::UnknownOperation);
    };
    let Ok(body) = to_bytes(request.into_body(), MAX_BODY_BYTES).await else {
        return refuse(&pool, service, &name, &ApiError::RequestTooLarge);
    };
    deliver(service, pool.call(operation, &body), switch).await
}

/// The service and the name of the operation that a request is for. What is none of Cognito's
/// requests is taken for one of SES, which tells its operations apart by method and path.
fn address(request: &Request) -> (Service, String) {
    let path = request.uri().path();
    if path == SEND_EMAIL_PATH && request.method() == Method::POST {
        return (Service::Ses, Operation::SendEmail.name().to_owned());
    }
    if path != "/" || request.method() != Method::POST {
        return (Service::Ses, format!("{} {path}", request.method()));
    }
    let target = request.headers().get(TARGET);
    let target = target.map_or("".into(), |target| {
        String::from_utf8_lossy(target.as_bytes())
    });
    let name = target.strip_prefix(TARGET_PREFIX).unwrap_or(&target);
    (Service::CognitoIdp, name.to_owned())
}

fn refuse(pool: &LocalUserPool, service: Service, name: &str, error: &ApiError) -> Response {
    pool.refuse(service, name, error);
    failure(service, error)
}

async fn deliver(
    service: Service,
    delivery: Delivery,
    switch: Option<ConnectInfo<CutSwitch>>,
) -> Response {
    if !delivery.delay.is_zero() {
        tokio::time::sleep(delivery.delay).await;
    }
    match delivery.answer {
        Some(Ok(answer)) => respond(service, StatusCode::OK, &answer),
        Some(Err(error)) => failure(service, &error),
        None => {
            if let Some(ConnectInfo(switch)) = switch {
                switch.cut();
            }
            StatusCode::BAD_GATEWAY.into_response()
        }
    }
}

/// Cognito names the exception in the body, SES in a header alone; the header of the former ends
/// in a colon.
fn failure(service: Service, error: &ApiError) -> Response {
    let code = error.code(service);
    let mut body = Map::new();
    if let Some(message) = error.message() {
        body.insert("message".to_owned(), message.into());
    }
    let mut error_type = HeaderValue::from_static(code);
    if service == Service::CognitoIdp {
        body.insert("__type".to_owned(), code.into());
        error_type = HeaderValue::try_from(format!("{code}:")).unwrap_or(error_type);
    }
    let mut response = respond(service, error.status(service), &body.into());
    response.headers_mut().insert(ERROR_TYPE, error_type);
    response
}

fn respond(service: Service, status: StatusCode, body: &Value) -> Response {
    let content_type = match service {
        Service::CognitoIdp => HeaderValue::from_static("application/x-amz-json-1.1"),
        Service::Ses => HeaderValue::from_static("application/json"),
    };
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::{Fault, FaultKind};
    use tower::ServiceExt;

    #[tokio::test]
    async fn without_a_connection_to_cut_the_answer_is_empty() {
        let pool = LocalUserPool::new(Vec::new());
        pool.set_now(jiff::Timestamp::UNIX_EPOCH);
        pool.set_faults(vec![Fault {
            operation: Some(Operation::SendEmail),
            kind: FaultKind::Cut,
            times: None,
        }]);
        let request = Request::post(SEND_EMAIL_PATH).body(Body::from("{}"));
        let response = router(pool).oneshot(request.unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
        let body = to_bytes(response.into_body(), MAX_BODY_BYTES).await;
        assert!(body.unwrap().is_empty());
    }
}
