//! `AdminUpdateUserAttributes`: sets and deletes attributes of a user.

use serde_json::{Value, json};

use crate::delivery::message::MessageKind;
use crate::hooks::CallerClient;
use crate::operations::request::members::Members;
use crate::operations::request::target;
use crate::state::address_change;
use crate::state::attributes;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// A blank value deletes the attribute (API reference: `AdminUpdateUserAttributes`). A new address
/// that the pool verifies gets a code, unless the same request says that it is verified.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (changes, metadata, (pool_id, username)) = members.read(|members| {
        let changes = members.required_attributes("UserAttributes");
        let metadata = members.map("ClientMetadata");
        context.about(attributes::names(&changes));
        (changes, metadata, target::user(members))
    })?;

    let (username, codes) = {
        let mut state = context.state();
        let pool = state.pools.pool_mut(&pool_id)?;
        let username = pool.user(&username)?.username.clone();
        let codes = address_change::change(pool, &username, &changes, context.now)?;
        (username, codes)
    };
    for code in codes {
        let kind = MessageKind::UpdateUserAttribute;
        let (user, client) = (
            (pool_id.as_str(), username.as_str()),
            CallerClient::NotApplicable,
        );
        context
            .send_code(kind, &code, user, client, metadata.clone())
            .await?;
    }
    Ok(json!({}))
}
