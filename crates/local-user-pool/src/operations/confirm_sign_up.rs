//! `ConfirmSignUp`: a user enters the code of a sign-up.

use serde_json::{Value, json};

use crate::hooks::Confirmed;
use crate::operations::request::app_caller::{AppCaller, Subject};
use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::attributes;
use crate::state::codes::Purpose;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::user::UserStatus;

/// It verifies the address that got the code, unless the address has changed meanwhile.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (caller, code, force_alias, metadata) = members.read(|members| {
        (
            AppCaller::read(members),
            members.required("ConfirmationCode", Shape::ConfirmationCode),
            members.flag("ForceAliasCreation"),
            members.map("ClientMetadata"),
        )
    })?;

    let (pool_id, username) = confirm(context, &caller, &code, force_alias)?;
    let (kind, client) = (Confirmed::ConfirmSignUp, caller.client());
    context
        .post_confirmation(kind, &pool_id, &username, client, metadata)
        .await?;
    Ok(json!({}))
}

/// Confirms the user. Returns the pool's identifier and the username.
fn confirm(
    context: &Context,
    caller: &AppCaller,
    code: &str,
    force_alias: bool,
) -> Result<(String, String), ApiError> {
    let mut state = context.state();
    let (pool, client) = caller.enter(&state.pools)?;
    let Subject::User(user) = caller.subject(pool, client)? else {
        return Err(ApiError::ExpiredCode);
    };
    user.check_unconfirmed()?;
    let (pool_id, mut user) = (pool.id.clone(), user.clone());
    let pool = state.pools.pool_mut(&pool_id)?;

    let codes = user.credentials.codes(Purpose::SignUp);
    let recipient = match codes.redeem(code, context.now) {
        Ok(recipient) => recipient,
        Err(error) => {
            pool.insert(user);
            return Err(error);
        }
    };
    user.status = UserStatus::Confirmed;
    user.modified = context.now;
    if user.recipient(recipient.medium).as_ref() == Some(&recipient) {
        let flag = recipient.medium.verified_flag();
        attributes::set(&mut user, flag, "true");
    }
    // The code is not used up if another user has the alias, because the owner may force it.
    if !force_alias {
        pool.check_aliases(&user)?;
    }
    let username = user.username.clone();
    pool.take_aliases(&user, context.now);
    pool.insert(user);
    Ok((pool_id, username))
}
