//! Every route, with hostile paths, headers and bodies.

use axum::body::Body;
use axum::http::{HeaderValue, Method, Request};
use local_user_pool::Operation;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::arbitrary::{cases, text, value};
use crate::populated_pools::{POOL, PopulatedPools, body, read, request};

/// The routes that AWS does not have, and the documents for verifiers of tokens.
const PATHS: [&str; 20] = [
    "/",
    "/v2/email/outbound-emails",
    "/_local/activity",
    "/_local/messages",
    "/_local/messages/x",
    "/_local/messages/x/body",
    "/_local/inbox",
    "/_local/inbox/x",
    "/_local/inbox.css",
    "/_local/clock",
    "/_local/federated-sign-in",
    "/eu-west-1_Example/.well-known/jwks.json",
    "/eu-west-1_Example/.well-known/openid-configuration",
    "/eu-west-1_Example/login",
    "/eu-west-1_Other/oauth2/authorize",
    "/eu-west-1_Other/oauth2/token",
    "/eu-west-1_Other/oauth2/userInfo",
    "/eu-west-1_Other/login",
    "/eu-west-1_Other/logout",
    "/eu-west-1_Other/error",
];

fn path() -> impl Strategy<Value = String> {
    let free = "/[a-zA-Z0-9/%._~?&=+-]{0,40}".prop_filter("a valid URI", |path: &String| {
        path.parse::<axum::http::Uri>().is_ok()
    });
    let known = (
        prop::sample::select(&PATHS),
        "(|[?](since|to)=[a-z0-9%+]{0,12}|/|%ff|%00)",
    )
        .prop_map(|(path, end)| format!("{path}{end}"));
    prop_oneof![free, known]
}

fn header() -> impl Strategy<Value = HeaderValue> {
    let known = prop::sample::select(&[
        "application/json",
        "application/x-amz-json-1.1; charset=utf-8",
        "text/plain",
        "AWSCognitoIdentityProviderService.AdminGetUser",
        "AWSCognitoIdentityProviderService.",
        "localhost",
        "127.0.0.1:1",
        "example.com",
        "aws-sdk-js/3.0",
        "null",
    ]);
    prop_oneof![
        known.prop_map(HeaderValue::from_static),
        prop::collection::vec(prop_oneof![32_u8..127, 128_u8..=255], 0..60)
            .prop_map(|bytes| HeaderValue::from_bytes(&bytes).expect("a header's bytes")),
        Just(HeaderValue::from_bytes(&vec![b'x'; 20_000]).expect("a header's bytes")),
    ]
}

const HEADERS: [&str; 7] = [
    "host",
    "origin",
    "content-type",
    "x-amz-target",
    "user-agent",
    "authorization",
    "access-control-request-method",
];

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn any_path_method_and_headers_are_answered(
        path in path(),
        method in prop::sample::select(&[
            Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::HEAD,
        ]),
        headers in prop::collection::vec((prop::sample::select(&HEADERS), header()), 0..4),
        content in value(),
    ) {
        let pools = PopulatedPools::empty();
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(content.to_string()));
        let (status, text) = pools.run(async {
            let response = pools.send(request.expect("a request")).await;
            (response.status().as_u16(), body(response).await)
        });
        prop_assert!([200, 302, 400, 404, 405, 413, 415, 421, 422].contains(&status), "{status}: {text}");
    }

    #[test]
    fn requests_of_the_own_routes_can_hold_anything(
        advance in value(),
        provider in text(),
        subject in text(),
        attributes in value(),
        email in text(),
        name in text(),
    ) {
        let pools = PopulatedPools::empty();
        let sign_in = |attributes: Value| json!({
            "pool_id": POOL, "client_id": "open", "provider": provider, "subject": subject,
            "attributes": attributes,
        });
        let requests = [
            ("/_local/clock", json!({ "advance_seconds": advance })),
            ("/_local/clock", advance),
            ("/_local/federated-sign-in", sign_in(attributes)),
            ("/_local/federated-sign-in", sign_in(json!({ "email": email, "name": name }))),
        ];
        for (path, content) in requests {
            let request = Request::post(path).header("content-type", "application/json");
            let request = request.body(Body::from(content.to_string())).expect("a request");
            let answer = pools.run(async { read(pools.send(request).await).await });
            prop_assert!(answer.status == 200 || answer.body["message"].is_string(), "{answer:?}");
            prop_assert!([200, 400, 413].contains(&answer.status), "{answer:?}");
        }
        // A user who came this way can be found like any other.
        let users = pools.ok(Operation::ListUsers, &json!({ "UserPoolId": POOL }));
        for user in users["Users"].as_array().expect("the users") {
            let members = json!({ "UserPoolId": POOL, "Username": user["Username"] });
            pools.ok(Operation::AdminGetUser, &members);
        }
    }
}

#[test]
fn what_is_no_operation_is_unknown_and_the_log_says_so() {
    let pools = PopulatedPools::empty();
    let long = "x".repeat(100_000);
    let service = "AWSCognitoIdentityProviderService.";
    let of_ses = format!("{service}SendEmail");
    for target in ["", "AdminGetUser", service, &of_ses, &long] {
        let request = Request::post("/").header("x-amz-target", target);
        let request = request.body(Body::from("{}")).expect("a request");
        check_unknown(&pools, request);
    }
    let form = request(Operation::AdminGetUser)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("{}"));
    check_unknown(&pools, form.expect("a request"));
}

#[track_caller]
fn check_unknown(pools: &PopulatedPools, request: Request<Body>) {
    let answer = pools.run(async { read(pools.send(request).await).await });
    assert_eq!(answer.exception(), Some("UnknownOperationException"));
    assert!(pools.take_log().contains("cannot answer the call"));
}

#[test]
fn the_clock_stops_at_the_end_of_time() {
    let pools = PopulatedPools::new();
    for _ in 0..80 {
        let request = Request::post("/_local/clock").header("content-type", "application/json");
        let content = json!({ "advance_seconds": u32::MAX }).to_string();
        let request = request.body(Body::from(content)).expect("a request");
        let answer = pools.run(async { read(pools.send(request).await).await });
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    assert_eq!(pools.local.now(), jiff::Timestamp::MAX);
    for (operation, members) in pools.requests() {
        pools.run(pools.call(operation, members.to_string().into_bytes()));
    }
}
