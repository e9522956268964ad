//! A user as lists show it.

use std::fmt;

use cognito::User;
use invitation::InvitationRecord;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::administration::{Administration, whole_seconds};
use crate::carried_token::{CarriedToken, Token};
use crate::invitation_state::InvitationState;

/// A user as lists show it.
// Its `Debug` shows neither address nor names.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Entry {
    /// Where the invitation is in its life.
    pub state: InvitationState,
    /// Cognito's own word for the user.
    pub status: String,
    /// Whether the user may sign in.
    pub enabled: bool,
    /// The immutable user name.
    pub user_name: String,
    /// The immutable identifier.
    pub sub: String,
    /// The address.
    pub email: Option<String>,
    /// Whether the address counts as verified.
    pub email_verified: bool,
    /// The full name, where the pool keeps one.
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// When the user was created.
    pub created: Option<Timestamp>,
    /// When the user was changed last, by whomever.
    pub modified: Option<Timestamp>,
    /// When an open invitation ends: at its own end, or when its temporary password stops working,
    /// whichever is earlier. What is known of the password is the latest moment that it can be.
    pub expires: Option<Timestamp>,
    /// Who invited: the `sub` of a user, or an address; where the record of the invitation names
    /// somebody.
    pub inviter: Option<String>,
    /// The inviter's name, as the mail shows it. Names are not unique.
    pub inviter_name: Option<String>,
    /// The invitation token that the user still carries; what it says, never the token.
    #[schemars(with = "Option<Token>")]
    pub token: Option<CarriedToken>,
}

impl Administration {
    /// A user of this pool as lists show it.
    pub(crate) fn entry(&self, user: &User, now: Timestamp) -> Entry {
        let record = InvitationRecord::of(&user.attributes);
        let record = record.as_ref();
        let expires = self.expires(user);
        let attribute = |name| user.attributes.get(name).map(str::to_owned);
        Entry {
            sub: user.sub.clone(),
            user_name: user.user_name.clone(),
            email: attribute("email"),
            email_verified: user.attributes.is_true("email_verified"),
            name: attribute("name"),
            given_name: attribute("given_name"),
            family_name: attribute("family_name"),
            state: InvitationState::of(user, record, expires, now),
            status: user.status.as_str().to_owned(),
            enabled: user.enabled,
            created: user.created.map(whole_seconds),
            modified: user.modified.map(whole_seconds),
            expires,
            inviter: record
                .and_then(|record| record.by.as_ref())
                .map(|inviter| inviter.as_str().to_owned()),
            inviter_name: record
                .and_then(|record| record.by_name.as_ref())
                .map(|name| name.as_str().to_owned()),
            token: CarriedToken::of(user, &self.settings.tokens, &self.pool.id, now),
        }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("sub", &self.sub)
            .field("state", &self.state)
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}
