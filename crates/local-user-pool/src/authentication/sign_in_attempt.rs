//! An attempt to sign in, from the name to the right password.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::Parameters;
use crate::authentication::tokens::{Snapshot, TokenRequest, TokenSource};
use crate::operations::request::client_context::ClientContext;
use crate::operations::request::validation::{Shape, Violations};
use crate::state::clock::later;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::pool::{Pool, SignIn};
use crate::state::sessions::{Challenge, Expected, Scopes};
use crate::state::user::{User, UserStatus};

/// The default lifetime of a challenge, in minutes (contract §1.3).
const SESSION_MINUTES: i64 = 3;

/// An attempt to sign in: the pool, the client and the name.
#[derive(Clone, Debug)]
pub(super) struct SignInAttempt {
    pub(super) pool_id: String,
    pub(super) client_id: String,
    /// The username; or the entered name, if it is unknown and the client hides that.
    pub(super) username: String,
}

impl SignInAttempt {
    /// The attempt of the user in `USERNAME`, after a check of the client's secret.
    pub(super) fn named(
        context: &Context,
        caller: &ClientContext,
        parameters: &Parameters,
    ) -> Result<Self, ApiError> {
        let name = username(parameters)?;
        let state = context.state();
        let hash = parameters.optional("SECRET_HASH");
        let (pool, client) = caller.enter(&state.pools, name, hash)?;
        let aliases_wait = !state.behaviour.alias_before_first_sign_in;
        let username = match pool.find(name) {
            Some(user) if aliases_wait && is_early_alias(pool, user, name) => {
                return Err(ApiError::incorrect_password());
            }
            Some(user) => &user.username,
            None if client.hides_missing_users() => name,
            None => return Err(ApiError::UserNotFound),
        };
        Ok(Self {
            pool_id: pool.id.clone(),
            client_id: client.id.clone(),
            username: username.to_owned(),
        })
    }

    /// [`SignInAttempt::named`], if pre authentication allows it.
    pub(super) async fn begin(
        context: &Context,
        caller: &ClientContext,
        parameters: &Parameters,
        metadata: Option<BTreeMap<String, String>>,
    ) -> Result<Self, ApiError> {
        let attempt = Self::named(context, caller, parameters)?;
        let (pool, client) = (&attempt.pool_id, &attempt.client_id);
        context
            .pre_authentication(pool, &attempt.username, client, metadata)
            .await?;
        Ok(attempt)
    }

    /// Refuses the attempt unless the user may sign in and the password, or its proof, is right.
    ///
    /// A user who is not confirmed gets that answer with any password (contract §11). That the
    /// password has to be reset is answered to the right one only (amplify-js#4890). A locked-out
    /// user is refused with the right password too.
    pub(super) fn check(
        &self,
        context: &Context,
        is_right: impl FnOnce(&Pool, &User) -> bool,
    ) -> Result<(), ApiError> {
        let state = &mut *context.state();
        let reveals_expired_password = state.behaviour.reveals_expired_password;
        let pool = state.pools.pool_mut(&self.pool_id)?;
        let user = pool.users.get(&self.username);
        let user = user.ok_or_else(ApiError::incorrect_password)?;
        user.check_may_begin()?;
        let allowed = user.check_may_sign_in();
        let is_right = is_right(pool, user);
        let is_expired = is_expired(pool, user, context.now);
        let tried = pool.users.change(&self.username, |user| {
            user.credentials.lockout.attempt(is_right, context.now)
        });
        tried.ok_or(ApiError::UserNotFound)??;
        allowed?;
        match (is_expired, reveals_expired_password) {
            (false, _) => Ok(()),
            (true, false) => Err(ApiError::incorrect_password()),
            (true, true) => Err(ApiError::not_authorized(
                "Temporary password has expired and must be reset by an administrator.",
            )),
        }
    }

    /// Remembers the challenge that the user has to answer next.
    pub(super) fn expect(
        &self,
        context: &Context,
        session: String,
        expected: Expected,
    ) -> Result<(), ApiError> {
        let state = &mut *context.state();
        let client = state.pools.pool(&self.pool_id)?.client(&self.client_id)?;
        let minutes = client
            .settings
            .auth_session_validity
            .unwrap_or(SESSION_MINUTES);
        let lasting = SignedDuration::from_secs(minutes.saturating_mul(60));
        let challenge = Challenge {
            pool_id: self.pool_id.clone(),
            client_id: self.client_id.clone(),
            username: self.username.clone(),
            expires: later(context.now, lasting),
            used: false,
            expected,
        };
        state.sessions.challenges.insert(session, challenge);
        Ok(())
    }

    /// Passes the challenge of this attempt to `act`.
    pub(super) fn answer<T>(
        &self,
        context: &Context,
        session: &str,
        act: impl FnOnce(&mut Challenge) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let state = &mut *context.state();
        let challenge = state.sessions.challenge(session, context.now)?;
        let is_theirs = challenge.pool_id == self.pool_id
            && challenge.client_id == self.client_id
            && challenge.username == self.username;
        if !is_theirs {
            return Err(ApiError::invalid_session());
        }
        act(challenge)
    }

    pub(super) fn request(
        self,
        source: TokenSource,
        client_metadata: Option<BTreeMap<String, String>>,
        seen: Snapshot,
    ) -> TokenRequest {
        TokenRequest {
            pool_id: self.pool_id,
            username: self.username,
            client_id: self.client_id,
            source,
            scopes: Scopes::Api,
            client_metadata,
            seen,
        }
    }
}

/// `USERNAME`, which the challenge remembers even if it is unknown. That AWS checks it like other
/// usernames is not documented.
fn username(parameters: &Parameters) -> Result<&str, ApiError> {
    let name = parameters.required("USERNAME")?;
    let mut violations = Violations::default();
    violations.optional("username", name.to_owned(), Shape::Username);
    violations.into_result()?;
    Ok(name)
}

/// Whether the user's temporary password has expired.
fn is_expired(pool: &Pool, user: &User, now: Timestamp) -> bool {
    let days = pool.settings.policies.password_policy.temporary_days();
    let password = user.credentials.password.as_ref();
    user.status == UserStatus::ForceChangePassword
        && password.is_some_and(|password| password.is_older_than(days, now))
}

/// Whether the name is an alias, and not the username or the `sub`, of a user who has not signed in
/// yet. Addresses that serve as username are not aliases.
fn is_early_alias(pool: &Pool, user: &User, name: &str) -> bool {
    user.status == UserStatus::ForceChangePassword
        && matches!(pool.sign_in, SignIn::Username(_))
        && !pool.same(&user.username, name)
        && user.sub != name
}
