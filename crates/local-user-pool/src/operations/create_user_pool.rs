//! `CreateUserPool`: a pool without users, groups and clients.

use serde_json::{Value, json};

use crate::operations::answer::pool_type::pool_type;
use crate::operations::request::members::Members;
use crate::operations::request::pool_settings::{NewPool, settings};
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::pool::{Pool, Pools};
use crate::state::random;

/// The most pools of one account (quotas page of the developer guide).
const MAX_POOLS: usize = 1000;

/// The Region of the first pool, if the request is not signed for a Region.
const REGION: &str = "eu-west-1";

pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (name, new_pool, settings) = members.read(|members| {
        let name = members.required("PoolName", Shape::PoolName);
        context.about(&name);
        let new_pool = NewPool::read(members);
        (name, new_pool, settings(members))
    })?;
    let settings = settings.check()?;

    let mut state = context.state();
    if state.pools.iter().count() >= MAX_POOLS {
        // The quota and the exception are documented, the text is not.
        return Err(ApiError::LimitExceeded(format!(
            "An account can have at most {MAX_POOLS} user pools"
        )));
    }
    let id = new_id(context.region.as_deref(), &state.pools);
    let pool = new_pool.create(id, Some(name), settings, context.now)?;
    let answer = json!({ "UserPool": pool_type(&pool) });
    state.pools.insert(pool);
    Ok(answer)
}

/// `<region>_` and nine letters and digits, like AWS's. The Region is that of the request's
/// signature, or else that of the other pools. The signature is not checked, so a Region that
/// cannot be one is ignored.
fn new_id(region: Option<&str>, pools: &Pools) -> String {
    let is_region = |region: &&str| {
        let mut letters = region.bytes();
        (1..=40).contains(&region.len())
            && letters.all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let of_others = || pools.iter().next().map_or(REGION, Pool::region);
    let region = region.filter(is_region).unwrap_or_else(of_others);
    let alphabet: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').collect();
    format!("{region}_{}", random::text(&alphabet, 9))
}
