//! The sections of `invitations.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use authorization::AdminApiSettings;
use invitation::admission::AdmissionPolicy;
use invitation::grant::AcceptancePolicy;
use invitation::{
    AdminCreatedPolicy, FederatedPolicy, GrantPolicy, SelfSignUpPolicy, SweepSettings,
    TokenSettings, UserPoolSettings,
};
use lifecycle_events::EventsSettings;
use messages::{Locale, MailSettings, PageSettings};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// The configuration, as every function reads it. Unknown keys are errors.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The file that this was read from; `brands/` is beside it.
    #[serde(skip)]
    pub file: PathBuf,
    /// The language of people who state none; a BCP 47 tag.
    #[serde(default = "Locale::english")]
    pub default_locale: Locale,
    /// `[user_pool]`: what the pool is like.
    #[serde(default)]
    pub user_pool: UserPoolSettings,
    /// `[tokens]`: whose invitation tokens are believed.
    #[serde(default)]
    pub tokens: TokenSettings,
    /// `[self_sign_up]`: people who sign up by themselves.
    #[serde(default)]
    pub self_sign_up: SelfSignUpPolicy,
    /// `[admin_created]`: users that an administrator creates.
    #[serde(default)]
    pub admin_created: AdminCreatedPolicy,
    /// `[federated]`: people who come from another identity provider.
    #[serde(default)]
    pub federated: FederatedPolicy,
    /// `[grants]`: what may be given at all.
    #[serde(default)]
    pub grants: GrantPolicy,
    /// `[brands]`: which brand a message has.
    #[serde(default)]
    pub brands: BrandSelection,
    /// `[mail]`: mails of our own after acceptance; none are sent without this section.
    #[serde(default)]
    pub mail: Option<MailSettings>,
    /// `[events]`: the bus for the events of an invitation's life; none are put without this section.
    #[serde(default)]
    pub events: Option<EventsSettings>,
    /// `[pages]`: the pages that the links lead to; `invitations pages` makes none without it.
    #[serde(default)]
    pub pages: Option<PageSettings>,
    /// `[admin_api]`: the administrators' API; it admits nobody without this section.
    #[serde(default)]
    pub admin_api: Option<AdminApiSettings>,
    /// `[sweep]`: reminders, and what is deleted.
    #[serde(default)]
    pub sweep: SweepSettings,
    /// `[chain.<hook>]`: the hooks whose slot we share with a function of the team's own.
    /// See [`Settings::load_chains`].
    #[serde(default, rename = "chain")]
    _chain: IgnoredAny,
}

/// `[brands]`: which brand a message has where neither a verified token nor `custom:brand` says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BrandSelection {
    /// The folder below `brands/` that is used where nothing else says. Needed where there are
    /// several; the only one is the default without it, and with none it is the built-in brand.
    pub default: Option<String>,
    /// App client id to brand.
    pub by_client: BTreeMap<String, String>,
}

impl Settings {
    /// The folder that holds the settings and the brands.
    pub fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new(""))
    }

    /// The sections that admission asks.
    pub fn admission_policy(&self) -> AdmissionPolicy<'_> {
        AdmissionPolicy {
            user_pool: self.user_pool,
            tokens: &self.tokens,
            self_sign_up: &self.self_sign_up,
            admin_created: &self.admin_created,
            federated: &self.federated,
        }
    }

    /// The sections that a grant asks.
    pub fn acceptance_policy(&self) -> AcceptancePolicy<'_> {
        AcceptancePolicy {
            assignable: &self.grants,
            tokens: &self.tokens,
            self_sign_up: &self.self_sign_up,
            admin_created: &self.admin_created,
            federated: &self.federated,
        }
    }
}
