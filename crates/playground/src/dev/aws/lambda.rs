//! A stand-in for AWS Lambda, with the operations that `attach`, `detach` and `doctor` use.
//!
//! It has the functions that the pools call, and those of a stack `invitations` with the alias
//! `live`, so that attaching can be rehearsed. It stores permissions, and enforces none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Json, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use local_user_pool::Pool;
use serde::Deserialize;
use serde_json::{Value, json};
use trigger::Function;
use trigger::function::bare_name;

use crate::local_pool::ACCOUNT;

/// The name of the stack, as in docs/how-to/attach-and-detach.md.
const STACK: &str = "invitations";

/// The alias of the stack's functions.
const ALIAS: &str = "live";

/// A function, and an alias of it.
type Target = (String, Option<String>);

/// Statements by function and alias.
type Statements = BTreeMap<Target, Vec<Value>>;

/// Who may call which function or alias.
#[derive(Debug, Default)]
pub(in crate::dev) struct Lambda {
    /// The functions that the pools call, besides those of the stack.
    functions: BTreeSet<String>,
    statements: Mutex<Statements>,
}

impl Lambda {
    /// The functions that these pools call, with the permission for it.
    pub(in crate::dev) fn of(pools: &[Pool]) -> Self {
        let mut lambda = Self::default();
        for pool in pools {
            let config = &pool.settings.lambda_config;
            let versioned = config.pre_token_generation_config.as_ref();
            let arns = [
                config.pre_sign_up.as_deref(),
                config.custom_message.as_deref(),
                config.post_confirmation.as_deref(),
                config.post_authentication.as_deref(),
                config.pre_token_generation.as_deref(),
                versioned.map(|versioned| versioned.lambda_arn.as_str()),
            ];
            for arn in arns.into_iter().flatten() {
                let name = bare_name(arn).to_owned();
                let key = (name.clone(), alias_of(arn).map(str::to_owned));
                let source = format!(
                    "arn:aws:cognito-idp:{}:{ACCOUNT}:userpool/{}",
                    pool.region(),
                    pool.id
                );
                let statement = statement("dev", arn, &source, ACCOUNT);
                let mut statements = lambda.statements();
                let given = statements.entry(key).or_default();
                if !given.contains(&statement) {
                    given.push(statement);
                }
                drop(statements);
                lambda.functions.insert(name);
            }
        }
        lambda
    }

    /// The names of the functions that the pools called at the start.
    pub(in crate::dev) fn functions(&self) -> impl Iterator<Item = &str> {
        self.functions.iter().map(String::as_str)
    }

    fn statements(&self) -> MutexGuard<'_, Statements> {
        self.statements
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The function and alias of a request, if they exist.
    fn find(&self, named: &str, qualifier: Option<&str>) -> Result<Target, Exception> {
        let name = bare_name(named);
        let of_stack = name
            .strip_prefix(STACK)
            .and_then(|rest| rest.strip_prefix('-'))
            .and_then(Function::from_name)
            .is_some();
        let exists = of_stack || self.functions.contains(name);
        let alias = qualifier.or_else(|| alias_of(named));
        let knows = |alias: &str| of_stack && alias == ALIAS;
        let has_alias = alias.is_none_or(|alias| {
            let key = (name.to_owned(), Some(alias.to_owned()));
            knows(alias) || self.statements().contains_key(&key)
        });
        let target = || (name.to_owned(), alias.map(str::to_owned));
        (exists && has_alias).then(target).ok_or(NOT_FOUND)
    }
}

/// The alias behind the name in an ARN.
fn alias_of(reference: &str) -> Option<&str> {
    let (_, named) = reference.rsplit_once(":function:")?;
    named.split_once(':').map(|(_, alias)| alias)
}

fn statement(id: &str, resource: &str, source_arn: &str, source_account: &str) -> Value {
    json!({
        "Sid": id,
        "Effect": "Allow",
        "Principal": { "Service": "cognito-idp.amazonaws.com" },
        "Action": "lambda:InvokeFunction",
        "Resource": resource,
        "Condition": {
            "StringEquals": { "AWS:SourceAccount": source_account },
            "ArnLike": { "AWS:SourceArn": source_arn },
        },
    })
}

