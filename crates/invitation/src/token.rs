//! Invitation tokens: an invitation to sign up by oneself as a compact JWS (JWT, ES256), bound to
//! one e-mail address and one user pool (design §3.2).
//!
//! A token is a bearer secret: no type here shows its text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Validation};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use crate::{EmailAddress, GroupName, TrustedKey, es256};

/// Value of the header's `typ` (RFC 8725 §3.11: explicit typing keeps other JWTs out).
pub const TOKEN_TYPE: &str = "invitation+jwt";

/// Longest token, in bytes: the limit of the Cognito attribute that carries it (contract §8).
pub const MAX_TOKEN_BYTES: usize = 2048;

/// How far an issuer's clock may be ahead of ours. **Security invariant:** it applies to `iat`
/// and `nbf` only; `exp` has no leeway, so a lifetime is never longer than was written.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);

/// What a token says. Times are seconds since the epoch (RFC 7519 `NumericDate`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenClaims {
    /// Who issued it; must equal the settings' `tokens.issuer`.
    pub iss: String,
    /// The user pool it is for.
    pub aud: Audience,
    /// Its own identifier, by which it can be revoked.
    pub jti: String,
    /// When it was issued.
    pub iat: i64,
    /// When it expires.
    pub exp: i64,
    /// The moment before which it is not valid, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// The invited address, in lower case.
    pub email: String,
    /// The groups that acceptance gives.
    pub groups: Vec<GroupName>,
    /// The attributes that acceptance sets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// The brand of mails and pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// The language of mails and pages, a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The address that gets a mail about the acceptance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inviter: Option<String>,
}

impl fmt::Debug for TokenClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenClaims")
            .field("jti", &self.jti)
            .finish_non_exhaustive()
    }
}

/// The one user pool a token is for. Some JWT libraries write a single audience as a list of one
/// (RFC 7519 §4.1.3 allows both); a list of several is refused: a token serves one pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "OneOrMany", into = "String")]
pub struct Audience(String);

impl From<String> for Audience {
    fn from(user_pool_id: String) -> Self {
        Self(user_pool_id)
    }
}

impl From<Audience> for String {
    fn from(audience: Audience) -> Self {
        audience.0
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl From<OneOrMany> for Audience {
    fn from(audience: OneOrMany) -> Self {
        match audience {
            OneOrMany::One(one) => Self(one),
            // An empty audience matches no pool, so none or several are refused.
            OneOrMany::Many(many) => Self(
                <[String; 1]>::try_from(many)
                    .map(|[one]| one)
                    .unwrap_or_default(),
            ),
        }
    }
}

/// The `[tokens]` section: whose tokens are believed. Without it, no token verifies.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenSettings {
    /// The `iss` of every token.
    pub issuer: String,
    /// The public keys that may have signed it; several at once while keys are rotated.
    #[serde(default)]
    pub keys: Vec<TrustedKey>,
    /// The `jti` of tokens that are taken back.
    #[serde(default)]
    pub revoked: BTreeSet<String>,
    /// Tokens issued before this moment are taken back, all of them.
    #[serde(default)]
    pub issued_after: Option<Timestamp>,
}

/// What a token must be bound to.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// The user pool that asks.
    pub user_pool_id: &'a str,
    /// The address of the person who presents it; `None` matches no token.
    pub email: Option<&'a EmailAddress>,
}

/// A token that was verified.
#[derive(Debug, Clone)]
pub struct VerifiedToken {
    claims: TokenClaims,
    kid: String,
    key_groups: Option<BTreeSet<GroupName>>,
}

impl VerifiedToken {
    /// What it says.
    pub fn claims(&self) -> &TokenClaims {
        &self.claims
    }

    /// The name of the key that signed it.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Whether the key that signed it may give `group`.
    pub fn key_gives(&self, group: &GroupName) -> bool {
        self.key_groups
            .as_ref()
            .is_none_or(|groups| groups.contains(group))
    }
}

