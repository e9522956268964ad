//! What a REST API of API Gateway with a Cognito authorizer hands a function.

use serde_json::{Map, Value, json};

use crate::configuration::{ADMINISTRATORS, POOL};

/// When the caller's token ends: at no time that matters here.
const EXPIRY: &str = "4102444800";

/// A request of an administrator (developer guide of API Gateway, "Input format of a Lambda function
/// for proxy integration").
#[derive(Clone, Debug)]
pub(crate) struct RestEvent {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// The parameters of the query, `null` for none.
    pub(crate) query: Value,
    /// The document in the body, `null` for none.
    pub(crate) body: Value,
}

impl RestEvent {
    /// The event of a caller whom the authorizer knows by this user name and `sub`.
    pub(crate) fn of(self, caller: &str) -> Value {
        let Self {
            method,
            path,
            query,
            body,
        } = self;
        let body = match body {
            Value::Null => Value::Null,
            document => Value::from(document.to_string()),
        };
        // Every parameter is there twice, the second time as a list of all its values.
        let many: Option<Map<String, Value>> = query.as_object().map(|query| {
            let list = |(name, value): (&String, &Value)| (name.clone(), json!([value]));
            query.iter().map(list).collect()
        });
        json!({
            "resource": "/{proxy+}",
            "path": path,
            "httpMethod": method,
            "headers": { "Accept": "application/json", "Content-Type": "application/json" },
            "multiValueHeaders": {
                "Accept": ["application/json"],
                "Content-Type": ["application/json"],
            },
            "queryStringParameters": query,
            "multiValueQueryStringParameters": many,
            "pathParameters": { "proxy": path.trim_start_matches('/') },
            "stageVariables": null,
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "benchapi00",
                "authorizer": { "claims": {
                    "sub": caller,
                    "username": caller,
                    "cognito:groups": ADMINISTRATORS,
                    "iss": format!("https://cognito-idp.eu-west-1.amazonaws.com/{POOL}"),
                    "token_use": "access",
                    "exp": EXPIRY,
                } },
                "httpMethod": method,
                "identity": { "sourceIp": "192.0.2.1" },
                "path": format!("/prod{path}"),
                "protocol": "HTTP/1.1",
                "requestId": "7b6f0d7e-8f3b-4a52-9d0e-2f1c3b4a5d6e",
                "resourceId": "abc123",
                "resourcePath": "/{proxy+}",
                "stage": "prod",
            },
            "body": body,
            "isBase64Encoded": false,
        })
    }
}