/// Lambda's operations below its path (API reference, AWS Lambda).
pub(in crate::dev) fn routes(lambda: Arc<Lambda>) -> Router {
    let functions = Router::new()
        .route("/{name}", get(function))
        .route("/{name}/configuration", get(configuration))
        .route("/{name}/aliases/{alias}", get(alias))
        .route("/{name}/policy", get(policy).post(permit))
        .route("/{name}/policy/{statement}", delete(forbid))
        .with_state(lambda);
    Router::new().nest("/2015-03-31/functions", functions)
}

#[derive(Debug, Deserialize)]
struct Qualified {
    #[serde(rename = "Qualifier")]
    alias: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Permission {
    statement_id: String,
    #[serde(default)]
    source_arn: String,
    #[serde(default)]
    source_account: String,
}

/// An exception of Lambda.
struct Exception {
    status: StatusCode,
    name: &'static str,
}

const NOT_FOUND: Exception = Exception {
    status: StatusCode::NOT_FOUND,
    name: "ResourceNotFoundException",
};

const CONFLICT: Exception = Exception {
    status: StatusCode::CONFLICT,
    name: "ResourceConflictException",
};

impl IntoResponse for Exception {
    fn into_response(self) -> Response {
        (self.status, [("x-amzn-errortype", self.name)], "{}").into_response()
    }
}

type Answer = Result<Json<Value>, Exception>;

/// A function's configuration, as the template deploys it.
fn described(named: &str, name: &str) -> Value {
    json!({
        "FunctionName": name,
        "FunctionArn": named,
        "Timeout": 5,
        "MemorySize": 256,
        "State": "Active",
        "LastUpdateStatus": "Successful",
    })
}

async fn configuration(
    State(lambda): State<Arc<Lambda>>,
    Path(named): Path<String>,
    Query(of): Query<Qualified>,
) -> Answer {
    let (name, _) = lambda.find(&named, of.alias.as_deref())?;
    Ok(Json(described(&named, &name)))
}

async fn function(
    State(lambda): State<Arc<Lambda>>,
    Path(named): Path<String>,
    Query(of): Query<Qualified>,
) -> Answer {
    let (name, _) = lambda.find(&named, of.alias.as_deref())?;
    Ok(Json(json!({ "Configuration": described(&named, &name) })))
}

async fn alias(
    State(lambda): State<Arc<Lambda>>,
    Path((named, alias)): Path<(String, String)>,
) -> Answer {
    lambda.find(&named, Some(&alias))?;
    Ok(Json(
        json!({ "AliasArn": format!("{named}:{alias}"), "Name": alias, "FunctionVersion": "1" }),
    ))
}

async fn policy(
    State(lambda): State<Arc<Lambda>>,
    Path(named): Path<String>,
    Query(of): Query<Qualified>,
) -> Answer {
    let key = lambda.find(&named, of.alias.as_deref())?;
    let statements = lambda.statements();
    let given = statements.get(&key).filter(|given| !given.is_empty());
    let policy = json!({ "Version": "2012-10-17", "Statement": given.ok_or(NOT_FOUND)? });
    Ok(Json(json!({ "Policy": policy.to_string() })))
}

async fn permit(
    State(lambda): State<Arc<Lambda>>,
    Path(named): Path<String>,
    Query(of): Query<Qualified>,
    Json(wanted): Json<Permission>,
) -> Answer {
    let key = lambda.find(&named, of.alias.as_deref())?;
    let resource = match &key.1 {
        Some(alias) if alias_of(&named).is_none() => format!("{named}:{alias}"),
        _ => named,
    };
    let mut statements = lambda.statements();
    let given = statements.entry(key).or_default();
    let has_name = |other: &Value| other.get("Sid") == Some(&json!(wanted.statement_id));
    if given.iter().any(has_name) {
        return Err(CONFLICT);
    }
    let statement = statement(
        &wanted.statement_id,
        &resource,
        &wanted.source_arn,
        &wanted.source_account,
    );
    given.push(statement.clone());
    Ok(Json(json!({ "Statement": statement.to_string() })))
}

async fn forbid(
    State(lambda): State<Arc<Lambda>>,
    Path((named, id)): Path<(String, String)>,
    Query(of): Query<Qualified>,
) -> Result<StatusCode, Exception> {
    let key = lambda.find(&named, of.alias.as_deref())?;
    let mut statements = lambda.statements();
    let given = statements.get_mut(&key).ok_or(NOT_FOUND)?;
    let before = given.len();
    given.retain(|other| other.get("Sid") != Some(&json!(id)));
    if given.len() == before {
        return Err(NOT_FOUND);
    }
    Ok(StatusCode::NO_CONTENT)
}
