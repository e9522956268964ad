//! A local user pool with the API in front of it, and the events of the gateways.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use admin_api::router::Service;
use admin_api::{AppState, service};
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_cognitoidentityprovider::config::{Credentials, SharedCredentialsProvider};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use jiff::Timestamp;
use lambda_http::{Body, Context, RequestExt};
use local_user_pool::{
    AttributeDefinition, Fault, FaultKind, LocalUserPool, Operation, Pool, Server, User, UserStatus,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::documented;
use crate::kms::StandIn;

pub(crate) const POOL: &str = "eu-west-1_AbCdEfGhI";
pub(crate) const ISSUER: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI";

pub(crate) const SETTINGS: &str = r#"
    [grants]
    assignable_groups = ["clients", "beta"]
    assignable_attributes = ["custom:tenant"]

    [admin_created]
    groups.by_domain = { "staff.example" = ["beta"] }

    [self_sign_up]
    policy = "domains"
    domains.allow = ["staff.example"]
    groups.by_domain = { "staff.example" = ["beta"] }

    [admin_api]
    user_pool_id = "eu-west-1_AbCdEfGhI"
    origins = ["https://admin.northwind.example"]

    [[admin_api.roles]]
    members = ["Owners"]
    verbs = ["*"]
    groups = ["Owners", "Admins", "Support", "clients", "beta"]
    attributes = ["*", "email", "email_verified"]

    [[admin_api.roles]]
    members = ["Admins"]
    verbs = ["*"]
    groups = ["Admins", "Support", "clients", "beta"]
    attributes = ["*"]
    administrators = true

    [[admin_api.roles]]
    members = ["Support"]
    verbs = [
        "getUser", "listUsers", "listGroupsForUser", "addUserToGroup", "removeUserFromGroup",
        "disableUser", "enableUser", "confirmUserSignUp", "updateUserAttributes",
        "createInvitation", "resendInvitation", "revokeInvitation", "getInvitation",
    ]
    groups = ["clients"]
    attributes = ["given_name"]
"#;

/// A pool, and the API in front of it.
pub(crate) struct TestApi {
    pub(crate) pool: LocalUserPool,
    pub(crate) endpoint_url: String,
    service: Service<Body>,
    _server: Option<Server>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// The stable code, or `ok`.
    pub(crate) fn code(&self) -> &str {
        if self.status < 300 {
            return "ok";
        }
        self.body["code"].as_str().unwrap()
    }

    #[track_caller]
    pub(crate) fn is(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code()), (status, code), "{self:?}");
    }

    #[track_caller]
    pub(crate) fn says(&self, body: &Value) {
        assert_eq!((self.status, &self.body), (200, body), "{self:?}");
    }
}

impl TestApi {
    /// An empty pool with the groups of the settings.
    pub(crate) async fn new() -> Self {
        Self::with(SETTINGS).await
    }

    /// The same with other settings.
    pub(crate) async fn with(settings: &str) -> Self {
        Self::issuing_from(empty_pool(), |_| settings.to_owned()).await
    }

    /// The same with settings that know where the pool's tokens come from.
    pub(crate) async fn issuing(settings: impl FnOnce(&str) -> String) -> Self {
        let api = Self::issuing_from(empty_pool(), settings).await;
        api.pool.set_issuer(&api.endpoint_url);
        api
    }

    /// The same with a pool of one's own.
    pub(crate) async fn issuing_from(pool: Pool, settings: impl FnOnce(&str) -> String) -> Self {
        let pool = LocalUserPool::new(vec![pool]);
        let server = pool.serve().await.unwrap();
        let endpoint_url = server.endpoint_url();
        let settings = settings(&format!("{endpoint_url}/{POOL}"));
        let state = AppState::new(aws(&endpoint_url), toml::from_str(&settings).unwrap());
        Self {
            service: service(state),
            pool,
            endpoint_url,
            _server: Some(server),
        }
    }

