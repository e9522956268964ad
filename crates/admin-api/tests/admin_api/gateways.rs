//! The same request through every gateway.

use serde_json::{Value, json};

use crate::test_api::{Ask, ISSUER, SETTINGS, TestApi, claims, get, http, post, rest, sub};

/// What an authorizer of an HTTP API says.
fn jwt(groups: &str) -> Value {
    json!({ "jwt": { "claims": {
        "sub": sub("caller"),
        "username": "caller",
        "iss": ISSUER,
        "token_use": "access",
        "exp": "4102444800",
        "cognito:groups": groups,
    }, "scopes": null } })
}

fn iam() -> Value {
    json!({ "iam": {
        "accessKey": "AKIAEXAMPLE", "accountId": "123456789012", "callerId": "AIDAEXAMPLE",
        "cognitoIdentity": null, "principalOrgId": null, "userId": "AIDAEXAMPLE",
        "userArn": "arn:aws:iam::123456789012:user/root",
    } })
}

async fn code(api: &TestApi, event: Value) -> String {
    api.answer(&event).await.code().to_owned()
}

#[tokio::test]
async fn an_administrator_is_known_through_every_gateway() {
    let api = TestApi::new().await;
    api.insert("caller", &["Admins", "staff"], |_| {});
    let list = get("/listUsers", &[("limit", "5")]);
    for groups in ["Admins", "Admins,staff", "staff,Admins"] {
        assert_eq!(
            code(&api, rest(&list, Some(&claims("caller", groups)))).await,
            "ok"
        );
    }
    for groups in ["[Admins]", "[Admins staff]", "[staff, Admins]"] {
        assert_eq!(
            code(&api, http(&list, "$default", Some(&jwt(groups)))).await,
            "ok"
        );
        assert_eq!(
            code(&api, http(&list, "prod", Some(&jwt(groups)))).await,
            "ok"
        );
        // An HTTP API that writes events in the older format.
        assert_eq!(
            code(&api, rest(&list, Some(&claims("caller", groups)))).await,
            "ok"
        );
    }
    let mut array = claims("caller", "");
    array["cognito:groups"] = json!(["staff", "Admins"]);
    assert_eq!(code(&api, rest(&list, Some(&array))).await, "ok");
}

#[tokio::test]
async fn nobody_is_known_without_a_token_of_the_pool() {
    let api = TestApi::new().await;
    api.insert("caller", &["Admins"], |_| {});
    let list = get("/listUsers", &[]);
    let unknown = "not-signed-in";
    assert_eq!(code(&api, rest(&list, None)).await, unknown);
    assert_eq!(code(&api, http(&list, "$default", None)).await, unknown);
    assert_eq!(
        code(&api, http(&list, "$default", Some(&iam()))).await,
        unknown
    );
    // What a Lambda authorizer passes on is its author's.
    let own = json!({ "lambda": { "claims": claims("caller", "Admins") } });
    assert_eq!(
        code(&api, http(&list, "$default", Some(&own))).await,
        unknown
    );
    // Headers are the caller's own words.
    let mut event = rest(&list, None);
    event["headers"]["authorization"] = json!("Bearer eyJhbGciOiJub25lIn0.e30.");
    event["headers"]["x-amzn-request-context"] = json!("{\"authorizer\":{}}");
    assert_eq!(code(&api, event).await, unknown);
    let mut claims = claims("caller", "Admins");
    claims["iss"] = json!("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other0001");
    assert_eq!(
        code(&api, rest(&list, Some(&claims))).await,
        "token-of-other-pool"
    );
    assert!(api.pool.calls().is_empty());
}

#[tokio::test]
async fn a_group_named_after_a_list_opens_nothing() {
    let api = TestApi::new().await;
    api.insert("caller", &["x,Admins"], |_| {});
    let list = get("/listUsers", &[]);
    assert_eq!(
        code(&api, rest(&list, Some(&claims("caller", "x,Admins")))).await,
        "not-permitted"
    );
    for groups in ["[x,Admins]", "[x Admins]", "[Admins]"] {
        let event = http(&list, "$default", Some(&jwt(groups)));
        assert_eq!(code(&api, event).await, "not-permitted");
    }
    let mut array = claims("caller", "");
    array["cognito:groups"] = json!(["x,Admins"]);
    assert_eq!(code(&api, rest(&list, Some(&array))).await, "not-permitted");
}

