//! Counts in CloudWatch's embedded metric format: one JSON line on standard output, from which
//! CloudWatch makes metrics.
//!
//! Source: CloudWatch user guide, "Specification: Embedded metric format".

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::Metric;

/// The CloudWatch namespace.
pub const NAMESPACE: &str = "Invitations";

/// The line for `metrics` of `function`, the name that it was deployed under, or `None` where
/// nothing is counted.
///
/// Dimensions: `Function`, and `Function` with `Code` where there is a code.
pub fn line(
    function: &str,
    code: Option<&str>,
    metrics: &[Metric],
    now: Timestamp,
) -> Option<Value> {
    if metrics.is_empty() {
        return None;
    }
    let mut dimensions = vec![vec!["Function"]];
    if code.is_some() {
        dimensions.push(vec!["Function", "Code"]);
    }
    let names: Vec<_> = metrics
        .iter()
        .map(|metric| json!({"Name": metric.name, "Unit": "Count"}))
        .collect();
    let mut line = json!({
        "_aws": {
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{"Namespace": NAMESPACE, "Dimensions": dimensions, "Metrics": names}],
        },
        "Function": function,
    });
    if let Value::Object(members) = &mut line {
        if let Some(code) = code {
            members.insert("Code".to_owned(), code.into());
        }
        for metric in metrics {
            members.insert(metric.name.to_owned(), metric.count.into());
        }
    }
    Some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_values_and_dimensions_agree() {
        let metrics = [Metric {
            name: "Rejected",
            count: 1,
        }];
        let line = line(
            "northwind-pre-sign-up",
            Some("invitation-expired"),
            &metrics,
            Timestamp::UNIX_EPOCH,
        )
        .unwrap();
        assert_eq!(
            line,
            json!({
                "_aws": {"Timestamp": 0, "CloudWatchMetrics": [{
                    "Namespace": "Invitations",
                    "Dimensions": [["Function"], ["Function", "Code"]],
                    "Metrics": [{"Name": "Rejected", "Unit": "Count"}],
                }]},
                "Function": "northwind-pre-sign-up", "Code": "invitation-expired", "Rejected": 1,
            })
        );
    }

    #[test]
    fn nothing_counted_is_no_line() {
        assert_eq!(
            line("custom-message", None, &[], Timestamp::UNIX_EPOCH),
            None
        );
    }
}
