//! What Cognito accepts as the text of a message, checked before it sees one.
//!
//! Cognito answers a breach with an error that shows the whole body to the person, or by sending
//! its own template without a word (contract §4.1 and §4.2), so that nothing is left to it.

use crate::invalid_message::{InvalidMessage, Part};
use crate::sanitize::{is_basic, is_printable};
use crate::{CognitoText, MessageKind};

/// Lengths in UTF-16 code units, the unit of Cognito's own checks.
const BODY: std::ops::RangeInclusive<usize> = 6..=20_000;
const SUBJECT: std::ops::RangeInclusive<usize> = 1..=140;
const SMS: std::ops::RangeInclusive<usize> = 6..=140;

/// A code's digits.
const CODE: usize = 6;
/// The longest password that a user pool takes, counted for each one in a body.
const LONGEST_PASSWORD: usize = 256;
/// The longest temporary password that is reckoned with in a text message, where 256 characters
/// could never fit.
const PASSWORD_IN_SMS: usize = 32;
/// The longest user name that a user pool takes, counted for each one in a body.
const LONGEST_USER_NAME: usize = 128;

/// The rules for one message, which depend on its kind and its placeholders.
#[derive(Clone, Copy, Debug)]
pub struct CognitoRules<'a> {
    kind: MessageKind,
    code: &'a str,
    /// Only where the kind demands it.
    username: Option<&'a str>,
    user_name_units: usize,
}

impl<'a> CognitoRules<'a> {
    /// The rules for a message of this `kind` with the event's placeholders. `filled_user_name` is
    /// what Cognito will put in place of `username`.
    ///
    /// Fails if a placeholder that is needed is absent, or has a shape that could not stand raw
    /// in a link or in HTML.
    pub fn new(
        kind: MessageKind,
        code: &'a str,
        username: Option<&'a str>,
        filled_user_name: &str,
    ) -> Result<Self, InvalidMessage> {
        let username = username.filter(|_| kind.shows_user_name());
        if kind.shows_user_name() && username.is_none() {
            return Err(InvalidMessage::PlaceholderMissing(Part::Body));
        }
        if !is_placeholder(code) || username.is_some_and(|username| !is_placeholder(username)) {
            return Err(InvalidMessage::PlaceholderUnusable);
        }
        Ok(Self {
            kind,
            code,
            username,
            user_name_units: units(filled_user_name),
        })
    }

    /// The same rules for a user name that takes no room: a text message that is too long by
    /// these is too long for everybody.
    pub(crate) fn without_user_name(self) -> Self {
        Self {
            user_name_units: 0,
            ..self
        }
    }

    /// All three fields.
    pub fn check(&self, text: &CognitoText) -> Result<(), InvalidMessage> {
        self.subject(&text.email_subject)?;
        self.body(&text.email_message)?;
        text.sms_message
            .as_deref()
            .map_or(Ok(()), |sms| self.sms(sms))
    }

    /// `emailMessage`: length with every placeholder at its longest, characters, placeholders.
    pub fn body(&self, html: &str) -> Result<(), InvalidMessage> {
        let accepted = |c: char| (is_printable(c) && is_basic(c)) || is_ascii_space(c);
        refuse_characters(Part::Body, html, accepted)?;
        self.placeholders(Part::Body, html)?;
        let secret = match self.kind {
            MessageKind::AdminCreateUser => LONGEST_PASSWORD,
            _ => CODE,
        };
        let units = self.filled(html, secret, LONGEST_USER_NAME);
        if !BODY.contains(&units) {
            return Err(InvalidMessage::BodyLength { units });
        }
        Ok(())
    }

    /// `emailSubject`: length and characters; no placeholder, and no line break, which would end
    /// the header line.
    pub fn subject(&self, subject: &str) -> Result<(), InvalidMessage> {
        refuse_characters(Part::Subject, subject, is_single_line)?;
        forbid_placeholders(Part::Subject, subject)?;
        let units = units(subject);
        if !SUBJECT.contains(&units) || subject.trim().is_empty() {
            return Err(InvalidMessage::SubjectLength { units });
        }
        Ok(())
    }

    /// `smsMessage`: length once filled, characters, placeholders, a single line (the pattern
    /// `.*\{####\}.*` does not match across lines).
    pub fn sms(&self, sms: &str) -> Result<(), InvalidMessage> {
        refuse_characters(Part::Sms, sms, is_single_line)?;
        self.placeholders(Part::Sms, sms)?;
        let secret = match self.kind {
            MessageKind::AdminCreateUser => PASSWORD_IN_SMS,
            _ => CODE,
        };
        let units = self.filled(sms, secret, self.user_name_units);
        if !SMS.contains(&units) {
            return Err(InvalidMessage::SmsLength { units });
        }
        Ok(())
    }

