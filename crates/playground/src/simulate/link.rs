//! The link in a mail, as a browser reads it.

use anyhow::{Context, Result};
use local_user_pool::SentMessage;
use percent_encoding::percent_decode_str;

/// The members of a fragment that are secret.
const SECRETS: [&str; 3] = ["password", "code", "invitation"];

/// A link to one of our pages: the page's address, and the fragment that the page reads.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    page: String,
    fragment: Vec<(String, String)>,
}

impl Link {
    /// The first link with a fragment in a mail's HTML.
    pub fn in_message(sent: &SentMessage) -> Option<Self> {
        let html = sent.html.as_deref()?;
        let addresses = html.split("href=\"").skip(1);
        addresses
            .filter_map(|rest| rest.split('"').next())
            .find_map(|address| Self::parse(&unescaped(address)))
    }

    /// Reads a fragment `name=value&…`. The last value is the secret and is not decoded (design §7).
    fn parse(address: &str) -> Option<Self> {
        let (page, fragment) = address.split_once('#')?;
        let mut members = Vec::new();
        let mut rest = fragment;
        while let Some((name, after)) = rest.split_once('=') {
            let is_secret = SECRETS.contains(&name);
            let (value, next) = match after.split_once('&') {
                Some((value, next)) if !is_secret => (value, next),
                _ => (after, ""),
            };
            let value = if is_secret {
                value.to_owned()
            } else {
                percent_decode_str(value).decode_utf8_lossy().into_owned()
            };
            members.push((name.to_owned(), value));
            rest = next;
        }
        (!members.is_empty()).then(|| Self {
            page: page.to_owned(),
            fragment: members,
        })
    }

    /// A member of the fragment. Fails if the link lacks it.
    pub fn get(&self, name: &str) -> Result<&str> {
        let mut matching = self.fragment.iter().filter(|(member, _)| member == name);
        let value = matching.next().map(|(_, value)| value.as_str());
        value.with_context(|| format!("the link has no {name}"))
    }

    /// The link without the values in its fragment.
    pub fn without_secrets(&self) -> String {
        let names: Vec<String> = self
            .fragment
            .iter()
            .map(|(name, _)| format!("{name}=…"))
            .collect();
        format!("{}#{}", self.page, names.join("&"))
    }
}

/// An attribute's value without the character references that our layouts write.
fn unescaped(text: &str) -> String {
    text.replace("&#x2f;", "/")
        .replace("&#x27;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, shown: &str, members: &[(&str, &str)]) {
        let link = Link::parse(&unescaped(address)).unwrap();
        assert_eq!(link.without_secrets(), shown);
        for (name, value) in members {
            assert_eq!(link.get(name).unwrap(), *value);
        }
    }

    #[test]
    fn the_secret_stands_last_and_is_raw() {
        check(
            "https:&#x2f;&#x2f;a.example&#x2f;accept#username=ada%40b.c&amp;password=p%20&amp;=x",
            "https://a.example/accept#username=…&password=…",
            &[("username", "ada@b.c"), ("password", "p%20&=x")],
        );
        check(
            "https://a.example/join#invitation=e.y.J",
            "https://a.example/join#invitation=…",
            &[("invitation", "e.y.J")],
        );
    }

    #[test]
    fn other_links_are_none_of_ours() {
        for address in [
            "https://a.example/",
            "https://a.example/#top",
            "mailto:a@b.c",
        ] {
            assert!(Link::parse(address).is_none(), "{address}");
        }
    }
}
