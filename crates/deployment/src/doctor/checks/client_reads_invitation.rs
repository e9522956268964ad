//! `client-reads-invitation`: whether the triggers are sure to see the token: that their events
//! leave out what the client may not read is not documented, and not excluded (contract §8).

use std::collections::BTreeSet;

use invitation::INVITATION_ATTRIBUTE;

use crate::doctor::judgement::Judgement;

pub(crate) fn client_reads_invitation(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    if !known.has_tokens() {
        return Some("no key is trusted, so that no invitation token is handed in".into());
    }
    for client in judgement.clients()? {
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
    Some(format!("who may write {INVITATION_ATTRIBUTE} may read it"))
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WARNING};

    pub(crate) const CASES: &[Case] = &[(|it| it.client().reads = None, WARNING, "not documented")];
}