    /// Those that the kind demands are there, and nothing else that Cognito would fill is.
    fn placeholders(&self, part: Part, text: &str) -> Result<(), InvalidMessage> {
        let mut demanded = [Some(self.code), self.username].into_iter().flatten();
        if !demanded.all(|placeholder| text.contains(placeholder)) {
            return Err(InvalidMessage::PlaceholderMissing(part));
        }
        // Put a space in their place, so that nothing new comes together around them.
        let mut rest = text.replace(self.code, " ");
        if let Some(username) = self.username {
            rest = rest.replace(username, " ");
        }
        forbid_placeholders(part, &rest)
    }

    /// The length once Cognito has filled the placeholders. A value shorter than its placeholder
    /// counts as long as that, because the limit may be checked before or after.
    fn filled(&self, text: &str, secret: usize, user_name: usize) -> usize {
        let growth = |placeholder: &str, filled: usize| {
            text.matches(placeholder).count() * filled.saturating_sub(units(placeholder))
        };
        units(text)
            + growth(self.code, secret)
            + self
                .username
                .map_or(0, |username| growth(username, user_name))
    }
}

/// `{####}`, `{username}` and what may come after them in AWS's time: braces around letters,
/// digits and number signs, which need no escape in HTML or in a fragment.
fn is_placeholder(text: &str) -> bool {
    text.strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .is_some_and(|inner| {
            (1..=32).contains(&inner.len())
                && inner
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'#')
        })
}

/// Refuses `{username}`, `{####}`, `{##…##}` and the beginning of the latter.
pub(crate) fn forbid_placeholders(part: Part, text: &str) -> Result<(), InvalidMessage> {
    if text.contains("{##") || text.contains("##}") || text.contains("{username}") {
        return Err(InvalidMessage::PlaceholderUnexpected(part));
    }
    Ok(())
}

/// Whether a link of the page carries the code to a web server: in its path or query, where logs
/// and scanners find it. Behind a number sign a browser keeps it to itself.
pub fn code_reaches_a_server(html: &str, code: &str) -> bool {
    let ends = |c: char| matches!(c, '"' | '\'' | '<' | '>') || c.is_whitespace();
    html.match_indices(code).any(|(at, _)| {
        let before = html.get(..at).unwrap_or_default();
        let address = before.rsplit(ends).next().unwrap_or_default();
        address.contains("://") && !address.contains('#')
    })
}

fn refuse_characters(
    part: Part,
    text: &str,
    accepted: impl Fn(char) -> bool,
) -> Result<(), InvalidMessage> {
    match text.chars().find(|character| !accepted(*character)) {
        Some(character) => Err(InvalidMessage::ForbiddenCharacter { part, character }),
        None => Ok(()),
    }
}

fn is_single_line(character: char) -> bool {
    character == ' ' || (is_printable(character) && is_basic(character))
}

