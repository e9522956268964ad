//! The claims of tokens, and the documents with their keys.

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::people::{change_client, claims, sign_in, test_pool};
use crate::test_pool::{POOL, TestPool};

/// Fetches a document from the server under this name: status and body.
fn get(test_pool: &TestPool, path: &str) -> (u16, Value) {
    let request = Request::get(path).header(header::HOST, "127.0.0.1:9229");
    let request = request.body(Body::empty()).expect("a request");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let response = test_pool.local.router().oneshot(request).await;
        let response = response.expect("an answer");
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 10_000).await;
        let body = serde_json::from_slice(&body.expect("a body"));
        (status, body.expect("the document is JSON"))
    })
}

/// Removes the claims that differ from run to run.
fn stable(mut claims: Value) -> Value {
    let members = claims.as_object_mut().expect("claims");
    for name in ["event_id", "jti", "origin_jti"] {
        let value = members.remove(name).expect("the claim");
        assert_eq!(value.as_str().map(str::len), Some(36), "{name}");
    }
    claims
}

#[test]
fn tokens_say_what_cognitos_say() {
    let test_pool = test_pool();
    let tokens = sign_in(&test_pool);
    let now = test_pool.local.now().as_second();
    let issuer = format!("https://cognito-idp.eu-west-1.amazonaws.com/{POOL}");
    assert_eq!(
        stable(claims(&tokens["AccessToken"])),
        json!({
            "sub": "sub-of-ada",
            "cognito:groups": ["clients"],
            "iss": issuer,
            "client_id": "web",
            "token_use": "access",
            "scope": "aws.cognito.signin.user.admin",
            "auth_time": now,
            "exp": now + 3600,
            "iat": now,
            "username": "ada",
        })
    );
    assert_eq!(
        stable(claims(&tokens["IdToken"])),
        json!({
            "sub": "sub-of-ada",
            "cognito:groups": ["clients"],
            "email_verified": true,
            "iss": issuer,
            "cognito:username": "ada",
            "given_name": "Ada",
            "aud": "web",
            "token_use": "id",
            "auth_time": now,
            "exp": now + 3600,
            "iat": now,
            "email": "ada@example.com",
        })
    );
}

#[test]
fn roles_come_with_groups() {
    let test_pool = test_pool();
    test_pool.pool(|pool| {
        let role = Some("arn:aws:iam::123456789012:role/Clients".to_owned());
        pool.groups.get_mut("clients").expect("the group").role_arn = role;
    });
    let tokens = sign_in(&test_pool);
    let id = claims(&tokens["IdToken"]);
    let role = "arn:aws:iam::123456789012:role/Clients";
    assert_eq!(id["cognito:roles"], json!([role]));
    assert_eq!(id["cognito:preferred_role"], role);
    assert_eq!(claims(&tokens["AccessToken"])["cognito:roles"], Value::Null);
}

#[test]
fn the_client_decides_what_is_read_and_how_long_it_lasts() {
    let test_pool = test_pool();
    change_client(&test_pool, |client| {
        client.settings.read_attributes = Some(["custom:invitation".to_owned()].into());
        client.settings.access_token_validity = Some(2);
    });
    let tokens = sign_in(&test_pool);
    assert_eq!(tokens["ExpiresIn"], 7200);
    let id = claims(&tokens["IdToken"]);
    assert_eq!(id["custom:invitation"], "secret");
    assert_eq!(id["email"], Value::Null);
}

#[test]
fn a_pool_may_have_the_issuer_of_2026() {
    let test_pool = test_pool();
    test_pool.ok(
        "UpdateUserPool",
        json!({ "IssuerConfiguration": { "Type": "UPDATED" } }),
    );
    let tokens = sign_in(&test_pool);
    let issuer = format!("https://issuer-cognito-idp.eu-west-1.amazonaws.com/{POOL}");
    assert_eq!(claims(&tokens["IdToken"])["iss"], json!(issuer));
    test_pool.ok("GetUser", json!({ "AccessToken": tokens["AccessToken"] }));
}

#[test]
fn the_issuer_is_what_the_owner_of_the_pool_says() {
    let test_pool = test_pool();
    test_pool.local.set_issuer("http://127.0.0.1:9229");
    let tokens = sign_in(&test_pool);
    let issuer = format!("http://127.0.0.1:9229/{POOL}");
    assert_eq!(claims(&tokens["IdToken"])["iss"], json!(issuer));
    let (status, document) = get(
        &test_pool,
        &format!("/{POOL}/.well-known/openid-configuration"),
    );
    assert_eq!((status, &document["issuer"]), (200, &json!(issuer)));
}

#[test]
fn the_keys_are_where_the_configuration_says() {
    let test_pool = test_pool();
    let tokens = sign_in(&test_pool);
    let (status, document) = get(
        &test_pool,
        &format!("/{POOL}/.well-known/openid-configuration"),
    );
    assert_eq!(status, 200);
    let path = format!("/{POOL}/.well-known/jwks.json");
    let keys_at = format!("http://127.0.0.1:9229{path}");
    assert_eq!(document["jwks_uri"], json!(keys_at));

    let (status, keys) = get(&test_pool, &path);
    assert_eq!(status, 200);
    let key = &keys["keys"][0];
    assert_eq!(
        (&key["alg"], &key["kty"], &key["e"]),
        (&json!("RS256"), &json!("RSA"), &json!("AQAB"))
    );
    let token = tokens["IdToken"].as_str().expect("a token");
    let header = token.split('.').next().expect("a header");
    let header = URL_SAFE_NO_PAD.decode(header).expect("Base64");
    let header: Value = serde_json::from_slice(&header).expect("JSON");
    assert_eq!(header, json!({"alg": "RS256", "kid": key["kid"]}));

    let (status, refusal) = get(&test_pool, "/eu-west-1_Other/.well-known/jwks.json");
    assert_eq!(
        (status, &refusal["message"]),
        (404, &json!("User pool eu-west-1_Other does not exist."))
    );
}
