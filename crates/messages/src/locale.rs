//! Languages, from well-formed tags and from hostile ones.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use unic_langid::LanguageIdentifier;

/// The longest tag that is read, in bytes: what RFC 5646 §4.4.1 asks every reader to hold.
const MAX_BYTES: usize = 35;

/// Languages that are written from right to left unless their tag names another script.
const RIGHT_TO_LEFT_LANGUAGES: [&str; 10] =
    ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

/// Scripts that are written from right to left.
const RIGHT_TO_LEFT_SCRIPTS: [&str; 6] = ["Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"];

/// A language tag such as `de` or `pt-BR` (BCP 47).
///
/// Case is normalised, and `_` counts as `-`, because both spellings occur in Cognito's `locale`
/// attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Locale(String);

/// Why a text is not a [`Locale`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a language tag such as \"de\" or \"pt-BR\" of at most {MAX_BYTES} characters")]
pub struct InvalidLocale;

/// Which way a language is written, as the HTML attribute `dir` wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left, such as Arabic and Hebrew.
    RightToLeft,
}

impl Locale {
    /// English, the language in which every sentence exists.
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// The tag in its normalised spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tag without its last part: `de-AT` gives `de`, and `de` gives nothing.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (parent, _) = self.0.rsplit_once('-')?;
        Some(Self(parent.to_owned()))
    }

    /// Which way the language is written.
    pub fn direction(&self) -> Direction {
        let mut subtags = self.0.split('-');
        let language = subtags.next().unwrap_or_default();
        let script = subtags.find(|subtag| subtag.len() == 4 && is_alphabetic(subtag));
        let right_to_left = match script {
            Some(script) => RIGHT_TO_LEFT_SCRIPTS.contains(&script),
            None => RIGHT_TO_LEFT_LANGUAGES.contains(&language),
        };
        if right_to_left {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        }
    }

    /// The same language for Fluent, which needs it for plurals and numbers.
    pub(crate) fn language_identifier(&self) -> LanguageIdentifier {
        // Fluent knows no extensions; plural rules follow from the language alone.
        let language = self.0.split('-').next().unwrap_or_default();
        self.0
            .parse()
            .or_else(|_| language.parse())
            .unwrap_or_default()
    }
}

impl Direction {
    /// The value of the HTML attribute `dir`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

impl FromStr for Locale {
    type Err = InvalidLocale;

    fn from_str(text: &str) -> Result<Self, InvalidLocale> {
        if text.len() > MAX_BYTES {
            return Err(InvalidLocale);
        }
        let mut tag = String::with_capacity(text.len());
        for (position, subtag) in text.split(['-', '_']).enumerate() {
            let shape = 1..=8;
            if !shape.contains(&subtag.len()) || !subtag.bytes().all(|b| b.is_ascii_alphanumeric())
            {
                return Err(InvalidLocale);
            }
            if position == 0 {
                if subtag.len() < 2 || !is_alphabetic(subtag) {
                    return Err(InvalidLocale);
                }
                tag.push_str(&subtag.to_ascii_lowercase());
                continue;
            }
            tag.push('-');
            tag.push_str(&normalised(subtag));
        }
        Ok(Self(tag))
    }
}

impl TryFrom<String> for Locale {
    type Error = InvalidLocale;

    fn try_from(text: String) -> Result<Self, InvalidLocale> {
        text.parse()
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A part after the language in the usual spelling: `AT` for regions, `Latn` for scripts.
fn normalised(subtag: &str) -> String {
    if subtag.len() == 2 && is_alphabetic(subtag) {
        return subtag.to_ascii_uppercase();
    }
    let lower = subtag.to_ascii_lowercase();
    if lower.len() == 4 && is_alphabetic(&lower) {
        let (first, rest) = lower.split_at(1);
        return first.to_ascii_uppercase() + rest;
    }
    lower
}

fn is_alphabetic(subtag: &str) -> bool {
    subtag.bytes().all(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let parsed = text.parse::<Locale>().ok();
        assert_eq!(parsed.as_ref().map(Locale::as_str), expected, "{text:?}");
    }

    #[test]
    fn tags_are_normalised() {
        check("de", Some("de"));
        check("DE", Some("de"));
        check("de-at", Some("de-AT"));
        check("en_US", Some("en-US"));
        check("zh-hant-tw", Some("zh-Hant-TW"));
        check("es-419", Some("es-419"));
        check("de-DE-u-co-phonebk", Some("de-DE-u-CO-phonebk"));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "-",
            "d",
            "de-",
            "de--AT",
            "1de",
            "de AT",
            "de/../en",
            "d\u{e9}",
            "\0",
            "de-abcdefghi",
            "{####}",
            "en-US-en-US-en-US-en-US-en-US-en-US-e",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn parents_drop_the_last_part() {
        let locale: Locale = "zh-Hant-TW".parse().unwrap();
        let parent = locale.parent().unwrap();
        assert_eq!(parent.as_str(), "zh-Hant");
        assert_eq!(parent.parent().unwrap().as_str(), "zh");
        assert_eq!(parent.parent().unwrap().parent(), None);
    }

    #[test]
    fn direction_follows_script_before_language() {
        let direction = |tag: &str| tag.parse::<Locale>().unwrap().direction().as_str();
        assert_eq!(direction("en"), "ltr");
        assert_eq!(direction("ar-EG"), "rtl");
        assert_eq!(direction("he"), "rtl");
        assert_eq!(direction("fa"), "rtl");
        assert_eq!(direction("ur"), "rtl");
        assert_eq!(direction("ur-Latn"), "ltr");
        assert_eq!(direction("az-Arab"), "rtl");
    }
}
