//! EventBridge's `PutEvents`.
//!
//! An event is told last, after everything that it tells of is done, and nobody's act fails by it.
//! A bus that does not exist takes events and loses them: AWS answers as if it did.
//!
//! Needs `events:PutEvents` on the bus.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::{Region, SdkConfig};
use aws_service::Service;
use cognito::call::{call, pause_after};
use cognito::{CallError, Cause};
use lifecycle_events::{EventsSettings, LifecycleEvent};
use serde_json::{Value, json};
use tokio::time::Instant;

/// The most events of one request (API reference, `PutEvents`).
const MOST: usize = 10;

/// How long telling may take: the person who acted waits for it.
const PUT_TIMEOUT: Duration = Duration::from_secs(3);

/// How often an event that AWS took no responsibility for is put again.
const REPEATS: u32 = 2;

/// An event bus, and what may be told there.
#[derive(Debug, Clone)]
pub struct EventBus {
    service: Service,
    aws: SdkConfig,
    settings: EventsSettings,
}

impl EventBus {
    /// The bus that `settings` name, in its own Region, else in that of `aws`; credentials, endpoint
    /// and retries are those of `aws`.
    pub fn new(aws: &SdkConfig, settings: EventsSettings) -> Self {
        let mut aws = aws.clone().into_builder();
        if let Some(region) = settings.bus.region() {
            aws = aws.region(Region::new(region.to_owned()));
        }
        Self::of(aws.build(), settings)
    }

    /// The same bus, where every request is tried once.
    #[must_use]
    pub fn trying_once(&self) -> Self {
        let aws = self.aws.clone().into_builder();
        let aws = aws.retry_config(RetryConfig::disabled()).build();
        Self::of(aws, self.settings.clone())
    }

    fn of(aws: SdkConfig, settings: EventsSettings) -> Self {
        Self {
            service: Service::new(&aws, "events", "EventBridge"),
            aws,
            settings,
        }
    }

    /// Opens a connection to EventBridge, which the first event then finds open.
    pub async fn open_connection(&self) {
        self.service.open_connection().await;
    }

    /// What may be told.
    pub fn settings(&self) -> &EventsSettings {
        &self.settings
    }

    /// Puts events on the bus, before `deadline` and within three seconds. A failure is logged here:
    /// the caller has done what the event tells of, and goes on.
    pub async fn put(&self, events: &[LifecycleEvent], deadline: Instant) -> Result<(), CallError> {
        let deadline = deadline.min(Instant::now() + PUT_TIMEOUT);
        for some in events.chunks(MOST) {
            let entries = some.iter().map(|event| self.entry(event)).collect();
            if let Err(error) = self.put_entries(entries, deadline).await {
                let detail_types: Vec<_> = some
                    .iter()
                    .map(|event| event.detail_type.as_str())
                    .collect();
                tracing::warn!(
                    detail_types = detail_types.join(", "),
                    cause = error.cause.as_str(),
                    exception = error.exception,
                    "events were not put"
                );
                return Err(error);
            }
        }
        Ok(())
    }

    async fn put_entries(
        &self,
        mut entries: Vec<Value>,
        deadline: Instant,
    ) -> Result<(), CallError> {
        for attempt in 0.. {
            let parameters = json!({ "Entries": entries });
            let request = self.service.call("AWSEvents.PutEvents", parameters);
            let answer = call(request, deadline).await?;
            let Some((failed, exception)) = failed(entries, &answer) else {
                return Ok(());
            };
            if attempt == REPEATS || !pause_after(attempt, deadline).await {
                return Err(CallError {
                    exception,
                    ..Cause::ServiceError.into()
                });
            }
            entries = failed;
        }
        Ok(())
    }

    fn entry(&self, event: &LifecycleEvent) -> Value {
        json!({
            "EventBusName": self.settings.bus.as_str(),
            "Source": <&str>::from(event.source),
            "DetailType": event.detail_type.as_str(),
            "Time": event.detail.moment.as_second(),
            // A structure of texts and one number: it always becomes JSON.
            "Detail": serde_json::to_string(&event.detail).unwrap_or_default(),
        })
    }
}

/// The entries that AWS did not take, and why the first of them; none where it took all. The answer
/// has the order of the request.
fn failed(entries: Vec<Value>, answer: &Value) -> Option<(Vec<Value>, String)> {
    let results = answer.get("Entries").and_then(Value::as_array);
    let code = |result: &Value| result.get("ErrorCode")?.as_str().map(str::to_owned);
    let codes = results.into_iter().flatten().map(code);
    let (failed, codes): (Vec<_>, Vec<_>) = entries
        .into_iter()
        .zip(codes)
        .filter_map(|(entry, code)| Some((entry, code?)))
        .unzip();
    Some((failed, codes.into_iter().next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_failed_is_put_again() {
        let entries = vec![json!(1), json!(2), json!(3)];
        let answer = json!({ "FailedEntryCount": 1, "Entries": [
            { "EventId": "a" }, { "ErrorCode": "ThrottlingException" }, { "EventId": "c" },
        ] });
        let expected = (vec![json!(2)], "ThrottlingException".to_owned());
        assert_eq!(failed(entries.clone(), &answer), Some(expected));
        let answer = json!({ "FailedEntryCount": 0, "Entries": [{}, {}, {}] });
        assert_eq!(failed(entries, &answer), None);
    }
}
