//! Mails after acceptance: a welcome to the member, a notice to the inviter.
//!
//! They go last and never fail the hook. Cognito may run a hook several times at once, and then
//! a mail goes out as often: nothing in a trigger could prevent that without a store.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};
use cognito::call::call;
use cognito::{CallError, Cause};
use invitation::{EmailAddress, Grant};
use messages::{Brand, Brands, InvalidMessage, Locale, Mail, MailSettings, PersonName};
use tokio::time::{Instant, sleep};

use crate::Recipient;

/// Less than this is not worth beginning a mail.
const SHORTEST_USEFUL: Duration = Duration::from_millis(300);

/// How long to wait before a throttled mail is tried again.
const THROTTLED_PAUSE: Duration = Duration::from_millis(150);

/// Sends mails through Amazon SES.
#[derive(Debug)]
pub struct Mailer {
    ses: Client,
    settings: MailSettings,
    brands: Brands,
}

/// How many mails went out, and how many did not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    /// Accepted by SES.
    pub sent: usize,
    /// Not accepted, or not in time.
    pub failed: usize,
}

impl Mailer {
    /// A mailer with `settings`, for mails that look as `brands` say.
    pub fn new(aws: &SdkConfig, settings: MailSettings, brands: Brands) -> Self {
        Self {
            ses: Client::from_conf(sent_once(aws)),
            settings,
            brands,
        }
    }

    /// How the mails look.
    pub fn brands(&self) -> &Brands {
        &self.brands
    }

    /// Sends what the settings ask for after `grant` was given to `recipient`.
    pub async fn after_acceptance(
        &self,
        recipient: &Recipient,
        grant: &Grant,
        brand: &Brand,
        locale: &Locale,
        deadline: Instant,
    ) -> Sent {
        let mut sent = Sent::default();
        let attributes = recipient.attributes();
        // An address that nobody proved gets no mail of ours.
        let member = attributes.verified_email();
        if let Some(member) = member.filter(|_| self.settings.welcome) {
            let recipient = PersonName::of(|name| attributes.get(name));
            let mail = brand.welcome(locale, &recipient);
            sent.count(&self.send(&member, mail, deadline).await);
        }
        let claims = grant.token.as_ref().map(invitation::VerifiedToken::claims);
        let inviter =
            claims.and_then(|claims| claims.inviter.as_deref()?.parse::<EmailAddress>().ok());
        if let (Some(inviter), Some(claims), true) =
            (inviter, claims, self.settings.notice_to_inviter)
        {
            // The inviter's own language is not known, so it is the default.
            let mail = brand.inviter_notice(&brand.locale([]), &claims.email);
            sent.count(&self.send(&inviter, mail, deadline).await);
        }
        sent
    }

    /// Sends one mail before `deadline`. A text that the brand cannot write is refused like one
    /// that SES does not take.
    pub async fn send(
        &self,
        to: &EmailAddress,
        mail: Result<Mail, InvalidMessage>,
        deadline: Instant,
    ) -> Result<(), CallError> {
        let mail = mail.map_err(|_| Cause::Refused)?;
        let content = |text: String| {
            Content::builder()
                .data(text)
                .charset("UTF-8")
                .build()
                .map_err(|_| CallError::from(Cause::Refused))
        };
        let body = Body::builder()
            .html(content(mail.html)?)
            .text(content(mail.text)?)
            .build();
        let message = Message::builder()
            .subject(content(mail.subject)?)
            .body(body)
            .build();
        let from = mail.from.as_ref().unwrap_or(&self.settings.from);
        let request = self
            .ses
            .send_email()
            .from_email_address(from)
            .destination(Destination::builder().to_addresses(to.as_str()).build())
            .content(EmailContent::builder().simple(message).build())
            .set_configuration_set_name(self.settings.configuration_set.clone());
        // A throttled mail was not sent: asking again sends it once. After any other failure nobody
        // knows.
        while deadline.saturating_duration_since(Instant::now()) >= SHORTEST_USEFUL {
            match call(request.clone().send(), deadline).await {
                Err(error) if error.cause == Cause::Throttled => sleep(THROTTLED_PAUSE).await,
                result => return result.map(|_| ()),
            }
        }
        Err(Cause::Deadline.into())
    }
}

/// A mail that was sent although the answer is late would be sent again by another attempt, so
/// there is one, and the deadline alone ends it.
fn sent_once(aws: &SdkConfig) -> aws_sdk_sesv2::Config {
    aws_sdk_sesv2::config::Builder::from(aws)
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::disabled())
        .build()
}

impl Sent {
    fn count(&mut self, result: &Result<(), CallError>) {
        match result {
            Ok(()) => self.sent += 1,
            Err(_) => self.failed += 1,
        }
    }
}
