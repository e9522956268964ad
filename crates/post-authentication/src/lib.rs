//! Post authentication: the policy's groups at the first sign-in of an admin-created user, the mark
//! in the invitation's record that it was accepted, and grants that could not be finished at
//! confirmation.
//!
//! A person waits for this at every sign-in. So it calls AWS only if the event shows something to
//! grant, and it never makes a sign-in fail.

use std::time::Duration;

use acceptance::mail::Sent;
use acceptance::{DetailType, EventBus, apply_grant, events, read_recipient, report};
use aws_sdk_cognitoidentityprovider::Client;
use cognito::client::trying_once;
use invitation::Attributes;
use invitation::accepted::had_accepted_before;
use invitation::grant::{grant_on_sign_in, may_be_accepted_by_sign_in, may_have_unfinished_grant};
use settings::Settings;
use trigger::Failure;
use trigger::{Answer, Event, Function, Hook, HookOutcome, Invocation, OutcomeName};

/// The post authentication function.
#[derive(Debug)]
pub struct PostAuthentication {
    /// The configuration.
    pub settings: Settings,
    /// The user pool.
    pub cognito: Client,
    /// Is told of accepted invitations and of grants that failed, where the settings name a bus.
    pub event_bus: Option<EventBus>,
}

impl Hook for PostAuthentication {
    const NAME: &'static str = Function::PostAuthentication.name();
    const BUDGET: Duration = Duration::from_secs(2);

    async fn warm_up(&self) {
        acceptance::warm_up(&self.cognito, self.event_bus.as_ref()).await;
    }

    async fn handle(&self, event: &Event, invocation: &Invocation) -> HookOutcome {
        if event.trigger_source() != "PostAuthentication_Authentication" {
            return HookOutcome::passed_through();
        }
        let shown: Attributes = event.user_attributes().into_iter().collect();
        let policy = self.settings.acceptance_policy();
        // Only this event still says so: the pool's own status changes in the same call.
        let first_of_admin_created =
            shown.get("cognito:user_status") == Some("FORCE_CHANGE_PASSWORD");
        let worth_asking = if first_of_admin_created {
            // Who accepts is told, although nothing is given.
            let tells = self.event_bus.is_some() && !had_accepted_before(&shown, invocation.now);
            tells || may_be_accepted_by_sign_in(&shown, &policy, invocation.now)
        } else {
            may_have_unfinished_grant(event.user_pool_id(), &shown, policy.tokens, invocation.now)
        };
        if !worth_asking {
            return HookOutcome::new(OutcomeName::NothingToGrant, Answer::Echo);
        }
        let deadline = invocation.deadline;
        let once = invocation.tries_once.then(|| trying_once(&self.cognito));
        let cognito = once.as_ref().unwrap_or(&self.cognito);
        let recipient = match read_recipient(cognito, event, deadline).await {
            Ok(recipient) => recipient,
            Err(error) => return report::unavailable(&error),
        };
        let grant = grant_on_sign_in(
            &recipient.member(),
            first_of_admin_created,
            &policy,
            invocation.now,
        );
        let result = apply_grant(cognito, &recipient, &grant, invocation.now, deadline).await;
        let outcome = report::outcome(&recipient, &grant, &result, Sent::default());
        let Some(bus) = &self.event_bus else {
            return outcome;
        };
        let is_acceptance = first_of_admin_created && !recipient.has_accepted();
        let accepted = is_acceptance.then_some(DetailType::InvitationAccepted);
        let told = events::Told {
            recipient: &recipient,
            grant: &grant,
            accepted,
            by_client: self.settings.brand_of_client(event.client_id()),
        };
        events::tell(bus, told, outcome, invocation).await
    }

    fn fallback(&self, _: &Event, failure: Failure) -> HookOutcome {
        HookOutcome::failed(failure, Answer::Echo)
    }
}
