//! The tokens of one sign-in, which are revoked together.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};

use crate::state::clock::later;
use crate::state::random;
use crate::state::sessions::scopes::Scopes;
use crate::state::user::User;

/// One sign-in. Its tokens have its identifier as `origin_jti`, and the refresh token begins with
/// it.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    pub(crate) pool_id: String,
    pub(crate) username: String,
    pub(crate) sub: String,
    pub(crate) client_id: String,
    /// The scopes of its access tokens.
    pub(crate) scopes: Scopes,
    /// The tokens' `auth_time`.
    pub(crate) authenticated: Timestamp,
    /// When the refresh token expires.
    pub(crate) expires: Timestamp,
    pub(crate) revoked: bool,
    secret: Secret,
    /// The secret of the refresh token before this one, and the end of its validity.
    previous: Option<(Secret, Timestamp)>,
}

impl Family {
    /// A sign-in at `now`, whose tokens can be renewed for `lifetime`.
    pub(crate) fn new(
        user: &User,
        pool_id: &str,
        client_id: &str,
        now: Timestamp,
        lifetime: SignedDuration,
    ) -> Self {
        Self {
            pool_id: pool_id.to_owned(),
            username: user.username.clone(),
            sub: user.sub.clone(),
            client_id: client_id.to_owned(),
            scopes: Scopes::Api,
            authenticated: now,
            expires: later(now, lifetime),
            revoked: false,
            secret: Secret(random::bytes()),
            previous: None,
        }
    }

    /// The refresh token. Like Cognito's encrypted one, it is opaque to clients.
    pub(crate) fn refresh_token(&self, id: &str) -> String {
        self.secret.token(id)
    }

    /// Whether this is the refresh token, or the one before it while that is valid.
    pub(super) fn is_refreshed_by(&self, id: &str, token: &str, now: Timestamp) -> bool {
        let mut good = self.previous.iter().filter(|(_, until)| now < *until);
        self.refresh_token(id) == token || good.any(|(secret, _)| secret.token(id) == token)
    }

    /// Replaces the refresh token, unless it was replaced before. The old one stays valid for the
    /// grace period.
    pub(super) fn rotate(&mut self, id: &str, token: &str, now: Timestamp, grace: SignedDuration) {
        if self.refresh_token(id) == token {
            let old = std::mem::replace(&mut self.secret, Secret(random::bytes()));
            self.previous = Some((old, later(now, grace)));
        }
    }
}

/// The part of a refresh token that cannot be guessed.
#[derive(Clone)]
struct Secret([u8; 48]);

impl Secret {
    fn token(&self, id: &str) -> String {
        format!("{id}.{}", URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}
