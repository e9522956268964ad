//! Plain text as HTML, with links as a mail client makes them.

/// Text in HTML, between tags as well as in quoted attributes.
pub(in crate::server) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// [`escape`], with a link for every `https://` and `http://` up to the next space. Punctuation at
/// the end of a sentence is not part of it.
pub(super) fn link(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace);
    words.map(link_word).collect()
}

fn link_word(word: &str) -> String {
    let starts = ["https://", "http://"].map(|scheme| word.find(scheme));
    let Some(start) = starts.into_iter().flatten().min() else {
        return escape(word);
    };
    let (before, rest) = word.split_at(start);
    let is_no_end = |letter: char| letter.is_whitespace() || ".,;:!?)>]\"'".contains(letter);
    let address = rest.trim_end_matches(is_no_end);
    let after = rest.strip_prefix(address).unwrap_or_default();
    let (before, address, after) = (escape(before), escape(address), escape(after));
    format!(
        "{before}<a href=\"{address}\" target=\"_blank\" rel=\"noopener noreferrer\">{address}</a>{after}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares the text with every link in brackets.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let linked = link(text);
        let linked = linked.replace("</a>", "]");
        let mut found = String::new();
        for (position, part) in linked.split("<a href=\"").enumerate() {
            if position == 0 {
                found.push_str(part);
                continue;
            }
            let (_, shown) = part.split_once("\">").expect("the end of a tag");
            found.push('[');
            found.push_str(shown);
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn addresses_become_links_and_nothing_becomes_markup() {
        check("Hello, Ada", "Hello, Ada");
        check(
            "See https://example.com/a#b=c.\nBye",
            "See [https://example.com/a#b=c].\nBye",
        );
        check("(http://example.com)", "([http://example.com])");
        check("<https://example.com/>", "&lt;[https://example.com/]&gt;");
        check(
            "https://a.example/?x=1&y=\"<b>",
            "[https://a.example/?x=1&amp;y=&quot;&lt;b]&gt;",
        );
        check("javascript:alert(1)", "javascript:alert(1)");
        check("<script>'\"&", "&lt;script&gt;&#39;&quot;&amp;");
    }
}
