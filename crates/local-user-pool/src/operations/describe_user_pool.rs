//! `DescribeUserPool`: the settings of a pool.

use serde_json::{Value, json};

use crate::operations::answer::pool_type::pool_type;
use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let pool_id = members.read(|members| members.required("UserPoolId", Shape::UserPoolId))?;

    let state = context.state();
    Ok(json!({ "UserPool": pool_type(state.pools.pool(&pool_id)?) }))
}
