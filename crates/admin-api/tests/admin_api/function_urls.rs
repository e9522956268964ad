//! Behind a Lambda function URL, where nobody has verified a token before.

use aws_sdk_cognitoidentityprovider::Client as Cognito;
use aws_sdk_cognitoidentityprovider::types::AuthFlowType;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use local_user_pool::{Client, Pool, User, UserStatus};
use serde_json::{Value, json};

use crate::test_api::{Ask, POOL, SETTINGS, TestApi, aws, claims, created, get, http, post};

const LISTED: &str = "3example3example3example3";
const OTHER_CLIENT: &str = "4example4example4example4";
const OTHER_POOL: &str = "eu-west-1_Other0001";
const PASSWORD: &str = "Correct-Horse-1";

/// What somebody is given who signs in.
struct Tokens {
    access: String,
    id: String,
}

/// Settings that take tokens of this issuer for these app clients.
fn settings(issuer: &str, app_clients: &[&str]) -> String {
    let keys = format!("[admin_api]\nissuer = '{issuer}'\napp_clients = {app_clients:?}");
    SETTINGS.replacen("[admin_api]", &keys, 1)
}

/// A pool that tokens are issued by, and the API that verifies those of [`LISTED`].
async fn api() -> TestApi {
    let api = TestApi::issuing(|issuer| settings(issuer, &[LISTED])).await;
    api.insert("caller", &["Admins"], |_| {});
    api.pool.with_pool(POOL, let_sign_in).unwrap();
    api
}

fn let_sign_in(pool: &mut Pool) {
    for id in [LISTED, OTHER_CLIENT] {
        let mut client = Client::new(id, "Admin", pool.created);
        let flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
        client.settings.explicit_auth_flows = Some(flows.map(str::to_owned).into());
        pool.add_client(client);
    }
    pool.set_password("caller", PASSWORD, pool.created).unwrap();
}

async fn sign_in(api: &TestApi, client: &str) -> Tokens {
    let cognito = Cognito::new(&aws(&api.endpoint_url));
    let answer = cognito
        .initiate_auth()
        .client_id(client)
        .auth_flow(AuthFlowType::UserPasswordAuth)
        .auth_parameters("USERNAME", "caller")
        .auth_parameters("PASSWORD", PASSWORD)
        .send()
        .await
        .unwrap();
    let tokens = answer.authentication_result.unwrap();
    Tokens {
        access: tokens.access_token.unwrap(),
        id: tokens.id_token.unwrap(),
    }
}

/// The event of a function URL, with what the caller writes into the header.
fn event(request: &Ask<'_>, authorization: &str) -> Value {
    let mut event = http(request, "$default", None);
    event["headers"]["authorization"] = json!(authorization);
    let host = "abcdefghijklmnop.lambda-url.eu-west-1.on.aws";
    event["headers"]["host"] = json!(host);
    event["requestContext"]["domainName"] = json!(host);
    event
}

async fn listing(api: &TestApi, authorization: &str) -> String {
    let event = event(&get("/listUsers", &[]), authorization);
    api.answer(&event).await.code().to_owned()
}

#[tokio::test]
async fn an_administrator_is_known_by_either_token() {
    let api = api().await;
    let tokens = sign_in(&api, LISTED).await;
    for authorization in [
        format!("Bearer {}", tokens.access),
        format!("bearer {}", tokens.id),
        // As Amplify sends it to a REST API.
        tokens.id.clone(),
    ] {
        assert_eq!(listing(&api, &authorization).await, "ok");
    }
    api.insert("ada", &["clients"], |_| {});
    let ada = json!({ "username": "ada" });
    let disable = event(&post("/disableUser", &ada), &tokens.access);
    api.answer(&disable).await.is(200, "ok");
    assert!(!api.user("ada").unwrap().enabled);
}

#[tokio::test]
async fn what_a_token_says_is_not_the_last_word() {
    let api = api().await;
    let tokens = sign_in(&api, LISTED).await;
    api.pool.with_pool(POOL, |pool| {
        let mut caller = pool.find("caller").cloned().unwrap();
        caller.groups.clear();
        pool.insert(caller);
    });
    api.insert("ada", &["clients"], |_| {});
    let ada = json!({ "username": "ada" });
    let disable = event(&post("/disableUser", &ada), &tokens.access);
    api.answer(&disable).await.is(403, "not-permitted");
}

