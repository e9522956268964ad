//! `assignable-groups`: whether the pool has every group that the settings list as assignable. These
//! include the policy's groups and those of keys; settings without them do not load.

use crate::doctor::finding::{Finding, Judgement};
use crate::doctor::known::Known;

pub(in crate::doctor) fn assignable_groups(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::default();
    if let Some(groups) = judgement.read("groups", &known.facts.groups) {
        for name in &known.settings.grants.assignable_groups {
            if !groups.contains_key(name.as_str()) {
                judgement.wrong(
                    format!("the pool has no group {name}, so nobody can be put into it"),
                    format!(
                        "aws cognito-idp create-group --user-pool-id {}{} --group-name {name}",
                        known.facts.pool_id,
                        known.options()
                    ),
                );
            }
        }
    }
    judgement.or_ok("the pool has every group that can be given")
}
