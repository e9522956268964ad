//! `UpdateUserAttributes`: signed-in users change their own attributes.

use serde_json::{Value, json};

use crate::delivery::message::MessageKind;
use crate::hooks::CallerClient;
use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::address_change;
use crate::state::attributes;
use crate::state::client_access::check_writable;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// The token's client must be allowed to write them.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (token, changes, metadata) = members.read(|members| {
        let token = members.required("AccessToken", Shape::Token);
        let changes = members.required_attributes("UserAttributes");
        let metadata = members.map("ClientMetadata");
        context.about(attributes::names(&changes));
        (token, changes, metadata)
    })?;

    let signed_in = context.signed_in(&token)?;
    let codes = {
        let mut state = context.state();
        let unlisted = state.behaviour.unlisted_write;
        let pool = state.pools.pool_mut(&signed_in.pool_id)?;
        let client = pool.client(&signed_in.client_id)?;
        check_writable(client, &pool.schema, &changes, unlisted)?;
        address_change::change(pool, &signed_in.username, &changes, context.now)?
    };
    let mut details = Vec::new();
    for code in codes {
        let kind = MessageKind::UpdateUserAttribute;
        let user = (signed_in.pool_id.as_str(), signed_in.username.as_str());
        let client = CallerClient::Id(signed_in.client_id.clone());
        let sent = context.send_code(kind, &code, user, client, metadata.clone());
        details.push(sent.await?);
    }
    Ok(json!({ "CodeDeliveryDetailsList": details }))
}
