//! Post confirmation: acceptance of a self sign-up, and of a federated first sign-in where
//! Cognito fires it (contract §1.5).
//!
//! The person is already confirmed, and Cognito never runs this again for the same person (contract
//! §6). So a failure is logged and the event echoed; the person never sees it.
//! `PostConfirmation_ConfirmForgotPassword`, a password reset, grants nothing.

use std::time::Duration;

use acceptance::mail::Sent;
use acceptance::{EventBus, Mailer, apply_grant, events, read_recipient, report};
use aws_sdk_cognitoidentityprovider::Client;
use cognito::client::trying_once;
use invitation::grant::grant_on_confirmation;
use settings::{Reader, Settings};
use trigger::Failure;
use trigger::{Answer, Event, Function, Hook, HookOutcome, Invocation};

/// The post confirmation function.
#[derive(Debug)]
pub struct PostConfirmation {
    /// The configuration.
    pub settings: Settings,
    /// The user pool.
    pub cognito: Client,
    /// Sends mails, where the settings ask for any and name no bus.
    pub mailer: Option<Mailer>,
    /// Is told of members and of grants that failed, where the settings name a bus.
    pub event_bus: Option<EventBus>,
}

impl Hook for PostConfirmation {
    const NAME: &'static str = Function::PostConfirmation.name();
    const BUDGET: Duration = Duration::from_secs(4);

    async fn warm_up(&self) {
        acceptance::warm_up(&self.cognito, self.event_bus.as_ref()).await;
    }

    async fn handle(&self, event: &Event, invocation: &Invocation) -> HookOutcome {
        if event.trigger_source() != "PostConfirmation_ConfirmSignUp" {
            return HookOutcome::passed_through();
        }
        let deadline = invocation.deadline;
        let once = invocation.tries_once.then(|| trying_once(&self.cognito));
        let cognito = once.as_ref().unwrap_or(&self.cognito);
        let recipient = match read_recipient(cognito, event, deadline).await {
            Ok(recipient) => recipient,
            Err(error) => return report::unavailable(&error),
        };
        let grant = grant_on_confirmation(&recipient.member(), &self.settings.acceptance_policy());
        let result = apply_grant(cognito, &recipient, &grant, invocation.now, deadline).await;
        let mut sent = Sent::default();
        // Where a bus is told, notifier mails, and nobody waits for SES.
        let welcome = grant.accepted && result.interrupted.is_none() && self.event_bus.is_none();
        if let Some(mailer) = self.mailer.as_ref().filter(|_| welcome) {
            let reader = Reader {
                user_pool_id: event.user_pool_id(),
                client_id: event.client_id(),
                attributes: recipient.attributes(),
                client_metadata: &event.client_metadata(),
            };
            let (brand, locale) =
                self.settings
                    .appearance(mailer.brands(), &reader, invocation.now);
            sent = mailer
                .after_acceptance(&recipient, &grant, brand, &locale, deadline)
                .await;
        }
        let outcome = report::outcome(&recipient, &grant, &result, sent);
        let Some(bus) = &self.event_bus else {
            return outcome;
        };
        let accepted = events::of_confirmation(&grant);
        let by_client = self.settings.brand_of_client(event.client_id());
        let told = events::Told {
            recipient: &recipient,
            grant: &grant,
            accepted,
            by_client,
        };
        events::tell(bus, told, outcome, invocation).await
    }

    fn fallback(&self, _: &Event, failure: Failure) -> HookOutcome {
        HookOutcome::failed(failure, Answer::Echo)
    }
}
