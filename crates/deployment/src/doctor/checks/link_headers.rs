//! `link-headers`: whether the pages come with the headers that they are made for.

use crate::doctor::facts::{Answer, Opened};
use crate::doctor::judgement::Judgement;
use crate::doctor::known::OFFLINE;

/// Headers whose value is for each host to choose.
const FREE: [&str; 2] = ["cache-control", "strict-transport-security"];

pub(crate) fn link_headers(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let Some(pages) = &known.settings.pages else {
        return Some("the settings have no section [pages]: the pages are the team's own".into());
    };
    let expected = pages::headers(&pages.user_pools());
    for (origin, links) in known.links_by_origin() {
        if known.is_of_another_deployment(origin) {
            continue;
        }
        let remedy = format!(
            "Have the host send the headers of docs/how-to/host-the-pages.md (the file _headers of `invitations pages` has them) with every file at {origin}"
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
    Some("the pages come with the headers that they are made for".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, OK, WARNING, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| drop(it.headers().remove("x-frame-options")),
            WRONG,
            "without X-Frame-Options",
        ),
        (
            |it| {
                drop(
                    it.headers()
                        .insert("referrer-policy".to_owned(), "origin".to_owned()),
                );
            },
            WARNING,
            "Referrer-Policy",
        ),
        (
            |it| {
                drop(
                    it.headers()
                        .insert("cache-control".to_owned(), "no-store".to_owned()),
                );
            },
            OK,
            "",
        ),
        (|it| it.settings.pages = None, OK, "the team's own"),
    ];
}
