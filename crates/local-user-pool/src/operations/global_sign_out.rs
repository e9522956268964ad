//! `GlobalSignOut`: people sign out everywhere.

use serde_json::{Value, json};

use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;

/// Cognito itself takes none of the tokens any more; who verifies them alone takes access and ID
/// tokens until they expire.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let token = members.read(|members| members.required("AccessToken", Shape::Token))?;

    // That there is no such user is none of the exceptions of this operation.
    let caller = context.signed_in(&token).map_err(|error| match error {
        ApiError::UserNotFound => ApiError::not_authorized(error.to_string()),
        error => error,
    })?;
    context.sign_out(&caller.pool_id, &caller.username)?;
    Ok(json!({}))
}
