//! The calls that reached the pool, for tests and for tables.

use std::fmt;

use strum::IntoStaticStr;

use crate::state::exception::Exception;

/// The AWS service that a call is addressed to; it decides how errors look on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Service {
    /// Amazon Cognito user pools (`cognito-idp`), AWS JSON 1.1.
    CognitoIdp,
    /// Amazon Simple Email Service v2 (`sesv2`), REST JSON.
    Ses,
}

/// One call, with nothing secret in it: no attribute value, no token, no code, no mail body.
///
/// It displays as the operation and its detail, for example `AdminAddUserToGroup clients`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The service called.
    pub service: Service,
    /// AWS's name of the operation, or what the caller sent in its place.
    pub operation: String,
    /// What the call is about, in a few words: the group, the names of the attributes (a leading
    /// `-` means that the attribute is deleted), the addresses a mail goes to. Empty where there
    /// is nothing to add or the request could not be read.
    pub detail: String,
    /// What came of it.
    pub outcome: CallOutcome,
}

impl Service {
    /// The name: `cognito-idp`, `ses`.
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

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallOutcome {
    /// It is under way.
    Pending,
    /// It took effect and was answered.
    Answered,
    /// It was refused, without effect, with this exception.
    Refused(Exception),
    /// The connection was cut before the call took effect.
    Cut,
    /// It was carried out, whatever came of it, and the connection was cut instead of an answer.
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