#[tokio::test]
async fn nobody_is_known_by_anything_else() {
    let api = api().await;
    let tokens = sign_in(&api, LISTED).await;
    let token = &tokens.access;
    let (header, rest) = token.split_once('.').unwrap();
    let (payload, signature) = rest.split_once('.').unwrap();
    let decode = |part| -> Value {
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let mut owner = decode(payload);
    owner["cognito:groups"] = json!(["Owners"]);
    let owner = encode(&owner);
    let with_header = |member: &str, value: Value| {
        let mut header = decode(header);
        header[member] = value;
        encode(&header)
    };
    let none = with_header("alg", json!("none"));
    let stranger = with_header("kid", json!("stranger"));
    for (authorization, expected) in [
        (String::new(), "not-signed-in"),
        ("Basic YTpi".to_owned(), "not-signed-in"),
        ("Bearer x".to_owned(), "token-unreadable"),
        (format!("{header}.{owner}.{signature}"), "token-unreadable"),
        (format!("{none}.{owner}."), "token-unreadable"),
        (format!("{none}.{payload}.{signature}"), "token-unreadable"),
        (
            format!("{stranger}.{payload}.{signature}"),
            "token-unreadable",
        ),
    ] {
        assert_eq!(listing(&api, &authorization).await, expected);
    }
    let other = sign_in(&api, OTHER_CLIENT).await;
    for token in [other.access, other.id] {
        assert_eq!(listing(&api, &token).await, "token-of-other-client");
    }
}

#[tokio::test]
async fn tokens_of_another_pool_and_of_yesterday_are_refused() {
    let api = api().await;
    // Another pool has another key, of which this one knows nothing.
    let mut other = Pool::new(OTHER_POOL);
    other.insert(User::new(
        "caller",
        "sub-caller",
        UserStatus::Confirmed,
        other.created,
    ));
    let_sign_in(&mut other);
    let other = TestApi::issuing_from(other, |_| SETTINGS.to_owned()).await;
    let tokens = sign_in(&other, LISTED).await;
    assert_eq!(listing(&api, &tokens.id).await, "token-unreadable");

    api.pool.set_now(created());
    let tokens = sign_in(&api, LISTED).await;
    assert_eq!(listing(&api, &tokens.id).await, "token-expired");
}

#[tokio::test]
async fn a_gateway_that_speaks_is_not_talked_over() {
    let api = api().await;
    api.insert("ida", &[], |_| {});
    let tokens = sign_in(&api, LISTED).await;
    let mut event = event(&get("/listUsers", &[]), &tokens.access);
    // Ida's claims, with somebody else's token in the header.
    event["requestContext"]["authorizer"] = json!({ "jwt": { "claims": claims("ida", "") } });
    let mut own = event.clone();
    own["requestContext"]["authorizer"]["jwt"]["claims"]["iss"] = json!(api.issuer());
    own["requestContext"]["authorizer"]["jwt"]["claims"]["exp"] = json!("4102444800");
    api.answer(&own).await.is(403, "not-permitted");
    api.answer(&event).await.is(401, "token-of-other-pool");
}

#[tokio::test]
async fn without_a_listed_client_no_token_is_looked_at() {
    let api = TestApi::issuing(|issuer| settings(issuer, &[])).await;
    api.insert("caller", &["Admins"], |_| {});
    api.pool.with_pool(POOL, let_sign_in).unwrap();
    let tokens = sign_in(&api, LISTED).await;
    assert_eq!(listing(&api, &tokens.access).await, "not-signed-in");
}

#[tokio::test]
async fn an_issuer_that_does_not_answer_is_no_fault_of_the_caller() {
    let api = api().await;
    let tokens = sign_in(&api, LISTED).await;
    // A port that was free a moment ago, and a path that is no pool.
    for issuer in ["http://127.0.0.1:9/eu-west-1_AbCdEfGhI", &api.endpoint_url] {
        let away = TestApi::with(&settings(issuer, &[LISTED])).await;
        let list = event(&get("/listUsers", &[]), &tokens.access);
        let answer = away.answer(&list).await;
        answer.is(503, "aws-unavailable");
        assert!(answer.headers.contains_key("retry-after"));
    }
}
