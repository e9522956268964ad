//! The decision of one run of a hook.

use std::fmt;
use std::time::Duration;

use local_user_pool::HookRun;
use serde::Deserialize;
use trigger::Function;
use trigger::Invoked;

/// One run of a hook, as the function's log line describes it. It has nothing personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookRecord {
    /// The function.
    pub function: Function,
    /// AWS's name of the trigger source: `PreSignUp_SignUp`.
    pub trigger_source: String,
    /// The user's `sub`, if the event has one.
    pub sub: Option<String>,
    /// What happened, in one stable word: `admitted`, `granted` …
    pub outcome: String,
    /// The stable code of a rejection, a fallback or a failure.
    pub code: Option<String>,
    /// How long the function took.
    pub took: Duration,
}

impl HookRecord {
    /// The record of an invocation in this process.
    pub fn new(function: Function, invoked: &Invoked, took: Duration) -> Self {
        Self {
            function,
            trigger_source: invoked.event.trigger_source().to_owned(),
            sub: invoked.event.user_attributes().remove("sub"),
            outcome: invoked.outcome.name.as_str().to_owned(),
            code: invoked.outcome.code.map(str::to_owned),
            took,
        }
    }

    /// Whether this can be the record of a run in the pool's history. History and records are both
    /// in order, so the first record that can be is the right one.
    pub fn is_of(&self, run: &HookRun) -> bool {
        Function::from_reference(&run.function) == Some(self.function)
            && run.trigger_source == self.trigger_source
            && self.sub.as_ref().is_none_or(|sub| *sub == run.user)
    }

    /// Reads the record from a line of a function's output, if the line is about an invocation.
    pub fn from_log_line(line: &str) -> Option<Self> {
        let line: LogLine = serde_json::from_str(line).ok()?;
        if line.message != "invocation" {
            return None;
        }
        Some(Self {
            function: Function::from_name(&line.function)?,
            trigger_source: line.trigger_source,
            sub: line.sub,
            outcome: line.outcome,
            code: line.code,
            took: Duration::from_millis(line.duration_ms),
        })
    }
}

/// `admitted`, or with a code `rejected: invitation-expired`.
impl fmt::Display for HookRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.outcome)?;
        match &self.code {
            Some(code) => write!(f, ": {code}"),
            None => Ok(()),
        }
    }
}

/// The line that `trigger::run` logs once per invocation.
#[derive(Deserialize)]
struct LogLine {
    message: String,
    function: String,
    trigger_source: String,
    sub: Option<String>,
    outcome: String,
    code: Option<String>,
    duration_ms: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<&str>) {
        let record = HookRecord::from_log_line(line);
        let record = record.map(|record| format!("{} {record}", record.function));
        assert_eq!(record.as_deref(), expected, "{line}");
    }

    #[test]
    fn log_lines_of_invocations_are_read() {
        check(
            r#"{"level":"INFO","message":"invocation","function":"pre-sign-up","request_id":"r","cold_start":true,"trigger_source":"PreSignUp_SignUp","user_pool":"local_A","outcome":"rejected","code":"invitation-expired","duration_ms":1}"#,
            Some("pre-sign-up rejected: invitation-expired"),
        );
        check(
            r#"{"message":"invocation","function":"post-confirmation","trigger_source":"PostConfirmation_ConfirmSignUp","sub":"s","outcome":"granted","duration_ms":9}"#,
            Some("post-confirmation granted"),
        );
    }

    #[test]
    fn other_lines_are_left_out() {
        check("", None);
        check("Ada", None);
        check(r#"{"_aws":{},"Function":"pre-sign-up","Admitted":1}"#, None);
        check(
            r#"{"message":"panicked","function":"pre-sign-up","trigger_source":"s","outcome":"o","duration_ms":1}"#,
            None,
        );
        check(
            r#"{"message":"invocation","function":"another","trigger_source":"s","outcome":"o","duration_ms":1}"#,
            None,
        );
    }
}
