//! Names, addresses and keys made harmless before they are put into a text.
//!
//! The layout escapes. This module does what escaping cannot do: a name must not become a link in
//! the reader's mail client, a placeholder that Cognito fills, or a character that makes Cognito
//! refuse the whole message.

use unicode_general_category::{GeneralCategory, get_general_category};

/// The longest name that is greeted, in characters; a longer one loses its last words.
const MAX_NAME: usize = 64;

/// The longest address that is shown, in characters (RFC 5321 allows 254).
const MAX_ADDRESS: usize = 254;

/// The longest attribute name or key that is shown, in characters.
const MAX_DETAIL: usize = 64;

/// Digits that may stand in a name; more could be a telephone number, which telephones link.
const MAX_DIGITS_IN_NAME: usize = 4;

/// Full stops in the shapes that browsers take for the one in a host name.
const DOTS: [char; 6] = [
    '.', '\u{2024}', '\u{3002}', '\u{fe52}', '\u{ff0e}', '\u{ff61}',
];

/// Characters that make a link or an address of what stands around them, wide forms included.
const LINK_CHARACTERS: [char; 9] = [
    '/', '\\', '@', '\u{2044}', '\u{2215}', '\u{fe6b}', '\u{ff0f}', '\u{ff20}', '\u{ff3c}',
];

/// Punctuation that names are written with; everything else but letters and digits is dropped.
const NAME_PUNCTUATION: [char; 14] = [
    ' ', '\'', '\u{2019}', '-', '\u{2010}', '\u{2011}', '.', ',', '(', ')', '&', '"', '\u{b7}',
    '\u{30fb}',
];

/// A person's name as it may stand in a mail, or nothing where it is better left out.
pub(crate) fn person_name(raw: &str) -> Option<String> {
    if raw.contains(LINK_CHARACTERS) {
        return None;
    }
    let mut name = String::new();
    // Four times the limit is read, so that dropped characters in front do not hide the name
    // and a name of megabytes costs nothing.
    for character in raw.chars().take(MAX_NAME * 4) {
        match character {
            character if character.is_whitespace() && name.ends_with(' ') => {}
            character if character.is_whitespace() => name.push(' '),
            '{' | '[' => name.push('('),
            '}' | ']' => name.push(')'),
            character if DOTS.contains(&character) => name.push('.'),
            character if belongs_to_a_name(character) => name.push(character),
            _ => {}
        }
    }
    let name = whole_words(name.trim());
    let digits = name.chars().filter(|c| c.is_numeric()).count();
    let could_be_linked =
        digits > MAX_DIGITS_IN_NAME || has_inner_dot(name) || name.to_lowercase().contains("www.");
    if could_be_linked || !name.chars().any(char::is_alphabetic) {
        return None;
    }
    Some(name.to_owned())
}

/// As many of the name's words as have room; none where the first one is too long already.
fn whole_words(name: &str) -> &str {
    let Some((end, _)) = name.char_indices().nth(MAX_NAME) else {
        return name;
    };
    // A space right behind the limit ends a word, too.
    let fits = name.char_indices().take_while(|(at, _)| *at <= end);
    let last_space = fits.filter(|(_, c)| *c == ' ').last();
    let end = last_space.map_or(0, |(at, _)| at);
    name.get(..end).unwrap_or_default().trim()
}

/// An e-mail address as it may stand in a mail: without characters that no common address has.
pub(crate) fn address(raw: &str) -> String {
    raw.chars()
        .filter(|c| is_basic(*c) && is_printable(*c))
        .filter(|c| !['{', '}', '<', '>', '"', '\\', '/'].contains(c))
        .take(MAX_ADDRESS)
        .collect()
}

/// The name of an attribute or key, reduced to the characters that such names have.
pub(crate) fn detail(raw: &str) -> String {
    raw.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '-'))
        .take(MAX_DETAIL)
        .collect()
}

/// Whether the character is of the classes letter, mark, symbol, number or punctuation, the ones
/// that Cognito accepts beside ASCII white space (contract §4.2).
pub(crate) fn is_printable(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_graphic();
    }
    !matches!(
        get_general_category(character),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::PrivateUse
            | GeneralCategory::SpaceSeparator
            | GeneralCategory::Surrogate
            | GeneralCategory::Unassigned
    )
}

/// Whether the character takes one UTF-16 code unit. Which of the two Cognito's patterns look at
/// is not documented, so that others are kept away from them.
pub(crate) fn is_basic(character: char) -> bool {
    character.len_utf16() == 1
}

