//! `ChangePassword`: people replace a password that they know.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::credentials::Password;
use crate::state::error::ApiError;

/// Existing tokens stay valid. The previous password is required. AWS lets users without a password
/// set their first one; this server does not, because here every user signs in with a password.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (token, previous, proposed) = members.read(|members| {
        (
            members.required("AccessToken", Shape::Token),
            members.optional("PreviousPassword", Shape::Password),
            members.required("ProposedPassword", Shape::Password),
        )
    })?;

    let caller = context.signed_in(&token)?;
    let mut state = context.state();
    let pool = state.pools.pool_mut(&caller.pool_id)?;
    let user = pool.user(&caller.username)?;
    let is_known = user
        .credentials
        .password
        .as_ref()
        .zip(previous)
        .is_some_and(|(password, typed)| password.is(pool.short_id(), &user.username, &typed));
    if !is_known {
        return Err(ApiError::incorrect_password());
    }
    pool.check_password(user, &proposed)?;
    let password = Password::new(pool.short_id(), &caller.username, &proposed, context.now);
    pool.change(&caller.username, context.now, |user| {
        user.credentials.set_password(password);
    })?;
    Ok(json!({}))
}
