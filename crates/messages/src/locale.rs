//! Languages, from well-formed tags and from hostile ones.

use std::fmt;
use std::str::FromStr;

use icu_locale_fallback::{
    LocaleFallbackConfig, LocaleFallbackIterator, LocaleFallbackPriority, LocaleFallbacker,
};
use serde::Deserialize;
use unic_langid::LanguageIdentifier;

/// The longest tag that is read, in bytes: what RFC 5646 §4.4.1 asks every reader to hold.
const MAX_BYTES: usize = 35;

/// How many letters the code of a language has.
const LANGUAGE_LENGTHS: std::ops::RangeInclusive<usize> = 2..=3;

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

    /// The languages whose sentences serve a reader of this one, nearest first: the language
    /// itself, then those that it inherits from in CLDR (`zh-TW` from `zh-Hant`, `es-MX` from
    /// `es-419` and that from `es`). What is written in another script is never among them.
    pub(crate) fn lineage(&self) -> Vec<Self> {
        let mut lineage = vec![self.clone()];
        let Some(mut steps) = self.steps(LocaleFallbackPriority::Language) else {
            return lineage;
        };
        while !steps.get().is_unknown() {
            let ancestor = Self(steps.get().to_string());
            // The first step is the language itself, without what its tag need not say.
            if !lineage.contains(&ancestor) {
                lineage.push(ancestor);
            }
            steps.step();
        }
        lineage
    }

    /// The tag with the region in which most of the language's readers live, where it names none.
    fn with_region(&self) -> Option<String> {
        let steps = self.steps(LocaleFallbackPriority::Region)?;
        Some(steps.get().to_string())
    }

    fn steps(&self, priority: LocaleFallbackPriority) -> Option<LocaleFallbackIterator<'static>> {
        let locale = icu_locale_core::Locale::try_from_str(&self.0).ok()?;
        let mut config = LocaleFallbackConfig::default();
        config.priority = priority;
        let fallbacker = LocaleFallbacker::new().for_config(config);
        Some(fallbacker.fallback_for(locale.into()))
    }

    /// The one of the `written` languages that a reader of this one understands best, if there is
    /// any: the first of its line of inheritance that is written, or that a written one inherits
    /// from (`pt-BR` serves a reader of `pt-PT` where nothing nearer is written), else the same
    /// language in another script.
    pub fn nearest<'a>(&self, written: impl IntoIterator<Item = &'a Self>) -> Option<&'a Self> {
        let written: Vec<(&Self, Vec<Self>)> = written
            .into_iter()
            .map(|locale| (locale, locale.lineage()))
            .collect();
        let descendant = |ancestor: &Self| {
            written
                .iter()
                .filter_map(|(locale, lineage)| {
                    let distance = lineage.iter().position(|own| own == ancestor)?;
                    // Brazil's Portuguese is what `pt` alone means, and Portugal's is not.
                    let usual = locale.with_region() == ancestor.with_region();
                    Some(((distance, !usual), *locale))
                })
                .min_by_key(|(rank, _)| *rank)
                .map(|(_, locale)| locale)
        };
        self.lineage().iter().find_map(descendant).or_else(|| {
            let mut written = written.iter().map(|(locale, _)| *locale);
            written.find(|locale| locale.language() == self.language())
        })
    }

    /// The language alone, without script, region and other subtags.
    pub(crate) fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Which way the language is written.
    pub fn direction(&self) -> Direction {
        let script =
            (self.0.split('-').skip(1)).find(|subtag| subtag.len() == 4 && is_alphabetic(subtag));
        let right_to_left = match script {
            Some(script) => RIGHT_TO_LEFT_SCRIPTS.contains(&script),
            None => RIGHT_TO_LEFT_LANGUAGES.contains(&self.language()),
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
        self.0
            .parse()
            .or_else(|_| self.language().parse())
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
                // ISO 639. Longer ones are allowed for, and nobody ever registered one
                // (RFC 5646 §2.2.1): `german` is the name of a language and no tag of one.
                if !LANGUAGE_LENGTHS.contains(&subtag.len()) || !is_alphabetic(subtag) {
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
            "german",
            "dutch",
            "engl",
            "{####}",
            "en-US-en-US-en-US-en-US-en-US-en-US-e",
        ] {
            check(text, None);
        }
    }

    #[track_caller]
    fn inherits(tag: &str, expected: &[&str]) {
        let lineage = tag.parse::<Locale>().unwrap().lineage();
        let lineage: Vec<&str> = lineage.iter().map(Locale::as_str).collect();
        assert_eq!(lineage, expected);
    }

    #[test]
    fn languages_inherit_as_in_cldr() {
        inherits("de", &["de"]);
        inherits("de-AT", &["de-AT", "de"]);
        inherits("zh-TW", &["zh-TW", "zh-Hant"]);
        inherits("zh-Hant-HK", &["zh-Hant-HK", "zh-HK", "zh-Hant"]);
        inherits("sr-ME", &["sr-ME", "sr-Latn"]);
        inherits("zh-Hans-CN", &["zh-Hans-CN", "zh-CN", "zh"]);
        inherits("es-MX", &["es-MX", "es-419", "es"]);
        inherits("pt-AO", &["pt-AO", "pt-PT", "pt"]);
        inherits("nb", &["nb", "no"]);
        inherits("de-DE-u-co-phonebk", &["de-DE-u-CO-phonebk", "de-DE", "de"]);
        inherits("und", &["und"]);
    }

    #[track_caller]
    fn nearest(wanted: &str, written: &[&str], expected: Option<&str>) {
        let written: Vec<Locale> = written.iter().map(|tag| tag.parse().unwrap()).collect();
        let found = wanted.parse::<Locale>().unwrap();
        let found = found.nearest(&written).map(Locale::as_str);
        assert_eq!(found, expected, "{wanted} of {written:?}");
    }

    #[test]
    fn a_reader_gets_the_nearest_of_the_written_languages() {
        for region in ["zh-TW", "zh-HK", "zh-MO", "zh-Hant-TW", "zh_hant"] {
            nearest(region, &["en", "zh", "zh-Hant"], Some("zh-Hant"));
        }
        nearest("zh-TW", &["zh-Hans", "zh-Hant-HK"], Some("zh-Hant-HK"));
        for region in ["zh", "zh-CN", "zh-SG", "zh-Hans-CN"] {
            nearest(region, &["zh-Hant", "zh"], Some("zh"));
            nearest(region, &["zh-Hant", "zh-Hans"], Some("zh-Hans"));
        }
        nearest("sr", &["sr-Latn", "sr-Cyrl"], Some("sr-Cyrl"));
        nearest("sr-RS", &["sr-Latn", "sr"], Some("sr"));
        nearest("sr-ME", &["sr", "sr-Latn"], Some("sr-Latn"));
        nearest("sr-Latn-RS", &["sr", "sr-Latn"], Some("sr-Latn"));
        nearest("sr-Latn", &["sr"], Some("sr"));
        nearest("pt", &["pt-PT", "pt-BR"], Some("pt-BR"));
        nearest("pt-AO", &["pt-BR", "pt-PT"], Some("pt-PT"));
        nearest("pt-PT", &["pt-BR"], Some("pt-BR"));
        nearest("no", &["nb"], Some("nb"));
        nearest("nb-NO", &["no"], Some("no"));
        nearest("nn", &["nb", "nn"], Some("nn"));
        nearest("nn", &["nb"], Some("nb"));
        nearest("de-CH", &["en", "de-AT"], Some("de-AT"));
        nearest("it", &["en", "de"], None);
        nearest("und", &["en", "de"], None);
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
