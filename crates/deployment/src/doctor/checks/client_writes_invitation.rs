//! `client-writes-invitation`: whether a sign-up can hand in its token, where tokens are believed.

use invitation::INVITATION_ATTRIBUTE;

use crate::doctor::facts::Client;
use crate::doctor::judgement::Judgement;

pub(crate) fn client_writes_invitation(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    if !known.has_tokens() {
        return Some("no key is trusted, so that no invitation token is handed in".into());
    }
    let clients = judgement.clients()?;
    let pages = known.pages_clients();
    let is_writable = |client: &&Client| {
        let writes = client.writes.as_ref();
        writes.is_none_or(|writes| writes.contains(INVITATION_ATTRIBUTE))
    };
    let remedy = format!(
        "Add {INVITATION_ATTRIBUTE} to the WriteAttributes of the client that people sign up through"
    );
    if pages.is_empty() && !clients.iter().any(|client| is_writable(&client)) {
        judgement.wrong(
            format!("no app client may write {INVITATION_ATTRIBUTE}, so that no sign-up can hand in an invitation token"),
            remedy.clone(),
        );
    }
    let of_pages = clients
        .iter()
        .filter(|client| pages.contains_key(client.id.as_str()));
    for client in of_pages {
        if !is_writable(&client) {
            judgement.wrong(
                format!("{client}, which the pages use, may not write {INVITATION_ATTRIBUTE}: a sign-up with an invitation fails"),
                remedy.clone(),
            );
        }
    }
    Some(format!(
        "a sign-up can hand in its token in {INVITATION_ATTRIBUTE}"
    ))
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, OK, WRONG, names, read};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.client().writes = Some(names(&["email"])),
            WRONG,
            "which the pages use",
        ),
        (
            |it| {
                it.settings.pages = None;
                it.client().writes = Some(names(&["email"]));
            },
            OK,
            "",
        ),
        (
            |it| {
                it.settings.pages = None;
                read(&mut it.facts.clients).clear();
            },
            WRONG,
            "no app client",
        ),
        (
            |it| {
                it.settings.tokens.keys.clear();
                it.client().writes = Some(names(&["email"]));
            },
            OK,
            "no key is trusted",
        ),
    ];
}
