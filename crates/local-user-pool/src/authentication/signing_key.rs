//! The key that a pool signs its tokens with.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::state::error::ApiError;

/// RSA, 2,048 bits, for RS256. Clones are the same key.
#[derive(Clone)]
pub(crate) struct SigningKey {
    pair: Arc<KeyPair>,
    id: String,
}

/// The most keys that are kept. Deleted pools leave theirs behind, so it is more than the most
/// pools.
const MOST_KEYS: usize = 10_000;

/// The keys of this process, by the identifier of their pool.
static KEYS: Mutex<BTreeMap<String, SigningKey>> = Mutex::new(BTreeMap::new());

impl SigningKey {
    /// The key of the pool with this identifier. The first call makes it.
    ///
    /// That takes a tenth of a second, so a new pool with the same identifier, as in tests, uses
    /// the same key.
    pub(crate) fn of_pool(id: &str) -> Result<Self, ApiError> {
        let mut keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = keys.get(id) {
            return Ok(key.clone());
        }
        let key = Self::generate()?;
        if keys.len() >= MOST_KEYS {
            keys.pop_first();
        }
        keys.insert(id.to_owned(), key.clone());
        Ok(key)
    }

    /// A new key. Fails if the operating system has no random bytes.
    pub(crate) fn generate() -> Result<Self, ApiError> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| ApiError::Internal)?;
        let digest = Sha256::digest(pair.public_key().as_ref());
        Ok(Self {
            pair: Arc::new(pair),
            id: STANDARD.encode(digest),
        })
    }

    /// The `kid` of its tokens, in the form that Cognito gives it: Base64 with padding.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Signs with RSASSA-PKCS1-v1_5 and SHA-256.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ApiError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                message,
                &mut signature,
            )
            .map_err(|_| ApiError::Internal)?;
        Ok(signature)
    }

    /// Whether this key made the signature.
    pub(crate) fn made(&self, signature: &[u8], message: &[u8]) -> bool {
        let public = self.pair.public_key().as_ref();
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public)
            .verify(message, signature)
            .is_ok()
    }

    /// The public part as a JSON Web Key (RFC 7517), with the members that Cognito publishes.
    pub(crate) fn jwk(&self) -> Value {
        let public = self.pair.public_key();
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({
            "alg": "RS256",
            "e": number(public.exponent().big_endian_without_leading_zero()),
            "kid": self.id,
            "kty": "RSA",
            "n": number(public.modulus().big_endian_without_leading_zero()),
            "use": "sig",
        })
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SigningKey").field(&self.id).finish()
    }
}
