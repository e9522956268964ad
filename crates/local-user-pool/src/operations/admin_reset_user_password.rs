//! `AdminResetUserPassword`: an administrator makes a user choose a new password.

use serde_json::{Value, json};

use crate::delivery::message::MessageKind;
use crate::delivery::recipients;
use crate::hooks::CallerClient;
use crate::operations::request::members::Members;
use crate::operations::request::target;
use crate::state::codes::{Code, Purpose};
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::user::UserStatus;

/// The old password stops working, and the user gets a code as by `ForgotPassword`.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (metadata, (pool_id, username)) =
        members.read(|members| (members.map("ClientMetadata"), target::user(members)))?;

    let (username, code) = reset(context, &pool_id, &username)?;
    let user = (pool_id.as_str(), username.as_str());
    let (kind, client) = (MessageKind::ForgotPassword, CallerClient::NotApplicable);
    context
        .send_code(kind, &code, user, client, metadata)
        .await?;
    Ok(json!({}))
}

/// Returns the username and the code.
fn reset(context: &Context, pool_id: &str, name: &str) -> Result<(String, Code), ApiError> {
    let mut state = context.state();
    let pool = state.pools.pool_mut(pool_id)?;
    let recipient = recipients::of_recovery(pool, pool.user(name)?)?;
    pool.change(name, context.now, |user| {
        user.status = UserStatus::ResetRequired;
        let codes = user.credentials.codes(Purpose::NewPassword);
        let code = codes.issue(Purpose::NewPassword, recipient, context.now);
        (user.username.clone(), code)
    })
}
