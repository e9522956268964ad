//! `assignable-attributes`: whether the pool has the attributes that an invitation may set: a grant
//! that sets another one fails as a whole.

use crate::doctor::judgement::Judgement;

pub(crate) fn assignable_attributes(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool = judgement.pool()?;
    for name in &known.settings.grants.assignable_attributes {
        let name = name.as_str();
        let remedy = format!(
            "Add it to the pool, or take it off grants.assignable_attributes in {}",
            known.file()
        );
        match pool.schema.get(name) {
            None => judgement.wrong(
                format!("invitations may set {name}, which the pool does not have"),
                remedy,
            ),
            Some(found) if !found.mutable => judgement.wrong(
                format!("invitations may set {name}, which cannot be changed after sign-up"),
                remedy,
            ),
            Some(_) => {}
        }
    }
    Some("the pool has every attribute that an invitation may set".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| drop(it.pool().schema.remove("custom:tenant")),
            WRONG,
            "custom:tenant",
        ),
        (
            |it| it.attribute("custom:tenant").mutable = false,
            WRONG,
            "after sign-up",
        ),
    ];
}
