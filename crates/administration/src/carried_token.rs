//! The invitation token that a user still carries.
//!
//! Acceptance blanks `custom:invitation` once everything is granted. A token that is left means that
//! a grant was not finished, or is still to come. It is believed only if it verifies: a client may
//! be able to write the attribute.

use std::collections::BTreeSet;

use invitation::token::Binding;
use invitation::{GroupName, INVITATION_ATTRIBUTE, TokenFault, TokenSettings, VerifiedToken};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use cognito::User;

/// What is known of a token that a user carries. The token itself is not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "Token")]
pub enum CarriedToken {
    /// It verifies for this user, be it expired or not.
    Verified {
        /// Its identifier, for `tokens.revoked`.
        jti: String,
        /// When it expires.
        expires: Timestamp,
        /// The groups that it names, whether or not they may be given.
        groups: BTreeSet<GroupName>,
    },
    /// It does not, for this reason.
    NotVerified(TokenFault),
}

/// What a token says that a user carries.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(deny_unknown_fields)]
pub(crate) enum Token {
    /// It verifies for this user, be it expired or not.
    Verified {
        /// Always true.
        #[schemars(extend("const" = true))]
        verified: bool,
        /// Its identifier, for `tokens.revoked` of the settings.
        jti: String,
        /// When it expires.
        expires: Timestamp,
        /// The groups that it names, whether or not they may be given.
        #[schemars(with = "Vec<String>")]
        groups: BTreeSet<GroupName>,
    },
    /// It does not.
    NotVerified {
        /// Always false.
        #[schemars(extend("const" = false))]
        verified: bool,
        /// Why, in one stable word.
        reason: &'static str,
    },
}

impl From<CarriedToken> for Token {
    fn from(token: CarriedToken) -> Self {
        match token {
            CarriedToken::Verified {
                jti,
                expires,
                groups,
            } => Self::Verified {
                verified: true,
                jti,
                expires,
                groups,
            },
            CarriedToken::NotVerified(fault) => Self::NotVerified {
                verified: false,
                reason: fault.as_str(),
            },
        }
    }
}

impl CarriedToken {
    /// What `user` carries, if anything.
    pub(crate) fn of(
        user: &User,
        tokens: &TokenSettings,
        user_pool_id: &str,
        now: Timestamp,
    ) -> Option<Self> {
        Some(match verify(user, tokens, user_pool_id, now)? {
            Ok((token, expires)) => Self::Verified {
                jti: token.claims().jti.clone(),
                expires,
                groups: token.claims().groups.iter().cloned().collect(),
            },
            Err(fault) => Self::NotVerified(fault),
        })
    }
}

/// Verifies what the user carries, if anything, apart from its expiry.
pub(crate) fn verify(
    user: &User,
    tokens: &TokenSettings,
    user_pool_id: &str,
    now: Timestamp,
) -> Option<Result<(VerifiedToken, Timestamp), TokenFault>> {
    let token = user.attributes.get(INVITATION_ATTRIBUTE)?;
    let email = user.attributes.email();
    let binding = Binding {
        user_pool_id,
        email: email.as_ref(),
    };
    Some(tokens.verify_apart_from_expiry(token, binding, now))
}
