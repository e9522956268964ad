//! Invitation tokens, and settings that believe them.

use invitation::TrustedKey;
use invitation::key::SigningKey;
use invitation::token::TokenClaims;
use secrecy::ExposeSecret;
use settings::Settings;

use crate::test_pool::{ADDRESS, POOL, now, settings};

fn key(seed: u8) -> SigningKey {
    SigningKey::from_random(&[seed; 32], Some("key".to_owned())).unwrap()
}

/// Settings that trust the key of seed 1 and take back the token "taken-back".
pub(crate) fn trusting() -> Settings {
    let mut settings = settings();
    let trusted = TrustedKey::new(key(1).public_jwk(), None).unwrap();
    settings.tokens.keys.push(trusted);
    settings.tokens.revoked.insert("taken-back".to_owned());
    settings
}

/// A token "alive" for the address, for an hour from now on, signed with the key of this seed.
pub(crate) fn token(seed: u8, edit: impl FnOnce(&mut TokenClaims)) -> String {
    let issued = now().as_second();
    let mut claims = TokenClaims {
        iss: "https://accounts.northwind.example".to_owned(),
        aud: POOL.to_owned().into(),
        jti: "alive".to_owned(),
        iat: issued,
        exp: issued + 3600,
        nbf: None,
        email: ADDRESS.to_owned(),
        groups: Vec::new(),
        attributes: [].into(),
        brand: None,
        locale: None,
        inviter: None,
    };
    edit(&mut claims);
    let token = invitation::issue::sign(&claims, &key(seed)).unwrap();
    token.expose_secret().to_owned()
}
