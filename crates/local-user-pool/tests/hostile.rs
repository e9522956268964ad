//! Nothing that can be sent makes the server panic or answer outside its protocols.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Method, Request};
use jiff::Timestamp;
use local_user_pool::{LocalUserPool, Pool, User, UserStatus};
use proptest::prelude::*;
use serde_json::{Value, json};
use tower::ServiceExt;

const POOL: &str = "eu-west-1_Example";

/// Sends one request through the router and returns its status and body.
fn send(method: Method, path: &str, target: &HeaderValue, body: Vec<u8>) -> (u16, Value) {
    let mut pool = Pool::new(POOL);
    pool.groups.insert("clients".to_owned());
    let created = Timestamp::UNIX_EPOCH;
    pool.insert(User::new("ada", "sub-ada", UserStatus::Confirmed, created));
    let local = LocalUserPool::new(vec![pool]);
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("x-amz-target", target)
        .body(Body::from(body))
        .expect("a request");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let response = local.router().oneshot(request).await;
        let response = response.expect("a router never fails");
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await;
        let body = body.expect("a complete body");
        (status, serde_json::from_slice(&body).expect("JSON"))
    })
}

#[test]
fn bodies_are_read_up_to_a_mebibyte() {
    let target = HeaderValue::from_static("AWSCognitoIdentityProviderService.AdminGetUser");
    let limit = 1024 * 1024;
    let too_large = "RequestEntityTooLargeException";
    for (length, status, code) in [
        (limit, 400, "SerializationException"),
        (limit + 1, 413, too_large),
        (8 * limit, 413, too_large),
    ] {
        let answer = send(Method::POST, "/", &target, vec![b' '; length]);
        assert_eq!(answer, (status, json!({ "__type": code })), "{length}");
    }
}

fn operation() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("AdminGetUser".to_owned()),
        Just("AdminAddUserToGroup".to_owned()),
        Just("AdminUpdateUserAttributes".to_owned()),
        any::<String>(),
    ]
}

/// A value of any type, now and then one that the pool knows.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(json!(POOL)),
        Just(json!("ada")),
        Just(json!("clients")),
        Just(json!("a@example.com")),
        Just(json!([{ "Name": "given_name", "Value": "Ada" }])),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        let name = prop_oneof![
            Just("Name".to_owned()),
            Just("Value".to_owned()),
            Just("Simple".to_owned()),
            Just("Data".to_owned()),
            any::<String>(),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Members of the requests of every operation.
const MEMBERS: [&str; 8] = [
    "UserPoolId",
    "Username",
    "GroupName",
    "UserAttributes",
    "FromEmailAddress",
    "Destination",
    "Content",
    "EmailTags",
];

/// A request that every operation accepts, each reading its own members.
fn valid() -> Value {
    json!({
        "UserPoolId": POOL,
        "Username": "ada",
        "GroupName": "clients",
        "UserAttributes": [{ "Name": "given_name", "Value": "Ada" }],
        "FromEmailAddress": "hello@example.com",
        "Destination": { "ToAddresses": ["ada@example.com"] },
        "Content": { "Simple": {
            "Subject": { "Data": "Hello" },
            "Body": { "Text": { "Data": "Hello" } },
        } },
        "EmailTags": [{ "Name": "kind", "Value": "welcome" }],
    })
}

/// Arbitrary bytes, or a valid request some of whose members are arbitrary.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let member = prop::sample::select(&MEMBERS);
    let spoiled = prop::collection::btree_map(member, value(), 0..3).prop_map(|spoilt| {
        let mut request = valid();
        for (member, value) in spoilt {
            request[member] = value;
        }
        request.to_string().into_bytes()
    });
    prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..200),
        4 => spoiled,
    ]
}

#[test]
fn the_valid_request_is_accepted() {
    let body = valid().to_string();
    let target = HeaderValue::from_static("AWSCognitoIdentityProviderService.AdminGetUser");
    for path in ["/", "/v2/email/outbound-emails"] {
        let (status, _) = send(Method::POST, path, &target, body.clone().into_bytes());
        assert_eq!(status, 200, "{path}");
    }
}

proptest! {
    #[test]
    fn any_call_of_cognito_is_answered_in_its_protocol(operation in operation(), body in body()) {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let target = HeaderValue::from_bytes(target.as_bytes());
        prop_assume!(target.is_ok());
        let (status, answer) = send(Method::POST, "/", &target?, body);
        prop_assert!(answer.is_object());
        prop_assert!(status == 200 || (status == 400 && answer["__type"].is_string()));
    }

    #[test]
    fn any_mail_is_answered_in_its_protocol(body in body()) {
        let target = HeaderValue::from_static("");
        let (status, answer) = send(Method::POST, "/v2/email/outbound-emails", &target, body);
        prop_assert!(answer.is_object());
        prop_assert!(status == 200 || status == 400);
    }

    #[test]
    fn any_path_and_method_is_answered(
        path in "/[a-zA-Z0-9/%._~-]{0,40}",
        method in prop::sample::select(&[Method::GET, Method::PUT, Method::DELETE, Method::OPTIONS]),
        target in prop::collection::vec(32_u8..127, 0..40),
    ) {
        let target = HeaderValue::from_bytes(&target);
        prop_assume!(target.is_ok());
        let (status, answer) = send(method, &path, &target?, Vec::new());
        prop_assert_eq!((status, answer), (404, json!({})));
    }
}
