//! What a function wrote, checked line by line.

use std::collections::BTreeSet;

use lambda_host::InvocationResult;
use serde_json::Value;

use crate::canary::{JTI, SUB, leak};

/// What a function wrote, by kind of line.
///
/// Whoever holds one knows that nothing in it is personal, that no invocation panicked or
/// overran, and that each line is well formed.
#[derive(Debug, Default)]
pub struct Log {
    /// The one line of each invocation.
    pub invocations: Vec<Value>,
    /// Counts in `CloudWatch`'s embedded metric format.
    pub metrics: Vec<Value>,
    /// Captured events.
    pub captures: Vec<Value>,
    /// Every other line of JSON.
    pub others: Vec<Value>,
    /// Lines that are not JSON: there are some only where the log format is `Text`.
    pub texts: Vec<String>,
}

impl Log {
    /// Reads and checks what `function` wrote.
    pub fn read(function: &str, lines: &[String]) -> Self {
        let mut log = Self::default();
        for line in lines {
            assert_eq!(
                leak_of_a_line(line),
                None,
                "in what {function} wrote: {line}"
            );
            match serde_json::from_str::<Value>(line) {
                Ok(value) if !value["_aws"].is_null() => log.metrics.push(value),
                Ok(value) if !value["capture"].is_null() => log.captures.push(value),
                Ok(value) if value["message"] == "invocation" => log.invocations.push(value),
                Ok(value) if value.is_object() => log.others.push(value),
                _ => log.texts.push(line.clone()),
            }
        }
        for line in &log.invocations {
            check_invocation(function, line);
        }
        for line in &log.metrics {
            check_metrics(function, line);
        }
        for line in &log.captures {
            assert_eq!(line["capture"]["function"], function, "{line}");
        }
        log
    }

    /// The outcome and the code of each invocation; an empty code is none.
    pub fn outcomes(&self) -> Vec<(&str, &str)> {
        self.invocations
            .iter()
            .map(|line| {
                (
                    line["outcome"].as_str().unwrap_or_default(),
                    line["code"].as_str().unwrap_or_default(),
                )
            })
            .collect()
    }

    /// How often something was counted in all.
    pub fn count(&self, metric: &str) -> u64 {
        self.metrics
            .iter()
            .filter_map(|line| line[metric].as_u64())
            .sum()
    }

    /// The longest that an invocation took, in milliseconds.
    pub fn longest_ms(&self) -> u64 {
        self.invocations
            .iter()
            .filter_map(|line| line["duration_ms"].as_u64())
            .max()
            .unwrap()
    }

    /// Checks that every invocation which ended by itself is logged once, and that so many of them
    /// were the first one of their worker.
    pub fn expect_invocations(&self, outcomes: &[InvocationResult], workers: usize) {
        assert_eq!(self.texts, [""; 0]);
        let ended = outcomes.iter().filter(|outcome| {
            matches!(
                outcome,
                InvocationResult::Answer(_) | InvocationResult::Error { .. }
            )
        });
        let ended = ended.count();
        assert_eq!(self.invocations.len(), ended, "{:?}", self.invocations);
        let cold = self
            .invocations
            .iter()
            .map(|line| line["cold_start"] == true);
        let cold: Vec<bool> = cold.collect();
        assert_eq!(
            cold.iter().filter(|cold| **cold).count(),
            workers.min(ended),
            "{cold:?}"
        );
        assert!(
            cold.is_sorted_by(|before, after| before >= after),
            "{cold:?}"
        );
        let ids: BTreeSet<_> = self
            .invocations
            .iter()
            .filter_map(|line| line["request_id"].as_str())
            .collect();
        assert_eq!(ids.len(), ended, "request ids repeat: {ids:?}");
    }
}

/// What of her, or of any token, a line of a function gives away.
pub fn leak_of_a_line(line: &str) -> Option<&'static str> {
    leak(&without_identifiers(line))
}

/// A line without the places where her identifier and that of her invitation may stand.
fn without_identifiers(line: &str) -> String {
    let is_of_an_invocation = line.contains("invocation");
    [("sub", SUB), ("user_name", SUB), ("jti", JTI)]
        .into_iter()
        .filter(|_| is_of_an_invocation)
        .flat_map(|(name, value)| {
            [
                format!("\"{name}\":\"{value}\""),
                format!("{name}=\"{value}\""),
            ]
        })
        .fold(line.to_owned(), |line, text| line.replacen(&text, "", 1))
}

