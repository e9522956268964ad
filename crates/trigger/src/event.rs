//! A Cognito trigger event: read tolerantly, echoed as it came.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// What Cognito sends where there is no app client (contract §2.1).
const NO_CLIENT: &str = "CLIENT_ID_NOT_APPLICABLE";

/// A Cognito trigger event.
///
/// The typed events of `aws_lambda_events` refuse what real pools send: unknown trigger sources,
/// JSON booleans as attribute values, numeric versions, and they drop fields they do not know
/// (contract §12). Cognito wants the whole event back with `response` filled in, so the text is
/// kept as it came and only `response` is cut out and replaced.
#[derive(Debug, Clone)]
pub struct Event {
    payload: String,
    view: Value,
}

impl Event {
    /// Reads an event. Never fails: what is not there, or not readable, is absent.
    pub fn new(payload: String) -> Self {
        // Nesting beyond serde_json's limit leaves the view empty; the echo still works.
        let view = serde_json::from_str(&payload).unwrap_or(Value::Null);
        Self { payload, view }
    }

    /// The event as it came.
    pub fn payload(&self) -> &str {
        &self.payload
    }

    /// The event as a value; `Null` where it is not readable.
    pub fn view(&self) -> &Value {
        &self.view
    }

    /// `triggerSource`; empty where absent.
    pub fn trigger_source(&self) -> &str {
        self.text("triggerSource")
    }

    /// `version`, as text: real events have a string, AWS's test events a number.
    pub fn version(&self) -> Option<String> {
        self.view.get("version").and_then(scalar)
    }

    /// `userPoolId`; empty where absent.
    pub fn user_pool_id(&self) -> &str {
        self.text("userPoolId")
    }

    /// `userName`; empty where absent. An id, not an address, in pools that sign in by e-mail.
    pub fn user_name(&self) -> &str {
        self.text("userName")
    }

    /// The app client; `None` for an administrator's call, which Cognito writes in three ways
    /// (contract §2.1: null, absent, `CLIENT_ID_NOT_APPLICABLE`).
    pub fn client_id(&self) -> Option<&str> {
        let id = self.view.get("callerContext")?.get("clientId")?.as_str()?;
        (id != NO_CLIENT && !id.is_empty()).then_some(id)
    }

    /// A member of `request`; `None` where absent or null.
    pub fn request(&self, member: &str) -> Option<&Value> {
        self.view
            .get("request")?
            .get(member)
            .filter(|value| !value.is_null())
    }

    /// `request.userAttributes`: booleans and numbers as text, nulls left out.
    pub fn user_attributes(&self) -> BTreeMap<String, String> {
        self.text_map("userAttributes")
    }

    /// `request.validationData`; null, absent and `{}` are the same.
    pub fn validation_data(&self) -> BTreeMap<String, String> {
        self.text_map("validationData")
    }

    /// `request.clientMetadata`; null, absent and `{}` are the same.
    pub fn client_metadata(&self) -> BTreeMap<String, String> {
        self.text_map("clientMetadata")
    }

    /// The event with `members` set in its `response`, and every other byte as it came.
    ///
    /// `None` where the event is no JSON object or has several `response` members.
    pub fn with_response(&self, members: &Map<String, Value>) -> Option<String> {
        #[derive(Deserialize)]
        struct Envelope<'a> {
            #[serde(borrow)]
            response: &'a RawValue,
        }
        if !self.view.as_object()?.contains_key("response") {
            return self.with_response_added(members);
        }
        let envelope: Envelope<'_> = serde_json::from_str(&self.payload).ok()?;
        let raw = envelope.response.get();
        // The raw value is a slice of the payload, so its address says where it stands.
        let start = raw
            .as_ptr()
            .addr()
            .checked_sub(self.payload.as_ptr().addr())?;
        let (before, rest) = self.payload.split_at_checked(start)?;
        let (_, after) = rest.split_at_checked(raw.len())?;
        let response = merged(serde_json::from_str(raw).ok()?, members);
        Some(format!("{before}{response}{after}"))
    }

    fn with_response_added(&self, members: &Map<String, Value>) -> Option<String> {
        let (before, after) = self.payload.split_at_checked(self.payload.rfind('}')?)?;
        let comma = if before.trim_end().ends_with('{') {
            ""
        } else {
            ","
        };
        let response = merged(Value::Null, members);
        Some(format!("{before}{comma}\"response\":{response}{after}"))
    }

    fn text(&self, member: &str) -> &str {
        self.view
            .get(member)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    fn text_map(&self, member: &str) -> BTreeMap<String, String> {
        let Some(Value::Object(map)) = self.request(member) else {
            return BTreeMap::new();
        };
        map.iter()
            .filter_map(|(key, value)| Some((key.clone(), scalar(value)?)))
            .collect()
    }
}

