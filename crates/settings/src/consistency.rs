//! Checks of sections against each other.

use std::collections::BTreeSet;
use std::path::Path;

use authorization::Verb;
use invitation::key::is_local_pool;
use invitation::policy::{AdminCreatedMode, FederatedMode, SelfSignUpMode};
use invitation::{EmailAddress, FederatedPolicy, GroupName};

use crate::{ConfigurationError, Settings};

/// A fault of a key: what is wrong with it, and what to do.
pub(crate) struct Fault {
    pub(crate) key: String,
    pub(crate) problem: String,
    pub(crate) remedy: &'static str,
}

impl Fault {
    /// The same as a fault of the file.
    pub(crate) fn of(self, file: &Path) -> ConfigurationError {
        ConfigurationError {
            key: self.key,
            ..ConfigurationError::of_file(file, self.problem, self.remedy)
        }
    }
}

/// Every disagreement between sections of the settings in `file`.
pub fn faults(settings: &Settings, file: &Path) -> Vec<ConfigurationError> {
    let mut faults = Vec::new();
    groups(settings, &mut faults);
    keys(settings, &mut faults);
    domains(settings, &mut faults);
    providers(settings, &mut faults);
    sender(settings, &mut faults);
    pages(settings, &mut faults);
    admin_api(settings, &mut faults);
    faults.into_iter().map(|fault| fault.of(file)).collect()
}

fn groups(settings: &Settings, faults: &mut Vec<Fault>) {
    for (section, groups) in [
        ("self_sign_up", &settings.self_sign_up.groups),
        ("admin_created", &settings.admin_created.groups),
        ("federated", &settings.federated.groups),
    ] {
        for group in not_assignable(settings, groups.named()) {
            faults.push(Fault {
                key: format!("{section}.groups"),
                problem: format!(
                    "the group \"{group}\" is not assignable, so nobody would be put into it"
                ),
                remedy: "Add it to grants.assignable_groups, or remove it here",
            });
        }
    }
}

fn keys(settings: &Settings, faults: &mut Vec<Fault>) {
    let mut kids = BTreeSet::new();
    for key in &settings.tokens.keys {
        let name = format!("tokens.keys (kid \"{}\")", key.kid());
        if !kids.insert(key.kid()) {
            faults.push(Fault {
                key: name.clone(),
                problem: "two keys have this kid".to_owned(),
                remedy: "Give each key a kid of its own",
            });
        }
        for group in not_assignable(settings, key.groups().into_iter().flatten()) {
            faults.push(Fault {
                key: name.clone(),
                problem: format!(
                    "the group \"{group}\" is not assignable, so no token could give it"
                ),
                remedy: "Add it to grants.assignable_groups, or remove it here",
            });
        }
    }
    if !settings.tokens.keys.is_empty() && settings.tokens.issuer.is_empty() {
        faults.push(Fault {
            key: "tokens.issuer".to_owned(),
            problem: "is empty".to_owned(),
            remedy: "Name the issuer exactly as the tokens' claim `iss` does",
        });
    }
}

fn domains(settings: &Settings, faults: &mut Vec<Fault>) {
    let self_sign_up = settings.self_sign_up.policy == SelfSignUpMode::Domains;
    let admin_created = settings.admin_created.policy == AdminCreatedMode::Domains;
    let federated = settings.federated.policy == FederatedMode::Domains;
    for (section, by_domain, domains) in [
        ("self_sign_up", self_sign_up, &settings.self_sign_up.domains),
        (
            "admin_created",
            admin_created,
            &settings.admin_created.domains,
        ),
        ("federated", federated, &settings.federated.domains),
    ] {
        if by_domain && domains.allow.is_empty() {
            faults.push(Fault {
                key: format!("{section}.domains.allow"),
                problem: "is empty under policy \"domains\", so nobody would be admitted"
                    .to_owned(),
                remedy: "List the allowed domains, or choose another policy",
            });
        }
        if !by_domain && !domains.allow.is_empty() {
            faults.push(Fault {
                key: format!("{section}.domains.allow"),
                problem: "is not asked under this policy".to_owned(),
                remedy: "Set policy = \"domains\", or remove the list",
            });
        }
    }
}

