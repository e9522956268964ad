//! A signature that was made elsewhere, such as in AWS KMS.

use p256::ecdsa;

/// An ES256 signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature(ecdsa::Signature);

impl Signature {
    /// Reads the DER that AWS KMS answers with (API reference, `Sign`): an `ECDSA-Sig-Value`
    /// (RFC 3279 §2.2.3) with two numbers of varying length.
    pub fn from_der(der: &[u8]) -> Result<Self, InvalidSignature> {
        ecdsa::Signature::from_der(der)
            .map(Self)
            .map_err(|_| InvalidSignature)
    }

    /// Both numbers as a JWS has them (RFC 7518 §3.4): 32 bytes each, big-endian, with their
    /// leading zeros.
    pub fn to_bytes(self) -> [u8; 64] {
        self.0.to_bytes().into()
    }
}

impl From<ecdsa::Signature> for Signature {
    fn from(signature: ecdsa::Signature) -> Self {
        Self(signature)
    }
}

/// The bytes are no signature of P-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an ECDSA signature of P-256 in DER")]
pub struct InvalidSignature;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// One more than the greatest number of a signature: the order of P-256 (SEC 2 §2.4.2).
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63,
        0x25, 0x51,
    ];

    /// X.690 §8.3: as few bytes as will do, with a zero in front of a first bit that is set.
    fn integer(number: &[u8]) -> Vec<u8> {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        let mut content = number[zeros..].to_vec();
        if content.first().is_none_or(|byte| byte & 0x80 != 0) {
            content.insert(0, 0);
        }
        tagged(0x02, &content)
    }

    fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
    }

    fn der(r: &[u8], s: &[u8]) -> Vec<u8> {
        tagged(0x30, &[integer(r), integer(s)].concat())
    }

    /// A number that a signature can have, with some leading zeros.
    fn number() -> impl Strategy<Value = [u8; 32]> {
        (prop::array::uniform32(any::<u8>()), 0..32usize).prop_filter_map(
            "from 1 to the order",
            |(mut bytes, zeros)| {
                bytes[..zeros].fill(0);
                (bytes != [0; 32] && bytes < ORDER).then_some(bytes)
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

        #[test]
        fn der_becomes_two_numbers_of_32_bytes(r in number(), s in number()) {
            let signature = Signature::from_der(&der(&r, &s)).unwrap();
            prop_assert_eq!(signature.to_bytes().to_vec(), [r, s].concat());
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in any::<Vec<u8>>()) {
            let _ = Signature::from_der(&bytes);
        }

        /// No byte is left over, in front, within or behind.
        #[test]
        fn a_byte_more_or_less_is_refused(r in number(), s in number(), at in any::<prop::sample::Index>()) {
            let fits = der(&r, &s);
            let at = at.index(fits.len());
            prop_assert_eq!(Signature::from_der(&fits[..at]), Err(InvalidSignature));
            prop_assert_eq!(Signature::from_der(&[&fits[..], &[0]].concat()), Err(InvalidSignature));
        }
    }

    #[test]
    fn what_is_no_signature() {
        let one = {
            let mut one = [0; 32];
            one[31] = 1;
            one
        };
        let greatest = {
            let mut greatest = ORDER;
            greatest[31] -= 1;
            greatest
        };
        assert!(Signature::from_der(&der(&one, &greatest)).is_ok());
        let negative = tagged(0x30, &[0x02, 1, 0xff, 0x02, 1, 1]);
        let padded = tagged(0x30, &[0x02, 2, 0, 1, 0x02, 1, 1]);
        for (what, bytes) in [
            ("nothing", Vec::new()),
            ("r is zero", der(&[0; 32], &one)),
            ("s is zero", der(&one, &[0; 32])),
            ("r is the order", der(&ORDER, &one)),
            ("s is the order", der(&one, &ORDER)),
            ("r is longer", der(&[1; 33], &one)),
            ("a negative number", negative),
            ("a number with a zero too many", padded),
            ("two numbers of 32 bytes", [one, one].concat()),
        ] {
            assert_eq!(Signature::from_der(&bytes), Err(InvalidSignature), "{what}");
        }
    }
}
