//! A person's name, and how a language greets with it.

use std::fmt;

use crate::{Locale, sanitize};

/// Languages that say the family name first (CLDR, `nameOrderLocales`, `surnameFirst`).
const FAMILY_NAME_FIRST: [&str; 11] = [
    "hu", "ja", "km", "ko", "mn", "si", "ta", "te", "vi", "yue", "zh",
];

/// A person's name in the parts that a user pool keeps. Its `Debug` shows nothing of it.
///
/// Any text may stand in it. What could become a link in a mail client is left out when a mail is
/// written.
#[derive(Clone, Copy, Default)]
pub struct PersonName<'a> {
    /// `given_name`.
    pub given: Option<&'a str>,
    /// `family_name`.
    pub family: Option<&'a str>,
    /// `name`: the whole name, as somebody typed it.
    pub whole: Option<&'a str>,
}

/// A name as a greeting may show it.
pub(crate) struct Greeted {
    /// The given name, else the whole one.
    pub(crate) name: String,
    /// Given and family name in the language's order, else the whole name, else `name`.
    pub(crate) full_name: String,
}

impl<'a> PersonName<'a> {
    /// The name in a user's attributes, which `attribute` answers by their names.
    pub fn of(attribute: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            given: attribute("given_name"),
            family: attribute("family_name"),
            whole: attribute("name"),
        }
    }

    /// What a greeting in this language may show, or nothing where no part of it may be shown. A
    /// family name alone is nothing to greet by.
    pub(crate) fn greeted(&self, locale: &Locale) -> Option<Greeted> {
        let shown = |part: Option<&str>| part.and_then(sanitize::person_name);
        let (given, whole) = (shown(self.given), shown(self.whole));
        let both = given.as_ref().zip(shown(self.family));
        let joined = both.and_then(|(given, family)| {
            // What is harmless alone may be a link, a telephone number or too long together.
            sanitize::person_name(&if FAMILY_NAME_FIRST.contains(&locale.language()) {
                format!("{family} {given}")
            } else {
                format!("{given} {family}")
            })
        });
        let full_name = joined.or_else(|| whole.clone());
        let name = given.or(whole)?;
        Some(Greeted {
            full_name: full_name.unwrap_or_else(|| name.clone()),
            name,
        })
    }
}

impl fmt::Debug for PersonName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonName").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tag: &str, [given, family, whole]: [&str; 3], expected: Option<(&str, &str)>) {
        let name = PersonName {
            given: Some(given),
            family: Some(family),
            whole: Some(whole),
        };
        let greeted = name.greeted(&tag.parse().unwrap());
        let shown = (greeted.as_ref()).map(|Greeted { name, full_name }| (&**name, &**full_name));
        assert_eq!(shown, expected);
    }

    #[test]
    fn the_full_name_is_in_the_order_of_the_language() {
        let name = ["Hanako", "Yamada", ""];
        check("de", name, Some(("Hanako", "Hanako Yamada")));
        check("ja", name, Some(("Hanako", "Yamada Hanako")));
        check("zh-Hant-TW", name, Some(("Hanako", "Yamada Hanako")));
        check("ja", ["花子", "山田", ""], Some(("花子", "山田 花子")));
    }

    #[test]
    fn what_is_missing_is_made_up_for() {
        check("de", ["Ada", "", ""], Some(("Ada", "Ada")));
        check("de", ["Ada", "", "Ada King"], Some(("Ada", "Ada King")));
        check(
            "ja",
            ["", "King", "Ada King"],
            Some(("Ada King", "Ada King")),
        );
        check("de", ["", "King", ""], None);
        check("de", ["", "", ""], None);
    }

    #[test]
    fn a_part_that_could_be_a_link_is_left_out() {
        check("de", ["Ada", "evil.com", ""], Some(("Ada", "Ada")));
        check("de", ["evil.com", "King", "Ada"], Some(("Ada", "Ada")));
        check(
            "de",
            ["Call 090", "055 5123", ""],
            Some(("Call 090", "Call 090")),
        );
        check("de", ["evil.", ".com", ""], Some(("evil.", "evil. .com")));
    }

    #[test]
    fn no_name_is_cut_within_a_word() {
        let long = "é".repeat(60);
        check(
            "de",
            ["Ada", &long, ""],
            Some(("Ada", &format!("Ada {long}"))),
        );
        let long = "é".repeat(64);
        check("de", ["Ada", &long, ""], Some(("Ada", "Ada")));
        check("ja", ["Ada", &long, ""], Some(("Ada", &long)));
    }
}