#[tokio::test]
async fn stages_domains_and_encodings_make_no_difference() {
    let api = TestApi::new().await;
    api.insert("ada+b", &["clients"], |_| {});
    api.insert("caller", &["Admins"], |_| {});
    let claims = claims("caller", "Admins");
    let query = [("username", "ada+b")];
    let mut event = rest(&get("/getUser", &query), Some(&claims));
    assert_eq!(api.answer(&event).await.body["Username"], "ada+b");
    // A custom domain's path mapping.
    event["path"] = json!("/admin/getUser");
    assert_eq!(api.answer(&event).await.body["Username"], "ada+b");
    let encoded = [("username", "ada%2Bb")];
    let event = http(&get("/getUser", &encoded), "prod", Some(&jwt("[Admins]")));
    assert_eq!(api.answer(&event).await.body["Username"], "ada+b");
    // A body in Base64, as API Gateway sends everything that it takes for binary.
    let mut event = rest(&post("/disableUser", &json!({})), Some(&claims));
    event["body"] = json!("eyJ1c2VybmFtZSI6ImFkYStiIn0=");
    event["isBase64Encoded"] = json!(true);
    assert_eq!(code(&api, event).await, "ok");
    assert!(!api.user("ada+b").unwrap().enabled);
}

#[tokio::test]
async fn pages_of_listed_origins_may_read() {
    #[track_caller]
    fn check(answer: &crate::test_api::Answer, status: u16, origin: Option<&str>) {
        let header = |name: &str| {
            answer
                .headers
                .get(name)
                .map(|value| value.to_str().unwrap())
        };
        assert_eq!(answer.status, status);
        assert_eq!(header("access-control-allow-origin"), origin);
        assert_eq!(header("vary"), Some("origin"));
        assert_eq!(header("cache-control"), Some("no-store"));
    }
    const LISTED: &str = "https://admin.northwind.example";
    let api = TestApi::new().await;
    api.insert("caller", &["Admins"], |_| {});
    let from = |request: &Ask<'_>, origin: &str, claims: Option<&Value>| {
        let mut event = rest(request, claims);
        event["headers"]["Origin"] = json!(origin);
        event
    };
    let list = get("/listUsers", &[]);
    let claims = claims("caller", "Admins");
    check(
        &api.answer(&from(&list, LISTED, Some(&claims))).await,
        200,
        Some(LISTED),
    );
    check(
        &api.answer(&from(&list, LISTED, None)).await,
        401,
        Some(LISTED),
    );
    for origin in [
        "https://admin.northwind.example.evil.example",
        "null",
        "http://admin.northwind.example",
    ] {
        check(
            &api.answer(&from(&list, origin, Some(&claims))).await,
            200,
            None,
        );
    }
    let preflight = Ask {
        method: "OPTIONS",
        ..post("/addUserToGroup", &Value::Null)
    };
    let answer = api.answer(&from(&preflight, LISTED, None)).await;
    check(&answer, 204, Some(LISTED));
    assert_eq!(
        answer.headers["access-control-allow-methods"],
        "GET, POST, DELETE"
    );
    check(
        &api.answer(&from(&preflight, "https://evil.example", None))
            .await,
        204,
        None,
    );
}

#[tokio::test]
async fn without_its_section_or_a_role_the_api_admits_nobody() {
    let api = TestApi::with("").await;
    api.ask_as_admin(&get("/listUsers", &[]))
        .await
        .is(503, "not-configured");
    api.ask_as_admin(&get("/", &[]))
        .await
        .is(503, "not-configured");
    let (pool, _) = SETTINGS.split_once("[[admin_api.roles]]").unwrap();
    let api = TestApi::with(pool).await;
    api.ask_as_admin(&get("/listUsers", &[]))
        .await
        .is(403, "not-permitted");
    let own = json!({ "username": "caller" });
    api.ask_as_admin(&post("/signUserOut", &own))
        .await
        .is(200, "ok");
}

/// A pool's issuer changes with its `IssuerConfiguration`, and its callers stay.
#[tokio::test]
async fn a_pool_s_updated_issuer_is_known() {
    let api = TestApi::new().await;
    api.insert("caller", &["Admins"], |_| {});
    let mut claims = claims("caller", "Admins");
    for (issuer, code) in [
        (ISSUER.replace("cognito-idp", "issuer-cognito-idp"), "ok"),
        (
            ISSUER.replace("cognito-idp", "other-cognito-idp"),
            "token-of-other-pool",
        ),
    ] {
        claims["iss"] = json!(issuer);
        let event = rest(&get("/listUsers", &[]), Some(&claims));
        assert_eq!(api.answer(&event).await.code(), code);
    }
}
