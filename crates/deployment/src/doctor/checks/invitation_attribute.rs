//! `invitation-attribute`: whether `custom:invitation` takes a token, and is blanked at acceptance.

use cognito::ValueRule;
use cognito::user_pool::Attribute;
use invitation::INVITATION_ATTRIBUTE;
use invitation::token::MAX_TOKEN_BYTES;

use crate::doctor::judgement::Judgement;
use crate::doctor::remedies::add_attribute;

pub(crate) fn invitation_attribute(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool = judgement.pool()?;
    match pool.schema.get(INVITATION_ATTRIBUTE) {
        None if !known.has_tokens() => {
            return Some("no key is trusted, so that no invitation token is handed in".into());
        }
        None => judgement.wrong(
            format!("the pool has no attribute {INVITATION_ATTRIBUTE}, so that no sign-up can hand in an invitation"),
            add_attribute(&known, INVITATION_ATTRIBUTE, "2048"),
        ),
        Some(found) => {
            for fault in faults(found, MAX_TOKEN_BYTES) {
                judgement.wrong(
                    format!("{INVITATION_ATTRIBUTE} {fault}"),
                    "An attribute can never be changed: make a new pool, with a mutable String of 0 to 2048 characters",
                );
            }
        }
    }
    Some(format!(
        "{INVITATION_ATTRIBUTE} takes a token, and can be blanked"
    ))
}

/// What keeps an attribute from holding text of up to so many characters, and being blanked.
pub(super) fn faults(found: &Attribute, longest: usize) -> Vec<String> {
    let mut faults = Vec::new();
    if found.kind != "String" {
        faults.push(format!("is a {}, and no String", found.kind));
    }
    if !found.mutable {
        faults.push("cannot be changed once it is set, so that it is never blanked".to_owned());
    }
    if let ValueRule::Text { min, max } = found.rule {
        if min > 0 {
            faults.push(format!(
                "needs {min} characters, so that it is never blanked"
            ));
        }
        if max < longest {
            faults.push(format!(
                "takes {max} characters, of the {longest} that are needed"
            ));
        }
    }
    faults
}

#[cfg(test)]
pub(crate) mod tests {
    use cognito::ValueRule;

    use crate::doctor::tests::{Case, OK, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| drop(it.pool().schema.remove("custom:invitation")),
            WRONG,
            "no attribute",
        ),
        (
            |it| it.attribute("custom:invitation").kind = "Number".to_owned(),
            WRONG,
            "Number",
        ),
        (
            |it| it.attribute("custom:invitation").mutable = false,
            WRONG,
            "cannot be changed",
        ),
        (
            |it| it.attribute("custom:invitation").rule = ValueRule::Text { min: 1, max: 2048 },
            WRONG,
            "needs 1",
        ),
        (
            |it| it.attribute("custom:invitation").rule = ValueRule::Text { min: 0, max: 256 },
            WRONG,
            "256",
        ),
        (
            |it| it.attribute("custom:invitation").rule = ValueRule::default(),
            OK,
            "",
        ),
    ];
}
