//! Randomness from the operating system: identifiers, codes, secrets.

/// Random bytes. If the operating system has none, the bytes are zero, and an error is logged.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if getrandom::fill(&mut bytes).is_err() {
        tracing::error!("the operating system has no random bytes");
    }
    bytes
}

/// A random UUID (RFC 9562, version 4), as Cognito makes for `sub`.
pub(crate) fn uuid() -> String {
    let version = 0x4000_8000_0000_0000_0000_u128;
    let fixed = 0xf000_c000_0000_0000_0000_u128;
    let bits = u128::from_be_bytes(bytes()) & !fixed | version;
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        bits >> 96,
        bits >> 80 & 0xffff,
        bits >> 64 & 0xffff,
        bits >> 48 & 0xffff,
        bits & 0xffff_ffff_ffff,
    )
}

/// A code of six digits, as Cognito sends (contract §4.3).
pub(crate) fn code() -> String {
    let number = u64::from_be_bytes(bytes()) % 1_000_000;
    format!("{number:06}")
}

/// A text of characters of the alphabet, all equally likely up to one part in 2⁵⁶.
pub(crate) fn text(alphabet: &[char], length: usize) -> String {
    (0..length).filter_map(|_| pick(alphabet)).collect()
}

/// One of the characters; none if there are none.
pub(crate) fn pick(alphabet: &[char]) -> Option<char> {
    let count = u64::try_from(alphabet.len())
        .ok()
        .filter(|&count| count > 0)?;
    let index = u64::from_be_bytes(bytes()) % count;
    alphabet.get(usize::try_from(index).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_say_what_they_are() {
        let form = regex::Regex::new(
            "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        )
        .unwrap();
        for _ in 0..100 {
            let uuid = uuid();
            assert!(form.is_match(&uuid), "{uuid}");
        }
    }
}
