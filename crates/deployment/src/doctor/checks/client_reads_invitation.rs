//! `client-reads-invitation`: whether the triggers are sure to see the token: that their events
//! leave out what the client may not read is not documented, and not excluded (contract §8).

use std::collections::BTreeSet;

use invitation::INVITATION_ATTRIBUTE;

use crate::doctor::finding::{Finding, Judgement};
use crate::doctor::known::Known;

pub(in crate::doctor) fn client_reads_invitation(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::default();
    if !known.has_tokens() {
        return judgement.or_ok("no key is trusted, so that no invitation token is handed in");
    }
    for client in known.clients(&mut judgement) {
        let holds = |list: &Option<BTreeSet<String>>| {
            list.as_ref()
                .is_some_and(|list| list.contains(INVITATION_ATTRIBUTE))
        };
        if holds(&client.writes) && !holds(&client.reads) {
            judgement.warning(
                format!("{client} may write {INVITATION_ATTRIBUTE} and not read it; whether the triggers then see the token is not documented"),
                format!("Add {INVITATION_ATTRIBUTE} to its ReadAttributes: only the person whose invitation it is can read it"),
            );
        }
    }
    judgement.or_ok(format!("who may write {INVITATION_ATTRIBUTE} may read it"))
}
