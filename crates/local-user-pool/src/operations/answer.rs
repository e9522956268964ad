//! Structures of the API as answers show them.

use jiff::Timestamp;
use serde_json::{Value, json};

pub(crate) mod client_type;
pub(crate) mod group_type;
pub(crate) mod pool_type;
pub(crate) mod user_type;

/// An attribute in an answer.
pub(crate) fn attribute(name: &str, value: &str) -> Value {
    json!({ "Name": name, "Value": value })
}

/// A moment in an answer: seconds since 1970 as a number, with the milliseconds that AWS sends.
pub(crate) fn epoch_seconds(moment: Timestamp) -> Value {
    let milliseconds = jiff::SignedDuration::from_millis(moment.as_millisecond());
    json!(milliseconds.as_secs_f64())
}

/// One object of the members of several. The later ones count, unless they are null.
fn merged<const N: usize>(objects: [Value; N]) -> Value {
    let objects = objects.into_iter().filter_map(|object| match object {
        Value::Object(members) => Some(members),
        _ => None,
    });
    let members = objects.flatten().filter(|(_, value)| !value.is_null());
    Value::Object(members.collect())
}

/// An answer without the members that have no value: AWS leaves them out.
pub(crate) fn without_nulls(answer: Value) -> Value {
    match answer {
        Value::Object(members) => {
            let members = members.into_iter().filter(|(_, value)| !value.is_null());
            let members = members.map(|(name, value)| (name, without_nulls(value)));
            Value::Object(members.collect())
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
