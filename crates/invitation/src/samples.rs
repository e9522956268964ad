//! What the tests of this crate share: one pool, its keys, one invitation.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use p256::ecdsa::signature::Signer;
use serde_json::{Value, json};

use crate::key::SigningKey;
use crate::{Attributes, TokenClaims, TokenSettings, TrustedKey};

pub(crate) const POOL: &str = "eu-central-1_Example01";
pub(crate) const EMAIL: &str = "jane@example.com";
pub(crate) const ISSUER: &str = "https://portal.example.com";
/// When the invitation was issued, in seconds since the epoch.
pub(crate) const ISSUED: i64 = 1_800_000_000;
/// When it expires: 72 hours later.
pub(crate) const EXPIRY: i64 = ISSUED + 72 * 3600;
/// Random bytes of the key that the settings trust.
pub(crate) const KEY_SEED: [u8; 32] = [7; 32];

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

pub(crate) fn attributes(pairs: &[(&str, &str)]) -> Attributes {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(own).collect()
}

pub(crate) fn signing_key() -> SigningKey {
    SigningKey::from_random(&KEY_SEED, Some("2027-01".to_owned())).unwrap()
}

pub(crate) fn development_key() -> SigningKey {
    let pem = include_str!("../../../infra/invitations/development-key.pem");
    SigningKey::from_pem(pem, None).unwrap()
}

/// Settings that trust [`signing_key`].
pub(crate) fn settings() -> TokenSettings {
    TokenSettings {
        issuer: ISSUER.to_owned(),
        keys: vec![TrustedKey::new(signing_key().public_jwk(), None).unwrap()],
        ..TokenSettings::default()
    }
}

pub(crate) fn claims() -> TokenClaims {
    TokenClaims {
        iss: ISSUER.to_owned(),
        aud: POOL.to_owned().into(),
        jti: "01JABCDEF".to_owned(),
        iat: ISSUED,
        exp: EXPIRY,
        nbf: None,
        email: EMAIL.to_owned(),
        groups: vec!["clients".parse().unwrap(), "readers".parse().unwrap()],
        attributes: BTreeMap::from([("custom:tenant".to_owned(), "acme".to_owned())]),
        brand: None,
        locale: None,
        inviter: None,
    }
}

/// The sample invitation, changed and signed with [`signing_key`] without any check: other
/// issuers are not as careful as [`crate::issue::sign`].
pub(crate) fn token_with(edit: impl FnOnce(&mut TokenClaims)) -> String {
    let mut claims = claims();
    edit(&mut claims);
    jws(&header().to_string(), &json!(claims).to_string())
}

pub(crate) fn token() -> String {
    token_with(|_| {})
}

/// The header that the sample invitation has.
pub(crate) fn header() -> Value {
    json!({ "alg": "ES256", "typ": "invitation+jwt", "kid": "2027-01" })
}

/// Header and payload as a JWS has them in front of its signature.
pub(crate) fn signing_input(header: &str, payload: &str) -> String {
    format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(payload)
    )
}

/// A JWS over any header and payload, signed with the key of [`signing_key`].
pub(crate) fn jws(header: &str, payload: &str) -> String {
    let input = signing_input(header, payload);
    let key = p256::ecdsa::SigningKey::from_slice(&KEY_SEED).unwrap();
    let signature: p256::ecdsa::Signature = key.sign(input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}
