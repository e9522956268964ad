//! The step after the right password: the challenge to set a new one, or tokens.

use std::collections::BTreeMap;

use serde_json::Value;

use super::sign_in_attempt::SignInAttempt;
use super::tokens::{Snapshot, TokenSource};
use super::{finish, new_password};
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::user::UserStatus;

/// Starts the challenge to set a new password, or ends the sign-in with tokens.
pub(super) async fn proceed(
    attempt: SignInAttempt,
    context: &Context,
    metadata: Option<BTreeMap<String, String>>,
) -> Result<Value, ApiError> {
    let seen = {
        let state = context.state();
        let pool = state.pools.pool(&attempt.pool_id)?;
        let user = pool.user(&attempt.username)?;
        (user.status != UserStatus::ForceChangePassword).then(|| Snapshot::of(pool, user))
    };
    let Some(seen) = seen else {
        return new_password::challenge(context, &attempt);
    };
    let request = attempt.request(TokenSource::Authentication, metadata, seen);
    context.post_authentication(&request).await?;
    finish::with_tokens(context, request).await
}
