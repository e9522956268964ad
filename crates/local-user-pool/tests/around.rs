//! The server around the protocols: the inbox, the clock, federated sign-ins, and the callers that
//! it answers.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, header};
use jiff::Timestamp;
use local_user_pool::{Client, LocalUserPool, Pool, Reach};
use serde_json::{Value, json};
use tower::ServiceExt;

const POOL: &str = "eu-west-1_Example";
const JSON: (&str, &str) = ("content-type", "application/json");
const HOST: (&str, &str) = ("host", "127.0.0.1:9229");

fn local() -> LocalUserPool {
    let mut pool = Pool::new(POOL);
    pool.add_client(Client::new("web", "Web", Timestamp::UNIX_EPOCH));
    let local = LocalUserPool::new(vec![pool]);
    local.set_now(Timestamp::UNIX_EPOCH);
    local
}

/// Sends one request through the router: `GET /path`.
fn send(
    local: &LocalUserPool,
    line: &str,
    headers: &[(&str, &str)],
    body: &impl ToString,
) -> (u16, HeaderMap, String) {
    let (method, path) = line.split_once(' ').expect("a method and a path");
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_string()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let response = local.router().oneshot(request.expect("a request")).await;
        let response = response.expect("a router never fails");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        let body = String::from_utf8(body.to_vec()).expect("text");
        (parts.status.as_u16(), parts.headers, body)
    })
}

fn json_of(local: &LocalUserPool, line: &str, body: &Value) -> (u16, Value) {
    let (status, _, body) = send(local, line, &[HOST, JSON], body);
    (status, serde_json::from_str(&body).expect("JSON"))
}

/// Sends a mail to Ada with this HTML, and returns its identifier.
fn mail(local: &LocalUserPool, subject: &str, html: &str) -> String {
    let request = json!({
        "FromEmailAddress": "hello@example.com",
        "Destination": { "ToAddresses": ["ada@example.com"] },
        "Content": { "Simple": {
            "Subject": { "Data": subject },
            "Body": { "Html": { "Data": html }, "Text": { "Data": "See https://example.com/a." } },
        } },
    });
    let (status, answer) = json_of(local, "POST /v2/email/outbound-emails", &request);
    assert_eq!(status, 200, "{answer}");
    answer["MessageId"]
        .as_str()
        .expect("an identifier")
        .to_owned()
}

#[test]
fn programs_read_the_inbox() {
    let local = local();
    let id = mail(&local, "Hello", "<p>Hello</p>");
    let count = |query: &str| {
        let (_, list) = json_of(&local, &format!("GET /_local/messages{query}"), &json!({}));
        list["messages"].as_array().map(Vec::len)
    };
    assert_eq!(count(""), Some(1));
    assert_eq!(count("?to=Ada%40example.com"), Some(1));
    assert_eq!(count("?to=bob@example.com"), Some(0));
    assert_eq!(count("?from=ada"), None);

    let (status, message) = json_of(&local, &format!("GET /_local/messages/{id}"), &json!({}));
    assert_eq!((status, &message["html"]), (200, &json!("<p>Hello</p>")));
    let (status, _) = json_of(&local, "GET /_local/messages/7", &json!({}));
    assert_eq!(status, 404);
}

#[test]
fn people_read_the_inbox() {
    let local = local();
    let id = mail(&local, "<b>Hello</b>", "<script>alert(1)</script>");
    for path in ["/_local/inbox".to_owned(), format!("/_local/inbox/{id}")] {
        let (status, headers, page) = send(&local, &format!("GET {path}"), &[HOST], &"");
        assert_eq!(status, 200);
        assert!(page.contains("&lt;b&gt;Hello&lt;/b&gt;") && !page.contains("<b>"));
        assert!(!page.contains("<script>"), "{path}");
        assert!(headers.contains_key(header::CONTENT_SECURITY_POLICY));
    }
    let (_, _, page) = send(&local, &format!("GET /_local/inbox/{id}"), &[HOST], &"");
    assert!(page.contains("<iframe title=\"The mail\" sandbox=\"allow-popups "));
    assert!(page.contains("<a href=\"https://example.com/a\" target"));
    let (status, _, _) = send(&local, "GET /_local/inbox/7", &[HOST], &"");
    assert_eq!(status, 404);
}

