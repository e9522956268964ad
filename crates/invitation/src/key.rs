//! Keys: the public half that the functions trust, and the private half that signs.

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use p256::ecdsa::signature::{self, Signer};
use p256::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, LineEnding};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{GroupName, Signature};

/// RFC 7638 thumbprint of the development key in `infra/invitations`, whose private half is
/// published there. It is trusted for local user pools only; see [`TrustedKey::serves`].
const DEVELOPMENT_KEY_THUMBPRINT: &str = "Kj48w2OTwBrHqWaWTtnbbuntArTa5ZEqPmvStQgKF4s";

/// The region part of a local user pool's id: `local_Example`.
const LOCAL_POOL_PREFIX: &str = "local_";

/// A public key as a JWK (RFC 7517, RFC 7518 §6.2): what `keygen` prints and the settings take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicJwk {
    /// Key type; `EC`.
    pub kty: String,
    /// Curve; `P-256`.
    pub crv: String,
    /// The name by which a token's header refers to this key.
    pub kid: String,
    /// X coordinate, base64url without padding.
    pub x: String,
    /// Y coordinate, base64url without padding.
    pub y: String,
    /// Algorithm; `ES256` where given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// Use; `sig` where given.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub use_: Option<String>,
}

impl PublicJwk {
    /// The public half of a key that is kept elsewhere, from the DER that AWS KMS answers with
    /// (API reference, `GetPublicKey`): a `SubjectPublicKeyInfo` (RFC 5280 §4.1). Named by its
    /// thumbprint where `kid` is `None`.
    pub fn from_der(der: &[u8], kid: Option<String>) -> Result<Self, InvalidKey> {
        let key = p256::ecdsa::VerifyingKey::from_public_key_der(der)
            .map_err(|_| InvalidKey::NotAPublicKey)?;
        Ok(Self::new(&key, kid))
    }

    fn new(key: &p256::ecdsa::VerifyingKey, kid: Option<String>) -> Self {
        let point = key.to_sec1_point(false);
        let encode =
            |coordinate: Option<&[u8]>| URL_SAFE_NO_PAD.encode(coordinate.unwrap_or_default());
        let x = encode(point.x().map(AsRef::as_ref));
        let y = encode(point.y().map(AsRef::as_ref));
        Self {
            kty: "EC".to_owned(),
            crv: "P-256".to_owned(),
            kid: kid.unwrap_or_else(|| thumbprint(&x, &y)),
            x,
            y,
            alg: Some("ES256".to_owned()),
            use_: Some("sig".to_owned()),
        }
    }
}

/// One of the `[[tokens.keys]]` of the settings: a JWK, member by member, and what it may do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TrustedKeyText {
    kty: String,
    crv: String,
    kid: String,
    x: String,
    y: String,
    alg: Option<String>,
    #[serde(rename = "use")]
    use_: Option<String>,
    groups: Option<BTreeSet<GroupName>>,
}

/// The public half of a key that may sign invitation tokens.
#[derive(Clone, Deserialize)]
#[serde(try_from = "TrustedKeyText")]
pub struct TrustedKey {
    kid: String,
    groups: Option<BTreeSet<GroupName>>,
    thumbprint: String,
    decoding_key: DecodingKey,
}

