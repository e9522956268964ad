//! The calls that reached the pool.

use std::fmt;

use strum::IntoStaticStr;

use crate::state::exception::Exception;

/// The AWS service of a call. The format of errors depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Service {
    /// Amazon Cognito user pools (`cognito-idp`), AWS JSON 1.1.
    CognitoIdp,
    /// Amazon Simple Email Service v2 (`sesv2`), REST JSON.
    Ses,
    /// Amazon EventBridge (`events`), AWS JSON 1.1.
    EventBridge,
}

/// One call, without secrets: it has no attribute value, no token, no code and no mail body.
///
/// It displays as the operation and its detail, for example `AdminAddUserToGroup clients`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The service called.
    pub service: Service,
    /// AWS's name of the operation, or the text that the caller sent instead.
    pub operation: String,
    /// The subject of the call, in a few words: the group, the names of the attributes (a leading
    /// `-` for a deleted one), the recipients of a mail. It can be empty, as for a request that
    /// could not be read.
    pub detail: String,
    /// Its outcome.
    pub outcome: CallOutcome,
}

impl Service {
    /// The name: `cognito-idp`, `ses`, `event-bridge`.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }
}

impl Call {
    /// A call that begins.
    pub(crate) fn begun(service: Service, operation: &str) -> Self {
        Self {
            service,
            operation: operation.to_owned(),
            detail: String::new(),
            outcome: CallOutcome::Pending,
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.operation)?;
        if self.detail.is_empty() {
            return Ok(());
        }
        write!(f, " {}", self.detail)
    }
}

/// The outcome of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallOutcome {
    /// It is under way.
    Pending,
    /// It took effect and was answered.
    Answered,
    /// It was refused with this exception, and had no effect.
    Refused(Exception),
    /// The connection was cut before the call took effect.
    Cut,
    /// It was handled, with or without success, and the connection was cut instead of an answer.
    AnswerLost,
}

impl fmt::Display for CallOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pending => "under way",
            Self::Answered => "ok",
            Self::Refused(exception) => exception.as_str(),
            Self::Cut => "connection cut",
            Self::AnswerLost => "answer lost",
        })
    }
}
