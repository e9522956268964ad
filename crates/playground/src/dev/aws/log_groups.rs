//! A stand-in for Amazon CloudWatch Logs, with the two operations that `invitations history` uses,
//! over what the functions of this process logged. It is in memory, and nothing in it expires.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};
use tracing::Dispatch;
use trigger::log::lines_to;

use crate::hooks::Clock;

/// The prefix of `x-amz-target`.
const SERVICE: &str = "Logs_20140328.";

/// The longest request, in bytes. A filter pattern has 1,024 characters at most.
const MAX_REQUEST: usize = 64 * 1024;

/// How many lines a group keeps; the oldest go first.
const MAX_LINES: usize = 20_000;

/// How many lines an answer looks through. As at AWS, it can be empty and have a next one.
const LINES_PER_ANSWER: usize = 1_000;

/// How many events an answer has at most (API reference, `FilterLogEvents`).
const MAX_EVENTS: u64 = 10_000;

/// The groups, by name.
pub(in crate::dev) struct LogGroups {
    clock: Clock,
    groups: Mutex<BTreeMap<String, LogGroup>>,
}

/// What one function logged.
struct LogGroup {
    created: Timestamp,
    lines: Arc<Mutex<Lines>>,
    /// What its function logs to.
    log: Dispatch,
}

#[derive(Default)]
struct Lines {
    /// How many there were before the first one that is kept.
    gone: usize,
    kept: VecDeque<(Timestamp, String)>,
}

impl fmt::Debug for LogGroups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogGroups").finish_non_exhaustive()
    }
}

impl LogGroups {
    /// No group. Lines get the time of this clock.
    pub(in crate::dev) fn new(clock: Clock) -> Self {
        Self {
            clock,
            groups: Mutex::default(),
        }
    }

    /// The log of a function. Its group begins to exist here.
    pub(in crate::dev) fn of_function(&self, name: &str) -> Dispatch {
        let mut groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        let group = groups.entry(format!("/aws/lambda/{name}"));
        let group = group.or_insert_with(|| {
            let lines = Arc::<Mutex<Lines>>::default();
            let (kept, clock) = (Arc::clone(&lines), Arc::clone(&self.clock));
            LogGroup {
                created: clock(),
                lines,
                log: lines_to(move |line| push(&kept, clock(), line)),
            }
        });
        group.log.clone()
    }

    /// An operation's answer, or the name of an exception (API reference, Amazon CloudWatch Logs).
    fn answer(&self, operation: &str, request: &Value) -> Result<Value, &'static str> {
        match operation {
            "FilterLogEvents" => self.filter(request),
            "DescribeLogGroups" => Ok(self.describe(request)),
            _ => Err("UnknownOperationException"),
        }
    }

    fn describe(&self, request: &Value) -> Value {
        let prefix = request.get("logGroupNamePrefix").and_then(Value::as_str);
        let groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        let described = groups
            .iter()
            .filter(|(name, _)| name.starts_with(prefix.unwrap_or_default()))
            .map(|(name, group)| {
                let created = group.created.as_millisecond();
                json!({ "logGroupName": name, "creationTime": created })
            });
        json!({ "logGroups": described.collect::<Vec<_>>() })
    }

    fn filter(&self, request: &Value) -> Result<Value, &'static str> {
        let text = |member: &str| request.get(member).and_then(Value::as_str);
        let number = |member: &str| request.get(member).and_then(Value::as_i64);
        let name = text("logGroupName").ok_or(INVALID)?;
        let pattern = Pattern::parse(text("filterPattern").unwrap_or_default()).ok_or(INVALID)?;
        let limit = match request.get("limit") {
            Some(limit) => limit.as_u64().filter(|n| (1..=MAX_EVENTS).contains(n)),
            None => Some(MAX_EVENTS),
        };
        let limit = usize::try_from(limit.ok_or(INVALID)?).unwrap_or(usize::MAX);
        let from = number("startTime").unwrap_or(0);
        let to = number("endTime").unwrap_or(i64::MAX);
        if from < 0 || from > to {
            return Err(INVALID);
        }
        let first: usize = match text("nextToken") {
            Some(token) => token.parse().map_err(|_| INVALID)?,
            None => 0,
        };
        let groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        let group = groups.get(name).ok_or("ResourceNotFoundException")?;
        let lines = group.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let mut events = Vec::new();
        let first = first.max(lines.gone);
        let mut next = first;
        for (at, line) in lines.kept.iter().skip(first - lines.gone) {
            if events.len() == limit || next - first == LINES_PER_ANSWER {
                break;
            }
            let at = at.as_millisecond();
            if (from..=to).contains(&at) && pattern.matches(line) {
                events.push(json!({
                    "logStreamName": "dev",
                    "timestamp": at,
                    "ingestionTime": at,
                    "message": line,
                    "eventId": format!("{next:056}"),
                }));
            }
            next += 1;
        }
        let is_last = next == lines.gone + lines.kept.len();
        Ok(if is_last {
            json!({ "events": events, "searchedLogStreams": [] })
        } else {
            json!({ "events": events, "searchedLogStreams": [], "nextToken": next.to_string() })
        })
    }
}

