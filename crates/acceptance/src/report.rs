//! What of a grant goes into log, metrics and capture.

use invitation::Grant;
use trigger::{Answer, Metric, Outcome};

use crate::mail::Sent;
use crate::{Carried, User};

/// The outcome of a grant that was carried out, or that had nothing to give.
pub fn outcome(user: &User, grant: &Grant, carried: Carried, sent: Sent) -> Outcome {
    let failed = carried.pending
        || carried.missing_groups > 0
        || carried.refused_attributes > 0
        || grant.refused > 0
        || grant.token_fault.is_some();
    let (name, code) = if carried.pending {
        ("grant-pending", Some("aws-unavailable"))
    } else if carried.missing_groups > 0 {
        ("granted-in-part", Some("group-missing"))
    } else if carried.refused_attributes > 0 {
        ("granted-in-part", Some("attribute-refused"))
    } else if grant.refused > 0 {
        ("granted-in-part", Some("not-assignable"))
    } else if grant.token_fault.is_some() {
        // It was let in by a token that says no now: its key was removed, or it was revoked.
        ("granted-in-part", Some("invitation-not-honoured"))
    } else if grant.is_empty() {
        ("nothing-to-grant", None)
    } else {
        ("granted", None)
    };
    let mut outcome = Outcome::new(name, Answer::Echo);
    outcome.code = code;
    outcome.cause = grant.token_fault.map(invitation::TokenFault::as_str);
    let counts = [
        (
            "Granted",
            usize::from(!grant.is_empty() && !carried.pending),
        ),
        ("GrantFailures", usize::from(failed)),
        ("MailsSent", sent.sent),
        ("MailFailures", sent.failed),
    ];
    outcome.metrics = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| Metric { name, count })
        .collect();
    outcome.pool_said = Some(user.said().clone());
    outcome
}

/// The outcome where the pool could not even be asked.
pub fn unavailable() -> Outcome {
    let mut outcome = Outcome::new("grant-pending", Answer::Echo);
    outcome.code = Some("aws-unavailable");
    outcome.metrics.push(Metric {
        name: "GrantFailures",
        count: 1,
    });
    outcome
}

/// The outcome of a hook that failed by itself: the event is echoed, the person goes on.
pub fn failed(failure: trigger::hook::Failure) -> Outcome {
    let mut outcome = Outcome::new("failed", Answer::Echo);
    outcome.code = Some(failure.as_str());
    outcome.metrics.push(Metric {
        name: "InternalErrors",
        count: 1,
    });
    outcome
}
