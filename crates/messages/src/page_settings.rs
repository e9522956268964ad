//! The section `[pages]` of the settings.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{HttpsUrl, LinkOrigin};

/// The pages that the links lead to: whom they call, and where they lead on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageSettings {
    /// The Region of the user pool, such as `eu-west-1`.
    pub region: Region,
    /// Where the user pool's API is, if not at the Region's own address.
    pub endpoint: Option<LinkOrigin>,
    /// The app client that the pages call the user pool through: one of their own, without a
    /// secret, that allows `ALLOW_USER_PASSWORD_AUTH`.
    pub client: String,
    /// Where a member signs in.
    pub sign_in: PageAddress,
    /// Where a person may be taken after success: the first, unless the front end in which a
    /// sign-up began asked for another of them. With none, to `sign_in`.
    #[serde(default)]
    pub redirects: Vec<PageAddress>,
    /// The query parameter with which `sign_in` and `redirects` take the name to sign in with, such
    /// as `login_hint`. Without it, no address that the pages lead to says who comes.
    pub name_parameter: Option<QueryParameter>,
    /// Attributes that a sign-up asks for beside those that the settings require.
    #[serde(default)]
    pub ask: Vec<String>,
    /// Where to read what a person agrees to, by key of the required validation data.
    #[serde(default)]
    pub information: BTreeMap<String, HttpsUrl>,
    /// What a password needs; as the user pool's password policy says.
    #[serde(default)]
    pub password: PasswordRules,
    /// What is different for a brand's pages.
    #[serde(default)]
    pub by_brand: BTreeMap<String, BrandPages>,
}

/// What one brand's pages have for themselves; what is absent is as for every brand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BrandPages {
    /// See [`PageSettings::client`].
    pub client: Option<String>,
    /// See [`PageSettings::sign_in`].
    pub sign_in: Option<PageAddress>,
    /// See [`PageSettings::redirects`].
    pub redirects: Option<Vec<PageAddress>>,
    /// See [`PageSettings::name_parameter`]; where the brand has a `sign_in` of its own, only this
    /// one counts.
    pub name_parameter: Option<QueryParameter>,
}

/// What a password needs, with Cognito's defaults (`PasswordPolicyType` of the API reference).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the members of Cognito's PasswordPolicyType"
)]
pub struct PasswordRules {
    /// The fewest characters, 6 to 99.
    pub minimum_length: PasswordLength,
    /// A letter from a to z.
    pub lowercase: bool,
    /// A letter from A to Z.
    pub uppercase: bool,
    /// A digit.
    pub numbers: bool,
    /// A special character.
    pub symbols: bool,
}

impl Default for PasswordRules {
    fn default() -> Self {
        Self {
            minimum_length: PasswordLength(8),
            lowercase: true,
            uppercase: true,
            numbers: true,
            symbols: true,
        }
    }
}

/// The fewest characters of a password, within Cognito's limits of 6 and 99.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u8")]
pub struct PasswordLength(u8);

/// Why a number is not a [`PasswordLength`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a number from 6 to 99")]
pub struct InvalidPasswordLength;

impl PasswordLength {
    /// The number.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for PasswordLength {
    type Error = InvalidPasswordLength;

    fn try_from(number: u8) -> Result<Self, InvalidPasswordLength> {
        if (6..=99).contains(&number) {
            Ok(Self(number))
        } else {
            Err(InvalidPasswordLength)
        }
    }
}

/// A Region's name as it stands in host names.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Region(String);

/// Why a text is not a [`Region`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a Region's name such as eu-west-1")]
pub struct InvalidRegion;

impl Region {
    /// The address of the user pools' API in this Region, without a final slash.
    pub fn user_pools(&self) -> String {
        // China's Regions are a partition with a domain of its own.
        let domain = if self.0.starts_with("cn-") {
            "amazonaws.com.cn"
        } else {
            "amazonaws.com"
        };
        format!("https://cognito-idp.{}.{domain}", self.0)
    }
}

