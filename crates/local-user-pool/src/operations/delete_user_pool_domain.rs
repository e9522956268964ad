//! `DeleteUserPoolDomain`: takes a pool's domain away, and with it managed login.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (domain, pool_id) = members.read(|members| {
        (
            members.required("Domain", Shape::Domain),
            members.required("UserPoolId", Shape::UserPoolId),
        )
    })?;
    context.about(&domain);

    let mut state = context.state();
    let pool = state.pools.pool_mut(&pool_id)?;
    if pool.domain.as_ref() != Some(&domain) {
        // terraform-provider-aws looks for these words.
        return Err(ApiError::invalid("No such domain or user pool exists."));
    }
    pool.domain = None;
    Ok(json!({}))
}
