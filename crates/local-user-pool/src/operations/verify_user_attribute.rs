//! `VerifyUserAttribute`: a signed-in user enters the code that verifies an address.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::address_change;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::medium::Medium;

/// A waiting address replaces the one before.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (token, attribute, code) = members.read(|members| {
        let token = members.required("AccessToken", Shape::Token);
        let attribute = members.required("AttributeName", Shape::AttributeName);
        let code = members.required("Code", Shape::ConfirmationCode);
        context.about(&attribute);
        (token, attribute, code)
    })?;

    let signed_in = context.signed_in(&token)?;
    let medium = Medium::with_address_in(&attribute)?;
    let mut state = context.state();
    let pool = state.pools.pool_mut(&signed_in.pool_id)?;
    address_change::verify(pool, &signed_in.username, medium, &code, context.now)?;
    Ok(json!({}))
}
