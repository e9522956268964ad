//! The requests of the form.

use std::collections::BTreeMap;

use administration::InvitationRequest;
use messages::{Brand, Brands};
use serde::Deserialize;

use super::error::FormError;

/// The fields about the invited person. All are optional.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ProfileFields {
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
    pub(super) person: ProfileFields,
}

/// An invitation to send again. Fields about the person are changed first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Resend {
    pub(super) user: String,
    #[serde(default)]
    pub(super) person: ProfileFields,
}

/// An invitation, or a member, to revoke.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Revoke {
    pub(super) user: String,
    #[serde(default)]
    pub(super) member: bool,
    #[serde(default)]
    pub(super) disable: bool,
}

/// An invitation token to mail.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Issue {
    pub(super) email: String,
    #[serde(default)]
    pub(super) person: ProfileFields,
    pub(super) inviter: Option<String>,
}

impl ProfileFields {
    /// The fields in the form that the validation takes.
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
