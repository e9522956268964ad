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

/// One object of the members of several. The later ones count.
fn merged<const N: usize>(objects: [Value; N]) -> Value {
    let objects = objects.into_iter().filter_map(|object| match object {
        Value::Object(members) => Some(members),
        _ => None,
    });
    Value::Object(objects.flatten().collect())
}
