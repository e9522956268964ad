//! An e-mail address, split at its last `@` and otherwise left as it came.

use std::fmt;
use std::str::FromStr;

use crate::Domain;

/// An e-mail address as Cognito hands it over.
///
/// Cognito checks the syntax and normalises nothing (contract §8), so neither does this type:
/// equality is byte for byte. Only the domain is read, from the part after the **last** `@`,
/// because a quoted local part may contain one (contract §11.10), and it is believed only where
/// every mail system reads it there ([`EmailAddress::mailbox_domain`]).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EmailAddress {
    text: String,
    domain: Domain,
}

/// Longest address accepted, in bytes: the limit of a Cognito attribute value.
const MAX_BYTES: usize = 2048;

/// The `specials` of RFC 5322 §3.2.3, but the dot.
const SPECIALS: [char; 12] = ['(', ')', '<', '>', '[', ']', ':', ';', '@', '\\', ',', '"'];

/// What addresses inside a local part are written with:
/// `m%evil.example` and `evil.example!m` (routing of the 1980s, which gateways still know),
/// `=?utf-8?q?m=40evil.example?=` (encoded words), `m=evil.example` (return paths of forwarders
/// and lists) and `m_evil.example#EXT#` (guests of a Microsoft tenant).
const ROUTING: [char; 4] = ['%', '!', '=', '#'];

/// The start of every encapsulated address.
const ENCAPSULATED: &str = "imcea";

impl EmailAddress {
    /// The address as it came.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The domain that the mail goes to, normalised for comparison. `None` where another mail
    /// system could read the local part as an address elsewhere.
    ///
    /// **Security invariant:** this is the only way to the domain, so that no list of domains and
    /// no group by domain judges an address whose mail may end up at another domain.
    pub fn mailbox_domain(&self) -> Option<&Domain> {
        let (local, _) = self.text.rsplit_once('@')?;
        (!may_lead_elsewhere(local)).then_some(&self.domain)
    }

    /// Whether the domain has a dot. No mail reaches one that has none: the top level of the
    /// domain name system takes no mail (RFC 7085).
    pub fn has_top_level_domain(&self) -> bool {
        self.domain.as_str().contains('.')
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

/// Whether another mail system could read this local part as an address at another domain, and
/// hand the mail on to it (contract §13, trap 41).
///
/// Nothing is decoded here: a decoder of ours would differ from theirs. What such forms are
/// written with is refused instead, and hardly any mailbox has it in its name.
fn may_lead_elsewhere(local: &str) -> bool {
    // `"m@evil.example"`: without the quotation marks it is another address.
    local.starts_with('"')
        // `m＠evil.example`, and `mŀevil.example`, whose code ends in that of the `@`: software
        // that normalises or cuts characters makes an address of either. SES writes to no
        // mailbox whose local part is not ASCII.
        || !local.is_ascii()
        || local.contains(ROUTING)
        // `IMCEASMTP-m+40evil+2Eexample`, as Exchange encapsulates addresses.
        || local
            .get(..ENCAPSULATED.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(ENCAPSULATED))
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
        assert_eq!(parsed.as_ref().map(|a| a.domain.as_str()), domain, "{text}");
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
    fn the_domain_is_known_only_where_every_mail_system_reads_it() {
        for (local, is_known) in [
            ("jane", true),
            ("jane.doe", true),
            ("jane+tag", true),
            ("jane_doe-x", true),
            ("o'hara", true),
            ("~`{}|$&*/^?", true),
            ("imce", true),
            ("jane.imcea", true),
            // Encoded words (RFC 2047), in the character sets that hide an @ best.
            ("=?utf-8?q?m=40evil.example?=", false),
            ("=?utf-8?b?bUBldmlsLmV4YW1wbGU=?=", false),
            ("=?utf-7?q?m+AEA-evil.example?=", false),
            ("=?x?q?m=40evil.example=3e=00?=foo", false),
            // Percent hack and bang path.
            ("m%evil.example", false),
            ("m%evil.example%other.example", false),
            ("evil.example!m", false),
            ("other.example!evil.example!m", false),
            // Quoted, source routes among them.
            ("\"m@evil.example\"", false),
            ("\"@evil.example:m\"", false),
            ("\"m(@evil.example)\"", false),
            ("\"jane\"", false),
            // Return paths of forwarders, lists and filters.
            ("SRS0=HHH=TT=evil.example=m", false),
            ("bounces+m=evil.example", false),
            ("m=40evil.example", false),
            ("prvs=123=m", false),
            // Guests and encapsulated addresses of Microsoft's systems.
            ("m_evil.example#EXT#", false),
            ("IMCEASMTP-m+40evil+2Eexample", false),
            ("imceaex-_O=EVIL", false),
            // Look-alikes of @, % and !, and characters whose last byte is that of an @.
            ("m\u{ff20}evil.example", false),
            ("m\u{fe6b}evil.example", false),
            ("m\u{ff05}evil.example", false),
            ("evil.example\u{ff01}m", false),
            ("m\u{140}evil.example", false),
            ("m\u{a0}x", false),
            ("j\u{f6}rg", false),
        ] {
            let address: EmailAddress = format!("{local}@Example.com").parse().unwrap();
            let domain = address.mailbox_domain().map(Domain::as_str);
            assert_eq!(domain, is_known.then_some("example.com"), "{local}");
        }
    }

    #[test]
    fn debug_hides_the_address() {
        let address: EmailAddress = "jane@example.com".parse().unwrap();
        assert_eq!(format!("{address:?}"), "EmailAddress(..)");
    }
}
