//! EventBridge's `PutEvents`: an event on a bus. Every bus exists here, and every rule has the one
//! target that the owner gave. At AWS a bus that does not exist takes events as well, and loses them.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::operations::answer::pool_type::ACCOUNT;
use crate::operations::request::members::Members;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::event::PutEvent;

/// The most events of one request (API reference, `PutEvents`).
const MOST: usize = 10;

/// The most bytes of all of them, since 2026-01-29 (EventBridge user guide, "Calculating `PutEvents`
/// event entry size").
const MAX_BYTES: usize = 1024 * 1024;

/// What a time counts for in the size.
const TIME_BYTES: usize = 14;

/// The bus of an entry that names none.
pub(crate) const DEFAULT_BUS: &str = "default";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    event_bus_name: Option<String>,
    source: Option<String>,
    detail_type: Option<String>,
    detail: Option<String>,
    resources: Option<Vec<String>>,
    /// In seconds.
    time: Option<f64>,
}

/// Why a single entry is not taken; the others are.
struct Refusal {
    code: &'static str,
    message: String,
}

pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let request = members.read(|members| {
        let request: Request = members.rest();
        let kinds = request.entries.iter();
        let kinds = kinds.filter_map(|entry| entry.detail_type.as_deref());
        context.about(kinds.collect::<Vec<_>>().join(", "));
        request
    })?;
    let entries = request.entries;
    if !(1..=MOST).contains(&entries.len()) {
        return Err(ApiError::invalid(format!(
            "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length less than or equal to {MOST} and greater than or equal to 1"
        )));
    }
    if entries.iter().map(Entry::size).sum::<usize>() > MAX_BYTES {
        return Err(ApiError::invalid(
            "Total size of the entries in the request is over the limit.",
        ));
    }
    let mut failed = 0;
    let mut results = Vec::new();
    let mut taken = Vec::new();
    let region = context.region.as_deref().unwrap_or("local");
    for (entry, position) in entries.into_iter().zip(0_u64..) {
        let id = event_id(context.now, context.number(), position);
        results.push(match entry.event(id, region, context.now) {
            Ok(event) => {
                let answer = json!({ "EventId": event.id });
                taken.push(event.envelope(ACCOUNT).to_string());
                context.state().history.put(event);
                answer
            }
            Err(Refusal { code, message }) => {
                failed += 1;
                json!({ "ErrorCode": code, "ErrorMessage": message })
            }
        });
    }
    let target = context.state().event_target.clone();
    if let Some(target) = target {
        tokio::spawn(async move {
            for event in taken {
                target(event).await;
            }
        });
    }
    Ok(json!({ "FailedEntryCount": failed, "Entries": results }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Request {
    #[serde(default)]
    entries: Vec<Entry>,
}

impl Entry {
    /// The size as AWS counts it.
    fn size(&self) -> usize {
        let texts = [&self.source, &self.detail_type, &self.detail];
        let texts = texts.into_iter().flatten();
        let texts = texts.chain(self.resources.iter().flatten());
        let time = self.time.map_or(0, |_| TIME_BYTES);
        texts.map(String::len).sum::<usize>() + time
    }

    fn event(self, id: String, region: &str, now: Timestamp) -> Result<PutEvent, Refusal> {
        let required = |text: Option<String>, name: &str| {
            text.filter(|text| !text.is_empty()).ok_or_else(|| Refusal {
                code: "InvalidArgument",
                message: format!(
                    "Parameter {name} is not valid. Reason: {name} is a required argument."
                ),
            })
        };
        let source = required(self.source, "Source")?;
        let detail_type = required(self.detail_type, "DetailType")?;
        let detail = required(self.detail, "Detail")?;
        if source.starts_with("aws.") {
            return Err(Refusal {
                code: "NotAuthorizedForSourceException",
                message: "Not authorized for the source.".to_owned(),
            });
        }
        if serde_json::from_str::<Map<String, Value>>(&detail).is_err() {
            return Err(Refusal {
                code: "MalformedDetail",
                message: "Detail is malformed.".to_owned(),
            });
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it ends at the bounds, as `as` does"
        )]
        let time = self
            .time
            .and_then(|seconds| Timestamp::from_second(seconds as i64).ok());
        Ok(PutEvent {
            id,
            region: region.to_owned(),
            resources: self.resources.unwrap_or_default(),
            bus: self
                .event_bus_name
                .unwrap_or_else(|| DEFAULT_BUS.to_owned()),
            source,
            detail_type,
            detail,
            time: time.unwrap_or(now),
        })
    }
}

/// An identifier in EventBridge's format. It is the same in every run, so that outputs can be
/// compared.
fn event_id(now: Timestamp, call: u64, position: u64) -> String {
    let milliseconds = now.as_millisecond() & 0xffff_ffff_ffff;
    format!(
        "{:08x}-{:04x}-4000-8000-{milliseconds:012x}",
        call & 0xffff_ffff,
        position
    )
}
