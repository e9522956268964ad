//! Log groups of Amazon CloudWatch Logs, to look at.
//!
//! Takes the permission `logs:FilterLogEvents`, and `logs:DescribeLogGroups` to say how long lines
//! are kept.

use std::time::Duration;

use aws_config::{Region, SdkConfig};
use aws_service::{CallError, Service};
use cognito::Timing;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

/// Five requests a second are an account's quota in most Regions. An answer may look through much.
const TIMING: Timing = Timing {
    attempts: 8,
    first_pause: Some(Duration::from_millis(250)),
    longest_pause: None,
    connect_timeout: Duration::from_secs(3),
    attempt_timeout: Duration::from_secs(30),
};

/// CloudWatch Logs in one Region.
#[derive(Debug)]
pub struct LogGroups(Service);

/// Why a log group was not read, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It does not exist.
    #[error("there is no such log group")]
    Missing,
    /// The permission is missing.
    #[error("{0} is not permitted")]
    Denied(&'static str),
    /// There was no time left, or there were too many lines.
    #[error("there are more lines than were read; choose a shorter time")]
    Cut,
    /// AWS refused for another reason, or gave no answer.
    #[error("{0}")]
    Failed(String),
}

impl Unread {
    /// The stable word for it.
    pub fn state(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Denied(_) => "denied",
            Self::Cut => "cut",
            Self::Failed(_) => "failed",
        }
    }
}

impl LogGroups {
    /// A client. Its retries and time-outs are its own.
    pub fn new(aws: &SdkConfig, region: Region) -> Self {
        let aws = aws
            .to_builder()
            .region(region)
            .retry_config(TIMING.retries())
            .timeout_config(TIMING.timeouts())
            .build();
        Self(Service::new(&aws, "logs", "CloudWatch Logs"))
    }

    /// Reads the lines of a group that `pattern` finds, written from `since` to `until`, page by
    /// page. `each` gets the moment and the text of each, and answers whether to go on.
    pub async fn read(
        &self,
        group: &str,
        pattern: &str,
        [since, until]: [Timestamp; 2],
        deadline: Instant,
        mut each: impl FnMut(Timestamp, &str) -> bool,
    ) -> Result<(), Unread> {
        let mut request = json!({
            "logGroupName": group,
            "filterPattern": pattern,
            "startTime": since.as_millisecond(),
            "endTime": until.as_millisecond(),
        });
        loop {
            let call = self
                .0
                .call("Logs_20140328.FilterLogEvents", request.clone());
            let answer = timeout_at(deadline, call).await.map_err(|_| Unread::Cut)?;
            let answer = answer.map_err(|error| unread("logs:FilterLogEvents", &error))?;
            let events = answer.get("events").and_then(Value::as_array);
            for event in events.into_iter().flatten() {
                let at = event.get("timestamp").and_then(Value::as_i64);
                let at = at.and_then(|at| Timestamp::from_millisecond(at).ok());
                let message = event.get("message").and_then(Value::as_str);
                if let (Some(at), Some(message)) = (at, message)
                    && !each(at, message)
                {
                    return Err(Unread::Cut);
                }
            }
            // A page can be empty and yet have a next one.
            let Some(next) = answer.get("nextToken").filter(|next| next.is_string()) else {
                return Ok(());
            };
            if request.get("nextToken") == Some(next) {
                return Err(Unread::Failed("AWS repeats a page".to_owned()));
            }
            if let Some(request) = request.as_object_mut() {
                request.insert("nextToken".to_owned(), next.clone());
            }
        }
    }

    /// For how many days a group keeps its lines; `None` if it keeps them forever, or AWS does not
    /// say.
    pub async fn kept_days(&self, group: &str, deadline: Instant) -> Option<u32> {
        let request = json!({ "logGroupNamePrefix": group });
        let call = self.0.call("Logs_20140328.DescribeLogGroups", request);
        let answer = timeout_at(deadline, call).await.ok()?.ok()?;
        let mut groups = answer.get("logGroups")?.as_array()?.iter();
        let has_name = |found: &&Value| found.get("logGroupName") == Some(&json!(group));
        let days = groups.find(has_name)?.get("retentionInDays")?.as_u64()?;
        u32::try_from(days).ok()
    }
}

/// AWS's own message is left out: it can quote anything.
fn unread(permission: &'static str, error: &CallError) -> Unread {
    let Some(said) = error.as_service_error() else {
        return Unread::Failed("AWS gave no answer".to_owned());
    };
    match said.code() {
        Some("AccessDeniedException" | "AccessDenied") => Unread::Denied(permission),
        Some("ResourceNotFoundException") => Unread::Missing,
        Some(code) => {
            let is_word = code.bytes().all(|b| b.is_ascii_alphanumeric());
            let code = if is_word { code } else { "no name" };
            Unread::Failed(format!("AWS refused {permission} ({code})"))
        }
        None => Unread::Failed(format!("AWS refused {permission}")),
    }
}
