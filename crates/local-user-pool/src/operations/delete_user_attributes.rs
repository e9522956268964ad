//! `DeleteUserAttributes`: signed-in users delete their own attributes.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::attributes;
use crate::state::client_access::check_writable;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Like setting them to a blank value: the token's client must be allowed to write them.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (token, changes) = members.read(|members| {
        let token = members.required("AccessToken", Shape::Token);
        let changes = members.deletions("UserAttributeNames");
        context.about(attributes::names(&changes));
        (token, changes)
    })?;

    let signed_in = context.signed_in(&token)?;
    let mut state = context.state();
    let unlisted = state.behaviour.unlisted_write;
    let pool = state.pools.pool_mut(&signed_in.pool_id)?;
    let client = pool.client(&signed_in.client_id)?;
    check_writable(client, &pool.schema, &changes, unlisted)?;
    let mut user = pool.user(&signed_in.username)?.clone();
    attributes::update(&pool.schema, &mut user, &changes)?;
    user.modified = context.now;
    pool.insert(user);
    Ok(json!({}))
}