impl TryFrom<String> for Region {
    type Error = InvalidRegion;

    fn try_from(text: String) -> Result<Self, InvalidRegion> {
        let parts: Vec<&str> = text.split('-').collect();
        let plain = |part: &&str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if parts.len() >= 3 && parts.iter().all(plain) {
            Ok(Self(text))
        } else {
            Err(InvalidRegion)
        }
    }
}

/// An address that a page may lead to: `https`, or `http` on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct PageAddress(String);

/// Why a text is not a [`PageAddress`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "write an address that starts with https:// and a host, percent-encoded (http:// is for localhost, *.localhost and 127.0.0.1)"
)]
pub struct InvalidPageAddress;

impl PageAddress {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PageAddress {
    type Err = InvalidPageAddress;

    fn from_str(text: &str) -> Result<Self, InvalidPageAddress> {
        let (_, rest) = text.split_once("://").ok_or(InvalidPageAddress)?;
        let path = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (origin, path) = text
            .split_at_checked(text.len() - rest.len() + path)
            .ok_or(InvalidPageAddress)?;
        let plain = |b: u8| b.is_ascii_graphic() && !b"\"'<>{}\\^`|".contains(&b);
        if origin.parse::<LinkOrigin>().is_err() || !path.bytes().all(plain) {
            return Err(InvalidPageAddress);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for PageAddress {
    type Error = InvalidPageAddress;

    fn try_from(text: String) -> Result<Self, InvalidPageAddress> {
        text.parse()
    }
}

impl fmt::Display for PageAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a query parameter, in characters that no address encodes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct QueryParameter(String);

/// Why a text is not a [`QueryParameter`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write the name of a query parameter such as login_hint, in letters, digits, - and _")]
pub struct InvalidQueryParameter;

impl QueryParameter {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for QueryParameter {
    type Error = InvalidQueryParameter;

    fn try_from(text: String) -> Result<Self, InvalidQueryParameter> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if !text.is_empty() && text.bytes().all(plain) {
            Ok(Self(text))
        } else {
            Err(InvalidQueryParameter)
        }
    }
}

impl PageSettings {
    /// Where the user pool's API is, without a final slash.
    pub fn user_pools(&self) -> String {
        match &self.endpoint {
            Some(endpoint) => endpoint.to_string(),
            None => self.region.user_pools(),
        }
    }

    /// The app client of a brand's pages.
    pub fn client_of(&self, brand: &str) -> &str {
        let own = self.by_brand.get(brand).and_then(|own| own.client.as_ref());
        own.unwrap_or(&self.client)
    }

    /// Where a member of a brand signs in.
    pub fn sign_in_of(&self, brand: &str) -> &PageAddress {
        let own = self
            .by_brand
            .get(brand)
            .and_then(|own| own.sign_in.as_ref());
        own.unwrap_or(&self.sign_in)
    }

    /// How the addresses that a brand's pages lead to take the name to sign in with.
    pub fn name_parameter_of(&self, brand: &str) -> Option<&QueryParameter> {
        match self.by_brand.get(brand) {
            Some(own) if own.name_parameter.is_some() => own.name_parameter.as_ref(),
            // Another brand's parameter is no business of those who sign in elsewhere.
            Some(BrandPages {
                sign_in: Some(_), ..
            }) => None,
            _ => self.name_parameter.as_ref(),
        }
    }

    /// Where a brand's pages may lead after success, the first one first; never empty.
    pub fn redirects_of(&self, brand: &str) -> Vec<&PageAddress> {
        let own = self.by_brand.get(brand);
        let list: &[PageAddress] = match own {
            Some(BrandPages {
                redirects: Some(list),
                ..
            }) => list,
            // Another brand's welcome page is no place for those who sign in elsewhere.
            Some(BrandPages {
                sign_in: Some(_), ..
            }) => &[],
            _ => &self.redirects,
        };
        if list.is_empty() {
            return vec![self.sign_in_of(brand)];
        }
        list.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for text in [
            "https://app.northwind.example",
            "https://app.northwind.example/sign-in?from=invitation#top",
            "http://localhost:3000/",
            "http://127.0.0.1:8787/_dev/app",
        ] {
            assert_eq!(text.parse::<PageAddress>().unwrap().as_str(), text);
        }
        for text in [
            "",
            "app.northwind.example",
            "http://app.northwind.example",
            "javascript://localhost/%0aalert(1)",
            "https://user@app.northwind.example",
            "https://app.northwind.example/\"onclick=",
            "https://app.northwind.example/a b",
            "https:///path",
            "//app.northwind.example",
        ] {
            assert_eq!(
                text.parse::<PageAddress>(),
                Err(InvalidPageAddress),
                "{text:?}"
            );
        }
    }

    #[test]
    fn regions() {
        let region = |text: &str| Region::try_from(text.to_owned());
        let address = |text: &str| region(text).unwrap().user_pools();
        assert_eq!(
            address("eu-west-1"),
            "https://cognito-idp.eu-west-1.amazonaws.com"
        );
        assert_eq!(
            address("cn-north-1"),
            "https://cognito-idp.cn-north-1.amazonaws.com.cn"
        );
        for text in ["", "eu", "eu-west-1.evil.example/", "EU-WEST-1", "eu--1"] {
            assert_eq!(region(text), Err(InvalidRegion), "{text:?}");
        }
    }

    #[test]
    fn a_brand_says_only_what_is_different() {
        let pages: PageSettings = toml::from_str(
            "region = 'eu-west-1'\nclient = 'c'\nsign_in = 'https://a.example'\n\
             redirects = ['https://a.example/welcome']\n\
             [by_brand.b]\nclient = 'd'\n[by_brand.e]\nsign_in = 'https://e.example'\n",
        )
        .unwrap();
        assert_eq!(pages.client_of("a"), "c");
        assert_eq!(pages.client_of("b"), "d");
        let redirects = |brand| {
            let list = pages.redirects_of(brand);
            list.into_iter()
                .map(PageAddress::as_str)
                .collect::<Vec<_>>()
        };
        assert_eq!(redirects("a"), ["https://a.example/welcome"]);
        assert_eq!(redirects("b"), ["https://a.example/welcome"]);
        assert_eq!(redirects("e"), ["https://e.example"]);
    }

    #[test]
    fn a_parameter_goes_with_the_addresses_that_take_it() {
        let pages: PageSettings = toml::from_str(
            "region = 'eu-west-1'\nclient = 'c'\nsign_in = 'https://a.example'\n\
             name_parameter = 'login_hint'\n\
             [by_brand.b]\nclient = 'd'\n[by_brand.e]\nsign_in = 'https://e.example'\n\
             [by_brand.f]\nsign_in = 'https://f.example'\nname_parameter = 'email'\n",
        )
        .unwrap();
        let of = |brand| pages.name_parameter_of(brand).map(QueryParameter::as_str);
        assert_eq!(of("a"), Some("login_hint"));
        assert_eq!(of("b"), Some("login_hint"));
        assert_eq!(of("e"), None);
        assert_eq!(of("f"), Some("email"));
        for text in ["", "a b", "a=b&c", "é", "#"] {
            assert_eq!(
                QueryParameter::try_from(text.to_owned()),
                Err(InvalidQueryParameter),
                "{text:?}"
            );
        }
    }

    #[test]
    fn password_lengths_are_cognitos() {
        let rules = |text: &str| toml::from_str::<PasswordRules>(text);
        assert_eq!(rules("minimum_length = 6").unwrap().minimum_length.get(), 6);
        for text in [
            "minimum_length = 5",
            "minimum_length = 100",
            "digits = true",
        ] {
            assert!(rules(text).is_err(), "{text}");
        }
    }
}
