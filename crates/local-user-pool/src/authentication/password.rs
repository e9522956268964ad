//! Signing in with the password itself.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Parameters, SignInAttempt, after_password};
use crate::operations::request::client_context::ClientContext;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// `USER_PASSWORD_AUTH` and `ADMIN_USER_PASSWORD_AUTH`. The metadata reaches pre authentication
/// and no later hook (contract §3).
pub(super) async fn start(
    context: &Context,
    caller: &ClientContext,
    parameters: &Parameters,
    metadata: Option<BTreeMap<String, String>>,
) -> Result<Value, ApiError> {
    let attempt = right(context, caller, parameters, metadata).await?;
    after_password::proceed(attempt, context, None).await
}

/// The attempt with the right password.
pub(super) async fn right(
    context: &Context,
    caller: &ClientContext,
    parameters: &Parameters,
    metadata: Option<BTreeMap<String, String>>,
) -> Result<SignInAttempt, ApiError> {
    let typed = parameters.required("PASSWORD")?;
    let attempt = SignInAttempt::begin(context, caller, parameters, metadata).await?;

    attempt.check(context, |pool, user| {
        let password = user.credentials.password.as_ref();
        password.is_some_and(|password| password.is(pool.short_id(), &user.username, typed))
    })?;
    Ok(attempt)
}
