//! The invitation token that a user still carries.
//!
//! Acceptance blanks `custom:invitation` once everything is granted. A token that is left means that
//! a grant was not finished, or is still to come. It is believed only if it verifies: a client may
//! be able to write the attribute.

use std::collections::BTreeSet;

use invitation::token::Binding;
use invitation::{
    EmailAddress, GroupName, INVITATION_ATTRIBUTE, TokenFault, TokenSettings, VerifiedToken,
};
use jiff::Timestamp;

use cognito::User;

/// What is known of a token that a user carries. The token itself is not part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    let email = user.attributes.get("email");
    let email = email.and_then(|text| text.parse::<EmailAddress>().ok());
    let binding = Binding {
        user_pool_id,
        email: email.as_ref(),
    };
    Some(tokens.verify_apart_from_expiry(token, binding, now))
}
