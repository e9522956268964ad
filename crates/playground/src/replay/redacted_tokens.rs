//! Redacted tokens, signed again with keys of this run.
//!
//! A captured token is `redacted.<claims>.<verdict>`: enough to decide as before, and useless for a
//! sign-up. A `valid` or `expired` one is signed again, so that it verifies as before. Any other
//! stays redacted, and is as invalid as the original.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use invitation::issue::sign;
use invitation::key::SigningKey;
use invitation::token::{TokenClaims, TokenSettings};
use invitation::{INVITED_ATTRIBUTE, InvitationRecord, TokenFault, TrustedKey};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use serde_json::Value;
use trigger::capture::RedactedToken;

/// Signs redacted tokens again. Each gets a key with the same limits as the original key.
#[derive(Debug)]
pub struct TokenSigner {
    /// By the `kid` of the original key; the empty one is for unknown keys.
    keys: BTreeMap<String, SigningKey>,
    trusted: Vec<TrustedKey>,
}

impl TokenSigner {
    /// A signer with a key for each key in `tokens`.
    pub fn new(tokens: &TokenSettings) -> Result<Self> {
        let mut signer = Self {
            keys: BTreeMap::new(),
            trusted: Vec::new(),
        };
        let known = tokens.keys.iter().map(|key| (key.kid(), key.groups()));
        for (kid, groups) in known.chain([("", None)]) {
            let key = random_key(&format!("replay {kid}"))?;
            signer
                .trusted
                .push(TrustedKey::new(key.public_jwk(), groups.cloned())?);
            signer.keys.insert(kid.to_owned(), key);
        }
        Ok(signer)
    }

    /// The public keys, which the replay has to trust.
    pub fn trusted(&self) -> &[TrustedKey] {
        &self.trusted
    }

    /// The public keys in the form of a configuration file.
    pub fn trusted_tables(&self) -> Vec<toml::Table> {
        let jwk = |key: &SigningKey| toml::Table::try_from(key.public_jwk()).unwrap_or_default();
        let limited = |mut table: toml::Table, key: &TrustedKey| {
            if let Some(groups) = key.groups() {
                let groups = groups
                    .iter()
                    .map(|group| toml::Value::from(group.as_str()))
                    .collect();
                table.insert("groups".to_owned(), toml::Value::Array(groups));
            }
            table
        };
        self.trusted
            .iter()
            .filter_map(|trusted| {
                let key = self.keys.values().find(|key| key.kid() == trusted.kid())?;
                Some(limited(jwk(key), trusted))
            })
            .collect()
    }

    /// Signs every redacted token in `value` again, with its times moved by `shift`, and moves those
    /// of the record of an invitation.
    pub fn resign(&self, value: &mut Value, shift: SignedDuration) -> Result<()> {
        match value {
            Value::String(text) => {
                if let Some(token) = RedactedToken::parse(text) {
                    *text = self.token(&token, shift)?.unwrap_or_else(|| text.clone());
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.resign(item, shift)?;
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    match member {
                        Value::String(text) if name == INVITED_ATTRIBUTE => {
                            if let Some(record) = InvitationRecord::parse(text) {
                                *text = record.moved(shift).to_text();
                            }
                        }
                        member => self.resign(member, shift)?,
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
        Ok(())
    }

    fn token(&self, token: &RedactedToken, shift: SignedDuration) -> Result<Option<String>> {
        if ![RedactedToken::VALID, TokenFault::Expired.as_str()].contains(&token.verdict.as_str()) {
            return Ok(None);
        }
        // Claims that cannot be read were never signed: the token stays redacted, and is invalid.
        let Ok(mut claims) = serde_json::from_value::<TokenClaims>(token.claims.clone()) else {
            return Ok(None);
        };
        for time in [&mut claims.iat, &mut claims.exp]
            .into_iter()
            .chain(&mut claims.nbf)
        {
            *time = time
                .checked_add(shift.as_secs())
                .context("a redacted token's time is out of range")?;
        }
        let kid = token
            .claims
            .get("kid")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let key = self.keys.get(kid).or_else(|| self.keys.get(""));
        let token = sign(&claims, key.context("no key to sign with")?)
            .context("a redacted token cannot be signed again")?;
        Ok(Some(token.expose_secret().to_owned()))
    }
}

fn random_key(kid: &str) -> Result<SigningKey> {
    for _ in 0..8 {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).context("the operating system gives no random numbers")?;
        if let Ok(key) = SigningKey::from_random(&bytes, Some(kid.to_owned())) {
            return Ok(key);
        }
    }
    bail!("eight random numbers gave no valid key")
}
