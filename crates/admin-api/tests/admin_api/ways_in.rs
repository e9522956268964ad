//! What is refused of an invitation is refused as by the command, with the same code.

use local_user_pool::{Alias, AttributeDataType, AttributeDefinition, Pool, SignIn};
use serde_json::{Value, json};

use crate::test_api::{POOL, SETTINGS, TestApi, post};

/// A pool like that of the validator's own tests, with a role that may ask for anything.
async fn api() -> TestApi {
    let names = "[\"custom:tenant\", \"given_name\"]";
    let settings = SETTINGS.replace("[\"custom:tenant\"]", names);
    let api = TestApi::with(&format!("{settings}\n[user_pool]\nsign_in = 'email'")).await;
    let edit = |pool: &mut Pool| {
        pool.sign_in = SignIn::Attribute([Alias::Email].into());
        let tenant = AttributeDefinition {
            data_type: AttributeDataType::String {
                min_length: Some(2),
                max_length: Some(20),
            },
            ..AttributeDefinition::TEXT
        };
        pool.schema.define("custom:tenant", tenant);
        pool.schema
            .define("custom:brand", AttributeDefinition::TEXT);
    };
    api.pool.with_pool(POOL, edit).unwrap();
    api
}

/// The body that fills in one field besides the address.
fn body(field: &str, value: &Value) -> Value {
    let mut body = json!({ "email": "ada@client.example" });
    match field {
        "groups" => body["groups"] = json!([value]),
        "custom:tenant" => body["attributes"] = json!({ field: value }),
        field => body[field] = value.clone(),
    }
    body
}

#[tokio::test]
async fn every_way_in_says_the_same() {
    let cases = include_str!("../../../administration/tests/ways-in.json");
    let cases: Vec<Value> = serde_json::from_str(cases).unwrap();
    let api = api().await;
    for case in cases {
        let body = body(case["field"].as_str().unwrap(), &case["value"]);
        let answer = api.ask_as_admin(&post("/invitations", &body)).await;
        let expected = match (case["field"].as_str(), case["value"].as_str()) {
            // A blank member is none, as in Admin Queries.
            (Some("email"), Some("")) => "malformed-request",
            // Whether the role has the group is asked first, of the name as it was sent.
            (Some("groups"), Some(name)) if name != "clients" => "group-not-permitted",
            _ => case["code"].as_str().unwrap_or("ok"),
        };
        assert_eq!(answer.code(), expected, "{case} {answer:?}");
    }
}
