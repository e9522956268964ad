//! What the form sends.

use std::collections::{BTreeMap, BTreeSet};

use administration::Particulars;
use invitation::{AttributeName, EmailAddress, GroupName};
use messages::{Brand, Brands, Locale};
use serde::Deserialize;

use super::objection::Objection;
use crate::preview;

/// A person, as the form has it. What is left out is not said.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Person {
    pub(super) given_name: Option<String>,
    pub(super) family_name: Option<String>,
    pub(super) attributes: BTreeMap<AttributeName, String>,
    pub(super) groups: BTreeSet<GroupName>,
    pub(super) brand: Option<String>,
    pub(super) locale: Option<Locale>,
}

/// An invitation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Create {
    pub(super) email: String,
    pub(super) user_name: Option<String>,
    #[serde(default)]
    pub(super) person: Person,
}

/// An invitation once more. What is filled in about the person is changed first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Resend {
    pub(super) user: String,
    #[serde(default)]
    pub(super) person: Person,
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
    pub(super) person: Person,
    pub(super) inviter: Option<String>,
}

impl Person {
    /// The person as an administrator's verb takes it, with a brand that exists.
    pub(super) fn particulars(self, brands: &Brands) -> Result<Particulars, Objection> {
        brand(brands, self.brand.as_deref())?;
        Ok(Particulars {
            given_name: self.given_name,
            family_name: self.family_name,
            attributes: self.attributes,
            groups: self.groups,
            brand: self.brand,
            locale: self.locale,
        })
    }

    /// The attributes as a token has them: the names are among them.
    pub(super) fn all_attributes(&self) -> Result<BTreeMap<AttributeName, String>, Objection> {
        let mut attributes = self.attributes.clone();
        let names = [
            ("given_name", &self.given_name),
            ("family_name", &self.family_name),
        ];
        for (name, value) in names {
            let Some(value) = value else { continue };
            let name: AttributeName = name.parse().map_err(Objection::unreadable)?;
            attributes.insert(name, value.clone());
        }
        Ok(attributes)
    }
}

/// The brand of this name, or the default one.
pub(super) fn brand<'b>(brands: &'b Brands, name: Option<&str>) -> Result<&'b Brand, Objection> {
    preview::brand(brands, name).map_err(Objection::unreadable)
}

/// An e-mail address in a field.
pub(super) fn address(text: &str) -> Result<EmailAddress, Objection> {
    text.parse()
        .map_err(|_| Objection::unreadable("write an e-mail address"))
}