fn belongs_to_a_name(character: char) -> bool {
    if NAME_PUNCTUATION.contains(&character) {
        return true;
    }
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    is_basic(character)
        && matches!(
            get_general_category(character),
            GeneralCategory::UppercaseLetter
                | GeneralCategory::LowercaseLetter
                | GeneralCategory::TitlecaseLetter
                | GeneralCategory::ModifierLetter
                | GeneralCategory::OtherLetter
                | GeneralCategory::NonspacingMark
                | GeneralCategory::SpacingMark
                | GeneralCategory::DecimalNumber
        )
}

/// Whether a full stop has something right after it, as in `evil.com` and `J.R.`. One that ends
/// a word, as in `Dr. No`, makes no link.
fn has_inner_dot(name: &str) -> bool {
    name.split(' ').any(|word| {
        let word = word.trim_matches('.');
        word.contains('.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: Option<&str>) {
        assert_eq!(person_name(raw).as_deref(), expected, "{raw:?}");
    }

    #[test]
    fn names_stay_as_they_are() {
        for name in [
            "Ada",
            "Ada Lovelace",
            "Dr. Ada M. Lovelace, Jr.",
            "Seán O'Brien-Núñez",
            "L\u{2019}Hôpital",
            "أدا لوفلايس",
            "エイダ・ラブレス",
            "Henry VIII (King)",
            "Müller & Söhne",
            "Louis 14",
        ] {
            check(name, Some(name));
        }
    }

    #[test]
    fn what_could_become_a_link_is_left_out() {
        for name in [
            "https://evil.example",
            "evil.com",
            "Ada evil.com",
            "www.evil",
            "WWW. evil",
            "www.evil.example is here",
            "evil\u{3002}com",
            "evil\u{ff0e}com",
            "evil\u{ff61}com",
            "evil\u{2024}com",
            "evil\u{fe52}com",
            "evil\u{200b}.\u{200b}com",
            "evil|.com",
            "evil\u{301}.com",
            "1.2.3.4",
            "ada@evil.example",
            "ada\u{ff20}evil",
            "evil\u{2044}path",
            "//evil",
            "\\\\evil",
            "Call 0900 555 123",
            "Call \u{660}\u{661}\u{662}\u{663}\u{664}",
        ] {
            check(name, None);
        }
    }

    #[test]
    fn what_is_no_name_is_dropped() {
        check("", None);
        check(" \t\r\n", None);
        check("...", None);
        check("\u{202e}", None);
        check("  Ada \r\n\u{a0} Lovelace ", Some("Ada Lovelace"));
        check("A\u{ad}d\u{200d}a\u{202e}", Some("Ada"));
        check("Ada\0\u{1b}[31m", Some("Ada(31m"));
        check("Ada \u{1f389}", Some("Ada"));
        check("Ada \u{e000}\u{2028}Lovelace", Some("Ada Lovelace"));
        check("<b>Ada", Some("bAda"));
    }

    #[test]
    fn placeholders_do_not_survive() {
        check("{####}", None);
        check("{username}", Some("(username)"));
        check("Ada {##Click here##}", Some("Ada (Click here)"));
    }

    #[test]
    fn names_are_cut_between_words() {
        let long = "Ada Wilhelmina Franziska Lovelace-Byron von und zu Hohenstein auf Burgenstein";
        check(
            long,
            Some("Ada Wilhelmina Franziska Lovelace-Byron von und zu Hohenstein"),
        );
        let word = |letters: usize| "é".repeat(letters);
        check(&word(64), Some(&word(64)));
        check(&word(65), None);
        check(&word(1_000_000), None);
        check(&format!("{} Ada", word(64)), Some(&word(64)));
        check(
            &format!("{} Ada", word(60)),
            Some(&format!("{} Ada", word(60))),
        );
        check(&format!("{} Ada", word(61)), Some(&word(61)));
        check(&"é ".repeat(1_000_000), Some("é ".repeat(32).trim()));
    }

    #[test]
    fn addresses_lose_what_no_common_address_has() {
        for (raw, shown) in [
            ("ada+tag@example.com", "ada+tag@example.com"),
            ("ada@müller.example", "ada@müller.example"),
            ("<b>ada@example.com", "bada@example.com"),
            ("{username}@example.com", "username@example.com"),
            ("ada\u{202e}@exa\u{200b}mple.com", "ada@example.com"),
            ("ada@example.com\r\nBcc: eve", "ada@example.comBcc:eve"),
        ] {
            assert_eq!(address(raw), shown, "{raw:?}");
        }
        assert_eq!(address(&"x".repeat(1_000)).len(), 254);
    }

    #[test]
    fn details_keep_the_characters_of_keys() {
        assert_eq!(detail("custom:team-name_1.x"), "custom:team-name_1.x");
        assert_eq!(detail("a b<c>{d}\u{e9}\n"), "abcd");
        assert_eq!(detail(&"x".repeat(1_000)).len(), 64);
    }
}
