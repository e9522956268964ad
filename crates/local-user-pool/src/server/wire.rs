//! Requests and answers as bytes: AWS JSON 1.1 for Cognito and EventBridge, REST JSON for SES.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use serde_json::{Map, Value};
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

use crate::operations::Operation;
use crate::server::connection::CutSwitch;
use crate::server::guard;
use crate::server::local;
use crate::server::local_user_pool::{LocalUserPool, Reply};
use crate::server::managed_login;
use crate::server::well_known;
use crate::server::{confirmation_page, region};
use crate::state::calls::Service;
use crate::state::error::ApiError;
use crate::state::random;

/// The longest request body that is read, in bytes.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The same for events, which are escaped JSON in JSON: their own limit is on what is inside.
const MAX_EVENTS_BODY_BYTES: usize = 4 * MAX_BODY_BYTES;

/// The path of SES's operation in its REST protocol.
const SEND_EMAIL_PATH: &str = "/v2/email/outbound-emails";

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";
const EVENTS_PREFIX: &str = "AWSEvents.";
const AWS_JSON: &str = "application/x-amz-json-1.1";
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const ERROR_MESSAGE: HeaderName = HeaderName::from_static("x-amzn-errormessage");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// The longest part of a message that is sent as a header too, in bytes. A message can quote a
/// whole mail, and clients fail if headers are too long (Node.js at 16 KiB).
const MAX_HEADER_BYTES: usize = 1024;

/// The longest name that a refusal repeats, in characters.
const MAX_NAME_SHOWN: usize = 100;

/// The route of both protocols, whose operations do not differ by path alone, and the server's own
/// routes.
pub(crate) fn router(pool: LocalUserPool) -> Router {
    Router::new()
        .merge(local::routes())
        .merge(confirmation_page::routes())
        .merge(managed_login::routes())
        .merge(well_known::routes())
        .route("/", operations())
        .fallback(handle)
        .with_state(pool)
}

/// Operations, and the question of a browser before them. Other methods have no cross-origin access.
fn operations() -> MethodRouter<LocalUserPool> {
    let methods = MethodFilter::POST.or(MethodFilter::OPTIONS);
    on(methods, handle).layer(cross_origin()).fallback(handle)
}

/// Cross-origin access as Cognito grants it: pages of any origin may call the protocol, and no
/// cookie is involved. A browser remembers the permission for two days.
fn cross_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([REQUEST_ID, ERROR_TYPE, ERROR_MESSAGE, header::DATE])
        .max_age(Duration::from_hours(48))
        .vary([])
}

async fn handle(State(pool): State<LocalUserPool>, request: Request) -> Response {
    let (service, name) = address(&request);
    let switch = request
        .extensions()
        .get::<ConnectInfo<CutSwitch>>()
        .cloned();

    let operation = Operation::find(service, &name).filter(|_| is_json(service, request.headers()));
    let Some(operation) = operation else {
        let shown = name.chars().take(MAX_NAME_SHOWN).collect();
        let error = ApiError::UnknownOperation(shown);
        // A client that opens a connection before its first call asks for this. It is no call.
        if name == "GET /" {
            return failure(service, &error);
        }
        return refuse(&pool, service, &name, &error);
    };
    if !operation.is_public() && guard::is_from_elsewhere(request.headers()) {
        return refuse(&pool, service, &name, &ApiError::MissingAuthentication);
    }
    let sdk = sdk(request.headers());
    let region = signing_region(request.headers());
    let longest = match service {
        Service::EventBridge => MAX_EVENTS_BODY_BYTES,
        Service::CognitoIdp | Service::Ses => MAX_BODY_BYTES,
    };
    let Ok(body) = to_bytes(request.into_body(), longest).await else {
        return refuse(&pool, service, &name, &ApiError::RequestTooLarge);
    };
    region::compare(region.as_deref(), &body);
    // A call that has arrived is finished, even if the caller does not wait for the answer.
    let called = tokio::spawn(async move { pool.call_in(region, operation, sdk, &body).await });
    match called.await {
        Ok(reply) => deliver(service, reply, switch).await,
        Err(_panicked) => failure(service, &ApiError::Internal),
    }
}

/// The service and the operation that a request is for. A request that is for neither Cognito nor
/// EventBridge counts as one for SES, whose operations differ by method and path.
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
    if let Some(name) = target.strip_prefix(EVENTS_PREFIX) {
        return (Service::EventBridge, name.to_owned());
    }
    // A target of another service is not an operation of Cognito, even if it has the same name.
    let name = target
        .strip_prefix(TARGET_PREFIX)
        .map_or_else(|| format!("X-Amz-Target: {target}"), str::to_owned);
    (Service::CognitoIdp, name)
}

