//! The event that API Gateway makes of a request: a REST API with Lambda proxy integration
//! (developer guide, "Lambda proxy integrations").

use std::collections::BTreeMap;

use axum::extract::Query;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use crate::local_pool::ACCOUNT;

/// Where the API is; the last part is the stage.
pub(in crate::dev) const PATH: &str = "/_dev/admin";

/// The event of a request that was admitted with these claims.
///
/// The path is not decoded; the variable in it and the query are. A body is text, as in every API
/// without binary media types.
pub(super) fn proxy_event(
    parts: &Parts,
    body: &[u8],
    claims: Option<&Map<String, Value>>,
    now: Timestamp,
) -> Value {
    let whole = parts.uri.path();
    let path = whole.strip_prefix(PATH).unwrap_or(whole);
    let proxy = percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy();
    let stage = PATH.rsplit('/').next();
    let headers = lists(headers(&parts.headers));
    let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
    let query = lists(query.map(|Query(pairs)| pairs).unwrap_or_default());
    let body = (!body.is_empty()).then(|| String::from_utf8_lossy(body));
    let user_agent = headers.get(header::USER_AGENT.as_str());
    let mut context = json!({
        "accountId": ACCOUNT,
        "apiId": "local",
        "httpMethod": parts.method.as_str(),
        "identity": { "sourceIp": "127.0.0.1", "userAgent": user_agent.and_then(|all| all.last()) },
        "path": whole,
        "protocol": "HTTP/1.1",
        "requestTimeEpoch": now.as_millisecond(),
        "resourceId": "proxy",
        "resourcePath": "/{proxy+}",
        "stage": stage,
    });
    if let (Some(claims), Some(members)) = (claims, context.as_object_mut()) {
        let texts = claims.iter().map(|(name, value)| (name, text(name, value)));
        let claims: BTreeMap<&String, String> = texts.collect();
        members.insert("authorizer".to_owned(), json!({ "claims": claims }));
    }
    json!({
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": parts.method.as_str(),
        "headers": last(&headers),
        "multiValueHeaders": headers,
        "queryStringParameters": last(&query),
        "multiValueQueryStringParameters": unless_empty(&query),
        "pathParameters": { "proxy": proxy },
        "stageVariables": null,
        "requestContext": context,
        "body": body,
        "isBase64Encoded": false,
    })
}

fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers
        .iter()
        .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
        .collect()
}

type Lists = BTreeMap<String, Vec<String>>;

fn lists(pairs: Vec<(String, String)>) -> Lists {
    let mut lists = Lists::new();
    for (name, value) in pairs {
        lists.entry(name).or_default().push(value);
    }
    lists
}

/// The last value of each list: that is what the members without lists have.
fn last(lists: &Lists) -> Option<BTreeMap<&String, Option<&String>>> {
    let last = lists.iter().map(|(name, values)| (name, values.last()));
    unless_empty(lists).map(|_| last.collect())
}

/// Empty members are null in an event.
fn unless_empty(lists: &Lists) -> Option<&Lists> {
    (!lists.is_empty()).then_some(lists)
}

/// A claim as a REST API passes it on. All are texts: times are spelled out, and lists are joined by
/// commas, so a comma inside a name cannot be recognized (seen in practice; see
/// `authorization::ClaimedGroups`).
fn text(name: &str, claim: &Value) -> String {
    match (name, claim) {
        ("exp" | "iat", Value::Number(seconds)) => moment(seconds.as_i64()),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Array(elements)) => {
            let texts: Vec<String> = elements.iter().map(|each| text("", each)).collect();
            texts.join(",")
        }
        (_, other) => other.to_string(),
    }
}

/// `Tue Apr 04 18:39:39 UTC 2023`.
fn moment(seconds: Option<i64>) -> String {
    let moment = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    let spelled = |moment: Timestamp| moment.strftime("%a %b %d %H:%M:%S UTC %Y").to_string();
    moment.map(spelled).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn event(uri: &str, body: &[u8], claims: Option<&Value>) -> Value {
        let request = Request::builder()
            .method("POST")
            .uri(uri)
            .header("x-twice", "1")
            .header("x-twice", "2");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let claims = claims.and_then(Value::as_object);
        proxy_event(&parts, body, claims, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_request_becomes_the_event_of_a_rest_api() {
        let event = event(
            "/_dev/admin/invitations/a%40b?limit=2&filter=email+%5E%3D+%22a%22&limit=3",
            b"{}",
            None,
        );
        assert_eq!(event["path"], "/invitations/a%40b");
        assert_eq!(event["pathParameters"]["proxy"], "invitations/a@b");
        let query = json!({ "limit": "3", "filter": "email ^= \"a\"" });
        assert_eq!(event["queryStringParameters"], query);
        let limits = &event["multiValueQueryStringParameters"]["limit"];
        assert_eq!(limits, &json!(["2", "3"]));
        assert_eq!(event["headers"]["x-twice"], "2");
        assert_eq!(event["multiValueHeaders"]["x-twice"], json!(["1", "2"]));
        assert_eq!(event["body"], "{}");
        let context = &event["requestContext"];
        assert_eq!(context["stage"], "admin");
        assert_eq!(context["path"], "/_dev/admin/invitations/a%40b");
        assert_eq!(context.get("authorizer"), None);
    }

    #[test]
    fn missing_members_are_null() {
        let event = event("/_dev/admin/getUser", b"", None);
        assert_eq!(event["queryStringParameters"], Value::Null);
        assert_eq!(event["multiValueQueryStringParameters"], Value::Null);
        assert_eq!(event["body"], Value::Null);
    }

    #[test]
    fn claims_are_texts() {
        let claims = json!({
            "sub": "6a2c",
            "exp": 1_680_633_579,
            "auth_time": 1_680_629_979,
            "email_verified": true,
            "cognito:groups": ["x,Admins", "clients"],
        });
        let event = event("/_dev/admin/getUser", b"", Some(&claims));
        let expected = json!({
            "sub": "6a2c",
            "exp": "Tue Apr 04 18:39:39 UTC 2023",
            "auth_time": "1680629979",
            "email_verified": "true",
            "cognito:groups": "x,Admins,clients",
        });
        assert_eq!(event["requestContext"]["authorizer"]["claims"], expected);
    }
}
