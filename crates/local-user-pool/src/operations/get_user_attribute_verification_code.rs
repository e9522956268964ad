//! `GetUserAttributeVerificationCode`: a signed-in user asks for a code that verifies an address.

use serde_json::{Value, json};

use crate::delivery::message::MessageKind;
use crate::hooks::CallerClient;
use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::address_change;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::medium::Medium;

/// A verified address can be verified again (floci#1898).
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (token, attribute, metadata) = members.read(|members| {
        let token = members.required("AccessToken", Shape::Token);
        let attribute = members.required("AttributeName", Shape::AttributeName);
        let metadata = members.map("ClientMetadata");
        context.about(&attribute);
        (token, attribute, metadata)
    })?;

    let signed_in = context.signed_in(&token)?;
    let medium = Medium::with_address_in(&attribute)?;
    let code = {
        let mut state = context.state();
        let pool = state.pools.pool_mut(&signed_in.pool_id)?;
        address_change::request(pool, &signed_in.username, medium, context.now)?
    };
    let user = (signed_in.pool_id.as_str(), signed_in.username.as_str());
    let (kind, client) = (
        MessageKind::VerifyUserAttribute,
        CallerClient::Id(signed_in.client_id.clone()),
    );
    let details = context
        .send_code(kind, &code, user, client, metadata)
        .await?;
    Ok(json!({ "CodeDeliveryDetails": details }))
}
