//! The rights of an app client: the check of its secret, and the attributes that it may write and
//! read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::state::attributes::Changes;
use crate::state::behaviour::UnlistedWrite;
use crate::state::error::ApiError;
use crate::state::pool::Client;
use crate::state::schema::Schema;

/// The attributes that only Cognito and administrators set.
pub(crate) const FLAGS: [&str; 2] = ["email_verified", "phone_number_verified"];

/// Refuses a caller who does not know the client's secret. `username` is the name in the same
/// request (developer guide, "Computing secret hash values").
pub(crate) fn check_secret(
    client: &Client,
    username: &str,
    secret_hash: Option<&str>,
) -> Result<(), ApiError> {
    let unverified = || {
        ApiError::not_authorized(format!(
            "Unable to verify secret hash for client {}",
            client.id
        ))
    };
    match (&client.secret, secret_hash) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(ApiError::not_authorized(format!(
            "Client {} is configured with secret but SECRET_HASH was not received",
            client.id
        ))),
        // The words for a hash without a secret are not established.
        (None, Some(_)) => Err(unverified()),
        (Some(secret), Some(hash)) => {
            is_secret_hash(secret, username, &client.id, hash).ok_or_else(unverified)
        }
    }
}

/// [`check_secret`] for the operations that take the secret itself (`GetTokensFromRefreshToken`,
/// `RevokeToken`). The real service's words are not established.
pub(crate) fn check_plain_secret(client: &Client, secret: Option<&str>) -> Result<(), ApiError> {
    if client.secret.as_deref() == secret {
        return Ok(());
    }
    Err(ApiError::not_authorized(format!(
        "Unable to verify secret for client {}",
        client.id
    )))
}

/// The hash with which a caller proves that it knows the secret.
pub(crate) fn secret_hash(secret: &str, username: &str, client_id: &str) -> Option<String> {
    let mac = keyed(secret, username, client_id)?;
    Some(STANDARD.encode(mac.finalize().into_bytes()))
}

/// Whether this is base64 of HMAC-SHA-256, keyed with the secret, over username and client
/// identifier.
fn is_secret_hash(secret: &str, username: &str, client_id: &str, hash: &str) -> Option<()> {
    let hash = STANDARD.decode(hash).ok()?;
    keyed(secret, username, client_id)?.verify_slice(&hash).ok()
}

fn keyed(secret: &str, username: &str, client_id: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(username.as_bytes());
    mac.update(client_id.as_bytes());
    Some(mac)
}

/// Refuses changes to an attribute that the client may not write (contract §8). Required attributes
/// are always writable. Unknown attributes are refused by the schema.
pub(crate) fn check_writable(
    client: &Client,
    schema: &Schema,
    changes: &Changes,
    unlisted: UnlistedWrite,
) -> Result<(), ApiError> {
    let may_write = |name: &str| {
        if FLAGS.contains(&name) {
            return false;
        }
        match &client.settings.write_attributes {
            Some(listed) => listed.contains(name),
            None => unlisted == UnlistedWrite::All || !is_custom(name),
        }
    };
    let is_refused = |name: &str| {
        let definition = schema.get(name);
        definition.is_some_and(|definition| !definition.required) && !may_write(name)
    };
    if changes.iter().any(|(name, _)| is_refused(name)) {
        return Err(ApiError::not_authorized(
            "A client attempted to write unauthorized attribute",
        ));
    }
    Ok(())
}

/// Whether the client may read this attribute. A client without a list may read the standard ones
/// (contract §8), and every client `sub`.
pub(crate) fn is_readable(client: &Client, name: &str) -> bool {
    match &client.settings.read_attributes {
        Some(listed) => name == "sub" || listed.contains(name),
        None => !is_custom(name),
    }
}

/// `custom:…`, and `dev:custom:…` of attributes for administrators only.
fn is_custom(name: &str) -> bool {
    name.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::schema::AttributeDefinition;
    use jiff::Timestamp;

    fn client() -> Client {
        Client::new("web", "Web", Timestamp::UNIX_EPOCH)
    }

    #[track_caller]
    fn check_hash(secret: Option<&str>, hash: Option<&str>, expected: Result<(), &str>) {
        let client = Client {
            secret: secret.map(str::to_owned),
            ..client()
        };
        let result = check_secret(&client, "ada", hash).map_err(|error| error.to_string());
        assert_eq!(result, expected.map_err(str::to_owned));
    }

    #[test]
    fn the_secret_is_proven_by_its_hash() {
        // printf adaweb | openssl dgst -sha256 -hmac s3cret -binary | base64
        let hash = "UHt/Fk/AYVe/zT95ET0AdBCLSnYzz77cDUCuWwxwixo=";
        let wrong = Err("Unable to verify secret hash for client web");
        assert_eq!(secret_hash("s3cret", "ada", "web").as_deref(), Some(hash));
        check_hash(None, None, Ok(()));
        check_hash(Some("s3cret"), Some(hash), Ok(()));
        check_hash(Some("another"), Some(hash), wrong);
        check_hash(Some("s3cret"), Some("AAAA"), wrong);
        check_hash(Some("s3cret"), Some("?"), wrong);
        check_hash(None, Some(hash), wrong);
        check_hash(
            Some("s3cret"),
            None,
            Err("Client web is configured with secret but SECRET_HASH was not received"),
        );
    }

    #[track_caller]
    fn check_write(listed: Option<&[&str]>, unlisted: UnlistedWrite, name: &str, allowed: bool) {
        let mut schema = Schema::standard();
        schema.define("custom:invitation", AttributeDefinition::TEXT);
        let required = AttributeDefinition {
            required: true,
            ..AttributeDefinition::TEXT
        };
        schema.define("email", required);
        let mut client = client();
        client.settings.write_attributes =
            listed.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        let changes = [(name.to_owned(), "x".to_owned())];
        let result = check_writable(&client, &schema, &changes, unlisted);
        assert_eq!(result.is_ok(), allowed, "{listed:?} {unlisted:?} {name}");
    }

    #[test]
    fn a_client_writes_what_it_may() {
        use UnlistedWrite::{All, Standard};
        check_write(None, All, "given_name", true);
        check_write(None, All, "custom:invitation", true);
        check_write(None, All, "email_verified", false);
        check_write(None, Standard, "given_name", true);
        check_write(None, Standard, "custom:invitation", false);
        check_write(Some(&["given_name"]), All, "given_name", true);
        check_write(Some(&["given_name"]), All, "family_name", false);
        check_write(Some(&["given_name"]), All, "custom:invitation", false);
        check_write(Some(&["given_name"]), All, "email", true);
        check_write(Some(&["given_name"]), All, "custom:unheard", true);
    }

    #[track_caller]
    fn check_read(listed: Option<&[&str]>, name: &str, allowed: bool) {
        let mut client = client();
        client.settings.read_attributes =
            listed.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(is_readable(&client, name), allowed, "{listed:?} {name}");
    }

    #[test]
    fn a_client_reads_what_it_may() {
        check_read(None, "email_verified", true);
        check_read(None, "custom:invitation", false);
        check_read(Some(&["custom:invitation"]), "custom:invitation", true);
        check_read(Some(&["custom:invitation"]), "email", false);
        check_read(Some(&["custom:invitation"]), "sub", true);
    }
}