#[test]
fn the_body_of_a_mail_can_do_nothing_but_open_links() {
    let local = local();
    let id = mail(&local, "Hello", "<script>alert(1)</script>");
    let line = format!("GET /_local/messages/{id}/body");
    let (status, headers, _) = send(&local, &line, &[HOST], &"");
    let policy = headers[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .expect("text");
    assert_eq!(status, 200);
    assert!(policy.starts_with("default-src 'none'; img-src data:;"));
    assert!(policy.contains("sandbox allow-popups ") && !policy.contains("allow-scripts"));
    assert!(!policy.contains("allow-same-origin"));
}

#[test]
fn time_passes() {
    let local = local();
    let week = json!({ "advance_seconds": 7 * 86_400 });
    let now = || json_of(&local, "GET /_local/clock", &json!({}));
    assert_eq!(now(), (200, json!({ "now": "1970-01-01T00:00:00Z" })));
    let answer = json_of(&local, "POST /_local/clock", &week);
    assert_eq!(answer, (200, json!({ "now": "1970-01-08T00:00:00Z" })));
    assert_eq!(now(), answer);
    let backwards = json!({ "advance_seconds": -1 });
    assert_eq!(json_of(&local, "POST /_local/clock", &backwards).0, 400);
    // A request that a page of another origin can send without permission.
    let (status, _, _) = send(&local, "POST /_local/clock", &[HOST], &week);
    assert_eq!(status, 415);
    assert_eq!(local.now().as_second(), 7 * 86_400);
}

#[test]
fn somebody_comes_back_from_an_identity_provider() {
    let local = local();
    let person = |client: &str| {
        json!({
            "pool_id": POOL,
            "client_id": client,
            "provider": "Google",
            "subject": "7",
            "attributes": { "email": "ada@example.com" },
        })
    };
    let (status, answer) = json_of(&local, "POST /_local/federated-sign-in", &person("web"));
    assert_eq!(status, 200, "{answer}");
    let there = local.with_pool(POOL, |pool| pool.find("Google_7").is_some());
    assert_eq!(there, Some(true));
    let answer = json_of(&local, "POST /_local/federated-sign-in", &person("app"));
    let refusal = json!({
        "__type": "ResourceNotFoundException",
        "message": "User pool client app does not exist.",
    });
    assert_eq!(answer, (400, refusal));
}

#[track_caller]
fn check_host(reach: Reach, host: &str, expected: u16) {
    let local = local();
    local.set_reach(reach);
    for path in [
        "/_local/messages".to_owned(),
        "/_local/inbox".to_owned(),
        format!("/{POOL}/.well-known/openid-configuration"),
    ] {
        let (status, _, _) = send(&local, &format!("GET {path}"), &[("host", host)], &"");
        assert_eq!(status, expected, "{host} {path}");
    }
}

#[test]
fn the_server_answers_to_names_of_this_machine() {
    check_host(Reach::Loopback, "127.0.0.1:9229", 200);
    check_host(Reach::Loopback, "localhost:9229", 200);
    check_host(Reach::Loopback, "rebound.example.com:9229", 421);
    check_host(Reach::Network, "pool.example.com:9229", 200);
}

#[track_caller]
fn check_call(target: &str, content_type: &str, expected: u16, code: Option<&str>) {
    let headers = [
        HOST,
        ("x-amz-target", target),
        ("content-type", content_type),
    ];
    let body = json!({ "UserPoolId": POOL });
    let (status, headers, body) = send(&local(), "POST /", &headers, &body);
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!((status, body["__type"].as_str()), (expected, code));
    assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
}

#[test]
fn a_call_is_one_of_cognito_in_its_own_protocol() {
    let unknown = Some("UnknownOperationException");
    let describe = "AWSCognitoIdentityProviderService.DescribeUserPool";
    check_call(describe, "application/x-amz-json-1.1", 200, None);
    check_call(describe, "application/json; charset=utf-8", 200, None);
    check_call(describe, "text/plain", 400, unknown);
    check_call(describe, "application/x-www-form-urlencoded", 400, unknown);
    let json = "application/x-amz-json-1.1";
    check_call("DescribeUserPool", json, 400, unknown);
    check_call("DynamoDB_20120810.DescribeUserPool", json, 400, unknown);
    check_call(
        "AWSCognitoIdentityProviderService.Nothing",
        json,
        400,
        unknown,
    );
}

/// The Region of a pool that this call makes.
#[track_caller]
fn check_region(signed_for: Option<&str>, expected: &str) {
    let target = "AWSCognitoIdentityProviderService.CreateUserPool";
    let authorization = signed_for.map(|region| {
        format!(
            "AWS4-HMAC-SHA256 Credential=local/20260304/{region}/cognito-idp/aws4_request, \
             SignedHeaders=host, Signature=0"
        )
    });
    let mut headers = vec![
        HOST,
        ("x-amz-target", target),
        ("content-type", "application/x-amz-json-1.1"),
    ];
    headers.extend(
        authorization
            .as_deref()
            .map(|value| ("authorization", value)),
    );
    let body = json!({ "PoolName": "clients" });
    let (status, _, body) = send(&local(), "POST /", &headers, &body);
    assert_eq!(status, 200, "{body}");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    let id = body["UserPool"]["Id"].as_str().expect("an identifier");
    assert!(id.starts_with(&format!("{expected}_")), "{id}");
    let arn = body["UserPool"]["Arn"].as_str().expect("an ARN");
    assert!(
        arn.starts_with(&format!("arn:aws:cognito-idp:{expected}:")),
        "{arn}"
    );
}

#[test]
fn a_pool_is_made_in_the_region_that_the_call_is_signed_for() {
    check_region(Some("eu-central-1"), "eu-central-1");
    check_region(Some("us-gov-west-1"), "us-gov-west-1");
    // Without a valid signature it is the Region of the other pools.
    check_region(None, "eu-west-1");
    check_region(Some(""), "eu-west-1");
    check_region(Some("no_region"), "eu-west-1");
}

#[test]
fn pages_may_call_cognito_and_nothing_else() {
    let asking = [
        HOST,
        ("access-control-request-method", "POST"),
        (
            "access-control-request-headers",
            "content-type,x-amz-target",
        ),
    ];
    let (status, headers, _) = send(&local(), "OPTIONS /", &asking, &"");
    assert_eq!(status, 200);
    assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert_eq!(
        headers[header::ACCESS_CONTROL_ALLOW_HEADERS],
        "content-type,x-amz-target"
    );
    for request in [
        "OPTIONS /_local/messages",
        "OPTIONS /_local/clock",
        "OPTIONS /v2/email/outbound-emails",
        "GET /",
        "PUT /",
    ] {
        let (_, headers, _) = send(&local(), request, &asking, &"");
        assert!(!headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
    }
}

/// Calls an operation from a page of that origin and compares the status and the exception.
#[track_caller]
fn check_origin(operation: &str, origin: &str, expected: (u16, &str)) {
    let target = format!("AWSCognitoIdentityProviderService.{operation}");
    let headers = [HOST, ("x-amz-target", &target), ("origin", origin)];
    let (status, _, body) = send(&local(), "POST /", &headers, &"{}");
    let answer: Value = serde_json::from_str(&body).expect("JSON");
    let code = answer["__type"].as_str().unwrap_or_default();
    assert_eq!((status, code), expected, "{operation} from {origin}");
}

#[test]
fn foreign_pages_call_public_operations_only() {
    let read = (400, "InvalidParameterException");
    let refused = (400, "MissingAuthenticationTokenException");
    check_origin("SignUp", "https://example.com", read);
    check_origin("AdminGetUser", "http://localhost:3000", read);
    check_origin("AdminGetUser", "https://example.com", refused);
    check_origin("AdminGetUser", "null", refused);
    check_origin("ListUsers", "https://example.com", refused);
}

#[test]
fn other_machines_are_let_in_only_on_purpose() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let everywhere = "0.0.0.0:0".parse().expect("an address");
    let served = runtime.block_on(local().serve_on(everywhere));
    let error = served.expect_err("an open address");
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}
