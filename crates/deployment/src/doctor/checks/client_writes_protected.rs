//! `client-writes-protected`: whether people could give themselves what only an invitation or an
//! administrator gives.

use std::collections::BTreeSet;

use invitation::{AttributeName, BRAND_ATTRIBUTE, INVITED_ATTRIBUTE};

use crate::doctor::judgement::Judgement;

pub(crate) fn client_writes_protected(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let custom = known.settings.grants.assignable_attributes.iter();
    let custom = custom
        .map(AttributeName::as_str)
        .filter(|name| name.starts_with("custom:"));
    let protected: BTreeSet<&str> = custom
        .chain([
            BRAND_ATTRIBUTE,
            INVITED_ATTRIBUTE,
            "email_verified",
            "phone_number_verified",
        ])
        .collect();
    for client in judgement.clients()? {
        let writes = client.writes.iter().flatten().map(String::as_str);
        let open: Vec<&str> = writes.filter(|name| protected.contains(name)).collect();
        if !open.is_empty() {
            judgement.wrong(
                format!("anybody who signs in through {client} can write {}, which only an invitation or an administrator may", open.join(", ")),
                "Take it off the client's WriteAttributes",
            );
        }
    }
    Some("no list lets people write what only an invitation or an administrator may".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WRONG, names};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.client().writes = Some(names(&["custom:tenant", "custom:brand"])),
            WRONG,
            "custom:brand, custom:tenant",
        ),
        (
            |it| it.client().writes = Some(names(&["custom:invited"])),
            WRONG,
            "custom:invited",
        ),
        (
            |it| it.client().writes = Some(names(&["email_verified"])),
            WRONG,
            "email_verified",
        ),
    ];
}
