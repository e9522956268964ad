//! What the form sends.

use std::collections::BTreeMap;

use administration::InvitationRequest;
use messages::{Brand, Brands};
use serde::Deserialize;

use super::error::FormError;

/// A person, as the form has it. What is left out is not said.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Profile {
    pub(super) given_name: Option<String>,
    pub(super) family_name: Option<String>,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) groups: Vec<String>,
    pub(super) brand: Option<String>,
    pub(super) locale: Option<String>,
}

/// An invitation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Create {
    pub(super) email: String,
    pub(super) user_name: Option<String>,
    #[serde(default)]
    pub(super) person: Profile,
}

/// An invitation once more. What is filled in about the person is changed first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Resend {
    pub(super) user: String,
    #[serde(default)]
    pub(super) person: Profile,
}

/// An invitation, or a member, to be taken back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Revoke {
    pub(super) user: String,
    #[serde(default)]
    pub(super) member: bool,
    #[serde(default)]
    pub(super) disable: bool,
}

/// An invitation token, to be mailed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Issue {
    pub(super) email: String,
    #[serde(default)]
    pub(super) person: Profile,
    pub(super) inviter: Option<String>,
}

impl Profile {
    /// The person as the validator takes it.
    pub(super) fn request(self) -> InvitationRequest {
        InvitationRequest {
            given_name: self.given_name,
            family_name: self.family_name,
            attributes: self.attributes.into_iter().collect(),
            groups: self.groups,
            brand: self.brand,
            locale: self.locale,
            ..InvitationRequest::default()
        }
    }
}

/// The brand of this name, or the default one.
pub(super) fn brand<'b>(brands: &'b Brands, name: Option<&str>) -> Result<&'b Brand, FormError> {
    brands.named(name).map_err(FormError::unreadable)
}
