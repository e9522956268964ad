//! A token and its signature, made here or elsewhere.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::crypto::verify;
use jsonwebtoken::{Algorithm, Header};
use secrecy::SecretString;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::key::SigningKey;
use crate::token::{MAX_TOKEN_BYTES, TOKEN_TYPE, TokenClaims};
use crate::{EmailAddress, Signature, TrustedKey, es256};

/// What a signature adds: a dot, and 64 bytes in base64url.
const SIGNATURE_BYTES: usize = 1 + 86;

/// Signs `claims` with `key`.
///
/// The result is a bearer secret: everybody who has it can become the invited member.
pub fn sign(claims: &TokenClaims, key: &SigningKey) -> Result<SecretString, IssueError> {
    let unsigned = UnsignedToken::new(claims, key.kid())?;
    let signature = key
        .sign(unsigned.signing_input.as_bytes())
        .map_err(|_| IssueError::Signing)?;
    Ok(unsigned.with(signature))
}

/// A token that lacks only its signature. Its `Debug` shows nothing of it.
#[derive(Clone)]
pub struct UnsignedToken {
    /// Header and claims as the signature covers them (RFC 7515 §5.1).
    signing_input: String,
}

impl UnsignedToken {
    /// A token that says `claims`, to be signed by the key that the settings know as `kid`.
    pub fn new(claims: &TokenClaims, kid: &str) -> Result<Self, IssueError> {
        let address: EmailAddress = claims.email.parse().map_err(|_| IssueError::Email)?;
        if !address.is_lower_case() {
            return Err(IssueError::EmailCase);
        }
        if claims.iss.is_empty() || claims.jti.is_empty() {
            return Err(IssueError::Anonymous);
        }
        if claims.exp <= claims.iat {
            return Err(IssueError::Lifetime);
        }
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some(TOKEN_TYPE.to_owned());
        header.kid = Some(kid.to_owned());
        let signing_input = format!("{}.{}", part(&header)?, part(claims)?);
        let bytes = signing_input.len() + SIGNATURE_BYTES;
        if bytes > MAX_TOKEN_BYTES {
            return Err(IssueError::TooLong { bytes });
        }
        Ok(Self { signing_input })
    }

    /// The SHA-256 digest that ECDSA signs. It tells the signer nothing about the invitation.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(&self.signing_input).into()
    }

    /// The token with a signature that was made elsewhere, unless `key` did not make it.
    ///
    /// The result is a bearer secret, as that of [`sign`].
    pub fn signed(
        self,
        signature: Signature,
        key: &TrustedKey,
    ) -> Result<SecretString, IssueError> {
        es256::install();
        let encoded = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        let input = self.signing_input.as_bytes();
        // The functions verify with the same code: a token that it refuses is not worth sending.
        match verify(&encoded, input, key.decoding_key(), Algorithm::ES256) {
            Ok(true) => Ok(self.with(signature)),
            _ => Err(IssueError::Signature {
                kid: key.kid().to_owned(),
            }),
        }
    }

    fn with(self, signature: Signature) -> SecretString {
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        SecretString::from(format!("{}.{signature}", self.signing_input))
    }
}

impl fmt::Debug for UnsignedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnsignedToken").finish_non_exhaustive()
    }
}

