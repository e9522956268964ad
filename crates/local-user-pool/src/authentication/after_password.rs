//! The step after the right password: the challenge to set a new one, or the end of the sign-in.

use std::collections::BTreeMap;

use serde_json::Value;

use super::sign_in_attempt::SignInAttempt;
use super::tokens::{Snapshot, TokenRequest, TokenSource};
use super::{finish, new_password};
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::user::UserStatus;

/// What comes after the right password.
pub(super) enum Next {
    /// The challenge to set a new one, as `InitiateAuth` answers it.
    NewPassword(Value),
    /// Tokens, after post authentication.
    Tokens(TokenRequest),
}

impl Next {
    /// Finds out what comes next, and does it up to the tokens.
    pub(super) async fn of(
        attempt: SignInAttempt,
        context: &Context,
        metadata: Option<BTreeMap<String, String>>,
    ) -> Result<Self, ApiError> {
        let seen = {
            let state = context.state();
            let pool = state.pools.pool(&attempt.pool_id)?;
            let user = pool.user(&attempt.username)?;
            (user.status != UserStatus::ForceChangePassword).then(|| Snapshot::of(pool, user))
        };
        let Some(seen) = seen else {
            let challenge = new_password::challenge(context, &attempt)?;
            return Ok(Self::NewPassword(challenge));
        };
        let request = attempt.request(TokenSource::Authentication, metadata, seen);
        context.post_authentication(&request).await?;
        Ok(Self::Tokens(request))
    }
}

/// Starts the challenge to set a new password, or ends the sign-in with tokens.
pub(super) async fn proceed(
    attempt: SignInAttempt,
    context: &Context,
    metadata: Option<BTreeMap<String, String>>,
) -> Result<Value, ApiError> {
    match Next::of(attempt, context, metadata).await? {
        Next::NewPassword(challenge) => Ok(challenge),
        Next::Tokens(request) => finish::with_tokens(context, request).await,
    }
}
