//! Temporary passwords that survive a link, a page and a pair of eyes (contract §4.3).
//!
//! Cognito puts the password into the mail's link and text as it is. So every character is one
//! that needs no encoding in a URL and none in HTML, and none is easily taken for another. A full
//! stop is left out as well: mail programs make a link of `Ab.de`. The password begins and ends
//! with a letter or digit: a double click selects all of it.

use secrecy::{ExposeSecret, SecretString};

use crate::error::AdminError;

/// The shortest temporary password, in characters: 90 bits of chance.
const LENGTH: usize = 16;

/// No I, O, l, o, 0 and 1.
const UPPER_CASE: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
const LOWER_CASE: &[u8] = b"abcdefghijkmnpqrstuvwxyz";
const DIGITS: &[u8] = b"23456789";
/// Unreserved in a URL (RFC 3986 §2.3) and symbols to Cognito's policies.
const SYMBOLS: &[u8] = b"-_~";

/// A temporary password. It has no `Debug` of its own and leaves the crate in one call only.
pub(crate) struct TemporaryPassword(SecretString);

impl TemporaryPassword {
    /// Draws one of at least `minimum_length` characters from the operating system's random bytes.
    pub(crate) fn draw(minimum_length: usize) -> Result<Self, AdminError> {
        Self::from_draws(minimum_length, || {
            getrandom::u32().map_err(AdminError::from)
        })
    }

    /// One with a character of each class, under every policy: anybody who loosens or
    /// tightens a policy never meets a password that does not fit.
    fn from_draws(
        minimum_length: usize,
        mut random: impl FnMut() -> Result<u32, AdminError>,
    ) -> Result<Self, AdminError> {
        let length = minimum_length.max(LENGTH);
        let alphanumeric = [UPPER_CASE, LOWER_CASE, DIGITS].concat();
        let all = [&alphanumeric, SYMBOLS].concat();
        // What is missing of the classes is put between the first and the last character.
        let mut inner = Vec::with_capacity(length);
        for class in [UPPER_CASE, LOWER_CASE, DIGITS, SYMBOLS] {
            inner.push(pick(class, random()?));
        }
        while inner.len() + 2 < length {
            inner.push(pick(&all, random()?));
        }
        let mut text = String::with_capacity(length);
        text.push(pick(&alphanumeric, random()?));
        while !inner.is_empty() {
            text.push(inner.swap_remove(below(inner.len(), random()?)));
        }
        text.push(pick(&alphanumeric, random()?));
        Ok(Self(SecretString::from(text)))
    }

    /// The password, for the one call that sends it.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

fn pick(class: &[u8], random: u32) -> char {
    class
        .get(below(class.len(), random))
        .copied()
        .map_or('-', char::from)
}

/// A number below `bound`, as evenly as 32 bits allow: no class has over a hundred characters, so
/// that no one is likelier than another by more than one in forty million.
fn below(bound: usize, random: u32) -> usize {
    let scaled = (u64::from(random) * bound as u64) >> u32::BITS;
    usize::try_from(scaled).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Cognito's own list of symbols (developer guide, password policies; contract §4.3).
    const COGNITO_SYMBOLS: &str = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

    proptest! {
        #[test]
        fn a_temporary_password_meets_every_policy_and_needs_no_encoding(
            minimum_length in 0..=99usize,
            seeds in prop::collection::vec(any::<u32>(), 1..400),
        ) {
            let mut seeds = seeds.into_iter().cycle();
            let password = TemporaryPassword::from_draws(
                minimum_length,
                || Ok(seeds.next().unwrap_or_default()),
            ).unwrap();
            let text = password.expose();
            prop_assert_eq!(text.len(), minimum_length.max(LENGTH));
            prop_assert!(text.chars().any(|c| c.is_ascii_uppercase()));
            prop_assert!(text.chars().any(|c| c.is_ascii_lowercase()));
            prop_assert!(text.chars().any(|c| c.is_ascii_digit()));
            prop_assert!(text.chars().any(|c| COGNITO_SYMBOLS.contains(c)));
            let unreserved = |c: char| c.is_ascii_alphanumeric() || "-_~".contains(c);
            prop_assert!(text.chars().all(unreserved), "{}", text);
            prop_assert!(!text.contains(['I', 'l', 'O', 'o', '0', '1']), "{}", text);
            prop_assert!(text.starts_with(|c: char| c.is_ascii_alphanumeric()));
            prop_assert!(text.ends_with(|c: char| c.is_ascii_alphanumeric()));
        }
    }

    #[test]
    fn no_two_are_alike() {
        let drawn: std::collections::BTreeSet<String> = (0..500)
            .map(|_| TemporaryPassword::draw(8).unwrap().expose().to_owned())
            .collect();
        assert_eq!(drawn.len(), 500);
    }

    #[test]
    fn the_whole_alphabet_is_used() {
        for class in [UPPER_CASE, LOWER_CASE, DIGITS, SYMBOLS] {
            assert_eq!(pick(class, 0), char::from(class[0]));
            assert_eq!(pick(class, u32::MAX), char::from(class[class.len() - 1]));
        }
    }

    #[test]
    fn without_randomness_there_is_no_password() {
        let drawn = TemporaryPassword::from_draws(8, || Err(AdminError::NoRandomBytes));
        assert_eq!(drawn.err(), Some(AdminError::NoRandomBytes));
    }
}