fn part(content: &impl Serialize) -> Result<String, IssueError> {
    let json = serde_json::to_vec(content).map_err(|_| IssueError::Signing)?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

/// Why no token was issued.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// The claim `email` is no address.
    #[error("the e-mail address cannot be read; write it like ada@client.example")]
    Email,
    /// The claim `email` has upper-case letters, so that no user's address would equal it.
    #[error("the e-mail address must be in lower case, as the person will sign up with it")]
    EmailCase,
    /// Without an issuer it never verifies, and without an identifier it cannot be revoked.
    #[error("the token needs an issuer (iss) and an identifier (jti)")]
    Anonymous,
    /// It would be expired from the start.
    #[error("the token would expire before it is issued")]
    Lifetime,
    /// It does not fit the attribute that carries it.
    #[error(
        "the token has {bytes} bytes and a Cognito attribute holds {MAX_TOKEN_BYTES}: name fewer groups or shorter attributes"
    )]
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// The key could not sign.
    #[error("the key could not sign")]
    Signing,
    /// A signature from elsewhere is not one of the key over this token.
    #[error("the signature that came is not one of the key \"{kid}\" over this token")]
    Signature {
        /// The name of the key.
        kid: String,
    },
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::signature::hazmat::PrehashSigner;
    use secrecy::ExposeSecret;

    use super::*;
    use crate::samples::{
        EMAIL, ISSUED, KEY_SEED, POOL, at, claims, header, settings, signing_key,
    };
    use crate::token::Binding;

    #[expect(
        clippy::needless_pass_by_value,
        reason = "cases read better without a borrow"
    )]
    #[track_caller]
    fn check(edit: impl FnOnce(&mut TokenClaims), expected: Result<(), IssueError>) {
        let mut claims = claims();
        edit(&mut claims);
        assert_eq!(sign(&claims, &signing_key()).map(drop), expected);
    }

    #[test]
    fn what_is_signed_verifies() {
        let token = sign(&claims(), &signing_key()).unwrap();
        let email = EMAIL.parse().unwrap();
        let binding = Binding {
            user_pool_id: POOL,
            email: Some(&email),
        };
        let verified = settings()
            .verify(token.expose_secret(), binding, at(ISSUED))
            .unwrap();
        assert!(*verified.claims() == claims());
    }

    /// What a key elsewhere makes of a digest, as it answers.
    fn signed_elsewhere(digest: &[u8], seed: [u8; 32]) -> Signature {
        let key = p256::ecdsa::SigningKey::from_slice(&seed).unwrap();
        let signature: p256::ecdsa::Signature = key.sign_prehash(digest).unwrap();
        Signature::from_der(signature.to_der().as_bytes()).unwrap()
    }

    #[test]
    fn a_signature_from_elsewhere_makes_the_same_token() {
        let trusted = &settings().keys[0];
        let unsigned = UnsignedToken::new(&claims(), trusted.kid()).unwrap();
        let signature = signed_elsewhere(&unsigned.digest(), KEY_SEED);
        let token = unsigned.signed(signature, trusted).unwrap();
        let here = sign(&claims(), &signing_key()).unwrap();
        assert_eq!(token.expose_secret(), here.expose_secret());
    }

    #[test]
    fn a_signature_of_something_else_is_refused() {
        let trusted = &settings().keys[0];
        let unsigned = UnsignedToken::new(&claims(), trusted.kid()).unwrap();
        let refused = Err(IssueError::Signature {
            kid: "2027-01".to_owned(),
        });
        for signature in [
            signed_elsewhere(&unsigned.digest(), [9; 32]),
            signed_elsewhere(&Sha256::digest(unsigned.digest()), KEY_SEED),
            signed_elsewhere(&[0; 32], KEY_SEED),
        ] {
            let unsigned = unsigned.clone();
            assert_eq!(unsigned.signed(signature, trusted).map(drop), refused);
        }
    }

    #[test]
    fn debug_shows_nothing_of_the_invitation() {
        let unsigned = UnsignedToken::new(&claims(), "2027-01").unwrap();
        assert_eq!(format!("{unsigned:?}"), "UnsignedToken { .. }");
    }

    #[test]
    fn the_header_says_what_the_token_is() {
        let token = sign(&claims(), &signing_key()).unwrap();
        let (first, _) = token.expose_secret().split_once('.').unwrap();
        let text = URL_SAFE_NO_PAD.decode(first).unwrap();
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(&text).unwrap(),
            header()
        );
    }

    #[test]
    fn addresses() {
        for text in ["", "jane", "jane@", "a@b@example.com"] {
            check(
                |claims| claims.email = text.to_owned(),
                Err(IssueError::Email),
            );
        }
        for text in [
            "Jane@example.com",
            "jane@EXAMPLE.com",
            "JANE@example.com",
            "Ärzte@example.com",
        ] {
            check(
                |claims| claims.email = text.to_owned(),
                Err(IssueError::EmailCase),
            );
        }
        check(
            |claims| claims.email = "ärzte@bücher.example".to_owned(),
            Ok(()),
        );
    }

    #[test]
    fn lifetimes() {
        check(|claims| claims.exp = claims.iat + 1, Ok(()));
        check(|claims| claims.exp = claims.iat, Err(IssueError::Lifetime));
        check(
            |claims| claims.exp = claims.iat - 1,
            Err(IssueError::Lifetime),
        );
    }

    #[test]
    fn a_token_fits_a_cognito_attribute() {
        let of_padding = |bytes: usize| {
            let mut claims = claims();
            claims
                .attributes
                .insert("custom:tenant".to_owned(), "x".repeat(bytes));
            sign(&claims, &signing_key()).map(|token| token.expose_secret().len())
        };
        let mut lengths = (1000..1500).map(of_padding);
        let refused = lengths.by_ref().take_while(Result::is_ok).count() + 1000;
        let longest = of_padding(refused - 1).unwrap();
        assert!(
            (MAX_TOKEN_BYTES - 2..=MAX_TOKEN_BYTES).contains(&longest),
            "{longest}"
        );
        let Err(IssueError::TooLong { bytes }) = of_padding(refused) else {
            panic!("{refused} bytes of padding fit")
        };
        assert!(bytes > MAX_TOKEN_BYTES);
    }
}