impl TrustedKey {
    /// Trusts `jwk`, for `groups` only where given.
    pub fn new(jwk: PublicJwk, groups: Option<BTreeSet<GroupName>>) -> Result<Self, InvalidKey> {
        let supported = jwk.kty == "EC"
            && jwk.crv == "P-256"
            && jwk.alg.as_deref().is_none_or(|alg| alg == "ES256")
            && jwk.use_.as_deref().is_none_or(|use_| use_ == "sig");
        if !supported {
            return Err(InvalidKey::NotEs256);
        }
        if jwk.kid.is_empty() {
            return Err(InvalidKey::NoKid);
        }
        let mut point = vec![0x04]; // SEC 1 §2.3.3: an uncompressed point follows.
        for coordinate in [&jwk.x, &jwk.y] {
            let bytes = URL_SAFE_NO_PAD
                .decode(coordinate)
                .map_err(|_| InvalidKey::NotAPoint)?;
            if bytes.len() != 32 {
                return Err(InvalidKey::NotAPoint);
            }
            point.extend(bytes);
        }
        p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).map_err(|_| InvalidKey::NotAPoint)?;
        Ok(Self {
            groups,
            thumbprint: thumbprint(&jwk.x, &jwk.y),
            decoding_key: DecodingKey::from_ec_der(&point),
            kid: jwk.kid,
        })
    }

    /// The name by which a token's header refers to this key.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The groups that tokens signed by this key may give; `None` is every assignable one.
    pub fn groups(&self) -> Option<&BTreeSet<GroupName>> {
        self.groups.as_ref()
    }

    /// The key's RFC 7638 thumbprint. It does not depend on the name.
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// Whether this is the published development key, which everybody can sign with.
    pub fn is_development(&self) -> bool {
        self.thumbprint == DEVELOPMENT_KEY_THUMBPRINT
    }

    /// Whether the key counts for a user pool: the development key does for local pools only
    /// (`local_…`), so that a forgotten sample configuration opens no real pool.
    pub fn serves(&self, user_pool_id: &str) -> bool {
        !self.is_development() || is_local_pool(user_pool_id)
    }

    pub(crate) fn decoding_key(&self) -> &DecodingKey {
        &self.decoding_key
    }
}

impl TryFrom<TrustedKeyText> for TrustedKey {
    type Error = InvalidKey;

    fn try_from(text: TrustedKeyText) -> Result<Self, Self::Error> {
        let TrustedKeyText {
            kty,
            crv,
            kid,
            x,
            y,
            alg,
            use_,
            groups,
        } = text;
        Self::new(
            PublicJwk {
                kty,
                crv,
                kid,
                x,
                y,
                alg,
                use_,
            },
            groups,
        )
    }
}

impl fmt::Debug for TrustedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustedKey")
            .field("kid", &self.kid)
            .field("groups", &self.groups)
            .finish_non_exhaustive()
    }
}

/// Whether a user pool is one on this machine: its id has `local` in the place of the Region.
pub fn is_local_pool(user_pool_id: &str) -> bool {
    user_pool_id.starts_with(LOCAL_POOL_PREFIX)
}

/// Why a JWK cannot be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    /// Another kind of key.
    #[error(
        "not an ES256 key: it needs kty = \"EC\" and crv = \"P-256\" (`invitations keygen` makes one)"
    )]
    NotEs256,
    /// Without a name no token can refer to it.
    #[error("the key has no kid; give it a name of its own, such as \"2026-01\"")]
    NoKid,
    /// The coordinates are not a point of the curve.
    #[error("x and y are not a point on P-256 in base64url without padding")]
    NotAPoint,
    /// The private key is not PKCS#8.
    #[error("not a P-256 private key in PKCS#8 PEM (`-----BEGIN PRIVATE KEY-----`)")]
    NotAPrivateKey,
    /// The public key is not one of the curve, in DER.
    #[error("not a P-256 public key in DER (`SubjectPublicKeyInfo`)")]
    NotAPublicKey,
}

/// The private half: signs invitation tokens, and knows its public half.
#[derive(Clone)]
pub struct SigningKey {
    kid: String,
    key: p256::ecdsa::SigningKey,
}

impl SigningKey {
    /// A key from 32 random bytes; named by its thumbprint where `kid` is `None`.
    ///
    /// Fails for the few values that are no scalar of the curve; draw again then.
    pub fn from_random(bytes: &[u8; 32], kid: Option<String>) -> Result<Self, InvalidKey> {
        let key =
            p256::ecdsa::SigningKey::from_slice(bytes).map_err(|_| InvalidKey::NotAPrivateKey)?;
        Ok(Self::new(key, kid))
    }

    /// A key from PKCS#8 PEM; named by its thumbprint where `kid` is `None`.
    pub fn from_pem(pem: &str, kid: Option<String>) -> Result<Self, InvalidKey> {
        let key =
            p256::ecdsa::SigningKey::from_pkcs8_pem(pem).map_err(|_| InvalidKey::NotAPrivateKey)?;
        Ok(Self::new(key, kid))
    }

    fn new(key: p256::ecdsa::SigningKey, kid: Option<String>) -> Self {
        let PublicJwk { kid, .. } = PublicJwk::new(key.verifying_key(), kid);
        Self { kid, key }
    }

