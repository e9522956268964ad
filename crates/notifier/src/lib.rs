//! Notifier: what may be late after an acceptance, and mails that come back (design §9.1).
//!
//! It is the target of `AWS::Events::Rule`s: for `Invitation Accepted` and `Member Joined`, through a
//! queue for `Grant Failed`, and for SES's bounces and complaints. [`hint`] reads what an event is
//! about, and nothing else of it is used: everything is read from the pool, [`confirmed`] says whether
//! the pool bears out that somebody became a member, and `welcome` mails. `grant_failed` finishes one
//! person's grant, `not_delivered` marks open invitations. Nothing here deletes or disables anybody.
//!
//! Events come twice and out of order. A mark in the record of the invitation is written before a mail
//! is sent: **at most once**, and a function that is killed in between sends none. Two runs at the same
//! moment can both have read a record without the mark, and then both send. A pool without records has
//! no marks: there a mail comes as often as its event.

pub mod confirmed;
mod grant_failed;
pub mod hint;
mod not_delivered;
mod report;
mod welcome;

use acceptance::Mailer;
use administration::{AdminError, Administration};
use aws_sdk_cognitoidentityprovider::Client;
use aws_types::SdkConfig;
use jiff::Timestamp;
use serde_json::{Value, json};
use settings::Settings;
use tokio::sync::OnceCell;
use tokio::time::Instant;

pub use hint::{About, Hint, NoHint, Payload};
pub use report::{Outcome, Report};

/// The variable that names the user pool.
pub const USER_POOL_VARIABLE: &str = "USER_POOL_ID";

/// The notifier of one user pool.
#[derive(Debug)]
pub struct Notifier {
    settings: Settings,
    user_pool_id: String,
    cognito: Client,
    aws: SdkConfig,
    mailer: Option<Mailer>,
    /// What the pool is like, read by the first event that asks.
    administration: OnceCell<Administration>,
}

/// One event, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// What it hints at, in a word.
    pub event: &'static str,
    /// The user that it names.
    pub sub: Option<String>,
    /// What came of it.
    pub report: Report,
}

/// What came of an invocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Each event.
    pub handled: Vec<Handled>,
    /// The answer for Lambda; none where the one event failed, which is an error.
    pub answer: Option<Value>,
}

impl Notifier {
    /// A notifier. Without a `mailer` it sends no mail, and finishes and marks all the same.
    pub fn new(
        settings: Settings,
        user_pool_id: String,
        cognito: Client,
        aws: SdkConfig,
        mailer: Option<Mailer>,
    ) -> Self {
        Self {
            settings,
            user_pool_id,
            cognito,
            aws,
            mailer,
            administration: OnceCell::new(),
        }
    }

    /// The user pool.
    pub fn user_pool_id(&self) -> &str {
        &self.user_pool_id
    }

    /// Handles what Lambda was invoked with, before `deadline`. Of messages, those that failed are
    /// named in the answer, and the queue brings them again (Lambda developer guide, "Reporting batch
    /// item failures for Lambda functions with an Amazon SQS event source").
    pub async fn run(&self, payload: &Value, now: Timestamp, deadline: Instant) -> Run {
        let messages = match Payload::read(payload, &self.user_pool_id) {
            Payload::Event(hint) => {
                let handled = self.handle(hint, now, deadline).await;
                let has_failed = handled.report.outcome == Outcome::Failed;
                return Run {
                    handled: vec![handled],
                    answer: (!has_failed).then_some(Value::Null),
                };
            }
            Payload::Messages(messages) => messages,
        };
        let mut run = Run {
            handled: Vec::new(),
            answer: None,
        };
        let mut failures = Vec::new();
        for (id, hint) in messages {
            let handled = self.handle(hint, now, deadline).await;
            if handled.report.outcome == Outcome::Failed {
                failures.push(json!({ "itemIdentifier": id }));
            }
            run.handled.push(handled);
        }
        run.answer = Some(json!({ "batchItemFailures": failures }));
        run
    }

    async fn handle(
        &self,
        hint: Result<Hint, NoHint>,
        now: Timestamp,
        deadline: Instant,
    ) -> Handled {
        let hint = match hint {
            Ok(hint) => hint,
            Err(why) => {
                return Handled {
                    event: "none",
                    sub: None,
                    report: Report::dropped(why.into()),
                };
            }
        };
        // Boxed: the whole way down is too deep a type otherwise.
        let report = Box::pin(self.report(&hint, now, deadline)).await;
        Handled {
            event: hint.as_str(),
            sub: hint.sub().map(str::to_owned),
            report: report.unwrap_or_else(|error| match error {
                // Deleted, or finished by somebody else, while we looked.
                AdminError::UserNotFound | AdminError::ChangedMeanwhile => {
                    Report::dropped(error.code())
                }
                error => Report::failed(error.code()),
            }),
        }
    }

    async fn report(
        &self,
        hint: &Hint,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Report, AdminError> {
        let administration = self.administration(deadline).await?;
        match hint {
            Hint::Member(about) => self.welcome(administration, about, now, deadline).await,
            Hint::GrantFailed(about) => self.finish(administration, about, now, deadline).await,
            Hint::NotDelivered(addresses) => {
                not_delivered::mark(administration, addresses, now, deadline).await
            }
        }
    }

    async fn administration(&self, deadline: Instant) -> Result<&Administration, AdminError> {
        let open = || async {
            let settings = self.settings.clone();
            let pool = &self.user_pool_id;
            let opened = Administration::open(&self.cognito, None, settings, pool, deadline);
            Ok(opened.await?.telling_events(&self.aws))
        };
        self.administration.get_or_try_init(open).await
    }
}
