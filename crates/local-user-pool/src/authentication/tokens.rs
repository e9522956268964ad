//! The tokens of somebody who has signed in: access, ID and refresh token.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::authentication::check_may_sign_in;
use crate::authentication::signing_key::SigningKey;
use crate::hooks::user_attributes;
use crate::server::local_user_pool::State;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::pool::{Client, Pool};
use crate::state::random;
use crate::state::user::User;

mod claims;
mod family;
mod groups;
mod jwt;
mod lifetimes;

pub(crate) use claims::{ADMIN_SCOPE, ClaimChanges, Overrides};
pub(crate) use family::Family;
pub(crate) use groups::GroupClaims;
pub(crate) use jwt::{Claims, Unverified};
pub(crate) use lifetimes::Lifetimes;

/// What tokens are asked for.
#[derive(Clone, Debug)]
pub(crate) struct TokenRequest {
    pub(crate) pool_id: String,
    pub(crate) username: String,
    pub(crate) client_id: String,
    pub(crate) source: TokenSource,
    /// What pre token generation is given; none is absent from the event.
    pub(crate) client_metadata: Option<BTreeMap<String, String>>,
    /// The user as the hook is told.
    pub(crate) seen: Snapshot,
}

/// Why there are tokens, which the trigger source of pre token generation says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenSource {
    /// A sign-in with a password.
    Authentication,
    /// The first sign-in of a user that an administrator created.
    NewPasswordChallenge,
    /// A refresh token.
    RefreshTokens,
    /// A sign-in through an identity provider.
    HostedAuth,
}

impl TokenSource {
    /// AWS's name of the trigger source.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Authentication => "TokenGeneration_Authentication",
            Self::NewPasswordChallenge => "TokenGeneration_NewPasswordChallenge",
            Self::RefreshTokens => "TokenGeneration_RefreshTokens",
            Self::HostedAuth => "TokenGeneration_HostedAuth",
        }
    }
}

/// A user at one moment, as the hooks of a sign-in are told: what changes while they run, they do
/// not see (contract §1.3 and §7).
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    pub(crate) sub: String,
    /// The attributes as events carry them.
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

/// What the claims of the tokens are made of.
struct Issue<'a> {
    client: &'a Client,
    user: &'a User,
    issuer: String,
    groups: GroupClaims,
    lifetimes: Lifetimes,
    /// The `origin_jti`.
    family: &'a str,
    authenticated: Timestamp,
    now: Timestamp,
}

/// Tokens before they are signed.
struct Unsigned {
    access: Claims,
    id: Claims,
    expires_in: SignedDuration,
    key: SigningKey,
}

impl Context {
    /// Signs somebody in: asks pre token generation and answers `AuthenticationResult`, with a
    /// refresh token.
    pub(crate) async fn issue_tokens(&self, request: TokenRequest) -> Result<Value, ApiError> {
        let overrides = self.overrides(&request).await?;
        let (family, refresh_token) = {
            let state = &mut *self.state();
            let pool = state.pools.pool(&request.pool_id)?;
            let lifetime = Lifetimes::of(pool.client(&request.client_id)?).refresh;
            let family = Family::new(pool.user(&request.username)?, &request, self.now, lifetime);
            let id = random::uuid();
            let refresh_token = family.refresh_token(&id);
            state.sessions.families.insert(id.clone(), family);
            (id, refresh_token)
        };
        let mut result = self.result(&request, overrides, &family)?;
        if let Some(members) = result.as_object_mut() {
            members.insert("RefreshToken".to_owned(), json!(refresh_token));
        }
        Ok(result)
    }

    /// Renews the access and ID token of a sign-in.
    pub(crate) async fn renew_tokens(
        &self,
        request: TokenRequest,
        family: &str,
    ) -> Result<Value, ApiError> {
        let overrides = self.overrides(&request).await?;
        self.result(&request, overrides, family)
    }

    async fn overrides(&self, request: &TokenRequest) -> Result<Overrides, ApiError> {
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

    /// `AuthenticationResult` without a refresh token. Signing takes most of the time, and is done
    /// when nobody waits for the state.
    fn result(
        &self,
        request: &TokenRequest,
        overrides: Overrides,
        family: &str,
    ) -> Result<Value, ApiError> {
        let unsigned = self.unsigned(request, overrides, family)?;
        Ok(json!({
            "AccessToken": jwt::sign(&unsigned.key, &unsigned.access)?,
            "IdToken": jwt::sign(&unsigned.key, &unsigned.id)?,
            "TokenType": "Bearer",
            "ExpiresIn": unsigned.expires_in.as_secs(),
        }))
    }

    /// What is to be signed, if after all hooks the user may still have it.
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
        check_may_sign_in(user)?;
        let lifetimes = Lifetimes::of(client);
        let issue = Issue {
            client,
            user,
            issuer: state.issuer(pool),
            groups: overrides.groups.unwrap_or_default(),
            lifetimes,
            family,
            authenticated: state.sessions.alive(family)?.authenticated,
            now: self.now,
        };
        let event = random::uuid();
        Ok(Unsigned {
            access: issue.access(&event, &overrides.access),
            id: issue.id(&event, &overrides.id),
            expires_in: lifetimes.access,
            key,
        })
    }
}

impl State {
    /// Where the pool's tokens come from, which they say in `iss`.
    pub(crate) fn issuer(&self, pool: &Pool) -> String {
        let aws = || {
            let service = if pool.settings.has_updated_issuer() {
                "issuer-cognito-idp"
            } else {
                "cognito-idp"
            };
            format!("https://{service}.{}.amazonaws.com", pool.region())
        };
        let base = self.issuer_base.clone().unwrap_or_else(aws);
        format!("{base}/{}", pool.id)
    }
}

/// The moment that far ahead.
pub(crate) fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}
