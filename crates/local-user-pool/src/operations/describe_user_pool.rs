//! `DescribeUserPool`: the settings of a pool.

use serde_json::{Value, json};

use crate::context::Context;
use crate::error::ApiError;
use crate::members::Members;
use crate::pool_type::pool_type;
use crate::validation::Shape;

pub(crate) async fn carry_out(context: &Context, mut members: Members) -> Result<Value, ApiError> {
    let pool_id = members.required("UserPoolId", Shape::UserPoolId);
    members.valid()?;

    let state = context.state();
    Ok(json!({ "UserPool": pool_type(state.pools.pool(&pool_id)?) }))
}
