//! The occasions on which Cognito sends a message.

use strum::{IntoStaticStr, VariantArray};

/// An occasion on which Cognito asks the custom message trigger for a text (contract §4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, VariantArray)]
#[strum(prefix = "CustomMessage_")]
pub enum MessageKind {
    /// An administrator created the account: the invitation, with a temporary password.
    AdminCreateUser,
    /// Somebody signed up: the code that proves the address.
    SignUp,
    /// The person asked for that code again.
    ResendCode,
    /// The person asked for a new password.
    ForgotPassword,
    /// The address or telephone number of the account was changed.
    UpdateUserAttribute,
    /// A signed-in person asked for a code that proves an address or telephone number.
    VerifyUserAttribute,
    /// The second factor of a sign-in.
    Authentication,
}

impl MessageKind {
    /// Every kind.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The `triggerSource` of the event, such as `CustomMessage_SignUp`.
    pub fn trigger_source(self) -> &'static str {
        self.into()
    }

    /// The kind that a `triggerSource` names, if it is one that this crate knows.
    pub fn from_trigger_source(source: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.trigger_source() == source)
    }

    /// The Fluent message with this kind's sentences.
    pub(crate) fn sentences(self) -> &'static str {
        match self {
            Self::AdminCreateUser => "admin-create-user",
            Self::SignUp => "sign-up",
            Self::ResendCode => "resend-code",
            Self::ForgotPassword => "forgot-password",
            Self::UpdateUserAttribute => "update-user-attribute",
            Self::VerifyUserAttribute => "verify-user-attribute",
            Self::Authentication => "authentication",
        }
    }

    /// Whether Cognito demands the user name in the text: in invitations only (contract §4.1).
    pub(crate) fn shows_user_name(self) -> bool {
        self == Self::AdminCreateUser
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trigger_sources_round_trip() {
        for &kind in MessageKind::ALL {
            assert_eq!(
                MessageKind::from_trigger_source(kind.trigger_source()),
                Some(kind)
            );
        }
        assert_eq!(MessageKind::from_trigger_source("CustomMessage_New"), None);
        assert_eq!(MessageKind::from_trigger_source("PreSignUp_SignUp"), None);
    }
}
