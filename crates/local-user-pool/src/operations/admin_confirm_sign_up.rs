//! `AdminConfirmSignUp`: an administrator confirms a sign-up without a code.

use serde_json::{Value, json};

use crate::hooks::{CallerClient, Confirmed};
use crate::operations::request::members::Members;
use crate::operations::request::target;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::user::UserStatus;

/// It verifies no address (contract §1.1).
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (metadata, (pool_id, username)) =
        members.read(|members| (members.map("ClientMetadata"), target::user(members)))?;

    let (username, client) = {
        let mut state = context.state();
        let names_client = state.behaviour.admin_confirm_names_client;
        let pool = state.pools.pool_mut(&pool_id)?;
        pool.user(&username)?.check_unconfirmed()?;
        let username = pool.change(&username, context.now, |user| {
            user.status = UserStatus::Confirmed;
            user.username.clone()
        })?;
        let client = if names_client {
            CallerClient::NotApplicable
        } else {
            CallerClient::Null
        };
        (username, client)
    };
    context
        .post_confirmation(
            Confirmed::ConfirmSignUp,
            &pool_id,
            &username,
            client,
            metadata,
        )
        .await?;
    Ok(json!({}))
}