fn check_invocation(function: &str, line: &Value) {
    assert_eq!(line["function"], function, "{line}");
    // A failure, a fallback and an interrupted grant are warnings; a "no" is not.
    let outcome = line["outcome"].as_str().unwrap_or_default();
    let degraded = [
        "failed",
        "fell-back",
        "granted-in-part",
        "grant-failed",
        "grant-pending",
        "not-configured",
    ];
    // A chain whose answer is good says beside it which of its functions failed.
    let has_failed = line["code"] == "ours-failed" || line["code"] == "theirs-failed";
    let level = if has_failed || degraded.contains(&outcome) {
        "WARN"
    } else {
        "INFO"
    };
    // A mail that was not sent is one too, beside an outcome that is none.
    assert!(
        line["level"] == level
            || (level == "INFO" && line["level"] == "WARN" && outcome == "granted"),
        "{line}"
    );
    for member in [
        "timestamp",
        "request_id",
        "trigger_source",
        "user_pool",
        "outcome",
    ] {
        assert!(line[member].is_string(), "{member} of {line}");
    }
    assert_eq!(
        line["request_id"].as_str().map(str::len),
        Some(36),
        "{line}"
    );
    assert!(line["cold_start"].is_boolean(), "{line}");
    assert!(line["duration_ms"].is_u64(), "{line}");
    for fault in ["panicked", "overran"] {
        assert!(line["code"] != fault && line["cause"] != fault, "{line}");
    }
}

/// Source: `CloudWatch` user guide, "Specification: Embedded metric format".
fn check_metrics(function: &str, line: &Value) {
    assert_eq!(line["Function"], function, "{line}");
    assert!(
        line["_aws"]["Timestamp"]
            .as_u64()
            .is_some_and(|at| at > 1_500_000_000_000),
        "{line}"
    );
    let directives = line["_aws"]["CloudWatchMetrics"].as_array().unwrap();
    assert!(!directives.is_empty(), "{line}");
    for directive in directives {
        assert_eq!(directive["Namespace"], "Invitations", "{line}");
        for name in directive["Dimensions"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|set| set.as_array().unwrap())
        {
            let value = line[name.as_str().unwrap()].as_str().unwrap();
            assert!((1..=1024).contains(&value.len()), "{line}");
        }
        let metrics = directive["Metrics"].as_array().unwrap();
        assert!((1..=100).contains(&metrics.len()), "{line}");
        for metric in metrics {
            assert_eq!(metric["Unit"], "Count", "{line}");
            assert!(line[metric["Name"].as_str().unwrap()].is_u64(), "{line}");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::canary;

    fn invocation() -> Value {
        json!({
            "timestamp": "2026-11-20T09:00:00Z", "level": "INFO", "message": "invocation", "function": "f",
            "request_id": "00000000-0000-4000-8000-000000000001", "cold_start": true, "trigger_source": "T",
            "user_pool": "local_Example01", "sub": SUB, "outcome": "granted", "duration_ms": 1,
        })
    }

    #[track_caller]
    fn check(line: &Value, accepted: bool) {
        let read = std::panic::catch_unwind(|| Log::read("f", &[line.to_string()]));
        assert_eq!(read.is_ok(), accepted, "{line}");
    }

    #[test]
    fn lines_are_held_against_what_they_may_be() {
        check(&invocation(), true);
        for (member, value) in [
            ("sub", json!(canary::EMAIL)),
            ("user", json!(SUB)),
            ("error", json!(canary::token())),
            ("code", json!("panicked")),
            ("cause", json!("overran")),
            ("request_id", json!(null)),
            ("cold_start", json!("true")),
            ("duration_ms", json!(-1)),
            ("function", json!("g")),
        ] {
            let mut line = invocation();
            line[member] = value;
            check(&line, false);
        }
        let metrics = |name: &str, dimension: &str| {
            json!({
                "_aws": {"Timestamp": 1_800_000_000_000_u64, "CloudWatchMetrics": [{
                    "Namespace": "Invitations", "Dimensions": [[dimension]],
                    "Metrics": [{"Name": name, "Unit": "Count"}],
                }]},
                "Function": "f", "Granted": 1,
            })
        };
        check(&metrics("Granted", "Function"), true);
        check(&metrics("Other", "Function"), false);
        check(&metrics("Granted", "Code"), false);
        check(&json!({ "sub": SUB }), false);
    }
}
