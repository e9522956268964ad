//! The pages that links lead to: whether they answer, and with which headers (docs/pages.md).

use std::collections::BTreeMap;

use invitation::key::is_local_pool;

use super::check::{Check, Known};
use super::facts::{Answer, Link, Opened};
use super::finding::{Finding, Judgement};

/// Headers whose value is for each host to choose.
const FREE: [&str; 2] = ["cache-control", "strict-transport-security"];

/// Why a page was not opened.
const OFFLINE: &str = "not opened, because of --offline";

/// Whether people who open a link see a page.
pub(super) fn reachable(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::LinksReachable);
    for (origin, links) in by_origin(known) {
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
        if is_of_another_deployment(known, origin) {
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
    judgement.or_ok("every page that a link leads to is there")
}

/// Whether the pages come with the headers that they are made for.
pub(super) fn headers(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::LinkHeaders);
    let Some(pages) = &known.settings.pages else {
        return judgement
            .or_ok("the settings have no section [pages]: the pages are the team's own");
    };
    let expected = pages::headers(&pages.user_pools());
    for (origin, links) in by_origin(known) {
        if is_of_another_deployment(known, origin) {
            continue;
        }
        let remedy = format!(
            "Have the host send the headers of docs/pages.md (the file _headers of `invitations pages` has them) with every file at {origin}"
        );
        let answers: Vec<&Answer> = links
            .iter()
            .filter_map(|link| match &link.opened {
                Opened::Answered(answer) if answer.status == 200 => Some(answer),
                _ => None,
            })
            .collect();
        if answers.is_empty() {
            let is_untouched = links.iter().all(|link| link.opened == Opened::Not);
            let why = if is_untouched {
                OFFLINE
            } else {
                "no page was there"
            };
            judgement.not_checked(format!("{origin}: {why}"), "");
            continue;
        }
        let mut missing = Vec::new();
        let mut other = Vec::new();
        for (name, value) in &expected {
            let key = name.to_ascii_lowercase();
            let found = |answer: &&&Answer| answer.headers.contains_key(&key);
            let has_value = |answer: &&Answer| answer.headers.get(&key) == Some(value);
            if answers.iter().filter(found).count() < answers.len() {
                missing.push(*name);
            } else if !FREE.contains(&key.as_str()) && !answers.iter().all(has_value) {
                other.push(*name);
            }
        }
        if !missing.is_empty() {
            judgement.wrong(
                format!("pages at {origin} come without {}", missing.join(", ")),
                remedy.clone(),
            );
        }
        if !other.is_empty() {
            judgement.warning(
                format!(
                    "pages at {origin} come with another value of {} than they are made for",
                    other.join(", ")
                ),
                remedy,
            );
        }
    }
    judgement.or_ok("the pages come with the headers that they are made for")
}

/// Whether these pages are not those of the pool: one on this machine has pages here, and settings
/// that name a host of the team's.
fn is_of_another_deployment(known: &Known<'_>, origin: &str) -> bool {
    is_local_pool(&known.facts.pool_id) && origin.starts_with("https://")
}

fn by_origin<'a>(known: &Known<'a>) -> BTreeMap<&'a str, Vec<&'a Link>> {
    let mut by_origin: BTreeMap<&str, Vec<&Link>> = BTreeMap::new();
    let facts = known.facts;
    for link in &facts.links {
        by_origin.entry(&link.origin).or_default().push(link);
    }
    by_origin
}
