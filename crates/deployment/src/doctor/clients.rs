//! What the app clients may write and read, and what they give away (contract §8, §11).

use std::collections::{BTreeMap, BTreeSet};

use invitation::key::is_local_pool;
use invitation::{AttributeName, INVITATION_ATTRIBUTE};
use messages::page_settings::Region;
use trigger::Function;

use super::attributes::BRAND_ATTRIBUTE;
use super::check::{Check, Known};
use super::facts::{Client, Fact};
use super::finding::{Finding, Judgement};
use super::triggers::attach_command;

/// What the pages sign in with.
const PAGES_FLOW: &str = "ALLOW_USER_PASSWORD_AUTH";

/// Whether each client has a list of what it may write. One without is documented to write the
/// standard attributes, and reported to write all (contract §8): the worse is assumed.
pub(super) fn write_lists(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::ClientWriteList);
    let has_custom = known
        .settings
        .grants
        .assignable_attributes
        .iter()
        .any(|name| name.as_str().starts_with("custom:"));
    let attach_lists = known.has_tokens() || known.has_brands();
    if !attach_lists && !has_custom {
        return judgement
            .or_ok("nothing that an invitation or an administrator gives hangs on such a list");
    }
    let attached: Vec<Function> = match &known.facts.pool {
        Fact::Read(pool) => pool.triggers.keys().copied().collect(),
        _ => Vec::new(),
    };
    let remedy = if attach_lists && !attached.is_empty() {
        attach_command(known, &attached)
    } else {
        "Give it WriteAttributes: what people may say of themselves, and what an identity provider maps".to_owned()
    };
    for client in clients(known, &mut judgement) {
        if client.writes.is_none() {
            judgement.wrong(
                format!("{} has no list of the attributes that it may write, and is then reported to write every one", told(client)),
                remedy.clone(),
            );
        }
    }
    judgement.or_ok("every app client has a list of the attributes that it may write")
}

/// Whether people could give themselves what only an invitation or an administrator gives.
pub(super) fn protected(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::ClientWritesProtected);
    let custom = known.settings.grants.assignable_attributes.iter();
    let custom = custom
        .map(AttributeName::as_str)
        .filter(|name| name.starts_with("custom:"));
    let protected: BTreeSet<&str> = custom
        .chain([BRAND_ATTRIBUTE, "email_verified", "phone_number_verified"])
        .collect();
    for client in clients(known, &mut judgement) {
        let writes = client.writes.iter().flatten().map(String::as_str);
        let open: Vec<&str> = writes.filter(|name| protected.contains(name)).collect();
        if !open.is_empty() {
            judgement.wrong(
                format!("whoever signs in through {} can write {}, which only an invitation or an administrator may", told(client), open.join(", ")),
                "Take it off the client's WriteAttributes",
            );
        }
    }
    judgement.or_ok("no list lets people write what only an invitation or an administrator may")
}

/// Whether a sign-up can hand in its token, where tokens are believed.
pub(super) fn invitation_writable(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::ClientWritesInvitation);
    if !known.has_tokens() {
        return judgement.or_ok("no key is trusted, so that no invitation token is handed in");
    }
    let Some(clients) = judgement.read("app clients", &known.facts.clients) else {
        return judgement.or_ok("");
    };
    let pages = pages_clients(known);
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
                format!("{}, which the pages use, may not write {INVITATION_ATTRIBUTE}: a sign-up with an invitation fails", told(client)),
                remedy.clone(),
            );
        }
    }
    judgement.or_ok(format!(
        "a sign-up can hand in its token in {INVITATION_ATTRIBUTE}"
    ))
}

/// Whether the triggers are sure to see the token: that their events leave out what the client may
/// not read is not documented, and not excluded (contract §8).
pub(super) fn invitation_readable(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::ClientReadsInvitation);
    if !known.has_tokens() {
        return judgement.or_ok("no key is trusted, so that no invitation token is handed in");
    }
    for client in clients(known, &mut judgement) {
        let holds = |list: &Option<BTreeSet<String>>| {
            list.as_ref()
                .is_some_and(|list| list.contains(INVITATION_ATTRIBUTE))
        };
        if holds(&client.writes) && !holds(&client.reads) {
            judgement.warning(
                format!("{} may write {INVITATION_ATTRIBUTE} and not read it; whether the triggers then see the token is not documented", told(client)),
                format!("Add {INVITATION_ATTRIBUTE} to its ReadAttributes: only the person whose invitation it is can read it"),
            );
        }
    }
    judgement.or_ok(format!("who may write {INVITATION_ATTRIBUTE} may read it"))
}

/// Whether a client tells strangers who has an account.
pub(super) fn existence(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::UserExistence);
    for client in clients(known, &mut judgement) {
        if !client.hides_missing_users {
            judgement.wrong(
                format!(
                    "{} tells anybody who asks whether an address has an account",
                    told(client)
                ),
                "Set PreventUserExistenceErrors to ENABLED",
            );
        }
    }
    judgement.or_ok("no app client tells who has an account")
}

/// Whether the pages can call the pool: this one, through a client that is made for them.
pub(super) fn of_pages(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::PagesClient);
    let Some(pages) = &known.settings.pages else {
        return judgement.or_ok("the settings have no section [pages]");
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
    let Some(clients) = judgement.read("app clients", &known.facts.clients) else {
        return judgement.or_ok("");
    };
    for (id, brands) in pages_clients(known) {
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
                    "{}, which the pages of {brands} use, has a secret, which no page can keep",
                    told(client)
                ),
                "Make a client without a secret for the pages: a secret cannot be taken off",
            );
        }
        if !client.flows.contains(PAGES_FLOW) {
            judgement.wrong(
                format!("{}, which the pages of {brands} use, does not allow {PAGES_FLOW}: no invitation can be accepted", told(client)),
                format!("Add {PAGES_FLOW} to its ExplicitAuthFlows"),
            );
        }
    }
    judgement.or_ok("the pages call this pool, through an app client that is made for them")
}

/// The app clients that the pages use, with the brands whose pages do.
pub(super) fn pages_clients<'a>(known: &Known<'a>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut by_client: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let (brands, settings) = (known.brands, known.settings);
    if let Some(pages) = &settings.pages {
        for brand in brands.iter() {
            let client = by_client.entry(pages.client_of(brand.name()));
            client.or_default().push(brand.name());
        }
    }
    by_client
}

pub(super) fn clients<'a>(
    known: &Known<'a>,
    judgement: &mut Judgement,
) -> impl Iterator<Item = &'a Client> + use<'a> {
    let clients = judgement.read("app clients", &known.facts.clients);
    clients.into_iter().flatten()
}

pub(super) fn told(client: &Client) -> String {
    format!("the app client {} ({})", client.id, client.name)
}
