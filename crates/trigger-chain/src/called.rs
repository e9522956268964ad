//! What came of calling one of the two functions.

use serde::Deserialize;
use serde_json::{Map, Value};
use strum::IntoStaticStr;
use trigger::{Event, FunctionError};

use crate::rule::Rule;

/// The largest answer that Lambda takes from a function: 6 MiB.
const ANSWER_LIMIT: usize = 6 * 1024 * 1024;

/// What Lambda answered to an Invoke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The function's answer.
    Answer(Vec<u8>),
    /// The error that the function ended with (`FunctionError`).
    Error(Vec<u8>),
    /// There was no run, or nothing is known of it.
    None(Cause),
}

/// What came of calling a function.
#[derive(Debug, Clone, PartialEq)]
pub enum Called {
    /// It answered the event; these are the members of `response` that Cognito reads.
    Answered(Map<String, Value>),
    /// It ended with an error of its own.
    Refused(FunctionError),
    /// There is no answer, or none that can be used.
    Failed(Cause),
    /// It was not called, because nothing depends on it any more.
    NotCalled,
}

/// Why there is no answer that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Cause {
    /// There was no answer in time.
    TimedOut,
    /// The chain's role does not permit the call.
    NotPermitted,
    /// There is no such function or alias.
    FunctionMissing,
    /// Too many runs at once.
    Throttled,
    /// The call failed in another way.
    Unreachable,
    /// Our function ended with an error that is no rejection: it crashed, or Lambda ended it.
    Crashed,
    /// The answer is no JSON.
    NotJson,
    /// The answer is null.
    Null,
    /// The answer is larger than Lambda's limit.
    TooLarge,
    /// The answer is JSON, but no event.
    NotAnEvent,
    /// The answer is an event of another version.
    AnotherVersion,
    /// The answer is an event about something else.
    AnotherEvent,
    /// A member of `response` has a type that Cognito does not take.
    WrongType,
}

impl Cause {
    /// The cause in one stable word.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl Called {
    /// Reads what our function replied. Our functions refuse with `<code>: <sentence>`. Any other
    /// error is Lambda's, in words for nobody outside.
    pub fn ours(event: &Event, rule: Rule, reply: Reply) -> Self {
        match Self::theirs(event, rule, reply) {
            Self::Refused(error) if !is_rejection(&error) => Self::Failed(Cause::Crashed),
            called => called,
        }
    }

    /// Reads what their function replied.
    pub fn theirs(event: &Event, rule: Rule, reply: Reply) -> Self {
        match reply {
            Reply::None(cause) => Self::Failed(cause),
            Reply::Error(payload) => Self::Refused(read_error(&payload)),
            Reply::Answer(payload) => {
                read_answer(event, rule, &payload).map_or_else(Self::Failed, Self::Answered)
            }
        }
    }
}

fn is_rejection(error: &FunctionError) -> bool {
    let code = &error.error_type;
    let is_code = !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    is_code && error.error_message.starts_with(&format!("{code}: "))
}

/// Reads an error object. A function can send anything: what is not there is empty.
fn read_error(payload: &[u8]) -> FunctionError {
    #[derive(Default, Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    struct ErrorObject {
        error_type: Option<Value>,
        error_message: Option<Value>,
    }
    let object: ErrorObject = serde_json::from_slice(payload).unwrap_or_default();
    let text = |member: Option<Value>| match member {
        Some(Value::String(text)) => text,
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    FunctionError {
        error_type: text(object.error_type),
        error_message: text(object.error_message),
    }
}

