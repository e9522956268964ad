//! The one algorithm: ECDSA on P-256 with SHA-256, as a back end of `jsonwebtoken`.
//!
//! The library's stock back ends bring HMAC, RSA and Ed25519 along and choose by the token's own
//! header. With this one no token can reach any other algorithm, because the library has no other.

use std::sync::Once;

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{self, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey};
use p256::ecdsa::signature::Verifier as _;

/// Makes this module the back end of `jsonwebtoken` in this process; call before every use.
///
/// A process that has chosen another back end before keeps it: it is as good a verifier, and
/// [`crate::token`] accepts no algorithm but ES256 either way.
pub(crate) fn install() {
    static INSTALLED: Once = Once::new();
    static PROVIDER: CryptoProvider = CryptoProvider {
        signer_factory,
        verifier_factory,
        // Used for JWK sets and thumbprints only, which this crate does not take from there.
        key_utils: KeyUtils::new_unimplemented(),
    };
    INSTALLED.call_once(|| PROVIDER.install_default().unwrap_or(()));
}

struct Es256Verifier(p256::ecdsa::VerifyingKey);

/// The library signs nothing: [`crate::issue`] does, because a signature can come from elsewhere.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature is that of `CryptoProvider`"
)]
fn signer_factory(_: &Algorithm, _: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    Err(ErrorKind::InvalidAlgorithm.into())
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature is that of `CryptoProvider`"
)]
fn verifier_factory(
    algorithm: &Algorithm,
    key: &DecodingKey,
) -> Result<Box<dyn JwtVerifier>, Error> {
    if *algorithm != Algorithm::ES256 || key.family() != AlgorithmFamily::Ec {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key.try_get_as_bytes()?)
        .map_err(|_| ErrorKind::InvalidEcdsaKey)?;
    Ok(Box::new(Es256Verifier(key)))
}

impl Verifier<Vec<u8>> for Es256Verifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let signature =
            p256::ecdsa::Signature::from_slice(signature).map_err(|_| signature::Error::new())?;
        self.0
            .verify(message, &signature)
            .map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Es256Verifier {
    fn algorithm(&self) -> Algorithm {
        Algorithm::ES256
    }
}
