//! The token of a request, verified here where no gateway does it: behind a Lambda function URL.
//!
//! Cognito signs with RS256 only (developer guide, "Verifying JSON web tokens"), so no other
//! algorithm is accepted, even where the token's header names one. Issuer, subject and expiry are checked
//! by [`Caller::from_claims`](authorization::Caller::from_claims), as for claims of an authorizer.

use authorization::Unauthenticated;
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};

/// A token in three parts, not verified yet.
#[derive(Debug)]
pub(crate) struct Bearer<'a> {
    key_id: String,
    /// The signed text: header and payload with the dot between them.
    signed: &'a str,
    payload: &'a str,
    signature: Vec<u8>,
}

/// The members of the header that are read. `crit` names extensions that a verifier has to
/// understand; this one understands none (RFC 7515 §4.1.11).
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    crit: Option<Value>,
}

/// A public key of the user pool (RFC 7518 §6.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VerifyingKey {
    /// The modulus, big-endian.
    pub(crate) n: Vec<u8>,
    /// The exponent, big-endian.
    pub(crate) e: Vec<u8>,
}

/// The token in a request: `Bearer TOKEN`, or the token alone, as front ends for a REST API's
/// Cognito authorizer send it.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next()?.to_str().ok()?.trim();
    // With two headers, nobody knows which one counts.
    if values.next().is_some() {
        return None;
    }
    let token = match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim_start(),
        Some(_other_scheme) => return None,
        None => value,
    };
    (!token.is_empty()).then_some(token)
}

impl<'a> Bearer<'a> {
    /// Splits a token into its parts (RFC 7515 §3.1).
    pub(crate) fn parse(token: &'a str) -> Result<Self, Unauthenticated> {
        let (signed, signature) = token
            .rsplit_once('.')
            .ok_or(Unauthenticated::TokenUnreadable)?;
        let (header, payload) = signed
            .split_once('.')
            .ok_or(Unauthenticated::TokenUnreadable)?;
        let header: Header = serde_json::from_slice(&decode(header)?)
            .map_err(|_| Unauthenticated::TokenUnreadable)?;
        if header.alg != "RS256" || header.crit.is_some() {
            return Err(Unauthenticated::TokenUnreadable);
        }
        Ok(Self {
            key_id: header.kid,
            signed,
            payload,
            signature: decode(signature)?,
        })
    }

    /// The name of the key that signed it, according to the token.
    pub(crate) fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The issuer, according to the token.
    pub(crate) fn unverified_issuer(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Claims {
            iss: String,
        }
        let claims = decode(self.payload).ok()?;
        let Claims { iss } = serde_json::from_slice(&claims).ok()?;
        Some(iss)
    }

    /// The claims, if this key has signed them for one of these app clients.
    pub(crate) fn verify(
        &self,
        key: &VerifyingKey,
        app_clients: &[String],
    ) -> Result<Map<String, Value>, Unauthenticated> {
        let key = RsaPublicKeyComponents {
            n: &key.n,
            e: &key.e,
        };
        key.verify(
            &RSA_PKCS1_2048_8192_SHA256,
            self.signed.as_bytes(),
            &self.signature,
        )
        .map_err(|_| Unauthenticated::TokenUnreadable)?;
        let claims: Map<String, Value> = serde_json::from_slice(&decode(self.payload)?)
            .map_err(|_| Unauthenticated::TokenUnreadable)?;
        // An authorizer may leave the expiry out; a token has one.
        if !claims.get("exp").is_some_and(Value::is_i64) {
            return Err(Unauthenticated::TokenUnreadable);
        }
        // An ID token says `aud`, an access token `client_id` (developer guide).
        let client = match claims.get("token_use").and_then(Value::as_str) {
            Some("id") => claims.get("aud"),
            Some("access") => claims.get("client_id"),
            _ => return Err(Unauthenticated::TokenUnreadable),
        };
        let client = client.and_then(Value::as_str);
        if !app_clients.iter().any(|known| Some(&**known) == client) {
            return Err(Unauthenticated::TokenOfOtherClient);
        }
        Ok(claims)
    }
}