    /// The private key as PKCS#8 PEM.
    pub fn to_pem(&self) -> Result<SecretString, InvalidKey> {
        let pem = p256::SecretKey::from(&self.key)
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(|_| InvalidKey::NotAPrivateKey)?;
        Ok(SecretString::from(pem.as_str()))
    }

    /// The public half.
    pub fn public_jwk(&self) -> PublicJwk {
        PublicJwk::new(self.key.verifying_key(), Some(self.kid.clone()))
    }

    /// The name that tokens signed by this key carry.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Deterministic (RFC 6979): no random numbers are needed to sign.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Signature, signature::Error> {
        let signature: p256::ecdsa::Signature = self.key.try_sign(message)?;
        Ok(signature.into())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// RFC 7638: the hash of the required members in lexicographic order, without white space.
fn thumbprint(x: &str, y: &str) -> String {
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(canonical))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;
    use serde_json::{Value, json};

    use super::*;
    use crate::samples::{KEY_SEED, development_key, signing_key};

    fn jwk() -> Value {
        serde_json::to_value(signing_key().public_jwk()).unwrap()
    }

    #[track_caller]
    fn check(member: &str, value: Value, expected: Result<(), InvalidKey>) {
        let mut jwk = jwk();
        jwk[member] = value;
        let jwk: PublicJwk = serde_json::from_value(jwk).unwrap();
        assert_eq!(TrustedKey::new(jwk, None).map(drop), expected);
    }

    #[test]
    fn a_jwk_is_an_es256_key_with_a_name() {
        check("kid", json!("2028-01"), Ok(()));
        check("kid", json!(""), Err(InvalidKey::NoKid));
        check("alg", json!(null), Ok(()));
        check("use", json!(null), Ok(()));
        check("kty", json!("RSA"), Err(InvalidKey::NotEs256));
        check("kty", json!("oct"), Err(InvalidKey::NotEs256));
        check("crv", json!("P-384"), Err(InvalidKey::NotEs256));
        check("crv", json!("secp256k1"), Err(InvalidKey::NotEs256));
        check("alg", json!("ES384"), Err(InvalidKey::NotEs256));
        check("alg", json!("HS256"), Err(InvalidKey::NotEs256));
        check("use", json!("enc"), Err(InvalidKey::NotEs256));
    }

    #[test]
    fn coordinates_are_a_point_of_the_curve() {
        let own = jwk();
        let (x, y) = (own["x"].as_str().unwrap(), own["y"].as_str().unwrap());
        let zero = URL_SAFE_NO_PAD.encode([0; 32]);
        for text in [
            "",
            "AA",
            "not base64!",
            &format!("{x}="),
            &format!(" {x}"),
            &format!("{x}AAAA"),
            &zero,
            &URL_SAFE_NO_PAD.encode([0xff; 32]),
            y,
        ] {
            check("x", json!(text), Err(InvalidKey::NotAPoint));
        }
        check("y", json!(x), Err(InvalidKey::NotAPoint));
        check("y", json!(zero), Err(InvalidKey::NotAPoint));
    }

    #[test]
    fn a_key_in_the_settings_has_known_members_only() {
        let with = |member: &str, value: Value| {
            let mut jwk = jwk();
            jwk[member] = value;
            serde_json::from_value::<TrustedKey>(jwk).map_err(|error| error.to_string())
        };
        let key = with("groups", json!(["clients"])).unwrap();
        assert_eq!(
            key.groups(),
            Some(&BTreeSet::from(["clients".parse().unwrap()]))
        );
        assert_eq!(
            with("groups", json!([])).unwrap().groups(),
            Some(&BTreeSet::new())
        );
        assert_eq!(with("alg", json!(null)).unwrap().groups(), None);
        assert!(
            with("group", json!(["clients"]))
                .unwrap_err()
                .contains("unknown field `group`")
        );
        assert!(
            with("groups", json!(["two words"]))
                .unwrap_err()
                .contains("not a group name")
        );
        assert!(with("crv", json!("P-384")).unwrap_err().contains("keygen"));
        // A private key pasted by mistake is refused, and not repeated.
        let refused = with("d", json!("CANARY")).unwrap_err();
        assert!(
            refused.contains("unknown field `d`") && !refused.contains("CANARY"),
            "{refused}"
        );
    }