/// What `\s` means to Java, and so to Cognito.
fn is_ascii_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\x0b' | '\x0c' | '\r')
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER_NAME: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

    fn invitation() -> CognitoRules<'static> {
        let username = Some("{username}");
        CognitoRules::new(MessageKind::AdminCreateUser, "{####}", username, USER_NAME).unwrap()
    }

    fn code() -> CognitoRules<'static> {
        CognitoRules::new(MessageKind::SignUp, "{####}", None, USER_NAME).unwrap()
    }

    #[test]
    fn placeholders_have_one_shape() {
        let new = |kind, code, username| CognitoRules::new(kind, code, username, "").map(|_| ());
        let (invited, sign_up) = (MessageKind::AdminCreateUser, MessageKind::SignUp);
        assert_eq!(new(invited, "{####}", Some("{username}")), Ok(()));
        assert_eq!(new(sign_up, "{code2}", None), Ok(()));
        // What another kind brings in this field is not used.
        assert_eq!(new(sign_up, "{####}", Some("<b>")), Ok(()));
        assert_eq!(
            new(invited, "{####}", None),
            Err(InvalidMessage::PlaceholderMissing(Part::Body))
        );
        for unusable in [
            "", "{}", "123456", "{####", "####}", "{<b>}", "{a b}", "{\"}",
        ] {
            assert_eq!(
                new(sign_up, unusable, None),
                Err(InvalidMessage::PlaceholderUnusable)
            );
            assert_eq!(
                new(invited, "{####}", Some(unusable)),
                Err(InvalidMessage::PlaceholderUnusable)
            );
        }
    }

    #[test]
    fn bodies_need_their_placeholders_and_no_others() {
        use InvalidMessage::{PlaceholderMissing, PlaceholderUnexpected};
        assert_eq!(code().body("<p>{####}</p>{####}"), Ok(()));
        assert_eq!(code().body("<p></p>"), Err(PlaceholderMissing(Part::Body)));
        assert_eq!(
            code().body("{####}{username}"),
            Err(PlaceholderUnexpected(Part::Body))
        );
        for look_alike in ["{##Click##}", "{##", "{#{####}###}", "##}"] {
            assert_eq!(
                code().body(&format!("{{####}} {look_alike}")),
                Err(PlaceholderUnexpected(Part::Body)),
                "{look_alike}"
            );
        }
        assert_eq!(invitation().body("{####} {username}"), Ok(()));
        assert_eq!(
            invitation().body("{####} only"),
            Err(PlaceholderMissing(Part::Body))
        );
        assert_eq!(
            invitation().body("{username} only"),
            Err(PlaceholderMissing(Part::Body))
        );
    }

    #[test]
    fn codes_belong_behind_the_number_sign_of_a_link() {
        let reaches = |html: &str| code_reaches_a_server(html, "{####}");
        assert!(reaches(
            "<a href=\"https://example.com/confirm?code={####}\">"
        ));
        assert!(reaches("<a href='https://example.com/{####}'>"));
        assert!(reaches("<a href=https://example.com/?a=b&amp;code={####}>"));
        assert!(reaches("<p>{####}</p> https://example.com/?code={####}"));
        assert!(!reaches(
            "<a href=\"https://example.com/confirm#code={####}\">"
        ));
        assert!(!reaches(
            "<a href=\"https://example.com/?a=b\">{####}</a> {####}"
        ));
        assert!(!reaches("{####}"));
    }

    #[test]
    fn bodies_have_a_length() {
        let body = |letters: usize| "x".repeat(letters) + "{####}";
        assert_eq!(code().body(&body(20_000 - 6)), Ok(()));
        assert_eq!(
            code().body(&body(20_000 - 5)),
            Err(InvalidMessage::BodyLength { units: 20_001 })
        );
        let body = |letters: usize| "é".repeat(letters) + "{####}{username}";
        assert_eq!(invitation().body(&body(20_000 - 256 - 128)), Ok(()));
        assert_eq!(
            invitation().body(&body(20_000 - 256 - 127)),
            Err(InvalidMessage::BodyLength { units: 20_001 })
        );
    }

    #[test]
    fn bodies_have_a_character_class() {
        for accepted in ['\u{301}', '€', '。', '\n', '\t', '\r', 'ع', '\u{2019}'] {
            assert_eq!(code().body(&format!("{accepted}{{####}}")), Ok(()));
        }
        for character in [
            '\0',
            '\u{7f}',
            '\u{85}',
            '\u{a0}',
            '\u{ad}',
            '\u{200b}',
            '\u{200d}',
            '\u{200e}',
            '\u{2028}',
            '\u{202f}',
            '\u{2066}',
            '\u{3000}',
            '\u{e000}',
            '\u{feff}',
            '\u{ffff}',
            '\u{1f389}',
        ] {
            let part = Part::Body;
            assert_eq!(
                code().body(&format!("{character}{{####}}")),
                Err(InvalidMessage::ForbiddenCharacter { part, character })
            );
        }
    }

    #[test]
    fn subjects() {
        let part = Part::Subject;
        let subject = |text: &str| code().subject(text);
        assert_eq!(subject("Your invitation"), Ok(()));
        assert_eq!(subject(&"x".repeat(140)), Ok(()));
        assert_eq!(
            subject(&"x".repeat(141)),
            Err(InvalidMessage::SubjectLength { units: 141 })
        );
        assert_eq!(subject(""), Err(InvalidMessage::SubjectLength { units: 0 }));
        assert_eq!(
            subject(" "),
            Err(InvalidMessage::SubjectLength { units: 1 })
        );
        assert_eq!(
            subject("{####}"),
            Err(InvalidMessage::PlaceholderUnexpected(part))
        );
        for character in ['\n', '\r', '\t', '\u{a0}', '\u{1f389}'] {
            assert_eq!(
                subject(&format!("a{character}b")),
                Err(InvalidMessage::ForbiddenCharacter { part, character })
            );
        }
    }

    #[test]
    fn text_messages() {
        let part = Part::Sms;
        assert_eq!(code().sms("Code {####}"), Ok(()));
        assert_eq!(
            code().sms("Code"),
            Err(InvalidMessage::PlaceholderMissing(part))
        );
        assert_eq!(code().sms(&("x".repeat(134) + "{####}")), Ok(()));
        assert_eq!(
            code().sms(&("x".repeat(135) + "{####}")),
            Err(InvalidMessage::SmsLength { units: 141 })
        );
        assert_eq!(
            code().sms("Code\n{####}"),
            Err(InvalidMessage::ForbiddenCharacter {
                part,
                character: '\n'
            })
        );
        // 36 for the user name, 32 for the password.
        let invited = |letters: usize| "x".repeat(letters) + "{username}{####}";
        assert_eq!(invitation().sms(&invited(72)), Ok(()));
        assert_eq!(
            invitation().sms(&invited(73)),
            Err(InvalidMessage::SmsLength { units: 141 })
        );
        assert_eq!(
            invitation().sms("{####}"),
            Err(InvalidMessage::PlaceholderMissing(part))
        );
    }
}
