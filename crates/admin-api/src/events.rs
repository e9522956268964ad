//! Events as Lambda hands them over. Everybody who may invoke the function can send anything, so an
//! event that is no request of a gateway gets an answer too, and does not end the function.

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::http::header::CONTENT_TYPE;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Body, LambdaEvent, Service as _};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::problem::Problem;
use crate::router::Service;

/// Answers any event.
pub async fn answer(
    service: Service<Body>,
    event: LambdaEvent<Box<RawValue>>,
) -> Result<Value, Infallible> {
    let LambdaEvent { payload, context } = event;
    let Some(request) = request(payload.get()) else {
        return Ok(no_request());
    };
    let mut adapter = Adapter::from(service);
    // Its conversion panics where it cannot build a request; nothing has begun by then.
    let call = catch_unwind(AssertUnwindSafe(|| {
        adapter.call(LambdaEvent::new(request, context))
    }));
    let Ok(call) = call else {
        return Ok(no_request());
    };
    let response = call.await?;
    Ok(serde_json::to_value(&response).unwrap_or_else(|_| no_request()))
}

/// The request in an event; none if there is no request, or if its body is not encoded as it says.
fn request(event: &str) -> Option<LambdaRequest> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Encoding {
        body: Option<String>,
        is_base64_encoded: Option<bool>,
        request_context: Option<serde::de::IgnoredAny>,
        path: Option<String>,
        raw_path: Option<String>,
    }
    let encoding: Encoding = serde_json::from_str(event).ok()?;
    encoding.request_context?;
    let is_path = |path: &String| path.is_empty() || path.starts_with('/');
    if ![encoding.path, encoding.raw_path]
        .iter()
        .flatten()
        .all(is_path)
    {
        return None;
    }
    if encoding.is_base64_encoded == Some(true) {
        BASE64_STANDARD
            .decode(encoding.body.unwrap_or_default())
            .ok()?;
    }
    serde_json::from_str(event).ok()
}

fn no_request() -> Value {
    let problem = Problem::malformed(
        "The event is no request of API Gateway or of a function URL, or its body is not in the encoding that isBase64Encoded says; send the request through the gateway",
    );
    json!({
        "statusCode": problem.status.as_u16(),
        "headers": { CONTENT_TYPE.as_str(): "application/problem+json" },
        "body": problem.document().to_string(),
        "isBase64Encoded": false,
    })
}
