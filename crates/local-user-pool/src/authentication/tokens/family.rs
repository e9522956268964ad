//! The tokens that go back to one sign-in, and are revoked together.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};

use super::{TokenRequest, later};
use crate::state::error::ApiError;
use crate::state::random;
use crate::state::sessions::Sessions;
use crate::state::user::User;

/// One sign-in. Its tokens name it by their `origin_jti`, and the refresh token begins with that.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    pub(crate) pool_id: String,
    pub(crate) username: String,
    pub(crate) sub: String,
    pub(crate) client_id: String,
    /// The tokens' `auth_time`.
    pub(crate) authenticated: Timestamp,
    /// When the refresh token expires.
    pub(crate) expires: Timestamp,
    pub(crate) revoked: bool,
    secret: Secret,
    /// The secret of the refresh token before this one, and until when it is good.
    previous: Option<(Secret, Timestamp)>,
}

impl Family {
    /// A sign-in that happens now and can be renewed for that long.
    pub(crate) fn new(
        user: &User,
        request: &TokenRequest,
        now: Timestamp,
        lifetime: SignedDuration,
    ) -> Self {
        Self {
            pool_id: request.pool_id.clone(),
            username: user.username.clone(),
            sub: user.sub.clone(),
            client_id: request.client_id.clone(),
            authenticated: now,
            expires: later(now, lifetime),
            revoked: false,
            secret: Secret(random::bytes()),
            previous: None,
        }
    }

    /// The refresh token. Cognito's is encrypted and says nothing to anybody; neither does this.
    pub(crate) fn refresh_token(&self, id: &str) -> String {
        self.secret.token(id)
    }

    /// Whether this is the refresh token, or the one before it while that is good.
    fn is_refreshed_by(&self, id: &str, token: &str, now: Timestamp) -> bool {
        let mut good = self.previous.iter().filter(|(_, until)| now < *until);
        self.refresh_token(id) == token || good.any(|(secret, _)| secret.token(id) == token)
    }
}

impl Sessions {
    /// The sign-in that a refresh token goes back to, with its identifier, whatever became of it
    /// since. None for what is no refresh token of this server, or is one no longer.
    pub(crate) fn family_of<'a>(
        &self,
        refresh_token: &'a str,
        now: Timestamp,
    ) -> Option<(&'a str, &Family)> {
        let (id, _) = refresh_token.split_once('.')?;
        let family = self.families.get(id)?;
        let is_good = family.is_refreshed_by(id, refresh_token, now);
        is_good.then_some((id, family))
    }

    /// Puts a new refresh token in the place of this one, which is good for that much longer, and
    /// answers it. It lasts as long as the old one would have. One that has a successor already gets
    /// that.
    pub(crate) fn rotate(
        &mut self,
        refresh_token: &str,
        now: Timestamp,
        grace: SignedDuration,
    ) -> Option<String> {
        let (id, _) = refresh_token.split_once('.')?;
        let family = self.families.get_mut(id)?;
        if family.refresh_token(id) == refresh_token {
            let old = std::mem::replace(&mut family.secret, Secret(random::bytes()));
            family.previous = Some((old, later(now, grace)));
        }
        Some(family.refresh_token(id))
    }

    /// The sign-in that this client may renew with the refresh token.
    pub(crate) fn renewable<'a>(
        &self,
        refresh_token: &'a str,
        client_id: &str,
        now: Timestamp,
    ) -> Result<(&'a str, &Family), ApiError> {
        let found = self.family_of(refresh_token, now);
        let (id, family) =
            found.ok_or_else(|| ApiError::not_authorized("Invalid Refresh Token"))?;
        if family.client_id != client_id {
            // The real service's words since 2022 (aws-sdk-js#4016).
            return Err(ApiError::not_authorized(
                "Refresh Token has different Client",
            ));
        }
        self.alive(id)?;
        if now >= family.expires {
            return Err(ApiError::not_authorized("Refresh Token has expired"));
        }
        Ok((id, family))
    }

    /// The sign-in, unless it is revoked or so old that it is forgotten.
    pub(crate) fn alive(&self, id: &str) -> Result<&Family, ApiError> {
        let family = self.families.get(id).filter(|family| !family.revoked);
        family.ok_or_else(|| ApiError::not_authorized("Refresh Token has been revoked"))
    }

    /// Revokes every token of a user.
    pub(crate) fn revoke_user(&mut self, pool_id: &str, sub: &str) {
        for family in self.families.iter_mut() {
            family.revoked |= family.pool_id == pool_id && family.sub == sub;
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
