//! `group-roles`: whether a group that can be given is a permission on AWS.

use crate::doctor::judgement::Judgement;

pub(crate) fn group_roles(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let groups = judgement.read("groups", &known.facts.groups)?;
    for name in &known.settings.grants.assignable_groups {
        if let Some(Some(role)) = groups.get(name.as_str()) {
            judgement.warning(
                format!("anybody who is put into {name} may get the permissions of {role} through an identity pool"),
                format!("Take the role off the group, or the group off grants.assignable_groups in {}", known.file()),
            );
        }
    }
    Some("no group that can be given carries an IAM role".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, OK, WARNING, read};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| {
                drop(
                    read(&mut it.facts.groups)
                        .insert("staff".to_owned(), Some("arn:aws:iam::1:role/r".to_owned())),
                );
            },
            WARNING,
            "role/r",
        ),
        (
            |it| {
                drop(read(&mut it.facts.groups).insert(
                    "admins".to_owned(),
                    Some("arn:aws:iam::1:role/r".to_owned()),
                ));
            },
            OK,
            "",
        ),
    ];
}
