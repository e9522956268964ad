//! The local user pool that a case runs against: it has the user of the event.

use std::collections::BTreeMap;

use invitation::GroupName;
use jiff::Timestamp;
use local_user_pool::{AttributeDefinition, LocalUserPool, Pool, User, UserStatus};
use settings::Settings;
use trigger::Event;

use super::case::PoolState;

/// A local user pool with the user of `event`, as `state` says, and every assignable group.
pub fn local_pool(
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

    let mut pool = Pool::new(event.user_pool_id());
    for name in attributes
        .keys()
        .filter(|name| pool.schema.get(name).is_none())
        .cloned()
        .collect::<Vec<_>>()
    {
        pool.schema.define(name, AttributeDefinition::TEXT);
    }
    for name in settings
        .grants
        .assignable_attributes
        .iter()
        .map(invitation::AttributeName::as_str)
    {
        if pool.schema.get(name).is_none() {
            pool.schema.define(name, AttributeDefinition::TEXT);
        }
    }
    user.attributes = attributes;
    pool.insert(user);
    let groups = settings
        .grants
        .assignable_groups
        .iter()
        .map(GroupName::as_str)
        .filter(|group| !state.missing_groups.iter().any(|missing| missing == group));
    pool.add_groups(groups);
    let pool = LocalUserPool::new(vec![pool]);
    pool.set_now(at);
    pool
}
