//! `pages-client`: whether the pages can call the pool: this one, through a client that is made for
//! them.

use invitation::key::is_local_pool;
use messages::page_settings::Region;

use crate::doctor::judgement::Judgement;

/// What the pages sign in with.
const PAGES_FLOW: &str = "ALLOW_USER_PASSWORD_AUTH";

pub(crate) fn pages_client(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let Some(pages) = &known.settings.pages else {
        return Some("the settings have no section [pages]".into());
    };
    let region = known.home();
    let api = Region::try_from(region.clone()).map(|region| region.user_pools());
    // A pool on this machine has an endpoint in place of a Region.
    if !is_local_pool(&known.facts.pool_id) && api != Ok(pages.user_pools()) {
        judgement.wrong(
            format!(
                "the pages call {}, and the pool is in {region}",
                pages.user_pools()
            ),
            format!(
                "{}, and take pages.endpoint out",
                known.set("pages.region", format!("\"{region}\""))
            ),
        );
    }
    let clients = judgement.clients()?;
    for (id, brands) in known.pages_clients() {
        let brands = brands.join(", ");
        let Some(client) = clients.iter().find(|client| client.id == id) else {
            judgement.wrong(
                format!(
                    "the pages of {brands} use the app client {id}, which the pool does not have"
                ),
                format!("Name a client of this pool in [pages] of {}", known.file()),
            );
            continue;
        };
        if client.has_secret {
            judgement.wrong(
                format!(
                    "{client}, which the pages of {brands} use, has a secret, which no page can keep"),
                "Make a client without a secret for the pages: a secret cannot be taken off",
            );
        }
        if !client.flows.contains(PAGES_FLOW) {
            judgement.wrong(
                format!("{client}, which the pages of {brands} use, does not allow {PAGES_FLOW}: no invitation can be accepted"),
                format!("Add {PAGES_FLOW} to its ExplicitAuthFlows"),
            );
        }
    }
    Some("the pages call this pool, through an app client that is made for them".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, OK, WRONG, names};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.client().id = "other".to_owned(),
            WRONG,
            "does not have",
        ),
        (|it| it.client().has_secret = true, WRONG, "secret"),
        (
            |it| it.client().flows = names(&["ALLOW_USER_SRP_AUTH"]),
            WRONG,
            "does not allow",
        ),
        (
            |it| it.facts.pool_id = "eu-north-1_AbCdEfGhI".to_owned(),
            WRONG,
            "eu-north-1",
        ),
        (|it| it.settings.pages = None, OK, "no section [pages]"),
    ];
}