/// The members that Cognito reads, of an answer that Cognito would take (contract §6).
fn read_answer(event: &Event, rule: Rule, payload: &[u8]) -> Result<Map<String, Value>, Cause> {
    if payload.len() > ANSWER_LIMIT {
        return Err(Cause::TooLarge);
    }
    let answer: Value = serde_json::from_slice(payload).map_err(|_| Cause::NotJson)?;
    if answer.is_null() {
        return Err(Cause::Null);
    }
    let Value::Object(mut answer) = answer else {
        return Err(Cause::NotAnEvent);
    };
    let same = |name: &str| answer.get(name) == event.view().get(name);
    if !same("version") {
        return Err(Cause::AnotherVersion);
    }
    if !["triggerSource", "userPoolId", "userName"]
        .into_iter()
        .all(same)
    {
        return Err(Cause::AnotherEvent);
    }
    let mut response = match answer.remove("response") {
        Some(Value::Object(response)) => response,
        Some(Value::Null) | None => Map::new(),
        Some(_) => return Err(Cause::NotAnEvent),
    };
    let (members, takes) = rule.members();
    response.retain(|name, value| members.contains(&name.as_str()) && !value.is_null());
    if !response.values().all(takes) {
        return Err(Cause::WrongType);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const RULES: [Rule; 3] = [Rule::BothAdmit, Rule::FirstText, Rule::InTurn];

    fn event() -> Value {
        json!({
            "version": "1", "region": "eu-west-1", "userPoolId": "eu-west-1_A", "userName": "u",
            "triggerSource": "PreSignUp_SignUp", "request": {"userAttributes": {"email": "a@b.example"}},
            "response": {"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false},
        })
    }

    fn read(rule: Rule, reply: Reply) -> Called {
        Called::theirs(&Event::new(event().to_string()), rule, reply)
    }

    /// What comes of an answer that is the event with `edit` made to it.
    fn edited(rule: Rule, edit: impl FnOnce(&mut Value)) -> Called {
        let mut answer = event();
        edit(&mut answer);
        read(rule, Reply::Answer(answer.to_string().into_bytes()))
    }

    fn answered(members: &Value) -> Called {
        Called::Answered(members.as_object().unwrap().clone())
    }

    #[test]
    fn the_event_that_comes_back_is_an_answer() {
        let nothing = answered(&json!({}));
        assert_eq!(edited(Rule::InTurn, |_| {}), nothing);
        // What Cognito does not read is nobody's business: members of its own, a request it changed.
        let more = edited(Rule::InTurn, |answer| {
            answer["note"] = json!("more");
            answer["request"] = json!({});
            answer["response"] = json!({"emailMessage": 7});
        });
        assert_eq!(more, nothing);
        for absent in [json!(null), json!({})] {
            let called = edited(Rule::FirstText, |answer| answer["response"] = absent);
            assert_eq!(called, nothing);
        }
    }

    #[test]
    fn the_members_that_cognito_reads_are_kept() {
        let members = json!({"autoConfirmUser": true, "autoVerifyPhone": false});
        let response = json!({"autoConfirmUser": true, "autoVerifyEmail": null, "autoVerifyPhone": false, "more": 1});
        let called = edited(Rule::BothAdmit, |answer| answer["response"] = response);
        assert_eq!(called, answered(&members));
        let texts = json!({"emailMessage": "m {####}", "emailSubject": "s", "smsMessage": null});
        let called = edited(Rule::FirstText, |answer| answer["response"] = texts);
        let kept = json!({"emailMessage": "m {####}", "emailSubject": "s"});
        assert_eq!(called, answered(&kept));
    }

    #[test]
    fn other_answers_are_none() {
        let large = vec![b' '; ANSWER_LIMIT + 1];
        for rule in RULES {
            for (payload, cause) in [
                (&b""[..], Cause::NotJson),
                (b"\xff\xfe", Cause::NotJson),
                (b"{", Cause::NotJson),
                (b"null", Cause::Null),
                (b"[]", Cause::NotAnEvent),
                (b"\"ok\"", Cause::NotAnEvent),
                (b"{}", Cause::AnotherVersion),
                (large.as_slice(), Cause::TooLarge),
            ] {
                let called = read(rule, Reply::Answer(payload.to_vec()));
                assert_eq!(called, Called::Failed(cause), "{rule:?}");
            }
            for (member, value, cause) in [
                ("version", json!("2"), Cause::AnotherVersion),
                ("version", json!(1), Cause::AnotherVersion),
                ("userName", json!("another"), Cause::AnotherEvent),
                ("userPoolId", json!("eu-west-1_B"), Cause::AnotherEvent),
                (
                    "triggerSource",
                    json!("PreSignUp_Other"),
                    Cause::AnotherEvent,
                ),
                ("userName", json!(null), Cause::AnotherEvent),
                ("response", json!([]), Cause::NotAnEvent),
                ("response", json!(true), Cause::NotAnEvent),
            ] {
                let called = edited(rule, |answer| answer[member] = value);
                assert_eq!(called, Called::Failed(cause), "{rule:?} {member}");
            }
        }
    }

    #[test]
    fn members_of_another_type_are_no_answer() {
        let wrong = Called::Failed(Cause::WrongType);
        for (rule, response) in [
            (Rule::BothAdmit, json!({"autoConfirmUser": "true"})),
            (Rule::BothAdmit, json!({"autoVerifyEmail": 1})),
            (Rule::FirstText, json!({"emailMessage": ["m"]})),
            (Rule::FirstText, json!({"smsMessage": true})),
        ] {
            let called = edited(rule, |answer| answer["response"] = response.clone());
            assert_eq!(called, wrong, "{response}");
        }
    }

    #[test]
    fn an_error_keeps_its_words() {
        let error = |payload: &str| read(Rule::BothAdmit, Reply::Error(payload.into()));
        let refused = |error_type: &str, error_message: &str| {
            Called::Refused(FunctionError {
                error_type: error_type.to_owned(),
                error_message: error_message.to_owned(),
            })
        };
        assert_eq!(
            error(r#"{"errorType":"Error","errorMessage":"No entry, Ada.","trace":["a"]}"#),
            refused("Error", "No entry, Ada.")
        );
        assert_eq!(error(r#"{"errorMessage":"only"}"#), refused("", "only"));
        assert_eq!(
            error(r#"{"errorType":"E","errorMessage":{"a":1}}"#),
            refused("E", r#"{"a":1}"#)
        );
        for payload in ["", "null", "[]", "no json"] {
            assert_eq!(error(payload), refused("", ""), "{payload}");
        }
    }

    #[test]
    fn only_a_rejection_is_a_no_of_ours() {
        let event = Event::new(event().to_string());
        let ours = |error_type: &str, message: &str| {
            let payload = json!({"errorType": error_type, "errorMessage": message});
            let reply = Reply::Error(payload.to_string().into_bytes());
            Called::ours(&event, Rule::BothAdmit, reply)
        };
        let rejected = ours("domain-not-allowed", "domain-not-allowed: Not yours");
        assert!(matches!(rejected, Called::Refused(_)));
        for (error_type, message) in [
            ("Sandbox.Timedout", "Task timed out after 4.00 seconds"),
            ("Runtime.ExitError", "RequestId: 1 Error: exit status 101"),
            ("", ": "),
            ("domain-not-allowed", "another sentence"),
        ] {
            let crashed = Called::Failed(Cause::Crashed);
            assert_eq!(ours(error_type, message), crashed, "{error_type}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(payload: Vec<u8>, text in ".*", error: bool) {
            for bytes in [payload, text.into_bytes()] {
                let reply = if error { Reply::Error(bytes) } else { Reply::Answer(bytes) };
                for rule in RULES {
                    let called = read(rule, reply.clone());
                    // No arbitrary bytes are the event.
                    prop_assert!(!matches!(called, Called::Answered(_)));
                }
            }
        }

        #[test]
        fn an_answer_about_another_event_never_counts(
            member in "version|userPoolId|userName|triggerSource",
            value in prop_oneof![Just(Value::Null), any::<i64>().prop_map(Value::from), "[a-z]*".prop_map(Value::from)],
            remove: bool,
        ) {
            prop_assume!(value != event()[&member]);
            for rule in RULES {
                let called = edited(rule, |answer| {
                    if remove {
                        answer.as_object_mut().unwrap().remove(&member);
                    } else {
                        answer[&member] = value.clone();
                    }
                });
                prop_assert!(matches!(called, Called::Failed(Cause::AnotherEvent | Cause::AnotherVersion)));
            }
        }
    }
}
