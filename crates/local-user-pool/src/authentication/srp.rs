//! Secure Remote Password, the server's side: SRP-6a (RFC 5054) in the variant that Cognito's
//! clients compute.
//!
//! The group is the 3,072-bit one of RFC 3526 with generator 2, the hash is SHA-256, and the key is
//! 16 bytes of HKDF over the shared secret with the label `Caldera Derived Key`. Numbers are hashed
//! as signed ones, with a leading zero byte if the highest bit is set. The only specification of
//! this is the code of `amazon-cognito-identity-js`.

use std::sync::LazyLock;

use hmac::{Hmac, KeyInit, Mac};
use num_bigint::BigUint;
use sha2::{Digest, Sha256};

use crate::state::random;
use crate::state::sessions::SrpExchange;

const GENERATOR: u32 = 2;

/// The prime of the 3,072-bit group (RFC 3526, section 4).
const PRIME: &[u8] = b"\
    FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74\
    020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437\
    4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
    EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05\
    98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB\
    9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B\
    E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718\
    3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33\
    A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7\
    ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864\
    D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2\
    08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF";

const KEY_LABEL: &[u8] = b"Caldera Derived Key\x01";
const KEY_BYTES: usize = 16;

struct Group {
    prime: BigUint,
    generator: BigUint,
    /// SRP's `k`: the hash of both.
    multiplier: BigUint,
}

static GROUP: LazyLock<Group> = LazyLock::new(|| {
    let prime = BigUint::parse_bytes(PRIME, 16).unwrap_or_default();
    let generator = BigUint::from(GENERATOR);
    let multiplier = hash(&[&signed_bytes(&prime), &signed_bytes(&generator)]);
    Group {
        prime,
        generator,
        multiplier,
    }
});

/// The server's knowledge of a password: its salt and its digest (see
/// [`crate::state::credentials::Password::digest`]).
#[derive(Clone, Copy)]
pub(crate) struct Verifier {
    pub(crate) salt: [u8; 16],
    pub(crate) digest: [u8; 32],
}

impl Verifier {
    /// The verifier of an unknown name, for a client that hides which users exist: a salt that is
    /// always the same for the name, and a digest that no password has.
    pub(crate) fn of_nobody(pool: &str, name: &str) -> Self {
        let digest: [u8; 32] = Sha256::digest(format!("{pool}{name}")).into();
        let mut salt = [0; 16];
        for (byte, from) in salt.iter_mut().zip(digest) {
            *byte = from;
        }
        Self {
            salt,
            digest: random::bytes(),
        }
    }

    /// The salt as a number. Its first byte is never zero: clients differ in whether they keep a
    /// leading zero when they hash it.
    fn salt(&self) -> BigUint {
        let [first, rest @ ..] = self.salt;
        let mut bytes = vec![first | 1];
        bytes.extend(rest);
        BigUint::from_bytes_be(&bytes)
    }

    /// SRP's `v`: the generator to the power of the private key `x`.
    fn value(&self) -> BigUint {
        let x = hash(&[&signed_bytes(&self.salt()), &self.digest]);
        power(&GROUP.generator, &x)
    }
}

impl SrpExchange {
    /// Responds to a client's public value, the hexadecimal `SRP_A`. None if it is not a number, or
    /// is a multiple of the prime, which would make the key known.
    pub(crate) fn begin(client: &str, verifier: Verifier) -> Option<Self> {
        let group = &*GROUP;
        if client.len() > PRIME.len().saturating_add(2) {
            return None;
        }
        let client = BigUint::parse_bytes(client.as_bytes(), 16)?;
        if &client % &group.prime == BigUint::ZERO {
            return None;
        }
        let value = verifier.value();
        let private = BigUint::from_bytes_be(&random::bytes::<32>());
        let public =
            (&group.multiplier * &value + power(&group.generator, &private)) % &group.prime;
        let scramble = hash(&[&signed_bytes(&client), &signed_bytes(&public)]);
        let shared = power(&(client * power(&value, &scramble)), &private);
        Some(Self {
            salt: verifier.salt(),
            public,
            key: derive(&signed_bytes(&shared), &signed_bytes(&scramble)),
        })
    }

    /// `SALT` in hexadecimal.
    pub(crate) fn salt(&self) -> String {
        self.salt.to_str_radix(16)
    }

