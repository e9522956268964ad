//! What is known of a deployment: what was read, the settings and the brands.

use std::collections::BTreeMap;

use cognito::UserPool;
use cognito::arn::account_of;
use connection::{EndpointArguments, region};
use invitation::key::is_local_pool;
use invitation::policy::SelfSignUpMode;
use messages::Brands;
use settings::{Chains, Settings};
use trigger::Function;
use trigger::function::bare_name;

use super::facts::{Fact, Facts, Link};

/// Why a page was not opened.
pub(super) const OFFLINE: &str = "not opened, because of --offline";

/// What was read, and what it is held against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) facts: &'a Facts,
    pub(super) settings: &'a Settings,
    pub(super) chains: &'a Chains,
    pub(super) brands: &'a Brands,
    /// The hooks that the pool is to have; all of them, where none is named.
    pub(super) only: &'a [Function],
    /// Where AWS is, for the commands that fix.
    pub(super) endpoint: &'a EndpointArguments,
}

impl<'a> Known<'a> {
    /// Whether there are several brands, of which `custom:brand` names one.
    pub(super) fn has_brands(&self) -> bool {
        self.brands.iter().nth(1).is_some()
    }

    /// Whether the pool is to have this hook.
    pub(super) fn is_wanted(&self, hook: Function) -> bool {
        self.only.is_empty() || self.only.contains(&hook)
    }

    /// The options of `aws` and `invitations` that say where AWS is, with a space before each.
    pub(super) fn options(&self) -> String {
        let option = |name: &str, value: &Option<String>| {
            let value = value
                .as_ref()
                .map(|value| format!(" {name} {}", quoted(value)));
            value.unwrap_or_default()
        };
        option("--endpoint-url", &self.endpoint.endpoint_url)
            + &option("--profile", &self.endpoint.profile)
    }

    /// The settings' file, as remedies name it.
    pub(super) fn file(&self) -> String {
        self.settings.file.display().to_string()
    }

    /// The Region that the user pool was made in: of replicas, the primary one's.
    pub(super) fn home(&self) -> String {
        region(&self.facts.pool_id).to_string()
    }

    /// The account that the user pool is in.
    pub(super) fn account(&self) -> Option<&'a str> {
        match &self.facts.pool {
            Fact::Read(pool) => Some(account_of(&pool.arn)),
            _ => None,
        }
    }

    /// The remedy that is a key of the settings.
    pub(super) fn set(&self, key: &str, value: impl std::fmt::Display) -> String {
        format!("Set {key} to {value} in {}", self.file())
    }

    /// The remedy that is several keys of the settings.
    pub(super) fn set_all(&self, values: &[(&str, String)]) -> String {
        let each = values
            .iter()
            .map(|(key, value)| format!("{key} to {value}"));
        let each: Vec<String> = each.collect();
        format!("Set {} in {}", each.join(" and "), self.file())
    }

    /// Whether invitation tokens are trusted, so people can sign up with them.
    pub(super) fn has_tokens(&self) -> bool {
        !self.settings.tokens.keys.is_empty()
    }

    /// Whether the settings let people sign up by themselves.
    pub(super) fn lets_sign_up(&self) -> bool {
        self.settings.self_sign_up.policy != SelfSignUpMode::Invited || self.has_tokens()
    }

    /// Whether people can, by the settings and in the pool.
    pub(super) fn has_self_sign_up(&self) -> bool {
        let is_closed = matches!(&self.facts.pool, Fact::Read(pool) if pool.admin_create_only);
        self.lets_sign_up() && !is_closed
    }

    /// The app clients that the pages use, with the brands whose pages do.
    pub(super) fn pages_clients(&self) -> BTreeMap<&'a str, Vec<&'a str>> {
        let mut by_client: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let (brands, settings) = (self.brands, self.settings);
        if let Some(pages) = &settings.pages {
            for brand in brands.iter() {
                let client = by_client.entry(pages.client_of(brand.name()));
                client.or_default().push(brand.name());
            }
        }
        by_client
    }

    /// The pages that links lead to, by their origin.
    pub(super) fn links_by_origin(&self) -> BTreeMap<&'a str, Vec<&'a Link>> {
        let mut by_origin: BTreeMap<&str, Vec<&Link>> = BTreeMap::new();
        let facts = self.facts;
        for link in &facts.links {
            by_origin.entry(&link.origin).or_default().push(link);
        }
        by_origin
    }

    /// Whether these pages are not those of the pool: one on this machine has pages here, and
    /// settings that name a host of the team's.
    pub(super) fn is_of_another_deployment(&self, origin: &str) -> bool {
        is_local_pool(&self.facts.pool_id) && origin.starts_with("https://")
    }

    /// The sentence, unless nothing goes through SES.
    pub(super) fn on_ses<'s>(&self, sentence: &'s str) -> &'s str {
        if self.facts.senders.is_empty() {
            "no mail goes through an SES identity of the team's"
        } else {
            sentence
        }
    }
}

/// The trigger that calls the function of this name, with its ARN.
pub(super) fn known_arn<'a>(pool: &'a UserPool, name: &str) -> Option<(Function, &'a str)> {
    let mut triggers = pool.triggers.iter();
    let (function, arn) = triggers.find(|(_, arn)| bare_name(arn) == name)?;
    Some((*function, arn))
}

/// What the functions' names begin with, by one that has its hook's name: nothing, or the name of a
/// stack and "-".
pub(super) fn stack_of(pool: &UserPool) -> Option<&str> {
    let mut triggers = pool.triggers.iter();
    triggers.find_map(|(function, arn)| before_hook(*function, arn))
}

/// What stands before the hook's name in that of its function.
pub(super) fn before_hook(function: Function, arn: &str) -> Option<&str> {
    // A chain has a name of its own between the stack's and the hook's.
    if Function::from_chain(arn).is_some() {
        return None;
    }
    let before = bare_name(arn).strip_suffix(function.name())?;
    (before.is_empty() || before.ends_with('-')).then_some(before)
}

/// The version or alias in an ARN.
pub(super) fn qualifier(arn: &str) -> Option<&str> {
    let (_, named) = arn.rsplit_once(":function:")?;
    named.split_once(':').map(|(_, qualifier)| qualifier)
}

/// A value as a shell reads it back.
pub(super) fn quoted(value: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@=+,".contains(c);
    if !value.is_empty() && value.chars().all(is_plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_whole_in_a_shell() {
        assert_eq!(quoted("http://127.0.0.1:9229"), "http://127.0.0.1:9229");
        assert_eq!(quoted("my team"), "'my team'");
        assert_eq!(quoted("$(date)"), "'$(date)'");
        assert_eq!(quoted("Ada's"), r"'Ada'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
