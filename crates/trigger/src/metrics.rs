//! Counts in CloudWatch's embedded metric format: one JSON line on standard output, from which
//! CloudWatch makes metrics.
//!
//! Source: CloudWatch user guide, "Specification: Embedded metric format".

use jiff::Timestamp;
use serde_json::{Value, json};
use strum::IntoStaticStr;

/// The CloudWatch namespace.
pub const NAMESPACE: &str = "Invitations";

/// What is counted. CloudWatch knows each metric by the name that it has here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
pub enum Metric {
    /// Sign-ups that were let in.
    Admitted,
    /// Sign-ups that were rejected.
    Rejected,
    /// Messages that a brand wrote.
    Messages,
    /// Messages that were left to the pool's own template.
    MessagesFellBack,
    /// Grants.
    Granted,
    /// Grants that are incomplete.
    GrantFailures,
    /// Mails that SES took.
    MailsSent,
    /// Mails that SES did not take.
    MailFailures,
    /// Runs whose events a bus did not take.
    EventFailures,
    /// Groups that were added to a token.
    GroupsAddedToToken,
    /// Starts with brands that cannot be used.
    BrandsUnusable,
    /// Events that were echoed because the configuration cannot be used.
    NotConfigured,
    /// Runs of a chain in which a function of the two did not answer as it has to.
    ChainFailures,
    /// People who were reminded of an open invitation.
    InvitationsReminded,
    /// Invitations of which it was told that they are about to end.
    InvitationsExpiring,
    /// Invitations that ended.
    InvitationsExpired,
    /// Accounts of invitations that had been over for long, deleted.
    InvitationsDeleted,
    /// What a sweep could not do.
    SweepFailures,
    /// Panics and overruns.
    InternalErrors,
    /// Payloads that are no event.
    UnreadableEvents,
}

impl Metric {
    /// Whether somebody has to look at it: such an outcome is logged as a warning.
    pub fn is_trouble(self) -> bool {
        matches!(
            self,
            Self::ChainFailures
                | Self::EventFailures
                | Self::GrantFailures
                | Self::InternalErrors
                | Self::MailFailures
                | Self::MessagesFellBack
                | Self::NotConfigured
                | Self::SweepFailures
                | Self::UnreadableEvents
        )
    }

    /// The name that CloudWatch knows it by.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The line for the counts of `function`, the name that it was deployed under. `None` where nothing
/// is counted.
///
/// Dimensions: `Function`, and `Function` with `Code` where there is a code.
pub fn line(
    function: &str,
    code: Option<&str>,
    counts: &[(Metric, usize)],
    now: Timestamp,
) -> Option<Value> {
    if counts.is_empty() {
        return None;
    }
    let mut dimensions = vec![vec!["Function"]];
    if code.is_some() {
        dimensions.push(vec!["Function", "Code"]);
    }
    let names: Vec<_> = counts
        .iter()
        .map(|(metric, _)| json!({"Name": metric.as_str(), "Unit": "Count"}))
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
        for (metric, count) in counts {
            members.insert(metric.as_str().to_owned(), (*count).into());
        }
    }
    Some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_values_and_dimensions_agree() {
        let counts = [(Metric::Rejected, 1)];
        let line = line(
            "northwind-pre-sign-up",
            Some("invitation-expired"),
            &counts,
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