    /// The key and the `jkt` of RFC 9449 §4.1 and §6.1.
    #[test]
    fn a_thumbprint_is_that_of_rfc_7638() {
        let jwk = PublicJwk {
            kty: "EC".to_owned(),
            crv: "P-256".to_owned(),
            kid: "any name".to_owned(),
            x: "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs".to_owned(),
            y: "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA".to_owned(),
            alg: None,
            use_: None,
        };
        let key = TrustedKey::new(jwk, None).unwrap();
        assert_eq!(
            key.thumbprint,
            "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
        );
    }

    #[test]
    fn the_published_key_is_known_as_the_development_key() {
        let key = development_key();
        let renamed = PublicJwk {
            kid: "production".to_owned(),
            ..key.public_jwk()
        };
        for jwk in [key.public_jwk(), renamed] {
            let trusted = TrustedKey::new(jwk, None).unwrap();
            assert!(trusted.is_development());
            assert!(trusted.serves("local_Example01"));
            assert!(!trusted.serves("eu-central-1_Example01"));
        }
        let own = TrustedKey::new(signing_key().public_jwk(), None).unwrap();
        assert!(!own.is_development());
        assert!(own.serves("local_Example01") && own.serves("eu-central-1_Example01"));
    }

    #[test]
    fn a_private_key_survives_its_pem() {
        let key = signing_key();
        let pem = key.to_pem().unwrap();
        assert!(
            pem.expose_secret()
                .starts_with("-----BEGIN PRIVATE KEY-----\n")
        );
        let again = SigningKey::from_pem(pem.expose_secret(), Some(key.kid().to_owned())).unwrap();
        assert_eq!(again.public_jwk(), key.public_jwk());
    }

    #[test]
    fn a_public_key_is_read_from_der() {
        use p256::pkcs8::EncodePublicKey;

        let key = signing_key();
        let point = p256::PublicKey::from(key.key.verifying_key());
        let der = point.to_public_key_der().unwrap();
        let der = der.as_bytes();
        let named = PublicJwk::from_der(der, Some(key.kid().to_owned())).unwrap();
        assert_eq!(named, key.public_jwk());
        let nameless = PublicJwk::from_der(der, None).unwrap();
        assert_eq!(
            nameless.kid,
            TrustedKey::new(key.public_jwk(), None).unwrap().thumbprint
        );
        let mut other_curve = der.to_vec();
        // The last byte of the curve's identifier (RFC 5480 §2.1.1.1): 1.2.840.10045.3.1.7.
        other_curve[22] = 1;
        let mut off_the_curve = der.to_vec();
        *off_the_curve.last_mut().unwrap() ^= 1;
        for bytes in [
            &[][..],
            b"text",
            &der[1..],
            &der[..der.len() - 1],
            &[der, &[0]].concat(),
            &other_curve,
            &off_the_curve,
        ] {
            assert_eq!(
                PublicJwk::from_der(bytes, None),
                Err(InvalidKey::NotAPublicKey)
            );
        }
    }

    #[test]
    fn a_key_without_a_name_is_named_by_its_thumbprint() {
        let key = SigningKey::from_random(&KEY_SEED, None).unwrap();
        assert_eq!(
            key.kid(),
            TrustedKey::new(key.public_jwk(), None).unwrap().thumbprint
        );
        assert_eq!(development_key().kid(), DEVELOPMENT_KEY_THUMBPRINT);
    }

    #[test]
    fn what_is_no_private_key() {
        let no_scalar = |bytes: [u8; 32]| SigningKey::from_random(&bytes, None).unwrap_err();
        assert_eq!(no_scalar([0; 32]), InvalidKey::NotAPrivateKey);
        assert_eq!(no_scalar([0xff; 32]), InvalidKey::NotAPrivateKey);
        let sec1 = "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n";
        for pem in ["", "text", sec1] {
            assert_eq!(
                SigningKey::from_pem(pem, None).unwrap_err(),
                InvalidKey::NotAPrivateKey
            );
        }
    }

    #[test]
    fn debug_shows_no_private_key() {
        let key = signing_key();
        assert_eq!(format!("{key:?}"), r#"SigningKey { kid: "2027-01", .. }"#);
    }
}
