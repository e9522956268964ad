//! What an app client may write, as an explicit list.
//!
//! A client without a list writes the standard attributes by AWS's documentation, and every
//! attribute by reports from the field (contract §8). The difference is whether people can choose
//! their own `custom:brand` or `custom:invited`, so no client is left without a list.

use std::collections::{BTreeMap, BTreeSet};

use invitation::{BRAND_ATTRIBUTE, INVITATION_ATTRIBUTE, INVITED_ATTRIBUTE, STANDARD_ATTRIBUTES};
use serde_json::Value;

/// How long the values of our attributes can be, as `AddCustomAttributes` takes it: a token, the
/// record of an invitation, or the name of a folder.
pub(crate) fn greatest_length(name: &str) -> &'static str {
    match name {
        INVITATION_ATTRIBUTE => "2048",
        INVITED_ATTRIBUTE => "512",
        _ => "64",
    }
}

/// No client writes these, mapped or not.
const NOBODYS: [&str; 3] = ["email_verified", "phone_number_verified", "sub"];

/// What `SupportedIdentityProviders` calls the pool itself.
const POOL_ITSELF: &str = "COGNITO";

/// The list that a described client has.
pub(crate) fn listed(client: &Value) -> Option<BTreeSet<String>> {
    let list = client.get("WriteAttributes")?.as_array()?;
    let names = list.iter().filter_map(Value::as_str).map(str::to_owned);
    Some(names.collect())
}

/// The identity providers that people can come from through a client.
pub(crate) fn providers(client: &Value) -> impl Iterator<Item = &str> {
    let list = client.get("SupportedIdentityProviders");
    let names = list.and_then(Value::as_array).into_iter().flatten();
    names
        .filter_map(Value::as_str)
        .filter(|name| *name != POOL_ITSELF)
}

/// The list that a client gets: what it could write before, the invitation only if people sign up
/// through this client, the brand and the record of an invitation never.
///
/// A client without a list could write the standard attributes, and needs those that its identity
/// providers map: without them, federated sign-in fails (API reference: `CreateUserPoolClient`).
/// `mapped` has these by provider, `known` are the pool's attributes, `writable` what the caller
/// names as well. A sign-up needs every attribute that the pool requires.
pub(crate) fn desired_list(
    client: &Value,
    mapped: &BTreeMap<String, BTreeSet<String>>,
    known: &BTreeSet<String>,
    writable: &BTreeSet<String>,
    required: &BTreeSet<String>,
    self_sign_up: bool,
) -> BTreeSet<String> {
    let mut wanted = listed(client).unwrap_or_else(|| {
        let standard = STANDARD_ATTRIBUTES.map(str::to_owned).into_iter();
        let mapped = providers(client).filter_map(|provider| mapped.get(provider));
        // What a mapping can name besides attributes, such as `username`, is in no list.
        let mapped = mapped.flatten().filter(|name| known.contains(*name));
        let more = mapped.chain(writable).cloned();
        standard.chain(more).collect()
    });
    for name in
        NOBODYS
            .into_iter()
            .chain([BRAND_ATTRIBUTE, INVITATION_ATTRIBUTE, INVITED_ATTRIBUTE])
    {
        wanted.remove(name);
    }
    if self_sign_up {
        wanted.insert(INVITATION_ATTRIBUTE.to_owned());
        wanted.extend(required.iter().cloned());
    }
    wanted
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
        names.map(str::to_owned).into()
    }

    #[track_caller]
    fn check(client: &Value, writable: &[&str], self_sign_up: bool, expected: &BTreeSet<String>) {
        let mapped = BTreeMap::from([
            (
                "Okta".to_owned(),
                set(["email", "email_verified", "username", "custom:department"]),
            ),
            ("Google".to_owned(), set(["custom:google"])),
        ]);
        let known = set([
            "email",
            "email_verified",
            "custom:department",
            "custom:google",
        ]);
        let writable = writable.iter().map(|name| (*name).to_owned()).collect();
        let required = set(["email"]);
        let wanted = desired_list(client, &mapped, &known, &writable, &required, self_sign_up);
        assert_eq!(&wanted, expected, "{client}");
    }

    #[test]
    fn a_client_goes_on_writing_what_it_wrote() {
        let standard = set(STANDARD_ATTRIBUTES);
        check(&json!({}), &[], false, &standard);
        check(
            &json!({ "SupportedIdentityProviders": ["COGNITO", "Google?"] }),
            &[],
            false,
            &standard,
        );

        let mut mapped = standard.clone();
        mapped.insert("custom:department".to_owned());
        let federated = json!({ "SupportedIdentityProviders": ["COGNITO", "Okta"] });
        check(&federated, &[], false, &mapped);

        let mut more = mapped;
        more.extend(set(["custom:tenant", INVITATION_ATTRIBUTE]));
        check(&federated, &["custom:tenant"], true, &more);
    }

    #[test]
    fn a_list_stays_but_for_ours() {
        let client = json!({
            "WriteAttributes": ["email", "custom:brand", "custom:invited", "custom:tenant"],
            "SupportedIdentityProviders": ["Okta"],
        });
        check(
            &client,
            &["custom:x"],
            false,
            &set(["custom:tenant", "email"]),
        );
        let with = set(["custom:invitation", "custom:tenant", "email"]);
        check(&client, &[], true, &with);
        let client = json!({ "WriteAttributes": ["custom:invitation", "email"] });
        check(&client, &[], false, &set(["email"]));
    }
}
