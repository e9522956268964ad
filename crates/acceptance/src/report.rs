//! What of a grant goes into log, metrics and capture.

use invitation::{Grant, TokenFault};
use serde_json::{Value, json};
use trigger::{Answer, HookOutcome, Metric};

use crate::aws::CallError;
use crate::mail::Sent;
use crate::{Carried, User};

/// The outcome of a grant that was carried out, or that had nothing to give.
pub fn outcome(user: &User, grant: &Grant, carried: &Carried, sent: Sent) -> HookOutcome {
    let (name, code) = if carried.interrupted.is_some() {
        (interrupted(grant), Some("aws-unavailable"))
    } else if !carried.missing_groups.is_empty() {
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
    let mut outcome = HookOutcome::new(name, Answer::Echo);
    outcome.code = code;
    outcome.cause = carried
        .interrupted
        .or(grant.token_fault.map(TokenFault::as_str));
    let granted = !grant.is_empty() && carried.interrupted.is_none();
    let counts = [
        (Metric::Granted, usize::from(granted)),
        (Metric::GrantFailures, usize::from(code.is_some())),
        (Metric::MailsSent, sent.sent),
        (Metric::MailFailures, sent.failed),
    ];
    outcome.jti = grant.token.as_ref().map(|token| token.claims().jti.clone());
    outcome.counts = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    outcome.pool_said = Some(pool_said(user, carried));
    outcome
}

/// A token waits for the next sign-in; without one, no later event shows that anything is
/// missing, and an administrator has to finish it.
fn interrupted(grant: &Grant) -> &'static str {
    if grant.token.is_some() {
        "grant-pending"
    } else {
        "grant-failed"
    }
}

/// What the pool said, for a capture: a replay needs the groups that were missing as well.
fn pool_said(user: &User, carried: &Carried) -> Value {
    let mut said = user.said().clone();
    if let (Value::Object(members), false) = (&mut said, carried.missing_groups.is_empty()) {
        members.insert("missing_groups".to_owned(), json!(carried.missing_groups));
    }
    said
}

/// The outcome where the pool could not even be asked.
pub fn unavailable(error: CallError) -> HookOutcome {
    let mut outcome =
        HookOutcome::new("grant-pending", Answer::Echo).counted(Metric::GrantFailures);
    outcome.code = Some("aws-unavailable");
    outcome.cause = Some(match error {
        CallError::NotFound => "pool-not-found",
        CallError::Refused => "refused",
        CallError::Unavailable(why) => why,
    });
    outcome
}
