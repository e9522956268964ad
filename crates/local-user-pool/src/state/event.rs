//! Events on an event bus.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

/// The target of every rule of every bus: it is called with an event in its envelope, after the bus
/// has answered, and nobody waits for it.
pub type EventTarget =
    Arc<dyn Fn(String) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// An event that a bus took.
#[derive(Clone, PartialEq, Eq)]
pub struct PutEvent {
    /// Its identifier.
    pub id: String,
    /// The name or ARN of the bus.
    pub bus: String,
    /// Whose event it is.
    pub source: String,
    /// What happened.
    pub detail_type: String,
    /// The details: the text of a JSON object.
    pub detail: String,
    /// When it happened: what the caller says, else when it came.
    pub time: Timestamp,
    /// The Region of the bus.
    pub region: String,
    /// The ARNs of what it is about.
    pub resources: Vec<String>,
}

impl PutEvent {
    /// The event as a target gets it (EventBridge user guide, "Amazon EventBridge events"). `account`
    /// is whose bus it is.
    pub fn envelope(&self, account: &str) -> Value {
        // Whole seconds, as EventBridge has them.
        let time = Timestamp::from_second(self.time.as_second()).unwrap_or(self.time);
        json!({
            "version": "0",
            "id": self.id,
            "detail-type": self.detail_type,
            "source": self.source,
            "account": account,
            "time": time.to_string(),
            "region": self.region,
            "resources": self.resources,
            "detail": serde_json::from_str::<Value>(&self.detail).unwrap_or_default(),
        })
    }

    /// The bytes of its texts. An empty text takes memory as well.
    pub(crate) fn size(&self) -> usize {
        let texts = [
            &self.id,
            &self.bus,
            &self.source,
            &self.detail_type,
            &self.detail,
            &self.region,
        ];
        let texts = texts.into_iter().chain(&self.resources);
        texts.map(|text| text.len() + size_of::<String>()).sum()
    }
}

/// The detail may be personal.
impl std::fmt::Debug for PutEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PutEvent")
            .field("bus", &self.bus)
            .field("source", &self.source)
            .field("detail_type", &self.detail_type)
            .finish_non_exhaustive()
    }
}