/// Whether the content type fits the service's protocol. It may be missing. A type that a form of a
/// web page can send does not fit.
fn is_json(service: Service, headers: &HeaderMap) -> bool {
    let Some(content_type) = headers.get(header::CONTENT_TYPE) else {
        return true;
    };
    let essence = content_type.to_str().unwrap_or_default();
    let essence = essence.split(';').next().unwrap_or_default().trim();
    match service {
        Service::CognitoIdp | Service::EventBridge => {
            essence.eq_ignore_ascii_case(AWS_JSON) || is_plain_json(essence)
        }
        Service::Ses => is_plain_json(essence),
    }
}

fn is_plain_json(essence: &str) -> bool {
    essence.eq_ignore_ascii_case("application/json")
}

/// The caller's SDK as trigger events name it. How real Cognito finds it is not documented. For
/// most callers it writes `aws-sdk-unknown-unknown` (contract §2.1).
fn sdk(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT);
    let agent = agent
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    let product = agent.split(' ').next().unwrap_or_default();
    match product.split_once('/') {
        Some((name, version)) if name.starts_with("aws-sdk-") => format!("{name}-{version}"),
        _ => "aws-sdk-unknown-unknown".to_owned(),
    }
}

/// The Region that the request is signed for: the third part of the credential scope. Public
/// operations are not signed.
fn signing_region(headers: &HeaderMap) -> Option<String> {
    let authorization = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (_, credential) = authorization.split_once("Credential=")?;
    let region = credential.split('/').nth(2)?;
    (!region.is_empty()).then(|| region.to_owned())
}

fn refuse(pool: &LocalUserPool, service: Service, name: &str, error: &ApiError) -> Response {
    pool.refuse(service, name, error);
    failure(service, error)
}

async fn deliver(
    service: Service,
    reply: Reply,
    switch: Option<ConnectInfo<CutSwitch>>,
) -> Response {
    if !reply.delay.is_zero() {
        tokio::time::sleep(reply.delay).await;
    }
    if let Some(garbled) = reply.garbled {
        let content_type = [(header::CONTENT_TYPE, garbled.content_type)];
        return (content_type, garbled.body).into_response();
    }
    match reply.answer {
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

/// Cognito names the exception in the body and, with a colon at the end, in a header; its message
/// is in a header too (localstack#3201). EventBridge names it in the same way, without a message in a
/// header. SES names the exception in a header only.
fn failure(service: Service, error: &ApiError) -> Response {
    let code = error.exception(service).as_str();
    let mut body = Map::new();
    if let Some(message) = error.message() {
        body.insert("message".to_owned(), message.into());
    }
    let mut error_type = HeaderValue::from_static(code);
    if service != Service::Ses {
        body.insert("__type".to_owned(), code.into());
        error_type = HeaderValue::try_from(format!("{code}:")).unwrap_or(error_type);
    }
    let mut response = respond(service, status(service, error), &body.into());
    let headers = response.headers_mut();
    headers.insert(ERROR_TYPE, error_type);
    let message = error.message().as_deref().and_then(header_text);
    if let Some(message) = message.filter(|_| service == Service::CognitoIdp) {
        headers.insert(ERROR_MESSAGE, message);
    }
    response
}

/// The HTTP status: 400 for nearly every refusal of Cognito. SES is a REST service and uses more.
fn status(service: Service, error: &ApiError) -> StatusCode {
    match (error, service) {
        (ApiError::Internal, _) => StatusCode::INTERNAL_SERVER_ERROR,
        (ApiError::RequestTooLarge, _) => StatusCode::PAYLOAD_TOO_LARGE,
        (ApiError::TooManyRequests, Service::Ses) => StatusCode::TOO_MANY_REQUESTS,
        (ApiError::UnknownOperation(_), Service::Ses) => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// A message as a header. Ends of lines become blanks, and other characters than ASCII are left
/// out.
fn header_text(message: &str) -> Option<HeaderValue> {
    let letters = message.chars().filter(char::is_ascii);
    let line = letters.map(|letter| if letter.is_control() { ' ' } else { letter });
    let line: String = line.take(MAX_HEADER_BYTES).collect();
    HeaderValue::from_str(line.trim()).ok()
}

fn respond(service: Service, status: StatusCode, body: &Value) -> Response {
    let content_type = match service {
        Service::CognitoIdp | Service::EventBridge => HeaderValue::from_static(AWS_JSON),
        Service::Ses => HeaderValue::from_static("application/json"),
    };
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    if let Ok(id) = HeaderValue::from_str(&random::uuid()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::faults::{Fault, FaultKind};
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
