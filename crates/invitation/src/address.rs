//! An e-mail address, split at its last `@` and otherwise left as it came.

use std::fmt;
use std::str::FromStr;

use crate::Domain;

/// An e-mail address as Cognito hands it over.
///
/// Cognito checks the syntax and normalises nothing (contract §8), so neither does this type:
/// equality is byte for byte. Only the domain is read, from the part after the **last** `@`,
/// because a quoted local part may contain one (contract §11.10).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EmailAddress {
    text: String,
    domain: Domain,
}

/// Longest address accepted, in bytes: the limit of a Cognito attribute value.
const MAX_BYTES: usize = 2048;

/// The `specials` of RFC 5322 §3.2.3, but the dot.
const SPECIALS: [char; 12] = ['(', ')', '<', '>', '[', ']', ':', ';', '@', '\\', ',', '"'];

impl EmailAddress {
    /// The address as it came.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The domain, normalised for comparison.
    pub fn domain(&self) -> &Domain {
        &self.domain
    }

    /// Whether the address is the form in which tokens carry it: lower case throughout.
    pub fn is_lower_case(&self) -> bool {
        self.text.chars().all(|c| c.to_lowercase().eq([c]))
    }
}

impl FromStr for EmailAddress {
    type Err = InvalidEmailAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_BYTES || text.chars().any(|c| c.is_control() || c == ' ') {
            return Err(InvalidEmailAddress);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmailAddress)?;
        if !is_local_part(local) {
            return Err(InvalidEmailAddress);
        }
        let domain = domain.parse().map_err(|_| InvalidEmailAddress)?;
        Ok(Self {
            text: text.to_owned(),
            domain,
        })
    }
}

/// Whether this is a local part as far as splitting depends on it: without quotation marks around
/// it, none of the characters that separate, group or comment addresses (RFC 5322 §3.2.3). Mail
/// software disagrees on where `a@evil.example@allowed.example` goes, so nobody is to be admitted
/// by either reading.
fn is_local_part(local: &str) -> bool {
    let Some(quoted) = local.strip_prefix('"') else {
        return !local.is_empty() && !local.contains(SPECIALS);
    };
    let mut inside = quoted.chars();
    while let Some(c) = inside.next() {
        match c {
            '"' => return inside.as_str().is_empty(),
            '\\' if inside.next().is_none() => return false,
            _ => {}
        }
    }
    false
}

/// Shows nothing of the address: logs and panics must not carry it.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(..)")
    }
}

/// The text is not an address that can be split into a local part and a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address; write it like ada@client.example")]
pub struct InvalidEmailAddress;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, domain: Option<&str>) {
        let parsed = text.parse::<EmailAddress>().ok();
        assert_eq!(
            parsed.as_ref().map(|a| a.domain().as_str()),
            domain,
            "{text}"
        );
    }

    #[test]
    fn splits_at_the_last_at_sign() {
        check("jane@example.com", Some("example.com"));
        check("jane@EXAMPLE.com.", Some("example.com"));
        check("\"a@allowed.example\"@evil.example", Some("evil.example"));
        check(
            r#""a\"@allowed.example,"@evil.example"#,
            Some("evil.example"),
        );
        check("jane@xn--bcher-kva.example", Some("xn--bcher-kva.example"));
        check("jane@bücher.example", Some("xn--bcher-kva.example"));
    }

    #[test]
    fn refuses_what_has_no_two_parts() {
        for text in [
            "",
            "@",
            "jane",
            "jane@",
            "@example.com",
            "a b@example.com",
            "a\n@example.com",
            "a@b\u{0}c",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn refuses_what_mail_software_reads_in_more_than_one_way() {
        for text in [
            "a@evil.example@allowed.example",
            "a@evil.example,b@allowed.example",
            "a@evil.example;b@allowed.example",
            "<a@evil.example>b@allowed.example",
            "a@evil.example(b@allowed.example",
            "a:b@allowed.example",
            r#""a"@evil.example,"b"@allowed.example"#,
            r#""a@evil.example\"@allowed.example"#,
            r#""a@allowed.example"#,
            r#"a"b@allowed.example"#,
        ] {
            check(text, None);
        }
    }

    #[test]
    fn debug_hides_the_address() {
        let address: EmailAddress = "jane@example.com".parse().unwrap();
        assert_eq!(format!("{address:?}"), "EmailAddress(..)");
    }
}