const INVALID: &str = "InvalidParameterException";

fn push(lines: &Mutex<Lines>, at: Timestamp, line: &str) {
    let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
    if lines.kept.len() >= MAX_LINES {
        lines.kept.pop_front();
        lines.gone += 1;
    }
    lines.kept.push_back((at, line.to_owned()));
}

/// Answers requests for CloudWatch Logs, and passes the others on.
pub(in crate::dev) async fn serve(
    State(logs): State<Arc<LogGroups>>,
    request: Request,
    next: Next,
) -> Response {
    let target = request.headers().get("x-amz-target");
    let operation = target
        .and_then(|target| target.to_str().ok())
        .and_then(|target| target.strip_prefix(SERVICE))
        .map(str::to_owned);
    let Some(operation) = operation else {
        return next.run(request).await;
    };
    let body = to_bytes(request.into_body(), MAX_REQUEST).await;
    let request = body
        .ok()
        .and_then(|body| serde_json::from_slice(&body).ok());
    match logs.answer(&operation, &request.unwrap_or_default()) {
        Ok(answer) => axum::Json(answer).into_response(),
        Err(exception) => {
            let answer = axum::Json(json!({ "__type": exception }));
            (StatusCode::BAD_REQUEST, answer).into_response()
        }
    }
}

/// A filter pattern, as far as our documents and commands use the syntax (CloudWatch Logs user
/// guide, "Filter pattern syntax"): terms that a line has to contain, or comparisons of members of
/// a line of JSON.
enum Pattern {
    /// Every term is in the line.
    Terms(Vec<String>),
    /// Of one of these lists, every comparison holds.
    Members(Vec<Vec<Comparison>>),
}

/// `$.name = "value"`; a `*` in the value is any text.
struct Comparison {
    member: String,
    is_equal: bool,
    value: String,
}

impl Pattern {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let Some(inner) = text.strip_prefix('{') else {
            return terms(text).map(Self::Terms);
        };
        let inner = inner.strip_suffix('}')?;
        let all = |part: &str| part.split("&&").map(Comparison::parse).collect();
        let any: Option<Vec<Vec<Comparison>>> = inner.split("||").map(all).collect();
        any.map(Self::Members)
    }

    fn matches(&self, line: &str) -> bool {
        match self {
            Self::Terms(terms) => terms.iter().all(|term| line.contains(term.as_str())),
            Self::Members(any) => serde_json::from_str(line).is_ok_and(|line: Value| {
                let holds = |comparison: &Comparison| comparison.holds(&line);
                any.iter().any(|all| all.iter().all(holds))
            }),
        }
    }
}

/// Words, and texts in quotation marks.
fn terms(text: &str) -> Option<Vec<String>> {
    let mut terms = Vec::new();
    for (at, part) in text.split('"').enumerate() {
        if at % 2 == 1 {
            terms.push(part.to_owned());
        } else {
            terms.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    text.matches('"').count().is_multiple_of(2).then_some(terms)
}

impl Comparison {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = match text.strip_prefix('(') {
            Some(inner) => inner.strip_suffix(')')?.trim(),
            None => text,
        };
        let (member, value) = text.strip_prefix("$.")?.split_once('=')?;
        let (member, is_equal) = match member.strip_suffix('!') {
            Some(member) => (member, false),
            None => (member, true),
        };
        let value = value.trim();
        let quoted = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
        let value = quoted.unwrap_or(value);
        let member = member.trim();
        let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        let fits = !member.is_empty() && member.bytes().all(is_name) && !value.contains('"');
        fits.then(|| Self {
            member: member.to_owned(),
            is_equal,
            value: value.to_owned(),
        })
    }

    fn holds(&self, line: &Value) -> bool {
        let found = match line.get(&self.member) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => return false,
        };
        is_like(&found, &self.value) == self.is_equal
    }
}

