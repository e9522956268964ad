//! Events that were put on a bus, each held against the schema that other systems rely on.

use local_user_pool::{LocalUserPool, PutEvent};
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../docs/events/lifecycle-event.schema.json");

/// The events of a pool so far, as a rule sees them.
///
/// # Panics
///
/// Where one of them is not as the published schema says.
pub fn put(pool: &LocalUserPool) -> Vec<Value> {
    let schema = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let events = pool.events();
    let events = events.iter().map(as_a_rule_sees_it);
    events
        .inspect(|event| {
            let fault = validator.validate(event).err();
            assert!(fault.is_none(), "{fault:?} of {event}");
        })
        .collect()
}

/// The detail types of the events of a pool so far.
pub fn detail_types(pool: &LocalUserPool) -> Vec<String> {
    let events = put(pool).into_iter();
    let detail_types = events.map(|event| event["detail-type"].as_str().map(str::to_owned));
    detail_types.flatten().collect()
}

fn as_a_rule_sees_it(event: &PutEvent) -> Value {
    json!({
        "source": event.source,
        "detail-type": event.detail_type,
        "detail": serde_json::from_str::<Value>(&event.detail).unwrap_or_default(),
    })
}
