//! AWS as far as `attach` and `detach` go: the local user pool, and beside it Lambda's functions
//! and their resource policies (API reference, AWS Lambda), at one address.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use local_user_pool::LocalUserPool;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A request to Cognito as it came.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) operation: String,
    pub(crate) body: Value,
}

#[derive(Default)]
struct Contents {
    /// Timeouts by function, without alias.
    functions: BTreeMap<String, i32>,
    /// Statements by function and alias.
    policies: BTreeMap<(String, Option<String>), Vec<Value>>,
    /// The attribute mappings of identity providers.
    mappings: BTreeMap<String, Value>,
    /// A member that this server's pools have and no SDK knows.
    unheard: Option<(&'static str, Value)>,
    /// The same of its app clients.
    unheard_of_clients: Vec<(&'static str, Value)>,
    /// What the Parameter Store holds, and whether it refuses everything.
    parameters: BTreeMap<String, String>,
    parameters_denied: bool,
    /// The operation that is never answered, nor carried out.
    hanging: Option<&'static str>,
    /// How often Lambda answers `AddPermission` with a failure after the deed.
    lost: u32,
    calls: Vec<Call>,
}

#[derive(Clone, Default)]
pub(crate) struct StandIn(Arc<Mutex<Contents>>);

type Answer = Result<axum::Json<Value>, Response>;

impl StandIn {
    /// Serves on a free port until the test's runtime ends; answers the endpoint.
    pub(crate) async fn serve(&self, pools: &LocalUserPool) -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let functions = Router::new()
            .route("/{name}/configuration", get(configuration))
            .route("/{name}/policy", get(policy).post(permit))
            .route("/{name}/policy/{statement}", delete(forbid))
            .with_state(self.clone());
        let cognito = pools
            .router()
            .layer(from_fn_with_state(self.clone(), between));
        let router = Router::new()
            .nest("/2015-03-31/functions", functions)
            .merge(cognito);
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    pub(crate) fn add_function(&self, arn: &str, timeout: i32) {
        let mut contents = self.0.lock().unwrap();
        contents.functions.insert(arn.to_owned(), timeout);
    }

    pub(crate) fn map(&self, provider: &str, mapping: Value) {
        let mut contents = self.0.lock().unwrap();
        contents.mappings.insert(provider.to_owned(), mapping);
    }

    pub(crate) fn add_unheard(&self, name: &'static str, value: Value) {
        self.0.lock().unwrap().unheard = Some((name, value));
    }

    pub(crate) fn add_unheard_of_clients(&self, name: &'static str, value: Value) {
        let mut contents = self.0.lock().unwrap();
        contents.unheard_of_clients.push((name, value));
    }

    pub(crate) fn parameters(&self) -> BTreeMap<String, String> {
        self.0.lock().unwrap().parameters.clone()
    }

    pub(crate) fn forget_parameters(&self) {
        self.0.lock().unwrap().parameters.clear();
    }

    pub(crate) fn deny_parameters(&self) {
        self.0.lock().unwrap().parameters_denied = true;
    }

    pub(crate) fn hang(&self, operation: Option<&'static str>) {
        self.0.lock().unwrap().hanging = operation;
    }

    pub(crate) fn lose_permissions(&self, times: u32) {
        self.0.lock().unwrap().lost = times;
    }

    /// The statements of every function.
    pub(crate) fn statements(&self) -> Vec<Value> {
        let contents = self.0.lock().unwrap();
        contents.policies.values().flatten().cloned().collect()
    }

    /// The calls of this operation so far.
    pub(crate) fn calls(&self, operation: &str) -> Vec<Call> {
        let contents = self.0.lock().unwrap();
        let calls = contents.calls.iter();
        calls
            .filter(|call| call.operation == operation)
            .cloned()
            .collect()
    }
}

/// Sees what goes to Cognito, and answers for it where the local user pool does not.
async fn between(State(stand_in): State<StandIn>, request: Request, next: Next) -> Response {
    let target = request.headers().get("x-amz-target");
    let operation = target
        .and_then(|target| target.to_str().ok()?.split('.').nth(1))
        .unwrap_or_default()
        .to_owned();
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let parameters: Value = serde_json::from_slice(&body).unwrap_or_default();
    if head
        .headers
        .get("x-amz-target")
        .is_some_and(|target| target.to_str().unwrap().starts_with("AmazonSSM."))
    {
        return parameter(&mut stand_in.0.lock().unwrap(), &operation, &parameters);
    }
    let (mapping, hangs, unheard, of_clients) = {
        let mut contents = stand_in.0.lock().unwrap();
        contents.calls.push(Call {
            operation: operation.clone(),
            body: parameters.clone(),
        });
        let provider = parameters["ProviderName"].as_str().unwrap_or_default();
        (
            contents.mappings.get(provider).cloned(),
            contents.hanging == Some(operation.as_str()),
            contents.unheard.clone(),
            contents.unheard_of_clients.clone(),
        )
    };
    if hangs {
        pending::<()>().await;
    }
    if operation == "DescribeIdentityProvider" {
        let provider = json!({ "IdentityProvider": { "AttributeMapping": mapping } });
        return axum::Json(provider).into_response();
    }
    let response = next.run(Request::from_parts(head, Body::from(body))).await;
    match (operation.as_str(), unheard) {
        ("DescribeUserPool", Some((name, value))) => {
            with_member(response, "UserPool", name, value).await
        }
        ("DescribeUserPoolClient", _) => {
            let mut response = response;
            for (name, value) in of_clients {
                response = with_member(response, "UserPoolClient", name, value).await;
            }
            response
        }
        _ => response,
    }
}

/// The Parameter Store.
fn parameter(contents: &mut Contents, operation: &str, wish: &Value) -> Response {
    let refused = |exception: &str| {
        let answer = axum::Json(json!({ "__type": exception }));
        (StatusCode::BAD_REQUEST, answer).into_response()
    };
    if contents.parameters_denied {
        return refused("AccessDeniedException");
    }
    let name = wish["Name"].as_str().unwrap().to_owned();
    let answer = match operation {
        "GetParameter" => contents
            .parameters
            .get(&name)
            .map(|value| json!({ "Parameter": { "Name": name, "Value": value } })),
        "PutParameter" => {
            let value = wish["Value"].as_str().unwrap().to_owned();
            contents.parameters.insert(name, value);
            Some(json!({ "Version": 1 }))
        }
        "DeleteParameter" => contents.parameters.remove(&name).map(|_| json!({})),
        other => unreachable!("{other}"),
    };
    match answer {
        Some(answer) => axum::Json(answer).into_response(),
        None => refused("ParameterNotFound"),
    }
}

async fn with_member(response: Response, of: &str, name: &str, value: Value) -> Response {
    let (mut head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let mut answer: Value = serde_json::from_slice(&body).unwrap();
    answer[of][name] = value;
    head.headers.remove("content-length");
    head.headers.remove("x-amz-crc32");
    Response::from_parts(head, Body::from(answer.to_string()))
}

/// The alias that a request names.
fn alias(query: Option<String>) -> Option<String> {
    let query = query?;
    let mut parameters = query.split('&');
    parameters.find_map(|parameter| Some(parameter.strip_prefix("Qualifier=")?.to_owned()))
}

fn refused(status: StatusCode, exception: &'static str) -> Response {
    (status, [("x-amzn-errortype", exception)], "{}").into_response()
}

fn not_found() -> Response {
    refused(StatusCode::NOT_FOUND, "ResourceNotFoundException")
}

async fn configuration(State(stand_in): State<StandIn>, Path(name): Path<String>) -> Answer {
    let contents = stand_in.0.lock().unwrap();
    let timeout = contents.functions.get(&name).ok_or_else(not_found)?;
    Ok(axum::Json(
        json!({ "FunctionArn": name, "Timeout": timeout }),
    ))
}

async fn policy(
    State(stand_in): State<StandIn>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let contents = stand_in.0.lock().unwrap();
    let key = (name, alias(query));
    let statements = contents.policies.get(&key).ok_or_else(not_found)?;
    let policy = json!({ "Version": "2012-10-17", "Statement": statements });
    Ok(axum::Json(json!({ "Policy": policy.to_string() })))
}

async fn permit(
    State(stand_in): State<StandIn>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Answer {
    let wanted: Value = serde_json::from_slice(&body).unwrap();
    let mut contents = stand_in.0.lock().unwrap();
    if !contents.functions.contains_key(&name) {
        return Err(not_found());
    }
    let alias = alias(query);
    let resource = alias.as_ref().map(|alias| format!("{name}:{alias}"));
    let statement = json!({
        "Sid": wanted["StatementId"], "Effect": "Allow",
        "Principal": { "Service": wanted["Principal"] },
        "Action": wanted["Action"], "Resource": resource.unwrap_or_else(|| name.clone()),
        "Condition": {
            "StringEquals": { "AWS:SourceAccount": wanted["SourceAccount"] },
            "ArnLike": { "AWS:SourceArn": wanted["SourceArn"] },
        },
    });
    let statements = contents.policies.entry((name, alias)).or_default();
    if statements
        .iter()
        .any(|other| other["Sid"] == statement["Sid"])
    {
        return Err(refused(StatusCode::CONFLICT, "ResourceConflictException"));
    }
    statements.push(statement);
    if contents.lost > 0 {
        contents.lost -= 1;
        return Err(refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            "ServiceException",
        ));
    }
    Ok(axum::Json(json!({ "Statement": "{}" })))
}

async fn forbid(
    State(stand_in): State<StandIn>,
    Path((name, statement)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<StatusCode, Response> {
    let mut contents = stand_in.0.lock().unwrap();
    let key = (name, alias(query));
    let statements = contents.policies.get_mut(&key).ok_or_else(not_found)?;
    let before = statements.len();
    statements.retain(|other| other["Sid"] != statement.as_str());
    let is_removed = statements.len() < before;
    // Lambda has no empty policies.
    if statements.is_empty() {
        contents.policies.remove(&key);
    }
    if is_removed {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(not_found())
    }
}
