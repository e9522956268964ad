//! What the scripts know: whom to call, what to ask for, where to lead on.

use std::collections::{BTreeMap, BTreeSet};

use invitation::policy::{SelfSignUpMode, SignIn};
use messages::{Brand, HttpsUrl, PageAddress, PageSettings, QueryParameter};
use serde::Serialize;

use crate::SiteSettings;

/// Everything that a brand's pages know but the sentences. Nothing in it is a secret.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts<'a> {
    /// Where the user pool's API is, without a final slash.
    pub endpoint: String,
    /// The app client.
    pub client_id: &'a str,
    /// Where a member signs in.
    pub sign_in: &'a str,
    /// Where a page may lead after success, the first one first.
    pub redirects: Vec<&'a str>,
    /// The query parameter with which these addresses take the name to sign in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_parameter: Option<&'a str>,
    /// What a user name is: `email`, `alias` or `username`.
    pub user_names: &'static str,
    /// What a password needs.
    pub password: Password,
    /// What a sign-up needs.
    pub sign_up: SignUp<'a>,
    /// The languages that the brand speaks, each with its direction: `ltr` or `rtl`.
    pub locales: BTreeMap<String, &'static str>,
    /// The language of people who state none that the brand speaks.
    pub default_locale: String,
}

/// What a password needs, as [`messages::PasswordRules`] says.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the members of Cognito's PasswordPolicyType"
)]
pub struct Password {
    /// The fewest characters.
    pub minimum_length: u8,
    /// A letter from a to z.
    pub lowercase: bool,
    /// A letter from A to Z.
    pub uppercase: bool,
    /// A digit.
    pub numbers: bool,
    /// A special character.
    pub symbols: bool,
}

/// What a sign-up needs.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignUp<'a> {
    /// Whether nobody is let in without an invitation token.
    pub invitation_required: bool,
    /// The attributes to ask for beside the address.
    pub attributes: Vec<Attribute<'a>>,
    /// What to send as `ValidationData`.
    pub validation_data: Vec<Data<'a>>,
    /// What to send as `ClientMetadata`, without asking: it is about the client, and that is the
    /// page.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub client_metadata: BTreeMap<&'a str, &'a str>,
}

/// An attribute that a sign-up asks for.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Attribute<'a> {
    /// Such as `given_name` or `custom:tenant`.
    pub name: &'a str,
    /// Whether the settings require it.
    pub required: bool,
}

/// A key of `ValidationData` that the settings require.
#[derive(Debug, Serialize)]
pub struct Data<'a> {
    /// The key, such as `terms`.
    pub key: &'a str,
    /// The values that are taken: one is something to agree to, several are a choice, none is any
    /// text.
    pub values: &'a [String],
    /// Where to read what it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub information: Option<&'a str>,
}

impl<'a> Facts<'a> {
    /// What the pages of `brand` know.
    pub fn of(brand: &'a Brand, settings: &'a SiteSettings<'a>) -> Self {
        let pages = settings.pages;
        let locales = brand.locales();
        let redirects = pages.redirects_of(brand.name());
        Self {
            endpoint: pages.user_pools(),
            client_id: pages.client_of(brand.name()),
            sign_in: pages.sign_in_of(brand.name()).as_str(),
            redirects: redirects.into_iter().map(PageAddress::as_str).collect(),
            name_parameter: pages
                .name_parameter_of(brand.name())
                .map(QueryParameter::as_str),
            user_names: match settings.sign_in {
                SignIn::Email => "email",
                SignIn::Alias => "alias",
                SignIn::Username => "username",
            },
            password: password(pages),
            sign_up: SignUp::of(settings),
            locales: locales
                .iter()
                .map(|locale| (locale.to_string(), locale.direction().as_str()))
                .collect(),
            default_locale: brand.locale([]).to_string(),
        }
    }
}

fn password(pages: &PageSettings) -> Password {
    let rules = pages.password;
    Password {
        minimum_length: rules.minimum_length.get(),
        lowercase: rules.lowercase,
        uppercase: rules.uppercase,
        numbers: rules.numbers,
        symbols: rules.symbols,
    }
}

impl<'a> SignUp<'a> {
    fn of(settings: &'a SiteSettings<'a>) -> Self {
        let policy = settings.self_sign_up;
        let require = &policy.require;
        let data = |(key, values): (&'a String, &'a Vec<String>)| Data {
            key,
            values,
            information: settings.pages.information.get(key).map(HttpsUrl::as_str),
        };
        Self {
            invitation_required: policy.policy == SelfSignUpMode::Invited,
            attributes: attributes(&settings.pages.ask, &require.attributes),
            validation_data: require.validation_data.iter().map(data).collect(),
            client_metadata: require
                .client_metadata
                .iter()
                .filter_map(|(key, values)| Some((key.as_str(), values.first()?.as_str())))
                .collect(),
        }
    }

    /// The names of the fields that a form may show: those that have words.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &'a str> {
        let attributes = self.attributes.iter().map(|attribute| attribute.name);
        attributes.chain(self.validation_data.iter().map(|data| data.key))
    }
}

/// What is asked for first in the order in which it is listed, then what is required besides. The
/// address and the token have fields of their own.
fn attributes<'a>(ask: &'a [String], required: &'a [String]) -> Vec<Attribute<'a>> {
    let own = ["email", invitation::INVITATION_ATTRIBUTE];
    let mut seen: BTreeSet<&str> = own.into();
    ask.iter()
        .chain(required)
        .map(String::as_str)
        .filter(|name| seen.insert(name))
        .map(|name| Attribute {
            name,
            required: required.iter().any(|required| required == name),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn required_attributes_are_asked_for_and_the_address_only_once() {
        let list = |names: &[&str]| {
            names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>()
        };
        let ask = list(&["given_name", "custom:tenant"]);
        let required = list(&["email", "custom:tenant", "family_name"]);
        let asked: Vec<(&str, bool)> = attributes(&ask, &required)
            .iter()
            .map(|attribute| (attribute.name, attribute.required))
            .collect();
        assert_eq!(
            asked,
            [
                ("given_name", false),
                ("custom:tenant", true),
                ("family_name", true)
            ]
        );
    }
}
