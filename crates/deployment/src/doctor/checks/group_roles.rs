//! `group-roles`: whether a group that can be given is a permission on AWS.

use crate::doctor::finding::{Finding, Judgement};
use crate::doctor::known::Known;

pub(in crate::doctor) fn group_roles(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::default();
    if let Some(groups) = judgement.read("groups", &known.facts.groups) {
        for name in &known.settings.grants.assignable_groups {
            if let Some(Some(role)) = groups.get(name.as_str()) {
                judgement.warning(
                    format!("anybody who is put into {name} may get the permissions of {role} through an identity pool"),
                    format!("Take the role off the group, or the group off grants.assignable_groups in {}", known.file()),
                );
            }
        }
    }
    judgement.or_ok("no group that can be given carries an IAM role")
}
