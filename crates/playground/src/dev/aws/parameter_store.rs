//! A stand-in for the Parameter Store of AWS Systems Manager, where `attach` keeps its record: three
//! operations, in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// The prefix of `x-amz-target`.
const SERVICE: &str = "AmazonSSM.";

/// The longest request: an advanced parameter and its name.
const LONGEST: usize = 64 * 1024;

/// Values by name.
#[derive(Debug, Default)]
pub(in crate::dev) struct ParameterStore(Mutex<BTreeMap<String, String>>);

/// Answers requests for the Parameter Store, and passes the others on.
pub(in crate::dev) async fn serve(
    State(parameters): State<Arc<ParameterStore>>,
    request: Request,
    next: Next,
) -> Response {
    let target = request.headers().get("x-amz-target");
    let operation = target
        .and_then(|target| target.to_str().ok())
        .and_then(|target| target.strip_prefix(SERVICE))
        .map(str::to_owned);
    let Some(operation) = operation else {
        return next.run(request).await;
    };
    let body = to_bytes(request.into_body(), LONGEST).await;
    let request_body = body
        .ok()
        .and_then(|body| serde_json::from_slice(&body).ok());
    let answer = parameters.answer(&operation, &request_body.unwrap_or_default());
    match answer {
        Ok(answer) => axum::Json(answer).into_response(),
        Err(exception) => {
            let answer = axum::Json(json!({ "__type": exception }));
            (StatusCode::BAD_REQUEST, answer).into_response()
        }
    }
}

impl ParameterStore {
    fn answer(&self, operation: &str, request_body: &Value) -> Result<Value, &'static str> {
        let text = |member: &str| {
            let text = request_body.get(member).and_then(Value::as_str);
            text.map(str::to_owned).ok_or("ValidationException")
        };
        let name = text("Name")?;
        let mut values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match operation {
            "GetParameter" => {
                let value = values.get(&name).ok_or("ParameterNotFound")?;
                Ok(json!({ "Parameter": { "Name": name, "Type": "String", "Value": value } }))
            }
            "PutParameter" => {
                values.insert(name, text("Value")?);
                Ok(json!({ "Version": 1, "Tier": "Standard" }))
            }
            "DeleteParameter" => {
                values.remove(&name).ok_or("ParameterNotFound")?;
                Ok(json!({}))
            }
            _ => Err("UnknownOperationException"),
        }
    }
}
