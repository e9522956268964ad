//! `links-reachable`: whether people who open a link see a page.

use invitation::key::is_local_pool;

use crate::doctor::facts::{Answer, Opened};
use crate::doctor::judgement::Judgement;
use crate::doctor::known::OFFLINE;

pub(crate) fn links_reachable(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    for (origin, links) in known.links_by_origin() {
        let remedy = format!(
            "Serve the pages there (`invitations pages`), or correct links in the brand.toml of {}",
            links
                .iter()
                .map(|link| link.brand.as_str())
                .next()
                .unwrap_or_default()
        );
        if origin.starts_with("http://") && !is_local_pool(&known.facts.pool_id) {
            judgement.wrong(
                format!("{origin} is this machine, which nobody else reaches"),
                remedy,
            );
            continue;
        }
        if known.is_of_another_deployment(origin) {
            continue;
        }
        for link in links {
            let address = format!("{origin}{}", link.page.path());
            match &link.opened {
                Opened::Answered(Answer { status: 200, .. }) => {}
                Opened::Answered(Answer { status, .. }) => judgement.wrong(
                    format!("{address} answers with the status {status}"),
                    remedy.clone(),
                ),
                Opened::Silent(why) => {
                    judgement.wrong(format!("{origin} does not answer: {why}"), remedy.clone());
                }
                Opened::Not => judgement.not_checked(format!("{origin}: {OFFLINE}"), ""),
            }
        }
    }
    Some("every page that a link leads to is there".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;

    use crate::doctor::facts::{Answer, Opened};
    use crate::doctor::tests::{Case, NOT_CHECKED, OK, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.facts.links[0].opened = Opened::Silent("no such host".to_owned()),
            WRONG,
            "no such host",
        ),
        (
            |it| {
                it.facts.links[0].opened = Opened::Answered(Answer {
                    status: 404,
                    headers: BTreeMap::new(),
                });
            },
            WRONG,
            "status 404",
        ),
        (
            |it| it.facts.links[0].origin = "http://localhost:1".to_owned(),
            WRONG,
            "this machine",
        ),
        (|it| it.facts.links.truncate(1), OK, ""),
        (
            |it| it.facts.links[0].opened = Opened::Not,
            NOT_CHECKED,
            "--offline",
        ),
    ];
}
