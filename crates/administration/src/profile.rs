//! What an administrator fills in about a person.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use invitation::{AttributeName, BRAND_ATTRIBUTE, EmailAddress, GroupName};
use messages::Locale;

use crate::record_request::RecordRequest;

/// An invitation as an administrator makes it (story A).
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Whom it is for. The administrator vouches for the address: it is verified from the start.
    pub email: EmailAddress,
    /// The user name. Needed where people sign in with a user name alone, free to choose where
    /// the address is an alias, and not to be given where the address is the user name.
    pub user_name: Option<String>,
    /// The person.
    pub profile: Profile,
    /// What the pool's hooks get beside it.
    pub hook_data: HookData,
    /// Whether a member who has the address as a verified alias loses it to the invitation
    /// (`ForceAliasCreation`): that person signs in with it no longer, and the address counts as
    /// unverified there. For pools whose addresses are aliases beside the user name alone.
    pub force_alias_creation: bool,
    /// Who invites, and until when.
    pub record: RecordRequest,
}

/// A person's names, attributes, groups, brand and language. Its `Debug` shows no value.
#[derive(Clone, Default)]
pub struct Profile {
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// Further attributes; each has to be on `grants.assignable_attributes` of the settings.
    pub attributes: BTreeMap<AttributeName, String>,
    /// The groups to be in; each has to be on `grants.assignable_groups` of the settings.
    pub groups: BTreeSet<GroupName>,
    /// The brand of mails and pages; becomes `custom:brand`.
    pub brand: Option<String>,
    /// The language of mails and pages; becomes the attribute `locale`.
    pub locale: Option<Locale>,
}

/// `ValidationData` and `ClientMetadata`: Cognito hands both to the hooks and keeps neither
/// (contract §3). Its `Debug` shows no value.
#[derive(Clone, Default)]
pub struct HookData {
    /// `ValidationData`.
    pub validation_data: BTreeMap<String, String>,
    /// `ClientMetadata`.
    pub client_metadata: BTreeMap<String, String>,
}

impl Profile {
    /// The attributes that have a field of their own.
    fn own_fields(&self) -> impl Iterator<Item = (&str, &str)> {
        [
            ("given_name", self.given_name.as_deref()),
            ("family_name", self.family_name.as_deref()),
            (BRAND_ATTRIBUTE, self.brand.as_deref()),
            ("locale", self.locale.as_ref().map(Locale::as_str)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
    }

    /// Whether it says nothing of the person.
    pub(crate) fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.all_attributes().is_empty()
    }

    /// Every attribute as the pool stores it.
    pub fn all_attributes(&self) -> BTreeMap<&str, &str> {
        let further = self
            .attributes
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        further.chain(self.own_fields()).collect()
    }

    /// An attribute that is given as a field and among the further ones, too.
    pub(crate) fn repeated(&self) -> Option<&str> {
        self.own_fields()
            .map(|(name, _)| name)
            .find(|name| self.attributes.keys().any(|other| other.as_str() == *name))
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("attributes", &self.all_attributes().keys())
            .field("groups", &self.groups)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for HookData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HookData")
            .field("validation_data", &self.validation_data.keys())
            .field("client_metadata", &self.client_metadata.keys())
            .finish()
    }
}
