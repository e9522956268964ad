//! AWS Lambda and Amazon SES as far as `doctor` reads them, and the host of the pages, in front of
//! a local user pool: documents by path, and by the operation for Cognito.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use local_user_pool::LocalUserPool;
use percent_encoding::percent_decode_str;
use serde_json::Value;
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
        .layer(from_fn_with_state(Arc::new(documents), answer));
    tokio::spawn(async move { axum::serve(listener, routes).await });
}

async fn answer(
    State(documents): State<Arc<Documents>>,
    request: Request<Body>,
    next: Next,
) -> Response {
    let path = percent_decode_str(request.uri().path())
        .decode_utf8()
        .unwrap();
    let target = request.headers().get("x-amz-target");
    let operation = target.and_then(|target| target.to_str().unwrap().rsplit('.').next());
    if let Some(document) = documents.get(operation.unwrap_or(&path)) {
        return respond(document);
    }
    // What is not there is not found, in each service's own words.
    if path.starts_with("/2015-03-31/") {
        return respond(&Document::refusal(404, "ResourceNotFoundException"));
    }
    if path.starts_with("/v2/email/") {
        return respond(&Document::refusal(404, "NotFoundException"));
    }
    next.run(request).await
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
