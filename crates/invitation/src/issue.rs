//! Signing an invitation token.

use jsonwebtoken::{Algorithm, Header};
use secrecy::SecretString;

use crate::key::SigningKey;
use crate::token::{Claims, MAX_TOKEN_BYTES, TOKEN_TYPE};
use crate::{EmailAddress, es256};

/// Signs `claims` with `key`.
///
/// The result is a bearer secret: whoever has it can become the invited member.
pub fn sign(claims: &Claims, key: &SigningKey) -> Result<SecretString, IssueError> {
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
    es256::install();
    let mut header = Header::new(Algorithm::ES256);
    header.typ = Some(TOKEN_TYPE.to_owned());
    header.kid = Some(key.kid().to_owned());
    let token = jsonwebtoken::encode(&header, claims, key.encoding_key())
        .map_err(|_| IssueError::Signing)?;
    if token.len() > MAX_TOKEN_BYTES {
        return Err(IssueError::TooLong { bytes: token.len() });
    }
    Ok(SecretString::from(token))
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
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use secrecy::ExposeSecret;

    use super::*;
    use crate::samples::{EMAIL, ISSUED, POOL, at, claims, header, settings, signing_key};
    use crate::token::Binding;

    #[expect(
        clippy::needless_pass_by_value,
        reason = "cases read better without a borrow"
    )]
    #[track_caller]
    fn check(edit: impl FnOnce(&mut Claims), expected: Result<(), IssueError>) {
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
