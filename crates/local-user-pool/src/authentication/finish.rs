//! The end of a sign-in.

use serde_json::{Value, json};

use super::tokens::TokenRequest;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Ends a sign-in with tokens, after post authentication. Whether the tokens have the groups that
/// the hook assigned is not established (contract §7).
pub(super) async fn with_tokens(
    context: &Context,
    mut request: TokenRequest,
) -> Result<Value, ApiError> {
    see_new_groups(context, &mut request)?;
    Ok(answer(&context.issue_tokens(request).await?))
}

/// Gives the tokens the groups that post authentication assigned, if the pool behaves so.
pub(super) fn see_new_groups(
    context: &Context,
    request: &mut TokenRequest,
) -> Result<(), ApiError> {
    let state = context.state();
    if state.behaviour.groups_after_post_authentication {
        let pool = state.pools.pool(&request.pool_id)?;
        request.seen.groups = pool.user(&request.username)?.groups.clone();
    }
    Ok(())
}

/// The answer that ends a sign-in: `AuthenticationResult` instead of a challenge.
pub(super) fn answer(result: &Value) -> Value {
    json!({ "ChallengeParameters": {}, "AuthenticationResult": result })
}
