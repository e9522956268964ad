//! The functions that a pool can be given, and the slots that they take.

use std::fmt;

use trigger::Function;

/// One of the five functions, named as everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(crate) enum Hook {
    /// Admission.
    PreSignUp,
    /// Mails and SMS.
    CustomMessage,
    /// The grant of a self sign-up.
    PostConfirmation,
    /// The policy's groups of admin-created users.
    PostAuthentication,
    /// The policy's groups in the first token.
    PreTokenGeneration,
}

impl Hook {
    /// Every function, in the order in which a pool calls them.
    pub(crate) const ALL: [Self; 5] = [
        Self::PreSignUp,
        Self::CustomMessage,
        Self::PostConfirmation,
        Self::PostAuthentication,
        Self::PreTokenGeneration,
    ];

    /// The function's name, which is that of its crate, too.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::PreSignUp => "pre-sign-up",
            Self::CustomMessage => "custom-message",
            Self::PostConfirmation => "post-confirmation",
            Self::PostAuthentication => "post-authentication",
            Self::PreTokenGeneration => "pre-token-generation",
        }
    }

    /// The function of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hook| hook.as_str() == name)
    }

    /// The member of `LambdaConfig` that has its ARN (API reference: `LambdaConfigType`).
    pub(crate) fn slot(self) -> &'static str {
        match self {
            Self::PreSignUp => "PreSignUp",
            Self::CustomMessage => "CustomMessage",
            Self::PostConfirmation => "PostConfirmation",
            Self::PostAuthentication => "PostAuthentication",
            Self::PreTokenGeneration => "PreTokenGeneration",
        }
    }

    /// Whether a function is named like ours for this hook: `pre-sign-up`, or with the name of a
    /// stack before it.
    pub(crate) fn is_named_by(self, arn: &str) -> bool {
        Function::from_reference(arn).is_some_and(|function| function.name() == self.as_str())
    }

    /// The function whose slot a member of `LambdaConfig` is part of.
    pub(crate) fn of_member(member: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|hook| hook.slot() == member || hook.versioned_slot() == Some(member))
    }

    /// The member that has its ARN and the version of its events.
    pub(crate) fn versioned_slot(self) -> Option<&'static str> {
        (self == Self::PreTokenGeneration).then_some("PreTokenGenerationConfig")
    }
}

impl fmt::Display for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
