//! The tokens of a signed-in user: access, ID and refresh token.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use self::claims::ClaimSource;
use crate::authentication::signing_key::SigningKey;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::json::set;
use crate::state::random;
use crate::state::sessions::{Family, Scopes};

mod claims;
mod groups;
mod jwt;
mod lifetimes;
mod request;

pub(crate) use claims::{ClaimChanges, Overrides};
pub(crate) use groups::GroupClaims;
pub(crate) use jwt::{Claims, Unverified};
pub(crate) use lifetimes::Lifetimes;
pub(crate) use request::{Snapshot, TokenRequest, TokenSource};

/// Tokens before they are signed.
struct Unsigned {
    access: Claims,
    id: Claims,
    expires_in: SignedDuration,
    key: SigningKey,
}

impl Context {
    /// Ends a sign-in: runs pre token generation and returns `AuthenticationResult` with a refresh
    /// token.
    pub(crate) async fn issue_tokens(&self, request: TokenRequest) -> Result<Value, ApiError> {
        let overrides = self.overrides(&request).await?;
        self.issue_decided_tokens(&request, overrides, self.now, None)
    }

    /// [`Context::issue_tokens`] after pre token generation, for a person who signed in at that
    /// moment.
    pub(crate) fn issue_decided_tokens(
        &self,
        request: &TokenRequest,
        overrides: Overrides,
        authenticated: Timestamp,
        nonce: Option<&str>,
    ) -> Result<Value, ApiError> {
        let (family, refresh_token) = {
            let state = &mut *self.state();
            let pool = state.pools.pool(&request.pool_id)?;
            let lifetime = Lifetimes::of(pool.client(&request.client_id)?).refresh;
            let user = pool.user(&request.username)?;
            let mut family = Family::new(user, &pool.id, &request.client_id, self.now, lifetime);
            family.scopes = request.scopes.clone();
            family.authenticated = authenticated;
            let id = random::uuid();
            let refresh_token = family.refresh_token(&id);
            state.sessions.families.insert(id.clone(), family);
            (id, refresh_token)
        };
        let mut result = self.result(request, overrides, &family, nonce)?;
        set(&mut result, "RefreshToken", json!(refresh_token));
        Ok(result)
    }

    /// Renews the access and ID token of a sign-in.
    pub(crate) async fn renew_tokens(
        &self,
        request: TokenRequest,
        family: &str,
    ) -> Result<Value, ApiError> {
        let overrides = self.overrides(&request).await?;
        self.result(&request, overrides, family, None)
    }

    /// Runs pre token generation, and returns the changes to the tokens.
    pub(crate) async fn overrides(&self, request: &TokenRequest) -> Result<Overrides, ApiError> {
        let groups = {
            let state = self.state();
            let pool = state.pools.pool(&request.pool_id)?;
            GroupClaims::of(pool, &request.seen.groups)
        };
        let overrides = self.pre_token_generation(request, &groups).await?;
        Ok(Overrides {
            groups: overrides.groups.or(Some(groups)),
            ..overrides
        })
    }

    /// `AuthenticationResult` without a refresh token. Signing is slow, so it happens while the
    /// state is not locked.
    fn result(
        &self,
        request: &TokenRequest,
        overrides: Overrides,
        family: &str,
        nonce: Option<&str>,
    ) -> Result<Value, ApiError> {
        let mut unsigned = self.unsigned(request, overrides, family)?;
        let access = jwt::sign(&unsigned.key, &unsigned.access)?;
        let mut result = json!({
            "AccessToken": access,
            "TokenType": "Bearer",
            "ExpiresIn": unsigned.expires_in.as_secs(),
        });
        if request.scopes.have_id_token() {
            if request.scopes != Scopes::Api {
                let hash = json!(jwt::half_hash(&access));
                unsigned.id.insert("at_hash".to_owned(), hash);
            }
            if let Some(nonce) = nonce {
                unsigned.id.insert("nonce".to_owned(), json!(nonce));
            }
            let id = jwt::sign(&unsigned.key, &unsigned.id)?;
            set(&mut result, "IdToken", json!(id));
        }
        Ok(result)
    }

    /// The tokens to sign, if the user may still have them after all hooks.
    fn unsigned(
        &self,
        request: &TokenRequest,
        overrides: Overrides,
        family: &str,
    ) -> Result<Unsigned, ApiError> {
        let key = SigningKey::of_pool(&request.pool_id)?;
        let state = self.state();
        let pool = state.pools.pool(&request.pool_id)?;
        let client = pool.client(&request.client_id)?;
        let user = pool.user(&request.username)?;
        if user.sub != request.seen.sub {
            return Err(ApiError::UserNotFound);
        }
        user.check_may_sign_in()?;
        let lifetimes = Lifetimes::of(client);
        let claims = ClaimSource {
            client,
            user,
            issuer: state.issuer(pool),
            groups: overrides.groups.unwrap_or_default(),
            lifetimes,
            family,
            scopes: &request.scopes,
            authenticated: state.sessions.alive(family)?.authenticated,
            now: self.now,
        };
        let event = random::uuid();
        Ok(Unsigned {
            access: claims.access(&event, &overrides.access),
            id: claims.id(&event, &overrides.id),
            expires_in: lifetimes.access,
            key,
        })
    }
}
