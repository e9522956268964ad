//! What an event bus is told after acceptance (design §9.1), where the settings name one.
//!
//! It comes after everything else, and never fails the hook.

use event_bus::EventBus;
use invitation::{BRAND_ATTRIBUTE, Grant, InvitationRecord, Inviter};
use lifecycle_events::{DetailType, LifecycleEvent, Person};
use trigger::{HookOutcome, Invocation, Metric};

use crate::Recipient;

/// How somebody became a member at the confirmation of a sign-up; none where nobody did.
pub fn of_confirmation(grant: &Grant) -> Option<DetailType> {
    let accepted = match grant.token {
        Some(_) => DetailType::InvitationAccepted,
        None => DetailType::MemberJoined,
    };
    grant.accepted.then_some(accepted)
}

/// What is told of a person.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The person.
    pub recipient: &'a Recipient,
    /// What was to be given.
    pub grant: &'a Grant,
    /// How the person became a member, if so.
    pub accepted: Option<DetailType>,
    /// The brand of the app client, for an account that names none.
    pub by_client: Option<&'a str>,
}

/// Tells that somebody became a member, and that the grant is incomplete, in one request. The
/// outcome is the same, with a failure to tell counted.
pub async fn tell(
    bus: &EventBus,
    told: Told<'_>,
    outcome: HookOutcome,
    invocation: &Invocation,
) -> HookOutcome {
    let Told {
        recipient,
        grant,
        accepted,
        by_client,
    } = told;
    let mut counts = outcome.counts.iter();
    let is_incomplete = counts.any(|(metric, _)| *metric == Metric::GrantFailures);
    let failed = is_incomplete.then_some(DetailType::GrantFailed);
    let attributes = recipient.attributes();
    let claims = grant.token.as_ref().map(invitation::VerifiedToken::claims);
    let record = InvitationRecord::of(attributes);
    let inviter = match claims {
        Some(claims) => claims
            .inviter
            .as_deref()
            .and_then(|by| by.parse::<Inviter>().ok()),
        None => record.and_then(|record| record.by),
    };
    let person = Person {
        user_pool_id: &recipient.user_pool_id,
        sub: &recipient.user.sub,
        inviter: inviter.as_ref(),
        groups: &grant.groups,
        brand: claims
            .and_then(|claims| claims.brand.as_deref())
            .or(attributes.get(BRAND_ATTRIBUTE))
            .or(by_client),
        email: attributes.get("email"),
    };
    let event =
        |detail_type| LifecycleEvent::new(detail_type, &person, invocation.now, bus.settings());
    let events: Vec<_> = accepted.into_iter().chain(failed).map(event).collect();
    if events.is_empty() {
        return outcome;
    }
    let once = invocation.tries_once.then(|| bus.trying_once());
    let bus = once.as_ref().unwrap_or(bus);
    match bus.put(&events, invocation.deadline).await {
        Ok(()) => outcome,
        Err(_) => outcome.counted(Metric::EventFailures),
    }
}
