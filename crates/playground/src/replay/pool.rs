//! The local user pool of a case: it has the user of the event.

use std::collections::BTreeMap;

use jiff::Timestamp;
use local_user_pool::{AttributeDefinition, LocalUserPool, User, UserStatus};
use settings::Settings;
use trigger::Event;

use super::case::PoolState;
use crate::local_pool;

/// A local user pool with the user of `event` in this `state`, and with every assignable group.
pub fn pool_of(
    settings: &Settings,
    event: &Event,
    state: &PoolState,
    at: Timestamp,
) -> LocalUserPool {
    let mut attributes: BTreeMap<String, String> = event.user_attributes();
    attributes.extend(state.attributes.clone());
    attributes.retain(|name, value| !value.is_empty() && !name.starts_with("cognito:"));

    let status = state
        .status
        .clone()
        .or_else(|| event.user_attributes().remove("cognito:user_status"))
        .and_then(|status| UserStatus::from_name(&status))
        .unwrap_or(UserStatus::Confirmed);
    let sub = attributes
        .remove("sub")
        .unwrap_or_else(|| event.user_name().to_owned());
    let mut user = User::new(event.user_name(), sub, status, state.created.unwrap_or(at));

    let mut pool = local_pool::local_pool(settings, event.user_pool_id(), at);
    for name in attributes.keys() {
        if pool.schema.get(name).is_none() {
            pool.schema.define(name.clone(), AttributeDefinition::TEXT);
        }
    }
    user.attributes = attributes;
    pool.insert(user);
    for group in &state.missing_groups {
        pool.groups.remove(group);
    }
    let pool = LocalUserPool::new(vec![pool]);
    pool.set_now(at);
    pool
}
