//! `AddCustomAttributes`: adds attributes to the schema of a pool, for good.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::schema_attribute::SchemaAttribute;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Adds all attributes or none.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (pool_id, attributes) = members.read(|members| {
        (
            members.required("UserPoolId", Shape::UserPoolId),
            members.required_structures::<SchemaAttribute>("CustomAttributes"),
        )
    })?;

    let mut state = context.state();
    let pool = state.pools.pool_mut(&pool_id)?;
    let mut schema = pool.schema.clone();
    for attribute in &attributes {
        schema.add_custom(attribute)?;
    }
    pool.schema = schema;
    pool.modified = context.now;
    Ok(json!({}))
}
