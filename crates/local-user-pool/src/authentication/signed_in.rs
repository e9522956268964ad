//! The caller of an operation with an access token.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::authentication::signing_key::SigningKey;
use crate::authentication::tokens::{Claims, Unverified};
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::scope;

/// A signed-in user, who may change their own account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignedIn {
    pub(crate) pool_id: String,
    pub(crate) username: String,
    pub(crate) client_id: String,
    /// The scopes of the token.
    pub(crate) scopes: BTreeSet<String>,
}

impl Context {
    /// The user of an access token that allows users to change their own account.
    pub(crate) fn signed_in(&self, access_token: &str) -> Result<SignedIn, ApiError> {
        self.signed_in_with(access_token, scope::ADMIN)
    }

    /// The user of an access token with this scope. Refuses a token that no pool has signed, that
    /// is expired or revoked, or whose user is deleted.
    pub(crate) fn signed_in_with(
        &self,
        access_token: &str,
        scope: &str,
    ) -> Result<SignedIn, ApiError> {
        let claims = self.genuine(access_token).ok_or_else(invalid)?;
        let state = self.state();
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        if text("token_use") != Some("access") {
            return Err(invalid());
        }
        let expires = claims.get("exp").and_then(Value::as_i64);
        if expires.is_none_or(|expires| self.now.as_second() >= expires) {
            return Err(ApiError::not_authorized("Access Token has expired"));
        }
        let family = text("origin_jti").and_then(|id| state.sessions.families.get(id));
        let family = family.ok_or_else(invalid)?;
        if family.revoked {
            return Err(ApiError::not_authorized("Access Token has been revoked"));
        }
        let scopes = text("scope").unwrap_or_default();
        if !scopes.split(' ').any(|allowed| allowed == scope) {
            return Err(ApiError::not_authorized(
                "Access Token does not have required scopes",
            ));
        }
        let user = state.pools.pool(&family.pool_id)?.user(&family.username)?;
        // The name may be another user's by now.
        if user.sub != family.sub {
            return Err(ApiError::UserNotFound);
        }
        if !user.enabled {
            return Err(ApiError::not_authorized("User is disabled."));
        }
        Ok(SignedIn {
            pool_id: family.pool_id.clone(),
            username: user.username.clone(),
            client_id: family.client_id.clone(),
            scopes: scopes.split(' ').map(str::to_owned).collect(),
        })
    }
}

impl Context {
    /// The claims of a token, if the pool in its issuer has signed it.
    fn genuine(&self, token: &str) -> Option<Claims> {
        let token = Unverified::read(token)?;
        let (_, pool_id) = token.claim("iss")?.rsplit_once('/')?;
        self.state().pools.pool(pool_id).ok()?;
        let key = SigningKey::of_pool(pool_id).ok()?;
        token.verified(&key)
    }

    /// Signs a user out everywhere, by revoking all tokens.
    pub(crate) fn sign_out(&self, pool_id: &str, username: &str) -> Result<(), ApiError> {
        let state = &mut *self.state();
        let sub = &state.pools.pool(pool_id)?.user(username)?.sub;
        state.sessions.revoke_user(pool_id, sub);
        Ok(())
    }
}

fn invalid() -> ApiError {
    ApiError::not_authorized("Invalid Access Token")
}
