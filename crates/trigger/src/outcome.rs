//! What a hook answers, and what the log says about it.

use std::fmt;

use lambda_runtime::Diagnostic;
use serde::Serialize;
use serde_json::{Map, Value};
use strum::{EnumIter, IntoStaticStr};

use crate::{Failure, Metric};

/// What a hook came to.
#[derive(Debug, Clone)]
pub struct HookOutcome {
    /// What goes back to Cognito.
    pub answer: Answer,
    /// What happened.
    pub name: OutcomeName,
    /// The stable code of a rejection, a fallback or a failure.
    pub code: Option<&'static str>,
    /// What the log says beyond the code, in one stable word.
    pub cause: Option<&'static str>,
    /// The identifier of the invitation token that the hook has verified.
    pub jti: Option<String>,
    /// What is counted, and how many.
    pub counts: Vec<(Metric, usize)>,
    /// What the user pool said beyond the event, for a capture; personal data is redacted there.
    pub pool_said: Option<Value>,
}

impl HookOutcome {
    /// The outcome of a hook that failed. `answer` is the fallback.
    pub fn failed(failure: Failure, answer: Answer) -> Self {
        let metric = match failure {
            // Everybody who may invoke the function can send such an event: no failure of ours.
            Failure::NotAnEvent => Metric::UnreadableEvents,
            Failure::Panicked | Failure::Overran => Metric::InternalErrors,
        };
        let mut outcome = Self::new(OutcomeName::Failed, answer).counted(metric);
        outcome.code = Some(failure.as_str());
        outcome
    }

    /// Whether somebody has to look at it.
    pub fn is_trouble(&self) -> bool {
        self.counts.iter().any(|(metric, _)| metric.is_trouble())
    }

    /// An outcome without code, metrics or further knowledge.
    pub fn new(name: OutcomeName, answer: Answer) -> Self {
        Self {
            answer,
            name,
            code: None,
            cause: None,
            jti: None,
            counts: Vec::new(),
            pool_said: None,
        }
    }

    /// The same outcome, counted once by `metric`.
    #[must_use]
    pub fn counted(mut self, metric: Metric) -> Self {
        self.counts.push((metric, 1));
        self
    }

    /// The hook has nothing to do with this event.
    pub fn passed_through() -> Self {
        Self::new(OutcomeName::PassedThrough, Answer::Echo)
    }
}

/// What happened in a run of a hook, as one stable word for the log. `docs/reference/events.md` has
/// all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum OutcomeName {
    /// A sign-up was let in.
    Admitted,
    /// The person was told "no".
    Rejected,
    /// A brand wrote the message.
    Message,
    /// The pool's own template was left to write it.
    FellBack,
    /// Everything that the person was to get.
    Granted,
    /// There was nothing to give.
    NothingToGrant,
    /// Something of it cannot be given.
    GrantedInPart,
    /// AWS interrupted a grant, which the next sign-in finishes.
    GrantPending,
    /// AWS interrupted a grant, which nobody finishes by themselves.
    GrantFailed,
    /// Groups were added to a token.
    GroupsAdded,
    /// In a chain, our message was taken.
    MessageOfOurs,
    /// In a chain, the other function's message was taken.
    MessageOfTheirs,
    /// In a chain, neither function had a message that can be used.
    TemplateOfPool,
    /// In a chain, the other function ended without an error.
    Completed,
    /// The hook has nothing to do with this event.
    PassedThrough,
    /// The settings cannot be read, or lack what the function needs.
    NotConfigured,
    /// The hook has no outcome of its own: the code says why.
    Failed,
}

impl OutcomeName {
    /// As the log has it: `granted-in-part`.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What goes back to Cognito.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The event as it came: the default action.
    Echo,
    /// The event with these members set in its `response`.
    Respond(Map<String, Value>),
    /// A "no", shown to the person.
    Reject(RejectionMessage),
    /// The error that another function answered, word for word.
    Fail(FunctionError),
}

/// An error of a function, as Lambda passes it on. Cognito shows the message to the person, as
/// `<Trigger> failed with error <message>.`
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FunctionError {
    /// Its type: of our own functions, the code of the rejection.
    pub error_type: String,
    /// Its message.
    pub error_message: String,
}

impl fmt::Display for FunctionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.error_message)
    }
}

/// The runtime logs this form, and a function of somebody else may have written anything.
impl fmt::Debug for FunctionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FunctionError")
    }
}

impl From<RejectionMessage> for FunctionError {
    fn from(message: RejectionMessage) -> Self {
        Self {
            error_type: message.code.to_owned(),
            error_message: message.to_string(),
        }
    }
}

impl From<FunctionError> for Diagnostic {
    fn from(error: FunctionError) -> Self {
        Self {
            error_type: error.error_type,
            error_message: error.error_message,
        }
    }
}

/// A "no" with a stable code and a sentence for the person who reads it.
///
/// Cognito shows it as `<Trigger> failed with error <code>: <sentence>.` (contract §6), adding
/// the full stop, so the sentence has none.
#[derive(Clone, PartialEq, Eq)]
pub struct RejectionMessage {
    /// The stable code.
    pub code: &'static str,
    /// The sentence, in the person's language.
    pub sentence: String,
}

impl fmt::Display for RejectionMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.sentence)
    }
}

/// The runtime logs this form; the code says it all.
impl fmt::Debug for RejectionMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RejectionMessage({})", self.code)
    }
}

impl Answer {
    /// The members of `response`, as one of the response types of `aws_lambda_events` has them.
    /// What has no members changes nothing.
    pub fn respond<T: Serialize>(response: &T) -> Self {
        match serde_json::to_value(response) {
            Ok(Value::Object(members)) => Self::Respond(members),
            _ => Self::Echo,
        }
    }
}
