//! `GetUser`: people read their own account.

use serde_json::{Value, json};

use crate::operations::answer::attribute;
use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::client_access::is_readable;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Returns the attributes that the client may read.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let token = members.read(|members| members.required("AccessToken", Shape::Token))?;

    let caller = context.signed_in(&token)?;
    let state = context.state();
    let pool = state.pools.pool(&caller.pool_id)?;
    let client = pool.client(&caller.client_id)?;
    let user = pool.user(&caller.username)?;

    let sub = attribute("sub", &user.sub);
    let readable = user
        .attributes
        .iter()
        .filter(|(name, _)| is_readable(client, name))
        .map(|(name, value)| attribute(name, value));
    let attributes: Vec<Value> = std::iter::once(sub).chain(readable).collect();
    Ok(json!({ "Username": user.username, "UserAttributes": attributes }))
}
