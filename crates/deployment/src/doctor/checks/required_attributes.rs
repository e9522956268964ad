//! `required-attributes`: whether people can sign up and accept an invitation on the pages. Cognito
//! refuses a user without a required attribute, and an app client cannot send what it may not write.

use std::collections::BTreeSet;

use cognito::UserPool;
use messages::page_settings::PageSettings;

use crate::doctor::judgement::Judgement;
use crate::doctor::known::Known;

/// What every page asks for, whatever the settings say.
const ADDRESS: &str = "email";

pub(crate) fn required_attributes(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool = judgement.pool()?;
    let required = required(pool);
    if let Some(pages) = &known.settings.pages
        && known.has_self_sign_up()
    {
        let asked = asked(&known, pages);
        let missing = required.difference(&asked).copied();
        let missing: Vec<&str> = missing.filter(|name| *name != ADDRESS).collect();
        if !missing.is_empty() {
            let mut ask: Vec<&str> = pages.ask.iter().map(String::as_str).collect();
            ask.extend(&missing);
            judgement.wrong(
                format!(
                    "the pool requires {}, and the page of a sign-up asks for no such thing: Cognito refuses anybody who signs up there",
                    missing.join(", ")
                ),
                known.set("pages.ask", format!("{ask:?}")),
            );
        }
    }
    let of_pages = known.pages_clients();
    for client in judgement.clients()? {
        let Some(writes) = &client.writes else {
            continue;
        };
        let missing = required.iter().copied();
        let missing: Vec<&str> = missing.filter(|name| !writes.contains(*name)).collect();
        if missing.is_empty() {
            continue;
        }
        let missing = missing.join(", ");
        let remedy = format!(
            "Add {missing} to the WriteAttributes of {}, in the tool that keeps the pool or in the console",
            client.id
        );
        if of_pages.contains_key(client.id.as_str()) {
            judgement.wrong(
                format!(
                    "the pool requires {missing}, which {client}, of the pages, may not write: nobody signs up through it, and anybody who was invited without these cannot accept"),
                remedy,
            );
        } else {
            judgement.warning(
                format!(
                    "the pool requires {missing}, which {client} may not write: nobody signs up through it"),
                remedy,
            );
        }
    }
    Some("what the pool requires is asked for, and may be written".into())
}

/// What the pool requires beside `sub`, which Cognito makes up.
fn required(pool: &UserPool) -> BTreeSet<&str> {
    let required = pool
        .schema
        .iter()
        .filter(|(_, attribute)| attribute.required);
    required
        .map(|(name, _)| name.as_str())
        .filter(|name| *name != "sub")
        .collect()
}

/// What the page of a sign-up asks for.
fn asked<'a>(known: &Known<'a>, pages: &'a PageSettings) -> BTreeSet<&'a str> {
    let by_settings = &known.settings.self_sign_up.require.attributes;
    let asked = pages.ask.iter().chain(by_settings);
    asked.map(String::as_str).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, OK, WARNING, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.attribute("custom:tenant").required = true,
            WRONG,
            "requires custom:tenant",
        ),
        (
            |it| it.attribute("family_name").required = true,
            WRONG,
            "may not write",
        ),
        (
            |it| {
                it.attribute("given_name").required = true;
                it.attribute("custom:tenant").required = true;
                it.settings.pages = None;
            },
            WARNING,
            "nobody signs up through it",
        ),
        (|it| it.attribute("given_name").required = true, OK, ""),
    ];
}
