//! The triggers of a user pool for which there are functions here.

use std::fmt;

/// A trigger, by the member of `LambdaConfig` that has its function (API reference,
/// `LambdaConfigType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trigger {
    /// Before somebody has an account.
    PreSignUp,
    /// Before a mail or SMS is sent.
    CustomMessage,
    /// After a sign-up was confirmed.
    PostConfirmation,
    /// After a sign-in.
    PostAuthentication,
    /// Before tokens are issued.
    PreTokenGeneration,
}

impl Trigger {
    /// Every trigger, in the order in which a pool calls them.
    pub const ALL: [Self; 5] = [
        Self::PreSignUp,
        Self::CustomMessage,
        Self::PostConfirmation,
        Self::PostAuthentication,
        Self::PreTokenGeneration,
    ];

    /// The member of `LambdaConfig`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PreSignUp => "PreSignUp",
            Self::CustomMessage => "CustomMessage",
            Self::PostConfirmation => "PostConfirmation",
            Self::PostAuthentication => "PostAuthentication",
            Self::PreTokenGeneration => "PreTokenGeneration",
        }
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
