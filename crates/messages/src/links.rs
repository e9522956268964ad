//! Where the links in messages lead: always to the brand's own origin.
//!
//! Secrets stand in the fragment, which a browser does not send, so that no web server and no
//! scanner that fetches the link gets hold of them. The secret stands last and is not encoded:
//! Cognito puts the real one in place of its placeholder as plain text (contract §4.3).

use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

/// Everything but the unreserved characters of RFC 3986 §2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The longest address that a link carries (RFC 5321 §4.5.3.1: 64 octets, an at sign, 255 octets).
pub const MAX_LINKED_ADDRESS: usize = 320;

/// The longest host name (RFC 1035 §2.3.4).
const MAX_HOST: usize = 253;

/// The longest part of a host name between two dots (RFC 1035 §2.3.4).
const MAX_LABEL: usize = 63;

/// The scheme, host and port that a brand's pages stand on, such as
/// `https://accounts.example.com`.
///
/// Only `https`, and `http` on this machine: `127.0.0.1`, `localhost` and the names below it, which
/// lead nowhere else (RFC 6761 §6.3). No path, query or user name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct LinkOrigin {
    scheme: Scheme,
    /// Host and port, in lower case.
    authority: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

/// Why a text is not a [`LinkOrigin`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLinkOrigin {
    /// Another scheme, or none.
    #[error("start it with https:// (http:// is for localhost, *.localhost and 127.0.0.1)")]
    Scheme,
    /// Something after the host and port, or a user name before it.
    #[error(
        "write the scheme, the host and at most a port, and nothing after them, not even a slash"
    )]
    MoreThanAnOrigin,
    /// A host that is empty, too long or not in ASCII form.
    #[error("write the host in letters, digits, hyphens and dots (an international name as xn--…)")]
    Host,
    /// A port that is no number from 1 to 65535.
    #[error("write the port as a number from 1 to 65535")]
    Port,
}

impl LinkOrigin {
    /// The page on which an administrator's invitation is accepted:
    /// `/accept#username=…&password=…`, with `&email=…` between them where the person signs in
    /// with an address that is not the user name.
    pub fn accept(&self, user_name: &str, address: Option<&str>, password: &str) -> String {
        let whose = Whose { user_name, address };
        format!("{self}/accept#{whose}&password={password}")
    }

    /// The page on which an invitation token is turned into a sign-up: `/join#invitation=…`.
    pub fn join(&self, invitation: &str) -> String {
        format!("{self}/join#invitation={invitation}")
    }

    /// The page on which a sign-up is confirmed: `/confirm#username=…&code=…`.
    pub fn confirm(&self, user_name: &str, code: &str) -> String {
        format!("{self}/confirm#username={}&code={code}", encode(user_name))
    }

    /// The page on which a new password is chosen: `/reset#username=…&code=…`, with `&email=…` as
    /// in [`accept`](Self::accept).
    pub fn reset(&self, user_name: &str, address: Option<&str>, code: &str) -> String {
        let whose = Whose { user_name, address };
        format!("{self}/reset#{whose}&code={code}")
    }

    /// `https://accounts.example`, a name that is reserved for documentation (RFC 2606).
    pub(crate) fn example() -> Self {
        Self {
            scheme: Scheme::Https,
            authority: "accounts.example".to_owned(),
        }
    }

    /// The start page.
    pub fn home(&self) -> String {
        format!("{self}/")
    }
}

/// Whose link it is, by the names that a page shows or calls Cognito with.
struct Whose<'a> {
    user_name: &'a str,
    address: Option<&'a str>,
}

impl fmt::Display for Whose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "username={}", encode(self.user_name))?;
        let fits = |address: &&str| address.len() <= MAX_LINKED_ADDRESS;
        match self.address.filter(fits) {
            Some(address) => write!(f, "&email={}", encode(address)),
            None => Ok(()),
        }
    }
}

fn encode(user_name: &str) -> impl fmt::Display {
    utf8_percent_encode(user_name, RESERVED)
}

impl FromStr for LinkOrigin {
    type Err = InvalidLinkOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidLinkOrigin> {
        let lower = text.to_ascii_lowercase();
        let (scheme, authority) = lower.split_once("://").ok_or(InvalidLinkOrigin::Scheme)?;
        if authority.contains(['/', '?', '#', '@', '\\']) {
            return Err(InvalidLinkOrigin::MoreThanAnOrigin);
        }
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        let scheme = match scheme {
            "https" => Scheme::Https,
            "http" if is_this_machine(host) => Scheme::Http,
            _ => return Err(InvalidLinkOrigin::Scheme),
        };
        if host.len() > MAX_HOST || !host.split('.').all(is_label) {
            return Err(InvalidLinkOrigin::Host);
        }
        if port.is_some_and(|port| !is_port(port)) {
            return Err(InvalidLinkOrigin::Port);
        }
        Ok(Self {
            scheme,
            authority: authority.to_owned(),
        })
    }
}

