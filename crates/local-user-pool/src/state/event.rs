//! Events on an event bus.

use jiff::Timestamp;

/// An event that a bus took.
#[derive(Clone, PartialEq, Eq)]
pub struct PutEvent {
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
}

impl PutEvent {
    /// The bytes of its texts. An empty text takes memory as well.
    pub(crate) fn size(&self) -> usize {
        let texts = [&self.bus, &self.source, &self.detail_type, &self.detail];
        texts
            .map(|text| text.len() + size_of::<String>())
            .iter()
            .sum()
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