fn providers(settings: &Settings, faults: &mut Vec<Fault>) {
    let FederatedPolicy {
        policy,
        trusted_providers,
        ..
    } = &settings.federated;
    if *policy == FederatedMode::Domains && trusted_providers.is_empty() {
        faults.push(Fault {
            key: "federated.trusted_providers".to_owned(),
            problem: "is empty under policy \"domains\", so nobody would be admitted".to_owned(),
            remedy: "List the identity providers whose addresses are believed, by their name in the user pool",
        });
    }
    for provider in trusted_providers {
        // Cognito's pattern for provider names allows `_` in one place only. In a user name, `_`
        // ends the provider's name: `Provider_externalId`.
        if provider.is_empty() || provider.contains('_') {
            faults.push(Fault {
                key: "federated.trusted_providers".to_owned(),
                problem: format!("\"{provider}\" is no provider that a user name can show"),
                remedy: "Name the provider as the user pool does; rename one that has an underscore",
            });
        }
    }
}

fn sender(settings: &Settings, faults: &mut Vec<Fault>) {
    if let Some(mail) = &settings.mail {
        faults.extend(no_sender("mail.from", &mail.from));
    }
}

/// What is wrong with a sender, which is `Name <address>` or the address alone.
pub(crate) fn no_sender(key: &str, from: &str) -> Option<Fault> {
    let address = match from.rsplit_once('<') {
        Some((_, rest)) => rest.strip_suffix('>').unwrap_or_default(),
        None => from,
    };
    // A second line would be another header of the mail.
    let one_line = !from.contains(char::is_control);
    if one_line && address.parse::<EmailAddress>().is_ok() {
        return None;
    }
    Some(Fault {
        key: key.to_owned(),
        problem: format!("\"{from}\" has no e-mail address"),
        remedy: "Write it like \"Northwind <welcome@northwind.example>\"",
    })
}

fn pages(settings: &Settings, faults: &mut Vec<Fault>) {
    let Some(pages) = &settings.pages else { return };
    let require = &settings.self_sign_up.require;
    for (key, _) in require
        .client_metadata
        .iter()
        .filter(|(_, values)| values.is_empty())
    {
        faults.push(Fault {
            key: format!("self_sign_up.require.client_metadata.{key}"),
            problem: "may be anything, so the pages of [pages] do not know what to send".to_owned(),
            remedy: "List the values that are taken, the one for the pages first, or remove the key",
        });
    }
    for key in pages.information.keys() {
        if !require.validation_data.contains_key(key) {
            faults.push(Fault {
                key: format!("pages.information.{key}"),
                problem: "is about validation data that a sign-up does not need".to_owned(),
                remedy: "Add the key to self_sign_up.require.validation_data, or remove it here",
            });
        }
    }
    // A message has the brand of the app client, where no token says otherwise: a page whose client
    // belongs to no brand would be followed by the default brand's mail.
    for brand in pages.by_brand.keys() {
        let client = pages.client_of(brand);
        let is_default = settings.brands.default.as_ref() == Some(brand);
        let mapped = settings.brands.by_client.get(client);
        let fits = mapped.map_or(is_default, |mapped| mapped == brand);
        if !fits {
            faults.push(Fault {
                key: format!("pages.by_brand.{brand}"),
                problem: format!(
                    "the messages to those who use the app client \"{client}\" are of another brand"
                ),
                remedy: "Give the brand an app client of its own here, and name it in brands.by_client",
            });
        }
    }
}