    /// What the pool's tokens say in `iss`.
    pub(crate) fn issuer(&self) -> String {
        format!("{}/{POOL}", self.endpoint_url)
    }

    /// The same with AWS KMS at the same address, which tells the services apart by the header
    /// that names the operation.
    pub(crate) async fn beside(kms: &StandIn, settings: &str) -> Self {
        let pool = LocalUserPool::new(vec![empty_pool()]);
        let (own, other) = (pool.router(), kms.router());
        let both = Router::new().fallback(async move |request: Request| {
            let target = request.headers().get("x-amz-target");
            let is_kms =
                target.is_some_and(|target| target.as_bytes().starts_with(b"TrentService."));
            let service = if is_kms { other } else { own };
            service.oneshot(request).await
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let endpoint_url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, both).await });
        let settings = toml::from_str(settings).unwrap();
        Self {
            service: service(AppState::new(aws(&endpoint_url), settings)),
            pool,
            endpoint_url,
            _server: None,
        }
    }

    /// Puts a user into the pool; the `sub` is the name with a prefix.
    pub(crate) fn insert(&self, name: &str, groups: &[&str], edit: impl FnOnce(&mut User)) {
        let mut user = User::new(name, sub(name), UserStatus::Confirmed, created());
        user.groups = groups.iter().map(|&group| group.to_owned()).collect();
        let email = format!("{name}@client.example");
        user.attributes.insert("email".to_owned(), email);
        edit(&mut user);
        self.pool.with_pool(POOL, |pool| pool.insert(user)).unwrap();
    }

    /// The pool as it was.
    pub(crate) fn clear(&self) {
        self.pool
            .with_pool(POOL, |pool| *pool = empty_pool())
            .unwrap();
    }

    pub(crate) fn user(&self, name: &str) -> Option<User> {
        self.pool
            .with_pool(POOL, |pool| pool.find(name).cloned())
            .unwrap()
    }

    pub(crate) fn groups(&self, name: &str) -> BTreeSet<String> {
        self.user(name).unwrap().groups
    }

    pub(crate) fn fail(&self, operation: Operation, kind: FaultKind) {
        self.pool.set_faults(vec![Fault {
            operation: Some(operation),
            kind,
            times: None,
        }]);
    }

    /// What a gateway's event is answered.
    pub(crate) async fn answer(&self, event: &Value) -> Answer {
        let mut context = Context::default();
        context.deadline = u64::MAX;
        self.answer_in(event, context).await
    }

    /// What it is answered in this context of Lambda's.
    pub(crate) async fn answer_in(&self, event: &Value, context: Context) -> Answer {
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        let request = request.with_lambda_context(context);
        let response = self.service.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let body = if bytes.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&bytes).unwrap()
        };
        // As a REST API says it, and as an HTTP API does.
        let http = &event["requestContext"]["http"];
        let said =
            |rest: &str, http: &Value| event[rest].as_str().or(http.as_str()).map(str::to_owned);
        let method = said("httpMethod", &http["method"]);
        let path = said("path", &http["path"]);
        if let Some((method, path)) = method.zip(path) {
            let content_type = parts.headers.get(CONTENT_TYPE);
            let content_type = content_type.map_or("", |value| value.to_str().unwrap());
            documented::check(&method, &path, parts.status.as_u16(), content_type, &body);
        }
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    /// What a REST API's caller is answered who has these groups in the token and in the pool. The
    /// caller is called `caller`, and put into the pool.
    pub(crate) async fn ask(&self, groups: &[&str], request: &Ask<'_>) -> Answer {
        self.insert("caller", groups, |_| {});
        self.answer(&rest(request, Some(&claims("caller", &groups.join(",")))))
            .await
    }

    /// [`TestApi::ask`] of an administrator.
    pub(crate) async fn ask_as_admin(&self, request: &Ask<'_>) -> Answer {
        self.ask(&["Admins"], request).await
    }
}

/// A request, whichever gateway it comes through.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    /// The query's parameters; percent-encoded where the event is written.
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) body: Option<&'a Value>,
}

