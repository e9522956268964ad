//! One event, with its time and the state of the pool.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use trigger::Event;
use trigger::Function;

use super::find_events::{FoundEvent, expectation_file};

/// One event to replay.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its name in reports.
    pub name: String,
    /// The function it is for.
    pub function: Function,
    /// The event, with redacted tokens as they were captured.
    pub event: Event,
    /// The time of the event.
    pub at: Timestamp,
    /// What the pool knows that is not in the event.
    pub pool: PoolState,
    /// What is expected.
    pub expectation: Expectation,
    /// The file of the expectation, if the event is alone in its file.
    pub expectation_file: Option<PathBuf>,
}

/// An event that none of our functions handles.
#[derive(Debug, Clone)]
pub struct Skipped {
    /// Its name in reports.
    pub name: String,
    /// Its trigger source.
    pub trigger_source: String,
}

impl Skipped {
    /// Whether Cognito is known to have this trigger. Otherwise the source may be a mistake.
    pub fn is_known(&self) -> bool {
        Function::is_of_another_trigger(&self.trigger_source)
    }
}

/// What the user pool knows about the user that is not in the event. Missing members are taken from
/// the event.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PoolState {
    /// The user's status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// When the user was created; by default, the time of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    /// Attributes that differ from the event's; the pool lacks those with an empty value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// Assignable groups that do not exist in the pool.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing_groups: Vec<String>,
}

impl PoolState {
    /// A state that has every attribute of the user, as in a capture: the pool lacks those that
    /// only the event has.
    fn whole(mut self, event: &Event) -> Self {
        for name in event.user_attributes().into_keys() {
            self.attributes.entry(name).or_default();
        }
        self
    }
}

/// `<case>.expected.json`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The time of the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// What the pool knows that is not in the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<PoolState>,
    /// The expected outcome, a serialised [`CaseOutcome`](super::result::CaseOutcome).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Value>,
}

impl Case {
    /// The case for an event that was found. `now` is its time, if neither the event nor its
    /// expectation has one. An event that none of our functions handles is skipped.
    pub fn new(found: FoundEvent, now: Timestamp) -> Result<Result<Self, Skipped>> {
        let event = Event::new(found.payload);
        let file = found.file.as_deref();
        let captured = found.captured;
        let function = captured
            .as_ref()
            .and_then(|captured| Function::from_name(&captured.function))
            .or_else(|| Function::from_trigger_source(event.trigger_source()))
            .or_else(|| file.and_then(Function::from_folder));
        let Some(function) = function else {
            return Ok(Err(Skipped {
                name: found.name,
                trigger_source: event.trigger_source().to_owned(),
            }));
        };
        let expectation_file = file.map(expectation_file);
        let expectation = match expectation_file.as_ref().filter(|file| file.exists()) {
            Some(file) => {
                let text = std::fs::read_to_string(file)
                    .with_context(|| format!("{} cannot be read", file.display()))?;
                serde_json::from_str(&text).with_context(|| {
                    format!(
                        "{} is not an expectation; --update writes a new one",
                        file.display()
                    )
                })?
            }
            None => Expectation::default(),
        };
        let captured_pool = captured
            .as_ref()
            .and_then(|captured| captured.pool.clone())
            .map(serde_json::from_value::<PoolState>)
            .transpose()
            .with_context(|| format!("{}: the capture's `pool` cannot be read", found.name))?
            .map(|pool| pool.whole(&event));
        Ok(Ok(Self {
            function,
            at: captured
                .map(|captured| captured.at)
                .or(expectation.at)
                .unwrap_or(now),
            pool: captured_pool
                .or_else(|| expectation.pool.clone())
                .unwrap_or_default(),
            name: found.name,
            event,
            expectation,
            expectation_file,
        }))
    }
}