    /// `SRP_B` in hexadecimal.
    pub(crate) fn public(&self) -> String {
        self.public.to_str_radix(16)
    }

    /// Whether the client knows the key: whether it made `PASSWORD_CLAIM_SIGNATURE` over the parts
    /// with it.
    pub(crate) fn is_signed(&self, signature: &[u8], parts: &[&[u8]]) -> bool {
        mac(&self.key, parts).is_some_and(|mac| mac.verify_slice(signature).is_ok())
    }
}

fn power(base: &BigUint, exponent: &BigUint) -> BigUint {
    base.modpow(exponent, &GROUP.prime)
}

fn hash(parts: &[&[u8]]) -> BigUint {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    BigUint::from_bytes_be(&hasher.finalize())
}

/// The number in the bytes of a signed one.
fn signed_bytes(number: &BigUint) -> Vec<u8> {
    let mut bytes = number.to_bytes_be();
    if bytes.first().is_some_and(|&first| first >= 0x80) {
        bytes.insert(0, 0);
    }
    bytes
}

/// HKDF (RFC 5869) with SHA-256, of which one block is enough.
fn derive(secret: &[u8], salt: &[u8]) -> Vec<u8> {
    let extracted = authenticate(salt, &[secret]);
    let mut key = authenticate(&extracted, &[KEY_LABEL]);
    key.truncate(KEY_BYTES);
    key
}

fn authenticate(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    mac(key, parts).map_or_else(Vec::new, |mac| mac.finalize().into_bytes().to_vec())
}

/// HMAC takes keys of every length, so there always is one.
fn mac(key: &[u8], parts: &[&[u8]]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    const POOL: &str = "Example";
    const SALT: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    fn verifier(password: &str) -> Verifier {
        Verifier {
            salt: SALT,
            digest: Sha256::digest(format!("{POOL}ada:{password}")).into(),
        }
    }

    /// What a client computes: its key, from its private value and what the server says.
    fn client_key(private: &BigUint, password: &str, exchange: &SrpExchange) -> Vec<u8> {
        let group = &*GROUP;
        let number = |text: String| BigUint::parse_bytes(text.as_bytes(), 16).unwrap();
        let server = number(exchange.public());
        let salt = number(exchange.salt());
        let public = power(&group.generator, private);
        let scramble = hash(&[&signed_bytes(&public), &signed_bytes(&server)]);
        let x = hash(&[&signed_bytes(&salt), &verifier(password).digest]);
        let known = (&group.multiplier * power(&group.generator, &x)) % &group.prime;
        let base = (server + &group.prime - known) % &group.prime;
        let shared = power(&base, &(private + &scramble * x));
        derive(&signed_bytes(&shared), &signed_bytes(&scramble))
    }

    #[track_caller]
    fn check(password: &str, accepted: bool) {
        let private = BigUint::from(0x1234_5678_9abc_def0_u64);
        let public = power(&GROUP.generator, &private).to_str_radix(16);
        let exchange = SrpExchange::begin(&public, verifier("right")).unwrap();
        let parts: [&[u8]; 2] = [b"block", b"now"];
        let signature = authenticate(&client_key(&private, password, &exchange), &parts);
        assert_eq!(exchange.is_signed(&signature, &parts), accepted);
        assert!(!exchange.is_signed(&signature, &[b"block", b"later"]));
    }

    #[test]
    fn who_knows_the_password_knows_the_key() {
        check("right", true);
        check("wrong", false);
    }

    #[track_caller]
    fn check_refused(public: &str) {
        assert!(SrpExchange::begin(public, verifier("right")).is_none());
    }

    #[test]
    fn a_public_value_that_gives_the_key_away_is_refused() {
        check_refused("");
        check_refused("0");
        check_refused("xyz");
        check_refused(&GROUP.prime.to_str_radix(16));
        check_refused(&(&GROUP.prime * 2_u32).to_str_radix(16));
        check_refused(&"f".repeat(10_000));
    }

    #[test]
    fn the_salt_of_nobody_is_the_same_each_time() {
        let salt = |name| Verifier::of_nobody(POOL, name).salt();
        assert_eq!(salt("eve"), salt("eve"));
        assert_ne!(salt("eve"), salt("mallory"));
    }
}