/// Why a token is not valid. For logs and captures: a person only reads "expired" or "invalid".
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum TokenFault {
    /// Not a JWS of the right form, or over [`MAX_TOKEN_BYTES`].
    Malformed,
    /// Its `typ`, algorithm or critical headers are not those of an invitation token.
    WrongType,
    /// No trusted key has its `kid`.
    UnknownKey,
    /// Signed by the published development key, for a pool that is not local.
    DevelopmentKey,
    /// The signature does not fit.
    Signature,
    /// Another issuer.
    Issuer,
    /// For another user pool.
    UserPool,
    /// Taken back by `revoked` or `issued_after`.
    Revoked,
    /// For another address.
    Email,
    /// Issued in the future, or not valid yet.
    NotYetValid,
    /// The places of one sign-up carry different tokens, or the attribute carries none.
    Places,
    /// All is in order, but it has expired.
    Expired,
}

impl TokenFault {
    /// Every fault.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The fault in one stable word, for logs and captures.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl TokenSettings {
    /// Verifies `token` for `binding` as of `now`.
    ///
    /// It answers [`TokenFault::Expired`] only if everything else is in order.
    pub fn verify(
        &self,
        token: &str,
        binding: Binding<'_>,
        now: Timestamp,
    ) -> Result<VerifiedToken, TokenFault> {
        let (verified, expiry) = self.verify_apart_from_expiry(token, binding, now)?;
        if now >= expiry {
            Err(TokenFault::Expired)
        } else {
            Ok(verified)
        }
    }

    /// Verifies everything but the expiry, and returns the expiry beside the token. A caller that
    /// gives anything must check the expiry; one that chooses a brand need not.
    pub fn verify_apart_from_expiry(
        &self,
        token: &str,
        binding: Binding<'_>,
        now: Timestamp,
    ) -> Result<(VerifiedToken, Timestamp), TokenFault> {
        let (claims, key) = self.signed(token, binding.user_pool_id)?;
        self.check_claims(&claims, binding, now)?;
        let expiry = Timestamp::from_second(claims.exp).map_err(|_| TokenFault::Malformed)?;
        Ok((
            VerifiedToken {
                claims,
                kid: key.kid().to_owned(),
                key_groups: key.groups().cloned(),
            },
            expiry,
        ))
    }

    /// The identifier of a token that a trusted key has signed, even if something else is wrong with
    /// it: an expired or revoked token has to be found in the log.
    pub fn signed_jti(&self, token: &str, user_pool_id: &str) -> Option<String> {
        let (claims, _) = self.signed(token, user_pool_id).ok()?;
        Some(claims.jti)
    }

    /// What a token says that a trusted key has signed, and that key.
    fn signed(
        &self,
        token: &str,
        user_pool_id: &str,
    ) -> Result<(TokenClaims, &TrustedKey), TokenFault> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenFault::Malformed);
        }
        es256::install();
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenFault::Malformed)?;
        // No extension is understood here, so a critical one refuses (RFC 7515 §4.1.11).
        let typed = header.typ.as_deref() == Some(TOKEN_TYPE)
            && header.alg == Algorithm::ES256
            && header.crit.is_none();
        if !typed {
            return Err(TokenFault::WrongType);
        }
        let kid = header.kid.as_deref().ok_or(TokenFault::UnknownKey)?;
        let key = self
            .keys
            .iter()
            .find(|key| key.kid() == kid)
            .ok_or(TokenFault::UnknownKey)?;
        if !key.serves(user_pool_id) {
            return Err(TokenFault::DevelopmentKey);
        }
        Ok((verify_signature(token, key)?, key))
    }

    fn check_claims(
        &self,
        claims: &TokenClaims,
        binding: Binding<'_>,
        now: Timestamp,
    ) -> Result<(), TokenFault> {
        if claims.iss != self.issuer || claims.iss.is_empty() {
            return Err(TokenFault::Issuer);
        }
        if claims.aud.0 != binding.user_pool_id || claims.aud.0.is_empty() {
            return Err(TokenFault::UserPool);
        }
        let issued_at = Timestamp::from_second(claims.iat).map_err(|_| TokenFault::Malformed)?;
        let too_old = self.issued_after.is_some_and(|moment| issued_at < moment);
        if too_old || self.revoked.contains(&claims.jti) {
            return Err(TokenFault::Revoked);
        }
        if binding
            .email
            .is_none_or(|email| email.as_str() != claims.email)
        {
            return Err(TokenFault::Email);
        }
        let latest = now
            .checked_add(LEEWAY)
            .unwrap_or(Timestamp::MAX)
            .as_second();
        if claims.iat > latest || claims.nbf.is_some_and(|nbf| nbf > latest) {
            return Err(TokenFault::NotYetValid);
        }
        Ok(())
    }
}

