//! `client-writes-protected`: whether people could give themselves what only an invitation or an
//! administrator gives.

use std::collections::BTreeSet;

use invitation::AttributeName;

use invitation::BRAND_ATTRIBUTE;

use crate::doctor::finding::{Finding, Judgement};
use crate::doctor::known::Known;

pub(in crate::doctor) fn client_writes_protected(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::default();
    let custom = known.settings.grants.assignable_attributes.iter();
    let custom = custom
        .map(AttributeName::as_str)
        .filter(|name| name.starts_with("custom:"));
    let protected: BTreeSet<&str> = custom
        .chain([BRAND_ATTRIBUTE, "email_verified", "phone_number_verified"])
        .collect();
    for client in known.clients(&mut judgement) {
        let writes = client.writes.iter().flatten().map(String::as_str);
        let open: Vec<&str> = writes.filter(|name| protected.contains(name)).collect();
        if !open.is_empty() {
            judgement.wrong(
                format!("anybody who signs in through {client} can write {}, which only an invitation or an administrator may", open.join(", ")),
                "Take it off the client's WriteAttributes",
            );
        }
    }
    judgement.or_ok("no list lets people write what only an invitation or an administrator may")
}
