//! `GlobalSignOut`: people sign out everywhere.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Cognito itself rejects the tokens from then on. Applications that only verify signatures accept
/// access and ID tokens until they expire.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let token = members.read(|members| members.required("AccessToken", Shape::Token))?;

    // This operation models no exception for a missing user.
    let caller = context.signed_in(&token).map_err(|error| match error {
        ApiError::UserNotFound => ApiError::not_authorized(error.to_string()),
        error => error,
    })?;
    context.sign_out(&caller.pool_id, &caller.username)?;
    Ok(json!({}))
}
