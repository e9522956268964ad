//! Custom message: branded, localised mail and SMS for every `CustomMessage_*` source.
//!
//! Cognito answers an invalid message with an error that shows the whole body, or silently sends its
//! default (contract §4.2). So this hook logs an invalid message and answers nulls; Cognito then
//! uses the pool's own template.

use std::time::Duration;

use aws_lambda_events::cognito::CognitoEventUserPoolsCustomMessageResponse;
use invitation::{Attributes, InvitationRecord, InviterName, Mark};
use jiff::{SignedDuration, Timestamp};
use messages::{Brands, CognitoMessage, MessageKind, PersonName};
use settings::{Reader, Settings};
use trigger::Failure;
use trigger::{Answer, Event, Function, Hook, HookOutcome, Invocation, Metric, OutcomeName};

/// How long after the mark a reminder may be sent: less than the hour between two rounds of those
/// who remind, and more than their retries and the difference of two clocks take.
const REMINDED_JUST_NOW: SignedDuration = SignedDuration::from_mins(15);

/// The custom message function.
#[derive(Debug)]
pub struct CustomMessage {
    settings: Settings,
    brands: Brands,
}

impl CustomMessage {
    /// A function with these settings and brands.
    pub fn new(settings: Settings, brands: Brands) -> Self {
        Self { settings, brands }
    }
}

impl Hook for CustomMessage {
    const NAME: &'static str = Function::CustomMessage.name();
    const BUDGET: Duration = Duration::from_secs(4);

    async fn handle(&self, event: &Event, invocation: &Invocation) -> HookOutcome {
        let Some(kind) = MessageKind::from_trigger_source(event.trigger_source()) else {
            return HookOutcome::passed_through();
        };
        let Some(code) = event
            .request("codeParameter")
            .and_then(|code| code.as_str())
        else {
            return fell_back("placeholder-missing");
        };
        let attributes: Attributes = event.user_attributes().into_iter().collect();
        let reader = Reader {
            user_pool_id: event.user_pool_id(),
            client_id: event.client_id(),
            attributes: &attributes,
            client_metadata: &event.client_metadata(),
        };
        let (brand, locale) = self
            .settings
            .appearance(&self.brands, &reader, invocation.now);
        let record = InvitationRecord::of(&attributes);
        let message = CognitoMessage {
            kind,
            code,
            username: event
                .request("usernameParameter")
                .and_then(|name| name.as_str()),
            user_name: event.user_name(),
            address: reader.address_to_sign_in(self.settings.user_pool.sign_in, event.user_name()),
            recipient: PersonName::of(|name| attributes.get(name)),
            inviter_name: (record.as_ref())
                .and_then(|record| record.by_name.as_ref())
                .map(InviterName::as_str),
            // An administrator may send one again whose end is over: then nobody knows until when.
            until: (record.as_ref())
                .and_then(|record| record.until)
                .filter(|until| *until > invocation.now),
            is_reminder: (record.as_ref())
                .is_some_and(|record| is_reminder(record, invocation.now)),
        };
        match brand.cognito_message(&locale, &message) {
            Ok(text) => {
                let mut response = CognitoEventUserPoolsCustomMessageResponse::default();
                response.email_subject = Some(text.email_subject);
                response.email_message = Some(text.email_message);
                response.sms_message = text.sms_message;
                HookOutcome::new(OutcomeName::Message, Answer::respond(&response))
                    .counted(Metric::Messages)
            }
            Err(invalid) => {
                // It names a part and a rule, and never a value of the event.
                tracing::warn!(brand = brand.name(), %locale, reason = %invalid, "message held back");
                fell_back(invalid.code())
            }
        }
    }

    fn fallback(&self, _: &Event, failure: Failure) -> HookOutcome {
        HookOutcome::failed(failure, Answer::Echo)
    }
}

/// Whether this invitation is the reminder that was marked just now: who reminds marks it first and
/// sends it then. `ClientMetadata` could say it, too, but may not reach this hook (contract §3).
fn is_reminder(record: &InvitationRecord, now: Timestamp) -> bool {
    record
        .marked(Mark::Reminded)
        .is_some_and(|marked| now.duration_since(marked).abs() <= REMINDED_JUST_NOW)
}

/// Nulls: the pool's own template.
fn fell_back(code: &'static str) -> HookOutcome {
    let nulls = CognitoEventUserPoolsCustomMessageResponse::default();
    let outcome = HookOutcome::new(OutcomeName::FellBack, Answer::respond(&nulls));
    HookOutcome {
        code: Some(code),
        ..outcome.counted(Metric::MessagesFellBack)
    }
}
