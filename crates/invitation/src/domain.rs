//! Mail domains and the patterns that allow or deny them.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// A domain name in the form in which two spellings of one domain are equal: ASCII
/// (IDNA, UTS 46), lower case, without trailing dot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Domain(String);

/// Longest domain name in its ASCII form (RFC 1035 §2.3.4), in bytes.
const MAX_BYTES: usize = 253;
/// Longest label (RFC 1035 §2.3.4), in bytes.
const MAX_LABEL_BYTES: usize = 63;
/// The full stop, and the three characters that UTS 46 maps to it. A trailing one means the root
/// and is dropped before the mapping, which would take it for an empty label.
const DOTS: [char; 4] = ['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'];

impl Domain {
    /// The normalised name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Domain {
    type Err = InvalidDomain;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.strip_suffix(DOTS).unwrap_or(text);
        // Nearly every domain is ASCII already; the IDNA tables stay untouched for those.
        let name = if name.is_ascii() {
            name.to_ascii_lowercase()
        } else {
            idna::domain_to_ascii_strict(name).map_err(|_| InvalidDomain)?
        };
        let valid = name.len() <= MAX_BYTES && name.split('.').all(is_label);
        if valid {
            Ok(Self(name))
        } else {
            Err(InvalidDomain)
        }
    }
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= MAX_LABEL_BYTES
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Which domains a setting means: one domain exactly, or `*.` and every domain below it.
///
/// `*.example.com` matches `a.example.com` and `a.b.example.com`, on label boundaries only,
/// and not `example.com` itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct DomainPattern {
    domain: Domain,
    below: bool,
}

impl DomainPattern {
    /// Whether `domain` is meant.
    pub fn matches(&self, domain: &Domain) -> bool {
        if !self.below {
            return *domain == self.domain;
        }
        domain
            .as_str()
            .strip_suffix(self.domain.as_str())
            .is_some_and(|rest| rest.ends_with('.'))
    }
}

impl FromStr for DomainPattern {
    type Err = InvalidDomain;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (text, below) = match text.strip_prefix("*.") {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        Ok(Self {
            domain: text.parse()?,
            below,
        })
    }
}

impl TryFrom<String> for DomainPattern {
    type Error = InvalidDomain;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for DomainPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = if self.below { "*." } else { "" };
        write!(f, "{prefix}{}", self.domain.as_str())
    }
}

/// The text is not a domain name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a domain name; write it like \"example.com\", or \"*.example.com\" for every domain below it"
)]
pub struct InvalidDomain;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, domain: &str, expected: bool) {
        let pattern: DomainPattern = pattern.parse().unwrap();
        let domain: Domain = domain.parse().unwrap();
        assert_eq!(
            pattern.matches(&domain),
            expected,
            "{pattern} against {}",
            domain.as_str()
        );
    }

    #[test]
    fn exact() {
        check("amazon.com", "amazon.com", true);
        check("amazon.com", "AMAZON.COM", true);
        check("Amazon.com.", "amazon.com", true);
        check("amazon.com", "amazon.com.", true);
        check("amazon.com", "notamazon.com", false);
        check("amazon.com", "mail.amazon.com", false);
        check("amazon.com", "amazon.com.evil.example", false);
    }

    #[test]
    fn below() {
        check("*.amazon.com", "mail.amazon.com", true);
        check("*.amazon.com", "a.b.amazon.com", true);
        check("*.amazon.com", "amazon.com", false);
        check("*.amazon.com", "notamazon.com", false);
        check("*.amazon.com", "x.notamazon.com", false);
    }

    #[test]
    fn internationalised() {
        check("bücher.example", "xn--bcher-kva.example", true);
        check("xn--bcher-kva.example", "BÜCHER.example", true);
        check("example.com", "ｅｘａｍｐｌｅ.com", true);
        check("example.com", "example。com", true);
        check("example.com", "example。com。", true);
        // Cyrillic "а": another domain, however it looks.
        check("example.com", "exаmple.com", false);
    }

    #[test]
    fn not_domains() {
        for text in [
            "",
            ".",
            "..",
            "a..b",
            "*",
            "*.",
            "a.*.b",
            "-a.example",
            "a b",
            "a/b",
            "a@b",
            &"a".repeat(64),
        ] {
            assert_eq!(text.parse::<DomainPattern>(), Err(InvalidDomain), "{text}");
        }
    }
}
