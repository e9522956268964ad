//! `ConfirmForgotPassword`: a user enters the code for a forgotten password, and a new password.

use serde_json::{Value, json};

use crate::hooks::Confirmed;
use crate::operations::request::app_caller::{AppCaller, Subject};
use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::codes::Purpose;
use crate::state::context::Context;
use crate::state::credentials::Password;
use crate::state::error::ApiError;
use crate::state::user::UserStatus;

/// Post confirmation runs, although this is no sign-up (contract §1.2).
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (caller, code, password, metadata) = members.read(|members| {
        (
            AppCaller::read(members),
            members.required("ConfirmationCode", Shape::ConfirmationCode),
            members.required("Password", Shape::Password),
            members.map("ClientMetadata"),
        )
    })?;

    let (pool_id, username) = set_password(context, &caller, &code, &password)?;
    let (kind, client) = (Confirmed::ConfirmForgotPassword, caller.client());
    context
        .post_confirmation(kind, &pool_id, &username, client, metadata)
        .await?;
    Ok(json!({}))
}

/// Sets the password. Returns the pool's identifier and the username. If the password breaks the
/// policy, the code is not used up.
fn set_password(
    context: &Context,
    caller: &AppCaller,
    code: &str,
    password: &str,
) -> Result<(String, String), ApiError> {
    let mut state = context.state();
    let (pool, client) = caller.enter(&state.pools)?;
    let Subject::User(user) = caller.subject(pool, client)? else {
        return Err(ApiError::CodeMismatch);
    };
    pool.check_password(user, password)?;

    let (pool_id, username) = (pool.id.clone(), user.username.clone());
    let password = Password::new(pool.short_id(), &username, password, context.now);
    let users = &mut state.pools.pool_mut(&pool_id)?.users;
    let changed = users.change(&username, |user| {
        let codes = user.credentials.codes(Purpose::NewPassword);
        codes.redeem(code, context.now)?;
        user.credentials.set_password(password);
        user.status = UserStatus::Confirmed;
        user.modified = context.now;
        Ok(())
    });
    changed.ok_or(ApiError::UserNotFound)??;
    Ok((pool_id, username))
}
