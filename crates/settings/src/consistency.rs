//! What no section can check alone.

use std::collections::BTreeSet;
use std::path::Path;

use invitation::GroupName;
use invitation::policy::{AdminCreatedMode, FederatedMode, SelfSignUpMode};

use crate::{ConfigurationError, Settings};

/// Every disagreement between sections of the settings in `file`.
pub fn faults(settings: &Settings, file: &Path) -> Vec<ConfigurationError> {
    let mut faults = Vec::new();
    let mut fault = |key: &str, problem: String, remedy: &str| {
        faults.push(ConfigurationError {
            file: file.to_owned(),
            line: None,
            key: key.to_owned(),
            problem,
            remedy: remedy.to_owned(),
        });
    };

    let policies = [
        ("self_sign_up", &settings.self_sign_up.groups),
        ("admin_created", &settings.admin_created.groups),
        ("federated", &settings.federated.groups),
    ];
    for (section, groups) in policies {
        for group in not_assignable(settings, groups.named()) {
            fault(
                &format!("{section}.groups"),
                format!("the group \"{group}\" is not assignable, so nobody would be put into it"),
                "Add it to grants.assignable_groups, or remove it here",
            );
        }
    }

    let mut kids = BTreeSet::new();
    for key in &settings.tokens.keys {
        let name = format!("tokens.keys (kid \"{}\")", key.kid());
        if !kids.insert(key.kid()) {
            fault(
                &name,
                "two keys have this kid".to_owned(),
                "Give each key a kid of its own",
            );
        }
        for group in not_assignable(settings, key.groups().into_iter().flatten()) {
            fault(
                &name,
                format!("the group \"{group}\" is not assignable, so no token could give it"),
                "Add it to grants.assignable_groups, or remove it here",
            );
        }
    }
    if !settings.tokens.keys.is_empty() && settings.tokens.issuer.is_empty() {
        fault(
            "tokens.issuer",
            "is empty".to_owned(),
            "Name the issuer exactly as the tokens' claim `iss` does",
        );
    }

    let domain_policies = [
        (
            "self_sign_up",
            settings.self_sign_up.policy == SelfSignUpMode::Domains,
            &settings.self_sign_up.domains,
        ),
        (
            "admin_created",
            settings.admin_created.policy == AdminCreatedMode::Domains,
            &settings.admin_created.domains,
        ),
        (
            "federated",
            settings.federated.policy == FederatedMode::Domains,
            &settings.federated.domains,
        ),
    ];
    for (section, by_domain, domains) in domain_policies {
        if by_domain && domains.allow.is_empty() {
            fault(
                &format!("{section}.domains.allow"),
                "is empty under policy \"domains\", so nobody would be admitted".to_owned(),
                "List the allowed domains, or choose another policy",
            );
        }
        if !by_domain && !domains.allow.is_empty() {
            fault(
                &format!("{section}.domains.allow"),
                "is not asked under this policy".to_owned(),
                "Set policy = \"domains\", or remove the list",
            );
        }
    }
    if settings.federated.policy == FederatedMode::Domains
        && settings.federated.trusted_providers.is_empty()
    {
        fault(
            "federated.trusted_providers",
            "is empty under policy \"domains\", so nobody would be admitted".to_owned(),
            "List the identity providers whose addresses are believed, by their name in the user pool",
        );
    }
    for provider in &settings.federated.trusted_providers {
        // Cognito's own pattern for provider names keeps `_` out of them but for one place;
        // it is what ends the name in `Provider_externalId`.
        if provider.is_empty() || provider.contains('_') {
            fault(
                "federated.trusted_providers",
                format!(
                    "\"{provider}\" is not the name of an identity provider that can be told from a user name"
                ),
                "Name the provider as the user pool does; rename one that has an underscore",
            );
        }
    }
    faults
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
    default
        .chain(by_client)
        .filter(|(_, brand)| !known.contains(&brand.as_str()))
        .map(|(key, brand)| ConfigurationError {
            file: settings.folder.join("invitations.toml"),
            line: None,
            key,
            problem: format!("there is no brand \"{brand}\""),
            remedy: format!(
                "Add the folder brands/{brand} with a brand.toml, or name one of: {}",
                known.join(", ")
            ),
        })
        .collect()
}