fn merged(response: Value, members: &Map<String, Value>) -> Value {
    let mut response = match response {
        Value::Object(response) => response,
        _ => Map::new(),
    };
    response.extend(
        members
            .iter()
            .map(|(key, value)| (key.clone(), value.clone())),
    );
    Value::Object(response)
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(payload: &str, expected: Option<&str>) {
        let members = json!({"a": true});
        let answer = Event::new(payload.to_owned()).with_response(members.as_object().unwrap());
        assert_eq!(answer.as_deref(), expected, "{payload}");
    }

    #[test]
    fn replaces_response_and_nothing_else() {
        check(r#"{"response":{}}"#, Some(r#"{"response":{"a":true}}"#));
        check(r#"{"response":null}"#, Some(r#"{"response":{"a":true}}"#));
        check(r#"{"response":[1]}"#, Some(r#"{"response":{"a":true}}"#));
        check(
            r#"{"response":{"b":1,"a":false}}"#,
            Some(r#"{"response":{"a":true,"b":1}}"#),
        );
        check(
            "{ \"n\" : 1.000 , \"response\" : {} , \"x\":1e400,\"d\":1,\"d\":2 }\n",
            None, // A number beyond f64 cannot be read at all.
        );
        check(
            "{ \"n\" : 1.000 , \"response\" : {} , \"d\":1,\"d\":12345678901234567890123 }\n",
            Some(
                "{ \"n\" : 1.000 , \"response\" : {\"a\":true} , \"d\":1,\"d\":12345678901234567890123 }\n",
            ),
        );
    }

    #[test]
    fn adds_a_response_where_there_is_none() {
        check("{}", Some(r#"{"response":{"a":true}}"#));
        check("{ }", Some(r#"{ "response":{"a":true}}"#));
        check(r#"{"x":"}"}"#, Some(r#"{"x":"}","response":{"a":true}}"#));
    }

    #[test]
    fn answers_only_objects() {
        for payload in [
            "null",
            "[]",
            "\"{}\"",
            "1",
            "",
            "{",
            r#"{"response":1,"response":2}"#,
        ] {
            check(payload, None);
        }
    }

    #[test]
    fn reads_what_real_events_and_test_events_have() {
        let event = Event::new(
            json!({
                "version": 1, "triggerSource": "PreSignUp_SignUp", "userPoolId": "eu-west-1_A",
                "userName": "u", "callerContext": {"clientId": null},
                "request": {
                    "userAttributes": {"email_verified": true, "n": 7, "x": null, "o": {}, "email": "a@b.c"},
                    "validationData": null
                }
            })
            .to_string(),
        );
        assert_eq!(event.version().as_deref(), Some("1"));
        assert_eq!(event.client_id(), None);
        let attributes = event.user_attributes();
        assert_eq!(
            attributes.get("email_verified").map(String::as_str),
            Some("true")
        );
        assert_eq!(attributes.get("n").map(String::as_str), Some("7"));
        assert_eq!(attributes.len(), 3);
        assert!(event.validation_data().is_empty() && event.client_metadata().is_empty());
    }

    #[test]
    fn administrators_have_no_client() {
        for caller in [
            json!(null),
            json!({}),
            json!({"clientId": null}),
            json!({"clientId": NO_CLIENT}),
            json!({"clientId": 4}),
        ] {
            assert_eq!(
                Event::new(json!({"callerContext": caller}).to_string()).client_id(),
                None
            );
        }
    }

    fn arbitrary_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".*".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                proptest::collection::btree_map("response|request|.*", inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_echo_equals_the_input_outside_response(value in arbitrary_json(), pretty: bool) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
            let members = json!({"a": [1, "}"]});
            let answer = Event::new(text.clone()).with_response(members.as_object().unwrap());
            prop_assert_eq!(answer.is_some(), value.is_object());
            let Some(answer) = answer else { return Ok(()) };
            let mut after: Value = serde_json::from_str(&answer).unwrap();
            prop_assert_eq!(&after["response"]["a"], &members["a"]);
            let mut before: Value = serde_json::from_str(&text).unwrap();
            before.as_object_mut().unwrap().remove("response");
            after.as_object_mut().unwrap().remove("response");
            prop_assert_eq!(before, after);
        }

        #[test]
        fn reading_never_panics(text in ".*") {
            let event = Event::new(text);
            let _ = (event.version(), event.client_id(), event.user_attributes(), event.with_response(&Map::new()));
        }
    }
}
