//! The groups that can be given (contract §7), and the key that gives them to anybody.

use invitation::key::is_local_pool;

use super::check::{Check, Known};
use super::finding::{Finding, Judgement};

/// Whether the pool has every group that the settings let be given. The policy's groups and those
/// of keys are among them: the settings do not load otherwise.
pub(super) fn assignable(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::AssignableGroups);
    if let Some(groups) = judgement.read("groups", &known.facts.groups) {
        for name in &known.settings.grants.assignable_groups {
            if !groups.contains_key(name.as_str()) {
                judgement.wrong(
                    format!(
                        "the pool has no group {name}, so that whoever is to get it goes without"
                    ),
                    format!(
                        "aws cognito-idp create-group --user-pool-id {} --group-name {name}",
                        known.facts.pool_id
                    ),
                );
            }
        }
    }
    judgement.or_ok("the pool has every group that can be given")
}

/// Whether a group that can be given is a permission on AWS.
pub(super) fn roles(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::GroupRoles);
    if let Some(groups) = judgement.read("groups", &known.facts.groups) {
        for name in &known.settings.grants.assignable_groups {
            if let Some(Some(role)) = groups.get(name.as_str()) {
                judgement.warning(
                    format!("whoever is put into {name} may get the permissions of {role} through an identity pool"),
                    format!("Take the role off the group, or the group off grants.assignable_groups in {}", known.file()),
                );
            }
        }
    }
    judgement.or_ok("no group that can be given carries an IAM role")
}

/// Whether tokens count that anybody can make: the development key is published.
pub(super) fn development_key(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::DevelopmentKey);
    let keys = &known.settings.tokens.keys;
    let pool = &known.facts.pool_id;
    if !is_local_pool(pool) {
        for key in keys.iter().filter(|key| key.is_development()) {
            judgement.wrong(
                format!("tokens.keys (kid \"{}\") is the published development key, and {pool} is a real user pool", key.kid()),
                format!("Remove it from {}, and trust a key of your own: `invitations keygen`", known.file()),
            );
        }
    }
    judgement.or_ok("no key is trusted whose private half is published")
}