pub(crate) fn get<'a>(path: &'a str, query: &'a [(&'a str, &'a str)]) -> Ask<'a> {
    Ask {
        method: "GET",
        path,
        query,
        body: None,
    }
}

pub(crate) fn post<'a>(path: &'a str, body: &'a Value) -> Ask<'a> {
    Ask {
        method: "POST",
        path,
        query: &[],
        body: Some(body),
    }
}

/// The claims of an access token, as a REST API passes them on: texts, every one.
pub(crate) fn claims(name: &str, groups: &str) -> Value {
    let mut claims = json!({
        "sub": sub(name),
        "username": name,
        "iss": ISSUER,
        "token_use": "access",
        "client_id": "3example3example3example3",
        "exp": "Fri Jan 01 00:00:00 UTC 2100",
    });
    if !groups.is_empty() {
        claims["cognito:groups"] = json!(groups);
    }
    claims
}

/// The event of a REST API with a Cognito authorizer, or without one.
pub(crate) fn rest(request: &Ask<'_>, claims: Option<&Value>) -> Value {
    let query: serde_json::Map<String, Value> = request
        .query
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    let lists: serde_json::Map<String, Value> = request
        .query
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!([value])))
        .collect();
    let mut event = json!({
        "resource": "/{proxy+}",
        "path": request.path,
        "httpMethod": request.method,
        "headers": { "Host": "abcdefghij.execute-api.eu-west-1.amazonaws.com" },
        "multiValueHeaders": { "Host": ["abcdefghij.execute-api.eu-west-1.amazonaws.com"] },
        "queryStringParameters": query,
        "multiValueQueryStringParameters": lists,
        "pathParameters": { "proxy": request.path.trim_start_matches('/') },
        "stageVariables": null,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abcdefghij",
            "httpMethod": request.method,
            "identity": { "sourceIp": "192.0.2.1" },
            "path": format!("/prod{}", request.path),
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "resourcePath": "/{proxy+}",
            "stage": "prod",
        },
        "body": request.body.map(Value::to_string),
        "isBase64Encoded": false,
    });
    if let Some(claims) = claims {
        event["requestContext"]["authorizer"] = json!({ "claims": claims });
    }
    event
}

/// The event of an HTTP API or a function URL; `authorizer` is what its authorizer says.
pub(crate) fn http(request: &Ask<'_>, stage: &str, authorizer: Option<&Value>) -> Value {
    let query: Vec<String> = request
        .query
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let path = match stage {
        "$default" => request.path.to_owned(),
        stage => format!("/{stage}{}", request.path),
    };
    let mut event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query.join("&"),
        "headers": { "host": "abcdefghij.execute-api.eu-west-1.amazonaws.com" },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abcdefghij",
            "domainName": "abcdefghij.execute-api.eu-west-1.amazonaws.com",
            "http": {
                "method": request.method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "test",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "$default",
            "stage": stage,
            "time": "20/Nov/2026:09:00:00 +0000",
            "timeEpoch": 1_795_165_200_000_i64,
        },
        "body": request.body.map(Value::to_string),
        "isBase64Encoded": false,
    });
    if let Some(authorizer) = authorizer {
        event["requestContext"]["authorizer"] = authorizer.clone();
    }
    event
}

pub(crate) fn sub(name: &str) -> String {
    format!("sub-{name}")
}

pub(crate) fn created() -> Timestamp {
    "2026-11-01T08:30:00.25Z".parse().unwrap()
}

fn empty_pool() -> Pool {
    let mut pool = Pool::new(POOL);
    pool.add_groups([
        "Owners", "Admins", "Support", "clients", "beta", "staff", "x,Admins",
    ]);
    for name in ["custom:tenant", "custom:invitation"] {
        pool.schema.define(name, AttributeDefinition::TEXT);
    }
    pool
}

pub(crate) fn aws(endpoint_url: &str) -> SdkConfig {
    let credentials = Credentials::new("local", "local", None, None, "local");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint_url)
        .build()
}