/// Whether a text is what a value with wildcards says.
fn is_like(text: &str, value: &str) -> bool {
    let Some((before, rest)) = value.split_once('*') else {
        return text == value;
    };
    let Some(text) = text.strip_prefix(before) else {
        return false;
    };
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    ends.into_iter()
        .any(|at| text.get(at..).is_some_and(|text| is_like(text, rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: &str = "/aws/lambda/pre-sign-up";

    /// A group with these lines, one a second.
    fn groups(lines: &[&str]) -> LogGroups {
        let groups = LogGroups::new(Arc::new(|| Timestamp::UNIX_EPOCH));
        groups.of_function("pre-sign-up");
        let kept = Arc::clone(&groups.groups.lock().unwrap()[GROUP].lines);
        for (second, line) in (0..).zip(lines) {
            push(&kept, Timestamp::from_second(second).unwrap(), line);
        }
        groups
    }

    #[track_caller]
    fn check(pattern: &str, expected: &[i64]) {
        let groups = groups(&[
            r#"{"sub":"a-1","outcome":"granted"}"#,
            r#"{"sub":"a-2","outcome":"granted","user_name":"a-1"}"#,
            r#"{"sub":"a-1","outcome":"rejected","count":3}"#,
            "START a-1 granted",
        ]);
        let request = json!({ "logGroupName": GROUP, "filterPattern": pattern });
        let answer = groups.answer("FilterLogEvents", &request).unwrap();
        let events = answer["events"].as_array().unwrap().iter();
        let found: Vec<_> = events
            .map(|event| event["timestamp"].as_i64().unwrap() / 1000)
            .collect();
        assert_eq!(found, expected, "{pattern}");
    }

    #[test]
    fn patterns_mean_what_they_mean_at_aws() {
        check("", &[0, 1, 2, 3]);
        check("granted", &[0, 1, 3]);
        check(r#""a-1" granted"#, &[0, 1, 3]);
        check(r#"{ $.sub = "a-1" }"#, &[0, 2]);
        check("{ $.sub = a-1 }", &[0, 2]);
        check(
            r#"{ ($.sub = "a-1") || ($.user_name = "a-1") }"#,
            &[0, 1, 2],
        );
        check(r#"{ $.sub = "a-1" && $.outcome = "granted" }"#, &[0]);
        check(r#"{ $.outcome != "granted" }"#, &[2]);
        check(r#"{ $.sub = "a-*" }"#, &[0, 1, 2]);
        check(r#"{ $.sub = "*2" }"#, &[1]);
        check("{ $.count = 3 }", &[2]);
    }

    #[test]
    fn other_requests_are_refused_as_at_aws() {
        let groups = groups(&[]);
        let refused = |mut request: Value| {
            request["logGroupName"] = json!(GROUP);
            groups.answer("FilterLogEvents", &request).unwrap_err()
        };
        for request in [
            json!({ "filterPattern": "{ $.sub = " }),
            json!({ "filterPattern": "{ sub = \"a\" }" }),
            json!({ "filterPattern": "\"a" }),
            json!({ "limit": 0 }),
            json!({ "limit": 10_001 }),
            json!({ "startTime": 2, "endTime": 1 }),
            json!({ "nextToken": "x" }),
        ] {
            assert_eq!(refused(request.clone()), INVALID, "{request}");
        }
        let none = json!({ "logGroupName": "/aws/lambda/another" });
        let none = groups.answer("FilterLogEvents", &none);
        assert_eq!(none, Err("ResourceNotFoundException"));
        assert!(groups.answer("DeleteLogGroup", &json!({})).is_err());
    }

    #[test]
    fn a_page_can_be_empty_and_have_a_next_one() {
        let lines: Vec<String> = (0..2_500).map(|n| format!("{{\"n\":{n}}}")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let groups = groups(&lines);
        let mut request = json!({ "logGroupName": GROUP, "filterPattern": "{ $.n = 2400 }" });
        let mut pages = Vec::new();
        loop {
            let page = groups.answer("FilterLogEvents", &request).unwrap();
            pages.push(page["events"].as_array().unwrap().len());
            let Some(next) = page.get("nextToken") else {
                break;
            };
            request["nextToken"] = next.clone();
        }
        assert_eq!(pages, [0, 0, 1]);
        let request =
            json!({ "logGroupName": GROUP, "startTime": 5_000, "endTime": 9_000, "limit": 2 });
        let page = groups.answer("FilterLogEvents", &request).unwrap();
        assert_eq!(page["events"][1]["timestamp"], 6_000);
        assert!(page["nextToken"].is_string());
    }

    #[test]
    fn what_a_function_logs_is_in_its_group() {
        let groups = groups(&[]);
        let log = groups.of_function("pre-sign-up");
        tracing::dispatcher::with_default(&log, || {
            tracing::info!(sub = "a-1", "invocation");
            tracing::debug!("nothing");
        });
        let answer = groups
            .answer("FilterLogEvents", &json!({ "logGroupName": GROUP }))
            .unwrap();
        let [event] = &answer["events"].as_array().unwrap()[..] else {
            unreachable!("{answer}");
        };
        let line: Value = serde_json::from_str(event["message"].as_str().unwrap()).unwrap();
        assert_eq!(
            (&line["sub"], &line["message"]),
            (&json!("a-1"), &json!("invocation"))
        );
        let described = groups.answer("DescribeLogGroups", &json!({ "logGroupNamePrefix": GROUP }));
        assert_eq!(described.unwrap()["logGroups"][0]["logGroupName"], GROUP);
    }
}
