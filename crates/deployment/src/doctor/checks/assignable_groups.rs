//! `assignable-groups`: whether the pool has every group that the settings list as assignable. These
//! include the policy's groups and those of keys; settings without them do not load.

use crate::doctor::judgement::Judgement;

pub(crate) fn assignable_groups(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let groups = judgement.read("groups", &known.facts.groups)?;
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
    Some("the pool has every group that can be given".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WRONG, read};

    pub(crate) const CASES: &[Case] = &[(
        |it| drop(read(&mut it.facts.groups).remove("beta")),
        WRONG,
        "no group beta",
    )];
}
