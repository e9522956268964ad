//! The parts of a message, and Cognito's rules for each (contract §4.2).

use std::sync::LazyLock;

use regex::Regex;

/// A part of a message with its own rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Subject,
    /// A mail with a code.
    Email,
    /// A mail with a link that confirms.
    EmailByLink,
    Sms,
}

/// The characters of a mail, as AWS prints the pattern, and as it works.
macro_rules! letters {
    (printed) => {
        r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*"
    };
    (meant) => {
        r"[\p{L}\p{M}\p{S}\p{N}\p{P} \t\n\x0B\f\r]*"
    };
}

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"\A",
        letters!(meant),
        r"\{####\}",
        letters!(meant),
        r"\z"
    ))
});
static EMAIL_BY_LINK: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"\A",
        letters!(meant),
        r"\{##",
        letters!(meant),
        r"##\}",
        letters!(meant),
        r"\z"
    ))
});
static SUBJECT: LazyLock<Regex> =
    LazyLock::new(|| compile(r"\A[\p{L}\p{M}\p{S}\p{N}\p{P} \t\n\x0B\f\r]+\z"));
static SMS: LazyLock<Regex> = LazyLock::new(|| compile(r"\A(?s:.*)\{####\}(?s:.*)\z"));

#[expect(
    clippy::expect_used,
    reason = "the patterns are constants and every test compiles them"
)]
fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}

impl Part {
    /// The fault of a hook's text, in the words of AWS's request validation, which quote the whole
    /// text.
    pub(super) fn violation(self, text: &str) -> Option<String> {
        let name = match self {
            Self::Subject => "emailSubject",
            Self::Email | Self::EmailByLink => "emailBody",
            Self::Sms => "smsMessage",
        };
        let constraint = self.constraint(text)?;
        Some(format!(
            "1 validation error detected: Value '{text}' at '{name}' failed to satisfy constraint: {constraint}"
        ))
    }

    /// The constraint that a text does not satisfy.
    pub(crate) fn constraint(self, text: &str) -> Option<String> {
        let (least, most, pattern, printed) = match self {
            Self::Subject => (1, 140, &SUBJECT, r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+"),
            Self::Email => (
                6,
                20_000,
                &EMAIL,
                concat!(letters!(printed), r"\{####\}", letters!(printed)),
            ),
            Self::EmailByLink => (
                6,
                20_000,
                &EMAIL_BY_LINK,
                concat!(
                    letters!(printed),
                    r"\{##",
                    letters!(printed),
                    r"##\}",
                    letters!(printed)
                ),
            ),
            Self::Sms => (6, 140, &SMS, r".*\{####\}.*"),
        };
        let length = text.chars().count();
        if length > most {
            return Some(format!(
                "Member must have length less than or equal to {most}"
            ));
        }
        if length < least {
            return Some(format!(
                "Member must have length greater than or equal to {least}"
            ));
        }
        (!pattern.is_match(text))
            .then(|| format!("Member must satisfy regular expression pattern: {printed}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(part: Part, text: &str, accepted: bool) {
        assert_eq!(part.violation(text).is_none(), accepted, "{text:?}");
    }

    #[test]
    fn texts_are_held_against_cognitos_rules() {
        check(Part::Email, "Code: {####}\n", true);
        check(Part::Email, "Code: 1234", false);
        check(Part::Email, "A\u{a0}space {####}", false);
        check(Part::Email, "Zero\u{200d}width {####}", false);
        check(
            Part::Email,
            &format!("{}{{####}}", "x".repeat(19_994)),
            true,
        );
        check(
            Part::Email,
            &format!("{}{{####}}", "x".repeat(19_995)),
            false,
        );
        check(Part::EmailByLink, "{##Verify##}", true);
        check(Part::EmailByLink, "Follow {##this link##}.", true);
        // By AWS's pattern this is a link without a text.
        check(Part::EmailByLink, "Code: {####}", true);
        check(Part::EmailByLink, "Code: {##", false);
        check(Part::Subject, "Grüße", true);
        check(Part::Subject, "", false);
        check(Part::Subject, &"x".repeat(141), false);
        check(Part::Sms, "Your code\nis {####}", true);
        check(Part::Sms, "no code", false);
        check(Part::Sms, &format!("{}{{####}}", "x".repeat(135)), false);
    }
}
