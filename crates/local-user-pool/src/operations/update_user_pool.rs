//! `UpdateUserPool`: sets the settings of a pool anew.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::pool_settings::{keep_own_tags, settings};
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// Settings that the request leaves out go back to their defaults, hooks included (contract §10).
/// The name stays.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (pool_id, name, settings) = members.read(|members| {
        (
            members.required("UserPoolId", Shape::UserPoolId),
            members.optional("PoolName", Shape::PoolName),
            settings(members),
        )
    })?;
    let mut settings = settings.check()?;

    let mut state = context.state();
    let pool = state.pools.pool_mut(&pool_id)?;
    keep_own_tags(&pool.settings, &mut settings);
    pool.settings = settings;
    pool.modified = context.now;
    if let Some(name) = name {
        pool.name = name;
    }
    Ok(json!({}))
}
