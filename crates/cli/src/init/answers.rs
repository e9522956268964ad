//! What a new configuration shall say.

use std::collections::BTreeSet;

use invitation::policy::SignIn;
use invitation::{DomainPattern, GroupName, UserPoolSettings};
use messages::LinkOrigin;
use serde::Deserialize;
use serde::de::{IntoDeserializer, value};
use trigger::Function;

/// What is known so far; `None` where nothing was said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answers {
    /// The hooks that will be attached.
    pub(crate) hooks: Option<BTreeSet<Function>>,
    /// What the user pool is like.
    pub(crate) user_pool: Option<UserPoolSettings>,
    /// Whose addresses may sign up without an invitation.
    pub(crate) domains: Option<Vec<DomainPattern>>,
    /// The groups of every new member.
    pub(crate) groups: Option<Vec<GroupName>>,
    /// The name in mails.
    pub(crate) brand_name: Option<String>,
    /// Where links lead.
    pub(crate) links: Option<LinkOrigin>,
}

/// Answers that a configuration can be written from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complete {
    pub(crate) hooks: BTreeSet<Function>,
    pub(crate) user_pool: Option<UserPoolSettings>,
    pub(crate) domains: Vec<DomainPattern>,
    pub(crate) groups: Vec<GroupName>,
    /// Name and links, for the hooks that write to people.
    pub(crate) brand: Option<(String, LinkOrigin)>,
}

/// What the chosen hooks need and nobody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    BrandName,
    Links,
}

impl Answers {
    /// Whether one of these hooks will be attached; all are, where none was named.
    pub(crate) fn has_any(&self, hooks: &[Function]) -> bool {
        match &self.hooks {
            Some(chosen) => hooks.iter().any(|hook| chosen.contains(hook)),
            None => true,
        }
    }

    /// Takes the default for what nobody said.
    pub(crate) fn complete(self) -> Result<Complete, Missing> {
        let writes_mail = self.has_any(&[Function::CustomMessage]);
        let brand = match (self.brand_name, self.links) {
            (Some(name), Some(links)) => Some((name, links)),
            (None, None) if !writes_mail => None,
            (None, _) => return Err(Missing::BrandName),
            (Some(_), None) => return Err(Missing::Links),
        };
        Ok(Complete {
            hooks: self
                .hooks
                .unwrap_or_else(|| Function::ALL.into_iter().collect()),
            user_pool: self.user_pool,
            domains: self.domains.unwrap_or_default(),
            groups: self.groups.unwrap_or_default(),
            brand,
        })
    }
}

impl Complete {
    pub(crate) fn has_any(&self, hooks: &[Function]) -> bool {
        hooks.iter().any(|hook| self.hooks.contains(hook))
    }

    /// Whether invitation tokens are a way in: with both hooks that read them, and an issuer.
    pub(crate) fn trusts_tokens(&self) -> bool {
        let hooks = [Function::PreSignUp, Function::PostConfirmation];
        self.brand.is_some() && hooks.iter().all(|hook| self.hooks.contains(hook))
    }

    /// Whether a setting is used that has to agree with the pool: what links carry, and whether a
    /// token confirms.
    pub(crate) fn is_bound_to_pool(&self) -> bool {
        self.trusts_tokens() || self.has_any(&[Function::CustomMessage])
    }
}

/// How people sign in, as the settings write it.
pub(crate) fn sign_in(text: &str) -> Result<SignIn, String> {
    SignIn::deserialize(text.into_deserializer()).map_err(|error: value::Error| error.to_string())
}