fn verify_signature(token: &str, key: &TrustedKey) -> Result<TokenClaims, TokenFault> {
    // The library judges the signature alone: it would take the time from the system's clock,
    // and it does not know what this token must be bound to.
    let mut validation = Validation::new(Algorithm::ES256);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    jsonwebtoken::decode::<TokenClaims>(token, key.decoding_key(), &validation)
        .map(|data| data.claims)
        .map_err(|error| match error.kind() {
            ErrorKind::InvalidSignature => TokenFault::Signature,
            _ => TokenFault::Malformed,
        })
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use hmac::{Hmac, KeyInit, Mac};
    use secrecy::ExposeSecret;
    use serde_json::{Value, json};
    use sha2::Sha256;

    use super::*;
    use crate::key::SigningKey;
    use crate::samples::{
        EMAIL, EXPIRY, ISSUED, POOL, at, claims, development_key, header, jws, settings,
        signing_input, signing_key, token, token_with,
    };
    use crate::{Rejection, issue};

    /// A moment at which the sample invitation is valid.
    const IN_TIME: i64 = ISSUED + 60;
    const LATE: i64 = EXPIRY + 3600;

    fn verify(settings: &TokenSettings, token: &str, now: Timestamp) -> Result<(), TokenFault> {
        let email: EmailAddress = EMAIL.parse().unwrap();
        let binding = Binding {
            user_pool_id: POOL,
            email: Some(&email),
        };
        settings.verify(token, binding, now).map(drop)
    }

    #[track_caller]
    fn check(token: &str, now: i64, expected: Result<(), TokenFault>) {
        assert_eq!(verify(&settings(), token, at(now)), expected);
    }

    #[test]
    fn the_identifier_is_read_of_what_a_trusted_key_has_signed() {
        let expected = Some(claims().jti);
        let expired = token_with(|claims| claims.exp = ISSUED + 1);
        for token in [&token(), &expired] {
            assert_eq!(settings().signed_jti(token, POOL), expected);
        }
        let mut revoking = settings();
        revoking.revoked.extend(expected.clone());
        assert_eq!(revoking.signed_jti(&token(), POOL), expected);
        let forged = jws(&header().to_string(), &payload().to_string())
            .rsplit_once('.')
            .map(|(signed, _)| format!("{signed}.{}", "A".repeat(86)));
        for token in [forged.as_deref().unwrap(), "x", ""] {
            assert_eq!(settings().signed_jti(token, POOL), None);
        }
        assert_eq!(TokenSettings::default().signed_jti(&token(), POOL), None);
    }

    /// A fault is the same before and after the expiry: "expired" is said of nothing else.
    #[track_caller]
    fn check_fault(token: &str, fault: TokenFault) {
        check(token, IN_TIME, Err(fault));
        check(token, LATE, Err(fault));
    }

    #[track_caller]
    fn check_claims(edit: impl FnOnce(&mut TokenClaims), fault: TokenFault) {
        check_fault(&token_with(edit), fault);
    }

    #[track_caller]
    fn check_header(header: &Value, fault: TokenFault) {
        check_fault(&jws(&header.to_string(), &payload().to_string()), fault);
    }

    #[track_caller]
    fn check_payload(payload: &str, expected: Result<(), TokenFault>) {
        let token = jws(&header().to_string(), payload);
        check(&token, IN_TIME, expected);
        check(&token, LATE, expected.and(Err(TokenFault::Expired)));
    }

    #[track_caller]
    fn check_settings(edit: impl FnOnce(&mut TokenSettings), expected: Result<(), TokenFault>) {
        let mut settings = settings();
        edit(&mut settings);
        assert_eq!(verify(&settings, &token(), at(IN_TIME)), expected);
        let late = expected.and(Err(TokenFault::Expired));
        assert_eq!(verify(&settings, &token(), at(LATE)), late);
    }

    fn payload() -> Value {
        serde_json::to_value(claims()).unwrap()
    }

    fn with(mut object: Value, member: &str, value: Value) -> Value {
        object[member] = value;
        object
    }

    fn without(mut object: Value, member: &str) -> Value {
        object.as_object_mut().unwrap().remove(member).unwrap();
        object
    }

    #[test]
    fn expiry_has_no_leeway() {
        check(&token(), EXPIRY - 1, Ok(()));
        check(&token(), EXPIRY, Err(TokenFault::Expired));
        check(&token(), LATE, Err(TokenFault::Expired));
        let last_moment = at(EXPIRY)
            .checked_sub(SignedDuration::from_nanos(1))
            .unwrap();
        assert_eq!(verify(&settings(), &token(), last_moment), Ok(()));
    }

    #[test]
    fn an_issuers_clock_may_be_a_minute_ahead() {
        check(&token(), ISSUED - 60, Ok(()));
        check(&token(), ISSUED - 61, Err(TokenFault::NotYetValid));
        let from_noon = token_with(|claims| claims.nbf = Some(ISSUED + 1000));
        check(&from_noon, ISSUED + 940, Ok(()));
        check(&from_noon, ISSUED + 939, Err(TokenFault::NotYetValid));
        check(&token_with(|claims| claims.nbf = Some(0)), IN_TIME, Ok(()));
        // Neither of the two is hidden by an expiry that has passed.
        let contradictory = token_with(|claims| claims.nbf = Some(LATE + 1000));
        check(&contradictory, LATE, Err(TokenFault::NotYetValid));
    }

    #[test]
    fn claims_that_do_not_fit() {
        check_claims(
            |claims| claims.iss = "https://evil.example".to_owned(),
            TokenFault::Issuer,
        );
        check_claims(|claims| claims.iss.clear(), TokenFault::Issuer);
        check_claims(|claims| claims.iss.push('/'), TokenFault::Issuer);
        check_claims(
            |claims| claims.aud = "eu-central-1_Example02".to_owned().into(),
            TokenFault::UserPool,
        );
        check_claims(
            |claims| claims.aud = "eu-central-1_example01".to_owned().into(),
            TokenFault::UserPool,
        );
        check_claims(
            |claims| claims.aud = String::new().into(),
            TokenFault::UserPool,
        );
        for email in [
            "mallory@example.com",
            "jane@example.com.",
            "jane+x@example.com",
            "jane@example.co",
            "ane@example.com",
            "jane@ｅxample.com",
        ] {
            check_claims(|claims| claims.email = email.to_owned(), TokenFault::Email);
        }
    }

    #[test]
    fn an_address_is_compared_byte_for_byte() {
        for address in [
            "Jane@example.com",
            "jane@Example.com",
            "jane@example.com.",
            "jane@xn--example.com",
        ] {
            let email: EmailAddress = address.parse().unwrap();
            let binding = Binding {
                user_pool_id: POOL,
                email: Some(&email),
            };
            let fault = settings().verify(&token(), binding, at(IN_TIME)).map(drop);
            assert_eq!(fault, Err(TokenFault::Email), "{address}");
        }
        let nobody = Binding {
            user_pool_id: POOL,
            email: None,
        };
        assert_eq!(
            settings().verify(&token(), nobody, at(IN_TIME)).map(drop),
            Err(TokenFault::Email)
        );
    }

    #[test]
    fn an_audience_is_one_pool() {
        let aud = |value: Value| with(payload(), "aud", value).to_string();
        check_payload(&aud(json!([POOL])), Ok(()));
        check_payload(&aud(json!([])), Err(TokenFault::UserPool));
        check_payload(&aud(json!([POOL, POOL])), Err(TokenFault::UserPool));
        check_payload(
            &aud(json!([POOL, "eu-central-1_Example02"])),
            Err(TokenFault::UserPool),
        );
        check_payload(
            &aud(json!(["eu-central-1_Example02"])),
            Err(TokenFault::UserPool),
        );
        check_payload(&aud(json!(null)), Err(TokenFault::Malformed));
        check_payload(&aud(json!({ "pool": POOL })), Err(TokenFault::Malformed));
    }

    #[test]
    fn an_empty_audience_fits_no_pool_however_the_event_looks() {
        let email: EmailAddress = EMAIL.parse().unwrap();
        let binding = Binding {
            user_pool_id: "",
            email: Some(&email),
        };
        for aud in [
            json!([]),
            json!([POOL, "eu-central-1_Example02"]),
            json!(""),
        ] {
            let token = jws(
                &header().to_string(),
                &with(payload(), "aud", aud).to_string(),
            );
            let fault = settings().verify(&token, binding, at(IN_TIME)).map(drop);
            assert_eq!(fault, Err(TokenFault::UserPool));
        }
    }

    #[test]
    fn claims_that_are_absent_or_of_another_type() {
        for claim in ["iss", "aud", "jti", "iat", "exp", "email", "groups"] {
            check_payload(
                &without(payload(), claim).to_string(),
                Err(TokenFault::Malformed),
            );
            check_payload(
                &with(payload(), claim, json!(null)).to_string(),
                Err(TokenFault::Malformed),
            );
        }
        for (claim, value) in [
            ("exp", json!("1800000000")),
            ("exp", json!(1.5)),
            ("exp", json!(i64::MAX)),
            ("exp", json!(u64::MAX)),
            ("iat", json!(i64::MIN)),
            ("iat", json!(true)),
            ("groups", json!("clients")),
            ("groups", json!(["two words"])),
            ("groups", json!(["x,Admins"])),
            ("attributes", json!({ "custom:tenant": 1 })),
        ] {
            check_payload(
                &with(payload(), claim, value).to_string(),
                Err(TokenFault::Malformed),
            );
        }
        check_payload(&without(payload(), "attributes").to_string(), Ok(()));
        check_payload(
            &with(payload(), "sub", json!("unknown claims are passed over")).to_string(),
            Ok(()),
        );
    }

    #[test]
    fn claims_that_stand_twice() {
        for (claim, second) in [
            ("email", json!("mallory@example.com")),
            ("email", json!(EMAIL)),
            ("groups", json!(["admins"])),
            ("exp", json!(EXPIRY * 2)),
            ("aud", json!(POOL)),
            ("jti", json!("another")),
        ] {
            let text = payload().to_string();
            let before = format!("{{\"{claim}\":{second},{}", &text[1..]);
            check_payload(&before, Err(TokenFault::Malformed));
            let after = format!("{},\"{claim}\":{second}}}", &text[..text.len() - 1]);
            check_payload(&after, Err(TokenFault::Malformed));
        }
    }

    #[test]
    fn payloads_that_are_no_object() {
        for payload in [
            "",
            "null",
            "[]",
            "\"text\"",
            "{}",
            "{",
            "{\"a\":{\"a\":{\"a\":",
        ] {
            check_payload(payload, Err(TokenFault::Malformed));
        }
    }

    #[test]
    fn a_header_of_another_type() {
        for typ in [
            "JWT",
            "jwt",
            "Invitation+JWT",
            "application/invitation+jwt",
            "invitation+jwt ",
            "at+jwt",
            "",
        ] {
            check_header(&with(header(), "typ", json!(typ)), TokenFault::WrongType);
        }
        check_header(&without(header(), "typ"), TokenFault::WrongType);
        check_header(&with(header(), "typ", json!(null)), TokenFault::WrongType);
        check_header(
            &with(header(), "typ", json!(["invitation+jwt"])),
            TokenFault::Malformed,
        );
    }

    #[test]
    fn a_header_of_another_algorithm() {
        for alg in [
            "RS256", "RS512", "PS256", "ES384", "EdDSA", "HS256", "HS512",
        ] {
            check_header(&with(header(), "alg", json!(alg)), TokenFault::WrongType);
        }
        for alg in ["none", "None", "NONE", "", "es256", "ES256 ", "ES256K"] {
            check_header(&with(header(), "alg", json!(alg)), TokenFault::Malformed);
        }
        check_header(&without(header(), "alg"), TokenFault::Malformed);
    }

    #[test]
    fn an_unsigned_token() {
        for alg in ["none", "ES256", "HS256"] {
            let header = with(header(), "alg", json!(alg)).to_string();
            let input = signing_input(&header, &payload().to_string());
            for token in [input.clone(), format!("{input}."), format!("{input}.AA")] {
                let refused = verify(&settings(), &token, at(IN_TIME));
                assert!(
                    refused.is_err_and(|fault| fault != TokenFault::Expired),
                    "{alg}"
                );
            }
        }
    }

    #[test]
    fn a_token_with_the_public_key_as_an_hmac_secret() {
        let jwk = signing_key().public_jwk();
        let point = [
            vec![4],
            URL_SAFE_NO_PAD.decode(&jwk.x).unwrap(),
            URL_SAFE_NO_PAD.decode(&jwk.y).unwrap(),
        ];
        let header = with(header(), "alg", json!("HS256")).to_string();
        let input = signing_input(&header, &payload().to_string());
        for secret in [
            point.concat(),
            jwk.x.into_bytes(),
            serde_json::to_vec(&signing_key().public_jwk()).unwrap(),
        ] {
            let mac = Hmac::<Sha256>::new_from_slice(&secret)
                .unwrap()
                .chain_update(&input);
            let token = format!(
                "{input}.{}",
                URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
            );
            check_fault(&token, TokenFault::WrongType);
        }
    }

    #[test]
    fn a_critical_header() {
        check_header(
            &with(header(), "crit", json!(["exp"])),
            TokenFault::WrongType,
        );
        check_header(
            &with(header(), "crit", json!(["b64"])),
            TokenFault::WrongType,
        );
        check_header(&with(header(), "crit", json!([])), TokenFault::WrongType);
        check_header(&with(header(), "crit", json!("exp")), TokenFault::Malformed);
    }

    #[test]
    fn a_header_that_brings_its_own_key() {
        let stranger = SigningKey::from_random(&[9; 32], Some("2027-01".to_owned())).unwrap();
        let own_key = with(
            header(),
            "jwk",
            serde_json::to_value(stranger.public_jwk()).unwrap(),
        );
        let own_key = with(own_key, "jku", json!("https://evil.example/jwks.json"));
        let own_key = with(own_key, "x5u", json!("https://evil.example/chain.pem"));

        // Signed by the stranger: the key in the header proves nothing.
        let forged = issue::sign(&claims(), &stranger).unwrap();
        let signature = forged.expose_secret().rsplit('.').next().unwrap();
        let input = signing_input(&own_key.to_string(), &payload().to_string());
        check_fault(&format!("{input}.{signature}"), TokenFault::Signature);

        // Signed by a trusted key: it does no harm either.
        check(
            &jws(&own_key.to_string(), &payload().to_string()),
            IN_TIME,
            Ok(()),
        );
    }

    #[test]
    fn a_header_that_names_another_key() {
        check_header(
            &with(header(), "kid", json!("2026-01")),
            TokenFault::UnknownKey,
        );
        check_header(&with(header(), "kid", json!("")), TokenFault::UnknownKey);
        check_header(&with(header(), "kid", json!(null)), TokenFault::UnknownKey);
        check_header(&without(header(), "kid"), TokenFault::UnknownKey);
        let twice = r#"{"alg":"ES256","typ":"invitation+jwt","kid":"2026-01","kid":"2027-01"}"#;
        check_fault(&jws(twice, &payload().to_string()), TokenFault::Malformed);
    }

    #[test]
    fn a_signature_by_a_stranger_under_a_trusted_name() {
        let stranger = SigningKey::from_random(&[9; 32], Some("2027-01".to_owned())).unwrap();
        let token = issue::sign(&claims(), &stranger).unwrap();
        check_fault(token.expose_secret(), TokenFault::Signature);
    }

    #[test]
    fn parts_of_two_tokens() {
        let one = token();
        let other = token_with(|claims| claims.groups.clear());
        let one: Vec<_> = one.split('.').collect();
        let other: Vec<_> = other.split('.').collect();
        check_fault(&[one[0], other[1], one[2]].join("."), TokenFault::Signature);
        check_fault(&[one[0], one[1], other[2]].join("."), TokenFault::Signature);
    }

    #[test]
    fn a_token_of_another_form() {
        let token = token();
        for text in [
            "",
            ".",
            "..",
            "...",
            "a.b.c",
            "invitation",
            "{}",
            &token.replace('.', ""),
        ] {
            check_fault(text, TokenFault::Malformed);
        }
        for garbage in [
            " ", "\n", "\t", "\0", ".", "=", "==", "A", "AA", "AAAA", "\u{feff}", "\u{200b}",
        ] {
            for text in [
                format!("{token}{garbage}"),
                format!("{garbage}{token}"),
                token.replacen('.', &format!(".{garbage}"), 1),
            ] {
                let refused = verify(&settings(), &text, at(IN_TIME));
                assert!(
                    refused.is_err_and(|fault| fault != TokenFault::Expired),
                    "{garbage:?}"
                );
            }
        }
        check_fault(&format!("Bearer {token}"), TokenFault::Malformed);
        check_fault(&format!("{token}.{token}"), TokenFault::Malformed);
        // Standard base64 is another alphabet.
        let standard: String = token
            .chars()
            .map(|c| {
                if c == '-' {
                    '+'
                } else if c == '_' {
                    '/'
                } else {
                    c
                }
            })
            .collect();
        assert_ne!(
            standard, token,
            "the sample has a character that the alphabets differ in"
        );
        check_fault(&standard, TokenFault::Malformed);
    }

    #[test]
    fn the_longest_token() {
        let of_length = |bytes: usize| {
            (0..bytes)
                .map(|padding| {
                    jws(
                        &header().to_string(),
                        &with(payload(), "pad", json!("x".repeat(padding))).to_string(),
                    )
                })
                .find(|token| token.len() >= bytes)
                .unwrap()
        };
        let longest = of_length(MAX_TOKEN_BYTES - 1);
        assert!(longest.len() <= MAX_TOKEN_BYTES);
        check(&longest, IN_TIME, Ok(()));
        check_fault(&of_length(MAX_TOKEN_BYTES + 1), TokenFault::Malformed);
        check_fault(&"A".repeat(6_000_000), TokenFault::Malformed);
    }

    #[test]
    fn every_flipped_bit_is_refused() {
        let token = token();
        check(&token, IN_TIME, Ok(()));
        let settings = settings();
        for position in 0..token.len() {
            for bit in 0..8 {
                let mut bytes = token.clone().into_bytes();
                bytes[position] ^= 1 << bit;
                // What is not UTF-8 is no text and cannot even be handed over.
                let Ok(flipped) = String::from_utf8(bytes) else {
                    continue;
                };
                let refused = verify(&settings, &flipped, at(IN_TIME));
                assert!(
                    refused.is_err_and(|fault| fault != TokenFault::Expired),
                    "bit {bit} of byte {position}"
                );
            }
        }
    }

    #[test]
    fn the_unused_bits_of_the_last_character_are_no_way_to_a_second_spelling() {
        let token = token();
        let (rest, last) = token.split_at(token.len() - 1);
        let others = ('A'..='Z')
            .chain('a'..='z')
            .chain('0'..='9')
            .chain(['-', '_'])
            .filter(|c| !last.starts_with(*c));
        for other in others {
            let refused = verify(&settings(), &format!("{rest}{other}"), at(IN_TIME));
            assert!(refused.is_err(), "{other}");
        }
    }

    #[test]
    fn taken_back() {
        let revoked = |jti: &str| BTreeSet::from([jti.to_owned()]);
        check_settings(|settings| settings.revoked = revoked("another"), Ok(()));
        check_settings(|settings| settings.issued_after = Some(at(ISSUED)), Ok(()));
        check_settings(
            |settings| settings.revoked = revoked("01JABCDEF"),
            Err(TokenFault::Revoked),
        );
        check_settings(
            |settings| settings.issued_after = Some(at(ISSUED + 1)),
            Err(TokenFault::Revoked),
        );
    }

    #[test]
    fn settings_that_trust_nobody() {
        check_settings(
            |settings| *settings = TokenSettings::default(),
            Err(TokenFault::UnknownKey),
        );
        check_settings(
            |settings| settings.keys.clear(),
            Err(TokenFault::UnknownKey),
        );
        check_settings(|settings| settings.issuer.clear(), Err(TokenFault::Issuer));
        // Not even a token without issuer fits settings without one.
        let settings = TokenSettings {
            issuer: String::new(),
            ..settings()
        };
        let nameless = token_with(|claims| claims.iss.clear());
        assert_eq!(
            verify(&settings, &nameless, at(IN_TIME)),
            Err(TokenFault::Issuer)
        );
    }

    #[test]
    fn keys_are_rotated() {
        let old = signing_key();
        let new = SigningKey::from_random(&[9; 32], Some("2028-01".to_owned())).unwrap();
        let trust = |keys: &[&SigningKey]| TokenSettings {
            keys: keys
                .iter()
                .map(|key| TrustedKey::new(key.public_jwk(), None).unwrap())
                .collect(),
            ..settings()
        };
        let by_old = token();
        let by_new = issue::sign(&claims(), &new).unwrap();
        for (keys, old_verifies, new_verifies) in [
            (&[&old, &new][..], true, true),
            (&[&new, &old], true, true),
            (&[&old], true, false),
            (&[&new], false, true),
        ] {
            let settings = trust(keys);
            for (token, verifies) in [
                (by_old.as_str(), old_verifies),
                (by_new.expose_secret(), new_verifies),
            ] {
                let expected = if verifies {
                    Ok(())
                } else {
                    Err(TokenFault::UnknownKey)
                };
                assert_eq!(verify(&settings, token, at(IN_TIME)), expected);
            }
        }
    }

    #[test]
    fn a_key_gives_its_groups_only() {
        let email: EmailAddress = EMAIL.parse().unwrap();
        let binding = Binding {
            user_pool_id: POOL,
            email: Some(&email),
        };
        for (groups, clients, readers) in [
            (None, true, true),
            (Some(vec!["clients"]), true, false),
            (Some(vec![]), false, false),
            (Some(vec!["Clients"]), false, false),
        ] {
            let groups = groups.map(|names| {
                names
                    .into_iter()
                    .map(|name| name.parse().unwrap())
                    .collect()
            });
            let key = TrustedKey::new(signing_key().public_jwk(), groups).unwrap();
            let settings = TokenSettings {
                keys: vec![key],
                ..settings()
            };
            let verified = settings.verify(&token(), binding, at(IN_TIME)).unwrap();
            assert_eq!(verified.key_gives(&"clients".parse().unwrap()), clients);
            assert_eq!(verified.key_gives(&"readers".parse().unwrap()), readers);
        }
    }

    #[test]
    fn the_development_key_opens_local_pools_only() {
        let key = development_key();
        let settings = TokenSettings {
            keys: vec![TrustedKey::new(key.public_jwk(), None).unwrap()],
            ..settings()
        };
        let email: EmailAddress = EMAIL.parse().unwrap();
        for (pool, expected) in [
            ("local_Example01", Ok(())),
            (POOL, Err(TokenFault::DevelopmentKey)),
            ("eu-central-1_local_x", Err(TokenFault::DevelopmentKey)),
            ("Local_Example01", Err(TokenFault::DevelopmentKey)),
            ("localhost", Err(TokenFault::DevelopmentKey)),
        ] {
            let claims = TokenClaims {
                aud: pool.to_owned().into(),
                ..claims()
            };
            let token = issue::sign(&claims, &key).unwrap();
            let binding = Binding {
                user_pool_id: pool,
                email: Some(&email),
            };
            let verified = settings
                .verify(token.expose_secret(), binding, at(IN_TIME))
                .map(drop);
            assert_eq!(verified, expected, "{pool}");
            let late = settings
                .verify(token.expose_secret(), binding, at(LATE))
                .map(drop);
            assert_eq!(late, expected.and(Err(TokenFault::Expired)), "{pool}");
        }
    }

    #[test]
    fn verification_apart_from_expiry_returns_the_expiry() {
        let email: EmailAddress = EMAIL.parse().unwrap();
        let binding = Binding {
            user_pool_id: POOL,
            email: Some(&email),
        };
        let (verified, expiry) = settings()
            .verify_apart_from_expiry(&token(), binding, at(LATE))
            .unwrap();
        assert_eq!(expiry, at(EXPIRY));
        assert!(*verified.claims() == claims());
        assert_eq!(verified.kid(), "2027-01");
    }

    #[test]
    fn a_person_reads_of_expiry_and_of_nothing_else() {
        for &fault in TokenFault::ALL {
            let code = if fault == TokenFault::Expired {
                "invitation-expired"
            } else {
                "invitation-invalid"
            };
            assert_eq!(Rejection::from(fault).code(), code);
            assert_eq!(Rejection::from(fault).token_fault(), Some(fault));
            assert_eq!(Rejection::from(fault).detail(), None);
        }
        let words: BTreeSet<_> = TokenFault::ALL.iter().map(|fault| fault.as_str()).collect();
        assert_eq!(words.len(), TokenFault::ALL.len());
    }

    #[test]
    fn debug_shows_nothing_personal() {
        let email: EmailAddress = EMAIL.parse().unwrap();
        let binding = Binding {
            user_pool_id: POOL,
            email: Some(&email),
        };
        let verified = settings().verify(&token(), binding, at(IN_TIME)).unwrap();
        let shown = format!("{verified:?} {binding:?} {:?}", settings());
        for secret in ["jane", "acme", &token()] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
