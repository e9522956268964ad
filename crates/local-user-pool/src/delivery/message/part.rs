//! The parts of a message, and Cognito's rules for each (contract §4.2).

use crate::state::text_rule::{Pattern, TextRule};

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

static EMAIL: Pattern = Pattern::new(
    concat!(letters!(printed), r"\{####\}", letters!(printed)),
    concat!(letters!(meant), r"\{####\}", letters!(meant)),
);
static EMAIL_BY_LINK: Pattern = Pattern::new(
    concat!(
        letters!(printed),
        r"\{##",
        letters!(printed),
        r"##\}",
        letters!(printed)
    ),
    concat!(
        letters!(meant),
        r"\{##",
        letters!(meant),
        r"##\}",
        letters!(meant)
    ),
);
static SUBJECT: Pattern = Pattern::new(
    r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+",
    r"[\p{L}\p{M}\p{S}\p{N}\p{P} \t\n\x0B\f\r]+",
);
static SMS: Pattern = Pattern::new(r".*\{####\}.*", r"(?s:.*)\{####\}(?s:.*)");

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
        let (least, most, pattern) = match self {
            Self::Subject => (1, 140, &SUBJECT),
            Self::Email => (6, 20_000, &EMAIL),
            Self::EmailByLink => (6, 20_000, &EMAIL_BY_LINK),
            Self::Sms => (6, 140, &SMS),
        };
        let rule = TextRule {
            least,
            most,
            pattern: Some(pattern),
        };
        rule.broken_by(text).next()
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
