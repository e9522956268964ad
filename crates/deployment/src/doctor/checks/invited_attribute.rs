//! `invited-attribute`: whether `custom:invited` keeps who invites and until when, and nobody reads it
//! who is not meant to.

use invitation::INVITED_ATTRIBUTE;
use invitation::invitation_record::MAX_RECORD_BYTES;
use trigger::Function;

use super::invitation_attribute::faults;
use crate::doctor::judgement::Judgement;
use crate::doctor::remedies::add_attribute;

pub(crate) fn invited_attribute(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool = judgement.pool()?;
    match pool.schema.get(INVITED_ATTRIBUTE) {
        None if !known.is_wanted(Function::CustomMessage) => {
            return Some("no hook shows who invites".into());
        }
        None => judgement.warning(
            format!("the pool has no attribute {INVITED_ATTRIBUTE}, so that an invitation names no inviter and has no end of its own"),
            add_attribute(&known, INVITED_ATTRIBUTE, "512"),
        ),
        Some(found) => {
            for fault in faults(found, MAX_RECORD_BYTES) {
                judgement.wrong(
                    format!("{INVITED_ATTRIBUTE} {fault}"),
                    "An attribute can never be changed: without a new pool, invitations name no inviter and have no end of their own",
                );
            }
        }
    }
    for client in judgement.clients()? {
        let reads = client.reads.iter().flatten();
        if reads.into_iter().any(|name| name == INVITED_ATTRIBUTE) {
            judgement.warning(
                format!("{client} may read {INVITED_ATTRIBUTE}, which shows each person who invited them, by sub or address"),
                "Take it off the client's ReadAttributes: nothing of ours reads it there",
            );
        }
    }
    Some(format!(
        "{INVITED_ATTRIBUTE} keeps the record of an invitation"
    ))
}

#[cfg(test)]
pub(crate) mod tests {
    use cognito::ValueRule;

    use crate::doctor::tests::{Case, WARNING, WRONG, names};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| drop(it.pool().schema.remove("custom:invited")),
            WARNING,
            "names no inviter",
        ),
        (
            |it| it.attribute("custom:invited").rule = ValueRule::Text { min: 0, max: 64 },
            WRONG,
            "takes 64",
        ),
        (
            |it| it.attribute("custom:invited").mutable = false,
            WRONG,
            "cannot be changed",
        ),
        (
            |it| it.client().reads = Some(names(&["custom:invited"])),
            WARNING,
            "may read custom:invited",
        ),
    ];
}
