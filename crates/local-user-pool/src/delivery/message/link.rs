//! The link that confirms a sign-up, if the pool sends a link instead of a code (contract §1.4 and
//! §4.1).

use crate::state::State;
use crate::state::pool::Pool;

/// The start and the end of the placeholder. The mail shows the text between them.
const OPENING: &str = "{##";
const CLOSING: &str = "##}";

/// The path of the page that confirms. AWS's is under the pool's domain.
pub(crate) const PATH: &str = "/confirmUser/";

impl State {
    /// The URL of the link. Pools here have no domain: the URL is at this server if its address is
    /// known, and otherwise like AWS's, which leads nowhere.
    pub(super) fn confirmation_link(
        &self,
        pool: &Pool,
        client_id: &str,
        username: &str,
        code: &str,
    ) -> String {
        let aws = || {
            let name = pool.short_id().to_ascii_lowercase();
            format!("https://{name}.auth.{}.amazoncognito.com", pool.region())
        };
        let base = self.issuer_base.clone().unwrap_or_else(aws);
        let (client_id, username) = (encoded(client_id), encoded(username));
        format!("{base}{PATH}?client_id={client_id}&user_name={username}&confirmation_code={code}")
    }
}

/// The text with an anchor in place of every placeholder.
pub(super) fn fill(text: &str, link: &str) -> String {
    let href = link.replace('&', "&amp;");
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, opened)) = rest.split_once(OPENING) {
        let Some((shown, after)) = opened.split_once(CLOSING) else {
            break;
        };
        filled.extend([before, "<a href=\"", &href, "\">", shown, "</a>"]);
        rest = after;
    }
    filled + rest
}

/// A value in a query (RFC 3986), with all reserved characters percent-encoded.
fn encoded(value: &str) -> String {
    let letters = value.bytes().map(|byte| match byte {
        b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(fill(text, "https://a.example/?b=1&c=2"), expected);
    }

    #[test]
    fn every_placeholder_becomes_an_anchor() {
        let anchor =
            |shown: &str| format!("<a href=\"https://a.example/?b=1&amp;c=2\">{shown}</a>");
        check("{##Click Here##}", &anchor("Click Here"));
        check(
            "{##a##} and {##b##}.",
            &format!("{} and {}.", anchor("a"), anchor("b")),
        );
        check("{####}", &anchor(""));
        check("{##open", "{##open");
        check("none", "none");
    }

    #[test]
    fn values_are_encoded() {
        assert_eq!(encoded("ada+1@example.com"), "ada%2B1%40example.com");
        assert_eq!(encoded("é-~"), "%C3%A9-~");
    }
}
