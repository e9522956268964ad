//! What log, metrics and capture say of a grant.

use cognito::{CallError, Cause};
use invitation::{Grant, TokenFault};
use serde_json::{Map, Value, json};
use trigger::{Answer, HookOutcome, Metric, OutcomeName};

use crate::mail::Sent;
use crate::{GrantResult, Recipient};

/// The code where everything was given, and the record of the invitation lacks the mark of it. Nobody
/// lacks anything, so that it is no failure of a grant.
const NOT_MARKED: &str = "acceptance-not-marked";

/// The outcome of a grant that was given, in whole or in part, or that had nothing to give.
pub fn outcome(
    recipient: &Recipient,
    grant: &Grant,
    result: &GrantResult,
    sent: Sent,
) -> HookOutcome {
    let (name, code) = if result.interrupted.is_some() {
        (interrupted(grant), Some("aws-unavailable"))
    } else if !result.missing_groups.is_empty() {
        (OutcomeName::GrantedInPart, Some("group-missing"))
    } else if result.refused_attributes > 0 {
        (OutcomeName::GrantedInPart, Some("attribute-refused"))
    } else if grant.refused > 0 {
        (OutcomeName::GrantedInPart, Some("not-assignable"))
    } else if grant.token_fault.is_some() {
        // It was let in by a token that is not valid any more: its key was removed, or it was revoked.
        (OutcomeName::GrantedInPart, Some("invitation-not-honoured"))
    } else {
        let name = if grant.is_empty() {
            OutcomeName::NothingToGrant
        } else {
            OutcomeName::Granted
        };
        (name, result.unmarked.map(|_| NOT_MARKED))
    };
    let mut outcome = HookOutcome::new(name, Answer::Echo);
    outcome.code = code;
    outcome.cause = result
        .interrupted
        .or(result.unmarked)
        .map(Cause::as_str)
        .or(grant.token_fault.map(TokenFault::as_str));
    let granted = !grant.is_empty() && result.interrupted.is_none();
    let counts = [
        (Metric::Granted, usize::from(granted)),
        (
            Metric::GrantFailures,
            usize::from(code.is_some_and(|code| code != NOT_MARKED)),
        ),
        (Metric::MailsSent, sent.sent),
        (Metric::MailFailures, sent.failed),
    ];
    outcome.jti = grant.token.as_ref().map(|token| token.claims().jti.clone());
    outcome.counts = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    outcome.pool_said = Some(pool_said(recipient, result));
    outcome
}

/// A token waits for the next sign-in; without one, no later event shows that anything is
/// missing, and an administrator has to finish it.
fn interrupted(grant: &Grant) -> OutcomeName {
    if grant.token.is_some() {
        OutcomeName::GrantPending
    } else {
        OutcomeName::GrantFailed
    }
}

/// What the pool said, for a capture: a replay needs the groups that were missing as well.
fn pool_said(recipient: &Recipient, result: &GrantResult) -> Value {
    let attributes = recipient.attributes().iter();
    let attributes = attributes.map(|(name, value)| (name.to_owned(), value.into()));
    let mut said = Map::from_iter([
        ("status".to_owned(), json!(recipient.user.status.as_str())),
        ("created".to_owned(), json!(recipient.created)),
        (
            "attributes".to_owned(),
            attributes.collect::<Map<_, _>>().into(),
        ),
    ]);
    if !result.missing_groups.is_empty() {
        said.insert("missing_groups".to_owned(), json!(result.missing_groups));
    }
    said.into()
}

/// The outcome where the pool could not even be asked.
pub fn unavailable(error: &CallError) -> HookOutcome {
    let mut outcome =
        HookOutcome::new(OutcomeName::GrantPending, Answer::Echo).counted(Metric::GrantFailures);
    outcome.code = Some("aws-unavailable");
    outcome.cause = Some(error.cause.as_str());
    outcome
}