impl TryFrom<String> for LinkOrigin {
    type Error = InvalidLinkOrigin;

    fn try_from(text: String) -> Result<Self, InvalidLinkOrigin> {
        text.parse()
    }
}

impl fmt::Display for LinkOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            Scheme::Http => "http",
            Scheme::Https => "https",
        };
        write!(f, "{scheme}://{}", self.authority)
    }
}

fn is_this_machine(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1") || host.ends_with(".localhost")
}

fn is_label(label: &str) -> bool {
    (1..=MAX_LABEL).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn is_port(port: &str) -> bool {
    // `parse` would take a sign.
    port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn accepts(text: &str, expected: &str) {
        assert_eq!(text.parse::<LinkOrigin>().unwrap().to_string(), expected);
    }

    #[track_caller]
    fn refuses(text: &str, expected: InvalidLinkOrigin) {
        assert_eq!(text.parse::<LinkOrigin>(), Err(expected), "{text:?}");
    }

    #[test]
    fn origins() {
        accepts(
            "https://accounts.example.com",
            "https://accounts.example.com",
        );
        accepts(
            "HTTPS://Accounts.Example.com",
            "https://accounts.example.com",
        );
        accepts(
            "https://xn--mller-kva.example:8443",
            "https://xn--mller-kva.example:8443",
        );
        accepts("http://localhost:5173", "http://localhost:5173");
        accepts("http://127.0.0.1", "http://127.0.0.1");
        accepts(
            "http://Fabrikam.localhost:8787",
            "http://fabrikam.localhost:8787",
        );
        accepts("http://a.b.localhost", "http://a.b.localhost");
    }

    #[test]
    fn everything_else() {
        use InvalidLinkOrigin::{Host, MoreThanAnOrigin, Port, Scheme};
        refuses("", Scheme);
        refuses("accounts.example.com", Scheme);
        refuses("http://accounts.example.com", Scheme);
        refuses("javascript://localhost", Scheme);
        refuses("http://notlocalhost", Scheme);
        refuses("http://localhost.example.com", Scheme);
        refuses("http://a.127.0.0.1", Scheme);
        refuses("http://fabrikam:1.localhost", Scheme);
        refuses("http://.localhost", Host);
        refuses("http://my_brand.localhost", Host);
        refuses("http://fabrikam.localhost@example.com", MoreThanAnOrigin);
        refuses("https://accounts.example.com/", MoreThanAnOrigin);
        refuses("https://accounts.example.com/path", MoreThanAnOrigin);
        refuses("https://accounts.example.com?x", MoreThanAnOrigin);
        refuses("https://accounts.example.com#x", MoreThanAnOrigin);
        refuses("https://user@accounts.example.com", MoreThanAnOrigin);
        refuses("https://", Host);
        refuses("https://accounts..example", Host);
        refuses("https://müller.example", Host);
        refuses("https://accounts example", Host);
        refuses("https://-accounts.example", Host);
        refuses("https://accounts.example:", Port);
        refuses("https://accounts.example:0", Port);
        refuses("https://accounts.example:+80", Port);
        refuses("https://accounts.example:99999", Port);
    }

    #[test]
    fn only_unreserved_characters_stay_and_the_secret_stands_raw_at_the_end() {
        let origin: LinkOrigin = "https://accounts.example".parse().unwrap();
        assert_eq!(
            origin.accept("a b&password=x#%{username}\u{e9}", None, "{####}"),
            "https://accounts.example/accept#username=\
             a%20b%26password%3Dx%23%25%7Busername%7D%C3%A9&password={####}"
        );
        assert_eq!(
            origin.accept("6c49", Some("a&password={####}@b.example"), "{####}"),
            "https://accounts.example/accept#username=6c49\
             &email=a%26password%3D%7B%23%23%23%23%7D%40b.example&password={####}"
        );
        assert_eq!(
            origin.confirm("A-z_0.9~", "{####}"),
            "https://accounts.example/confirm#username=A-z_0.9~&code={####}"
        );
        assert_eq!(
            origin.reset("ada@example.com", None, "{####}"),
            "https://accounts.example/reset#username=ada%40example.com&code={####}"
        );
        assert_eq!(
            origin.reset("6c49", Some("ada+1@example.com"), "{####}"),
            "https://accounts.example/reset#username=6c49&email=ada%2B1%40example.com&code={####}"
        );
        assert_eq!(
            origin.join("e30.e30.c2ln"),
            "https://accounts.example/join#invitation=e30.e30.c2ln"
        );
        assert_eq!(origin.home(), "https://accounts.example/");
    }
}