fn admin_api(settings: &Settings, faults: &mut Vec<Fault>) {
    let Some(api) = &settings.admin_api else {
        return;
    };
    let pool = &api.user_pool_id;
    if !pool
        .split_once('_')
        .is_some_and(|(region, name)| !region.is_empty() && !name.is_empty())
    {
        faults.push(Fault {
            key: "admin_api.user_pool_id".to_owned(),
            problem: format!("\"{pool}\" is no user pool"),
            remedy: "Write it like eu-west-1_AbCdEfGhI",
        });
    }
    for client in api.app_clients.iter().filter(|id| !is_app_client_id(id)) {
        faults.push(Fault {
            key: "admin_api.app_clients".to_owned(),
            problem: format!("\"{client}\" is no id of an app client"),
            remedy: "Write the ids that the pool's app clients have, like 3n4b5urk1ft4fl3mg5e62d9ado, and not their names",
        });
    }
    let is_plain = api
        .issuer
        .as_ref()
        .is_some_and(|issuer| !issuer.starts_with("https://"));
    if !api.app_clients.is_empty() && is_plain && !is_local_pool(pool) {
        faults.push(Fault {
            key: "admin_api.issuer".to_owned(),
            problem: "is where the keys of tokens come from, and is no https address".to_owned(),
            remedy: "Leave it out: AWS's own follows from the pool",
        });
    }
    for origin in api.origins.iter().filter(|origin| !is_origin(origin)) {
        faults.push(Fault {
            key: "admin_api.origins".to_owned(),
            problem: format!("\"{origin}\" is no origin that a browser sends"),
            remedy: "Write it like https://admin.northwind.example, in lower case, with no path and no wildcard",
        });
    }
    if api.signing_key.is_some() {
        signing(settings, faults);
    }
    for (position, role) in api.roles.iter().enumerate() {
        let key = format!("admin_api.roles[{position}]");
        if role.members.is_empty() {
            faults.push(Fault {
                key: format!("{key}.members"),
                problem: "is empty, so nobody has the role".to_owned(),
                remedy: "Name the groups whose members have it, or remove the role",
            });
        }
        if role.verbs.is_empty() {
            faults.push(Fault {
                key: format!("{key}.verbs"),
                problem: "is empty, so the role may do nothing".to_owned(),
                remedy: "List what it may do, or remove the role",
            });
        }
        let hands_out = role.verbs.contains(Verb::AddUserToGroup);
        if hands_out && role.groups.is_empty() {
            faults.push(Fault {
                key: format!("{key}.groups"),
                problem: "is empty, so the role could hand out no group".to_owned(),
                remedy: "List the groups, or remove addUserToGroup from its verbs",
            });
        }
        if role.verbs.contains(Verb::UpdateUserAttributes) && role.attributes.is_empty() {
            faults.push(Fault {
                key: format!("{key}.attributes"),
                problem: "is empty, so the role could set no attribute".to_owned(),
                remedy: "List the attributes, or remove updateUserAttributes from its verbs",
            });
        }
    }
}

/// What a token needs that the administrators' API issues. It answers none, so that a mail is the
/// only way to the person.
fn signing(settings: &Settings, faults: &mut Vec<Fault>) {
    let mut fault = |problem: &str, remedy| {
        faults.push(Fault {
            key: "admin_api.signing_key".to_owned(),
            problem: problem.to_owned(),
            remedy,
        });
    };
    if settings.tokens.keys.is_empty() {
        fault(
            "no key is trusted, so that no token would be believed",
            "Add the key's public half to tokens.keys: `invitations keygen --kms-key` writes it there",
        );
    }
    if settings.mail.is_none() {
        fault(
            "there is no sender, so that no token would reach anybody",
            "Add [mail] with the sender's address as `from`, or remove the key",
        );
    }
}

/// Whether it can be one: `[\w+]{1,128}` (API reference, `UserPoolClientType`).
fn is_app_client_id(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+');
    (1..=128).contains(&text.len()) && text.bytes().all(is_allowed)
}

/// Whether it is an origin as browsers serialise one (RFC 6454 §6.2): scheme, host, and the port
/// where it is not the scheme's own.
fn is_origin(text: &str) -> bool {
    let Some((scheme, authority)) = text.split_once("://") else {
        return false;
    };
    let in_host = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:[]".contains(c);
    matches!(scheme, "http" | "https") && !authority.is_empty() && authority.chars().all(in_host)
}

fn not_assignable<'a>(
    settings: &'a Settings,
    groups: impl Iterator<Item = &'a GroupName>,
) -> impl Iterator<Item = &'a GroupName> {
    groups.filter(|group| !settings.grants.assignable_groups.contains(*group))
}

/// Brands that the settings name and that have no folder.
pub(crate) fn unknown_brands(settings: &Settings, known: &[&str]) -> Vec<ConfigurationError> {
    let default = settings
        .brands
        .default
        .iter()
        .map(|brand| ("brands.default".to_owned(), brand));
    let by_client = settings
        .brands
        .by_client
        .iter()
        .map(|(client, brand)| (format!("brands.by_client.{client}"), brand));
    let pages = settings.pages.iter().flat_map(|pages| {
        let brands = pages.by_brand.keys();
        brands.map(|brand| (format!("pages.by_brand.{brand}"), brand))
    });
    default
        .chain(by_client)
        .chain(pages)
        .filter(|(_, brand)| !known.contains(&brand.as_str()))
        .map(|(key, brand)| {
            let problem = format!("there is no brand \"{brand}\"");
            let remedy = format!(
                "Add the folder brands/{brand} with a brand.toml, or name one of: {}",
                known.join(", ")
            );
            ConfigurationError {
                key,
                ..ConfigurationError::of_file(&settings.file, problem, remedy)
            }
        })
        .collect()
}
