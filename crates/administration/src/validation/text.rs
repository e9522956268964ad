//! Characters that nobody sees, which copying brings along.

use unicode_general_category::{GeneralCategory, get_general_category};

use crate::validation::Reason;

/// Joiners, which some scripts and emoji need inside a word.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// Characters that are blank, although Unicode counts them among letters and symbols.
const BLANKS: [char; 5] = ['\u{115f}', '\u{1160}', '\u{2800}', '\u{3164}', '\u{ffa0}'];

/// The text without spaces and invisible characters at its ends.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// Refuses control characters and everything invisible inside a name that people read.
pub(crate) fn visible(text: &str) -> Result<(), Reason> {
    refuse(text, |c| {
        c != ' ' && !JOINERS.contains(&c) && (c.is_whitespace() || is_invisible(c))
    })
}

/// The same of an address, a user name and other identifiers, which hold no space either.
pub(crate) fn identifier(text: &str) -> Result<(), Reason> {
    refuse(text, |c| c.is_whitespace() || is_invisible(c))
}

fn refuse(text: &str, is_hidden: impl Fn(char) -> bool) -> Result<(), Reason> {
    if text.chars().any(char::is_control) {
        return Err(Reason::ControlCharacter);
    }
    match text.chars().find(|c| is_hidden(*c)) {
        Some(' ') => Err(Reason::Space),
        Some(hidden) => Err(Reason::InvisibleCharacter(hidden.into())),
        None => Ok(()),
    }
}

/// Whether a character has no glyph and no width. Some signs of Arabic and other scripts that
/// Unicode calls formats are seen, and are none of these.
fn is_invisible(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let is_seen = matches!(
        c,
        '\u{600}'
            ..='\u{605}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{890}'
                | '\u{891}'
                | '\u{8e2}'
                | '\u{110bd}'
                | '\u{110cd}'
    );
    let is_format = get_general_category(c) == GeneralCategory::Format;
    BLANKS.contains(&c) || (is_format && !is_seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_goes_at_the_ends() {
        for hidden in [
            ' ', '\t', '\u{a0}', '\u{ad}', '\u{200b}', '\u{200e}', '\u{202e}', '\u{2060}',
            '\u{2066}', '\u{3000}', '\u{3164}', '\u{feff}',
        ] {
            let text = format!("{hidden}{hidden}Ada{hidden}");
            assert_eq!(trimmed(&text), "Ada", "{hidden:?}");
        }
        assert_eq!(trimmed("\u{600}1"), "\u{600}1");
        assert_eq!(trimmed("\u{200b} \u{feff}"), "");
    }

    #[test]
    fn inside_it_is_a_fault() {
        for hidden in [
            '\u{a0}', '\u{ad}', '\u{200b}', '\u{200e}', '\u{202e}', '\u{feff}',
        ] {
            let text = format!("Ada{hidden}Lovelace");
            let fault = Err(Reason::InvisibleCharacter(hidden.into()));
            assert_eq!(visible(&text), fault);
            assert_eq!(identifier(&text), fault);
        }
        for control in ['\0', '\n', '\u{7}', '\u{1b}', '\u{85}'] {
            let text = format!("Ada{control}Lovelace");
            assert_eq!(visible(&text), Err(Reason::ControlCharacter));
            assert_eq!(identifier(&text), Err(Reason::ControlCharacter));
        }
        // Persian joins words so, and people have more than one name.
        for name in ["می\u{200c}خواهم", "Ada Maria", "O\u{2019}Brien-Łukasz 李"] {
            assert_eq!(visible(name), Ok(()));
        }
        assert_eq!(identifier("a b"), Err(Reason::Space));
    }
}
