//! How a hook makes one answer of two.

use trigger::Function;

/// How a hook makes one answer of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// pre-sign-up: both have to admit.
    BothAdmit,
    /// custom-message: the first of the two that has a text.
    FirstText,
    /// post-confirmation and post-authentication: one after the other, for what they do.
    InTurn,
}

impl Rule {
    /// The rule of a hook; `None` for pre-token-generation, which is not chained.
    pub fn of(hook: Function) -> Option<Self> {
        match hook {
            Function::PreSignUp => Some(Self::BothAdmit),
            Function::CustomMessage => Some(Self::FirstText),
            Function::PostConfirmation | Function::PostAuthentication => Some(Self::InTurn),
            Function::PreTokenGeneration => None,
        }
    }

    /// The members of `response` that Cognito reads, and whether a value is one that it takes.
    pub(crate) fn members(self) -> (&'static [&'static str], fn(&serde_json::Value) -> bool) {
        match self {
            Self::BothAdmit => (&FLAGS, serde_json::Value::is_boolean),
            Self::FirstText => (&TEXTS, serde_json::Value::is_string),
            Self::InTurn => (&[], |_| true),
        }
    }
}

/// Whether the user is confirmed.
pub(crate) const AUTO_CONFIRM: &str = "autoConfirmUser";

/// What pre-sign-up answers (contract §2.3).
const FLAGS: [&str; 3] = [AUTO_CONFIRM, "autoVerifyEmail", "autoVerifyPhone"];

/// What custom-message answers (contract §2.5). The subject alone is no text.
const TEXTS: [&str; 3] = ["emailMessage", "smsMessage", "emailSubject"];

/// The texts without which there is no message.
pub(crate) const BODIES: [&str; 2] = ["emailMessage", "smsMessage"];
