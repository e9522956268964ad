//! JSON Web Tokens in their compact form (RFC 7519), signed with RS256.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::authentication::signing_key::SigningKey;
use crate::state::error::ApiError;

/// The claims of a token, by name.
pub(crate) type Claims = Map<String, Value>;

/// Signs the claims. The header has what Cognito's has: `kid` and `alg`, and no `typ`.
pub(crate) fn sign(key: &SigningKey, claims: &Claims) -> Result<String, ApiError> {
    let encode = |json: String| URL_SAFE_NO_PAD.encode(json);
    let header = encode(json!({ "kid": key.id(), "alg": "RS256" }).to_string());
    let claims = encode(Value::from(claims.clone()).to_string());
    let signed = format!("{header}.{claims}");
    let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes())?);
    Ok(format!("{signed}.{signature}"))
}

/// The claim `at_hash`: the left half of the access token's SHA-256 (`OpenID` Connect Core, section
/// 3.1.3.6).
pub(crate) fn half_hash(access_token: &str) -> String {
    let digest = Sha256::digest(access_token);
    let left: Vec<u8> = digest.iter().take(digest.len() / 2).copied().collect();
    URL_SAFE_NO_PAD.encode(left)
}

/// The parts of a token that is not verified yet.
pub(crate) struct Unverified<'a> {
    signed: &'a str,
    signature: Vec<u8>,
    claims: Claims,
}

impl<'a> Unverified<'a> {
    /// Splits a token; none if it is not a token.
    pub(crate) fn read(token: &'a str) -> Option<Self> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (_, claims) = signed.split_once('.')?;
        let claims = URL_SAFE_NO_PAD.decode(claims).ok()?;
        Some(Self {
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
            claims: serde_json::from_slice(&claims).ok()?,
        })
    }

    /// A text claim. It is not verified, so it may only serve to find the key.
    pub(crate) fn claim(&self, name: &str) -> Option<&str> {
        self.claims.get(name)?.as_str()
    }

    /// The claims, if this key signed them. The algorithm is always RS256; the header does not
    /// matter.
    pub(crate) fn verified(self, key: &SigningKey) -> Option<Claims> {
        key.made(&self.signature, self.signed.as_bytes())
            .then_some(self.claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(key: &SigningKey, token: &str, expected: Option<&str>) {
        let claims = Unverified::read(token).and_then(|token| token.verified(key));
        let sub = claims.map(|claims| claims.get("sub").cloned().unwrap_or_default());
        assert_eq!(sub, expected.map(Value::from), "{token}");
    }

    #[test]
    fn only_what_the_key_signed_is_believed() {
        let key = SigningKey::generate().unwrap();
        let mut claims = Claims::new();
        claims.insert("sub".to_owned(), json!("ada"));
        let token = sign(&key, &claims).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (header, _) = signed.split_once('.').unwrap();

        check(&key, &token, Some("ada"));
        check(&SigningKey::generate().unwrap(), &token, None);
        let forged = URL_SAFE_NO_PAD.encode(r#"{"sub":"eve"}"#);
        check(&key, &format!("{header}.{forged}.{signature}"), None);
        check(&key, &format!("{signed}."), None);
        check(&key, "a.b.c", None);
        check(&key, "", None);
    }
}
