//! AWS Lambda and Amazon SES as far as `doctor` reads them, and the host of the pages, in front of
//! a local user pool: documents by path, and by the operation for Cognito. Who may call a function is
//! the one thing that a request changes, beside event buses that are made.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use local_user_pool::LocalUserPool;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// An answer that stands ready.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Document {
    pub(crate) fn json(body: &Value) -> Self {
        Self {
            status: 200,
            headers: [("content-type".to_owned(), "application/json".to_owned())].into(),
            body: body.to_string(),
        }
    }

    /// A refusal of AWS, with a text that nobody may read.
    pub(crate) fn refusal(status: u16, exception: &str) -> Self {
        let body = format!(r#"{{"__type":"{exception}","message":"CANARY"}}"#);
        Self {
            status,
            headers: [("x-amzn-errortype".to_owned(), exception.to_owned())].into(),
            body,
        }
    }
}

pub(crate) type Documents = BTreeMap<String, Document>;

/// A listener on a free port, and the URL that it is reached at.
pub(crate) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        .await
        .unwrap();
    let address = listener.local_addr().unwrap();
    (listener, format!("http://{address}"))
}

/// Serves until the test's runtime ends.
pub(crate) fn serve(listener: TcpListener, pool: &LocalUserPool, documents: Documents) {
    let routes = pool
        .router()
        .layer(from_fn_with_state(Arc::new(Mutex::new(documents)), answer));
    tokio::spawn(async move { axum::serve(listener, routes).await });
}

async fn answer(
    State(documents): State<Arc<Mutex<Documents>>>,
    request: Request<Body>,
    next: Next,
) -> Response {
    let path = percent_decode_str(request.uri().path())
        .decode_utf8()
        .unwrap()
        .into_owned();
    // A policy is the function's or an alias's.
    let query = request.uri().query().filter(|_| path.contains("/policy"));
    let alias = query.map(|query| format!("?{query}")).unwrap_or_default();
    let target = request.headers().get("x-amz-target");
    let operation = target.map(|target| target.to_str().unwrap().rsplit('.').next().unwrap());
    let operation = operation.map(str::to_owned);
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    if head.method != Method::GET && path.starts_with("/2015-03-31/") {
        return change(&mut documents.lock().unwrap(), &path, &alias, &body);
    }
    if operation.as_deref() == Some("CreateEventBus") {
        // Every bus exists but one that is refused.
        documents.lock().unwrap().remove("DescribeEventBus");
        return respond(&Document::json(&json!({})));
    }
    let wish: Value = serde_json::from_slice(&body).unwrap_or_default();
    let client = wish["ClientId"].as_str().unwrap_or_default();
    // Whom a request is signed for: <key>/<date>/<Region>/<service>/…
    let signed = head.headers.get("authorization");
    let region = signed.and_then(|signed| signed.to_str().unwrap().split('/').nth(2));
    let keys = match &operation {
        Some(operation) => vec![
            format!("{operation}@{}", region.unwrap_or_default()),
            format!("{operation} {client}"),
            operation.clone(),
        ],
        None => vec![format!("{path}{alias}")],
    };
    let found = {
        let documents = documents.lock().unwrap();
        keys.iter().find_map(|key| documents.get(key)).cloned()
    };
    if let Some(document) = found {
        return respond(&document);
    }
    let request = Request::from_parts(head, Body::from(body));
    // What is not there is not found, in each service's own words.
    if path.starts_with("/2015-03-31/") {
        return respond(&Document::refusal(404, "ResourceNotFoundException"));
    }
    if path.starts_with("/v2/email/") {
        return respond(&Document::refusal(404, "NotFoundException"));
    }
    next.run(request).await
}

/// `AddPermission` and `RemovePermission`.
fn change(documents: &mut Documents, path: &str, alias: &str, body: &[u8]) -> Response {
    let (path, sid) = path
        .split_once("/policy/")
        .map_or((path.to_owned(), None), |(function, sid)| {
            (format!("{function}/policy"), Some(sid))
        });
    let key = format!("{path}{alias}");
    let mut statements: Vec<Value> = documents.get(&key).map_or_else(Vec::new, |document| {
        let document: Value = serde_json::from_str(&document.body).unwrap();
        let policy: Value = serde_json::from_str(document["Policy"].as_str().unwrap()).unwrap();
        serde_json::from_value(policy["Statement"].clone()).unwrap()
    });
    let before = statements.len();
    if let Some(sid) = sid {
        statements.retain(|statement| statement["Sid"] != sid);
        if statements.len() == before {
            return respond(&Document::refusal(404, "ResourceNotFoundException"));
        }
    } else {
        let wish: Value = serde_json::from_slice(body).unwrap();
        if statements
            .iter()
            .any(|statement| statement["Sid"] == wish["StatementId"])
        {
            return respond(&Document::refusal(409, "ResourceConflictException"));
        }
        statements.push(json!({
            "Sid": wish["StatementId"],
            "Effect": "Allow",
            "Principal": { "Service": wish["Principal"] },
            "Action": wish["Action"],
            "Condition": {
                "ArnLike": { "AWS:SourceArn": wish["SourceArn"] },
                "StringEquals": { "AWS:SourceAccount": wish["SourceAccount"] },
            },
        }));
    }
    let policy = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
    documents.insert(key, Document::json(&json!({ "Policy": policy })));
    respond(&Document::json(&json!({})))
}

fn respond(document: &Document) -> Response {
    let status = StatusCode::from_u16(document.status).unwrap();
    let mut response = (status, document.body.clone()).into_response();
    for (name, value) in &document.headers {
        let name: axum::http::HeaderName = name.parse().unwrap();
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}
