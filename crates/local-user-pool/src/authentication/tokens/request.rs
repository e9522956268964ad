//! Requests for tokens.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use strum::IntoStaticStr;

use crate::hooks::user_attributes;
use crate::state::pool::Pool;
use crate::state::sessions::Scopes;
use crate::state::user::User;

/// A request for tokens.
#[derive(Clone, Debug)]
pub(crate) struct TokenRequest {
    pub(crate) pool_id: String,
    pub(crate) username: String,
    pub(crate) client_id: String,
    pub(crate) source: TokenSource,
    /// The scopes of the access token.
    pub(crate) scopes: Scopes,
    /// The metadata for pre token generation. None is absent from the event.
    pub(crate) client_metadata: Option<BTreeMap<String, String>>,
    /// The user as hooks see it.
    pub(crate) seen: Snapshot,
}

/// The reason for tokens. The trigger source of pre token generation names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(prefix = "TokenGeneration_")]
pub(crate) enum TokenSource {
    /// A sign-in with a password.
    Authentication,
    /// The first sign-in of a user that an administrator created.
    NewPasswordChallenge,
    /// A refresh token.
    RefreshTokens,
    /// A sign-in at managed login, with a password or through an identity provider.
    HostedAuth,
}

/// A user at one moment, as the hooks of a sign-in see it. They do not see later changes (contract
/// §1.3 and §7).
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    pub(crate) sub: String,
    /// The attributes as in events.
    pub(crate) attributes: Map<String, Value>,
    pub(crate) groups: BTreeSet<String>,
}

impl Snapshot {
    /// The user as of now.
    pub(crate) fn of(pool: &Pool, user: &User) -> Self {
        Self {
            sub: user.sub.clone(),
            attributes: user_attributes(pool, user),
            groups: user.groups.clone(),
        }
    }
}
