//! Which brand and which language a person reads.

use std::collections::BTreeMap;

use invitation::policy::SignIn;
use invitation::token::Binding;
use invitation::{Attributes, BRAND_ATTRIBUTE, INVITATION_ATTRIBUTE, TokenClaims};
use jiff::Timestamp;
use messages::{Brand, Brands, Locale};

use crate::Settings;

/// The person who reads, as an event or the pool shows them.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The user pool.
    pub user_pool_id: &'a str,
    /// The app client, where there is one.
    pub client_id: Option<&'a str>,
    /// The person's attributes.
    pub attributes: &'a Attributes,
    /// `ClientMetadata`, for the language alone.
    pub client_metadata: &'a BTreeMap<String, String>,
}

impl<'a> Reader<'a> {
    /// The address that the person signs in with, where the user name is not it. An alias is one only
    /// once it is verified.
    pub fn address_to_sign_in(&self, sign_in: SignIn, user_name: &str) -> Option<&'a str> {
        let address = self.attributes.get("email");
        let address = address.filter(|address| *address != user_name);
        match sign_in {
            SignIn::Email => address,
            SignIn::Alias => address.filter(|_| self.attributes.is_true("email_verified")),
            SignIn::Username => None,
        }
    }
}

impl Settings {
    /// Brand: a verified token's, `custom:brand`, the app client's, the default. Language: the
    /// attribute `locale`, a verified token's, client metadata `locale`, the default.
    ///
    /// A token counts here when everything but its expiry is in order: it chooses how a message
    /// looks, and gives nothing.
    pub fn appearance<'b>(
        &self,
        brands: &'b Brands,
        reader: &Reader<'_>,
        now: Timestamp,
    ) -> (&'b Brand, Locale) {
        let claims = self.claims(reader, now);
        let by_client = self.brand_of_client(reader.client_id);
        let brand = brands.select(
            [
                claims.as_ref().and_then(|claims| claims.brand.as_deref()),
                reader.attributes.get(BRAND_ATTRIBUTE),
                by_client,
            ]
            .into_iter()
            .flatten(),
        );
        let locale = brand.locale(
            [
                reader.attributes.get("locale"),
                claims.as_ref().and_then(|claims| claims.locale.as_deref()),
                reader.client_metadata.get("locale").map(String::as_str),
            ]
            .into_iter()
            .flatten(),
        );
        (brand, locale)
    }

    /// The brand of an app client, where the settings name one.
    pub fn brand_of_client(&self, client_id: Option<&str>) -> Option<&str> {
        let brand = self.brands.by_client.get(client_id?)?;
        Some(brand.as_str())
    }

    fn claims(&self, reader: &Reader<'_>, now: Timestamp) -> Option<TokenClaims> {
        let token = reader.attributes.get(INVITATION_ATTRIBUTE)?;
        let email = reader.attributes.email()?;
        let binding = Binding {
            user_pool_id: reader.user_pool_id,
            email: Some(&email),
        };
        let (token, _) = self
            .tokens
            .verify_apart_from_expiry(token, binding, now)
            .ok()?;
        Some(token.claims().clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_the_address_where_people_sign_in_with_it() {
        let check = |sign_in, verified: &str, user_name, expected| {
            // Nobody has an address without a flag here.
            let email = ("email", "ada@example.com");
            let attributes = [email, ("email_verified", verified)];
            let attributes = attributes.into_iter().filter(|_| !verified.is_empty());
            let attributes: Attributes = attributes
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            let client_metadata = BTreeMap::new();
            let reader = Reader {
                user_pool_id: "local_Example",
                client_id: None,
                attributes: &attributes,
                client_metadata: &client_metadata,
            };
            assert_eq!(reader.address_to_sign_in(sign_in, user_name), expected);
        };
        let address = Some("ada@example.com");
        check(SignIn::Email, "false", "6c49c952", address);
        check(SignIn::Email, "true", "ada@example.com", None);
        check(SignIn::Alias, "true", "6c49c952", address);
        check(SignIn::Alias, "false", "6c49c952", None);
        check(SignIn::Username, "true", "ada", None);
        check(SignIn::Email, "", "6c49c952", None);
    }
}