fn decode(part: &str) -> Result<Vec<u8>, Unauthenticated> {
    BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| Unauthenticated::TokenUnreadable)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use aws_lc_rs::hmac;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::rsa::{KeyPair, KeySize, PublicKeyComponents};
    use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RSA_PSS_SHA256};
    use axum::http::HeaderValue;
    use serde_json::json;

    use super::*;

    static KEY: LazyLock<KeyPair> = LazyLock::new(|| KeyPair::generate(KeySize::Rsa2048).unwrap());

    fn public(pair: &KeyPair) -> VerifyingKey {
        let components: PublicKeyComponents<Vec<u8>> = pair.public_key().into();
        VerifyingKey {
            n: components.n,
            e: components.e,
        }
    }

    fn encode(value: &Value) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
    }

    fn sign(
        header: &Value,
        claims: &Value,
        how: &'static dyn aws_lc_rs::signature::RsaEncoding,
    ) -> String {
        let signed = format!("{}.{}", encode(header), encode(claims));
        let mut signature = vec![0; KEY.public_modulus_len()];
        KEY.sign(how, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .unwrap();
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    fn header() -> Value {
        json!({ "alg": "RS256", "kid": "one" })
    }

    fn claims() -> Value {
        json!({ "sub": "6a2c", "token_use": "access", "client_id": "own", "exp": 4_102_444_800_u64 })
    }

    fn with(mut value: Value, member: &str, other: Value) -> Value {
        value[member] = other;
        value
    }

    #[track_caller]
    fn check(token: &str, expected: Result<(), Unauthenticated>) {
        let clients = ["other".to_owned(), "own".to_owned()];
        let verified =
            Bearer::parse(token).and_then(|bearer| bearer.verify(&public(&KEY), &clients));
        assert_eq!(verified.map(|_| ()), expected, "{token}");
    }

    #[track_caller]
    fn check_claims(claims: &Value, expected: Result<(), Unauthenticated>) {
        check(&sign(&header(), claims, &RSA_PKCS1_SHA256), expected);
    }

    #[test]
    fn what_the_pool_signed_for_a_listed_client_is_taken() {
        check_claims(&claims(), Ok(()));
        let id = json!({ "sub": "6a2c", "token_use": "id", "aud": "other", "exp": 1 });
        // The expiry is checked later.
        check_claims(&id, Ok(()));
    }

    #[test]
    fn a_client_is_named_where_its_kind_of_token_names_it() {
        for claims in [
            with(claims(), "client_id", json!("foreign")),
            with(claims(), "client_id", json!(["own"])),
            with(claims(), "client_id", Value::Null),
            // An access token with an audience, an ID token with a client.
            with(
                with(claims(), "client_id", Value::Null),
                "aud",
                json!("own"),
            ),
            with(claims(), "token_use", json!("id")),
            with(
                with(claims(), "token_use", json!("id")),
                "aud",
                json!(["own"]),
            ),
        ] {
            check_claims(&claims, Err(Unauthenticated::TokenOfOtherClient));
        }
        for token_use in [Value::Null, json!("refresh"), json!(["access"])] {
            let claims = with(claims(), "token_use", token_use);
            check_claims(&claims, Err(Unauthenticated::TokenUnreadable));
        }
    }

    #[test]
    fn a_token_without_an_expiry_is_none() {
        for expiry in [Value::Null, json!("4102444800"), json!(1.5), json!([])] {
            let claims = with(claims(), "exp", expiry);
            check_claims(&claims, Err(Unauthenticated::TokenUnreadable));
        }
    }

    #[test]
    fn no_other_algorithm_is_taken() {
        for alg in [
            "none", "None", "", "HS256", "ES256", "PS256", "RS512", "rs256",
        ] {
            let header = with(header(), "alg", json!(alg));
            let token = sign(&header, &claims(), &RSA_PKCS1_SHA256);
            check(&token, Err(Unauthenticated::TokenUnreadable));
        }
        for other in [
            sign(&header(), &claims(), &RSA_PKCS1_SHA512),
            sign(&header(), &claims(), &RSA_PSS_SHA256),
        ] {
            check(&other, Err(Unauthenticated::TokenUnreadable));
        }
        // Signed with the public key as the secret, which everybody has.
        let signed = format!(
            "{}.{}",
            encode(&with(header(), "alg", json!("HS256"))),
            encode(&claims())
        );
        let secret = hmac::Key::new(hmac::HMAC_SHA256, &public(&KEY).n);
        let tag = hmac::sign(&secret, signed.as_bytes());
        let tag = BASE64_URL_SAFE_NO_PAD.encode(tag.as_ref());
        check(
            &format!("{signed}.{tag}"),
            Err(Unauthenticated::TokenUnreadable),
        );
    }

    #[test]
    fn a_header_has_to_be_understood_whole() {
        for header in [
            with(header(), "crit", json!(["exp"])),
            with(header(), "kid", Value::Null),
            with(header(), "kid", json!(7)),
            json!([]),
        ] {
            let token = sign(&header, &claims(), &RSA_PKCS1_SHA256);
            check(&token, Err(Unauthenticated::TokenUnreadable));
        }
    }

    #[test]
    fn nothing_signed_can_be_changed() {
        let token = sign(&header(), &claims(), &RSA_PKCS1_SHA256);
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (header, _) = signed.split_once('.').unwrap();
        let other = encode(&with(claims(), "sub", json!("somebody")));
        for forged in [
            format!("{header}.{other}.{signature}"),
            format!("{signed}."),
            format!("{signed}.{signature}A"),
            format!("{signed}.{signature}=="),
            format!("{signed}.{}", &signature[4..]),
            format!("{token}.{signature}"),
            signed.to_owned(),
            format!("..{signature}"),
            ".".to_owned(),
            "..".to_owned(),
            String::new(),
        ] {
            check(&forged, Err(Unauthenticated::TokenUnreadable));
        }
        let stranger = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let bearer = Bearer::parse(&token).unwrap();
        let verified = bearer.verify(&public(&stranger), &["own".to_owned()]);
        assert_eq!(verified, Err(Unauthenticated::TokenUnreadable));
    }

    #[test]
    fn a_token_comes_with_and_without_its_scheme() {
        #[track_caller]
        fn check(values: &[&'static str], expected: Option<&str>) {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(AUTHORIZATION, HeaderValue::from_static(value));
            }
            assert_eq!(token(&headers), expected);
        }
        check(&["Bearer a.b.c"], Some("a.b.c"));
        check(&["bearer  a.b.c "], Some("a.b.c"));
        check(&["a.b.c"], Some("a.b.c"));
        check(&["Bearer "], Some("Bearer"));
        check(&[], None);
        check(&[""], None);
        check(&["Basic YTpi"], None);
        check(&["AWS4-HMAC-SHA256 Credential=a"], None);
        check(&["Bearer a.b.c", "Bearer d.e.f"], None);
    }
}
