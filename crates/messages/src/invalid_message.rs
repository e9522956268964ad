//! Why a message is not given to Cognito.

use std::fmt;

use strum::IntoStaticStr;

/// A part of a message that has rules of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `emailMessage`.
    Body,
    /// `emailSubject`.
    Subject,
    /// `smsMessage`.
    Sms,
}

/// The rule of Cognito that a message breaks, or why there is no message.
///
/// It holds nothing from an event, so it can be logged.
#[derive(Clone, Debug, PartialEq, Eq, IntoStaticStr, thiserror::Error)]
#[strum(serialize_all = "kebab-case")]
pub enum InvalidMessage {
    /// The event's placeholder has a shape that cannot stand raw in a link.
    #[error("the event's code parameter or user name parameter is no placeholder in braces")]
    PlaceholderUnusable,
    /// Cognito demands a placeholder that the text lacks (contract §4.1).
    #[error("the {0} lacks a placeholder that Cognito demands")]
    PlaceholderMissing(Part),
    /// The text holds a placeholder that Cognito does not replace here, or the start of one.
    #[error("the {0} holds a placeholder that does not belong there")]
    PlaceholderUnexpected(Part),
    /// The body is not 6 to 20,000 characters long once Cognito has filled it.
    #[error("the e-mail body would have {units} characters; Cognito takes 6 to 20,000")]
    BodyLength {
        /// UTF-16 code units, with placeholders at their longest.
        units: usize,
    },
    /// The subject is not 1 to 140 characters long.
    #[error("the e-mail subject has {units} characters; Cognito takes 1 to 140")]
    SubjectLength {
        /// UTF-16 code units.
        units: usize,
    },
    /// The text message is not 6 to 140 characters long once Cognito has filled it.
    #[error("the text message would have {units} characters; Cognito takes 6 to 140")]
    SmsLength {
        /// UTF-16 code units, with placeholders filled.
        units: usize,
    },
    /// A character outside the class that Cognito accepts (contract §4.2).
    #[error(
        "the {part} holds the character U+{:04X}, which Cognito does not accept there",
        u32::from(*.character)
    )]
    ForbiddenCharacter {
        /// Where it stands.
        part: Part,
        /// The first such character. Characters of event data are filtered before, so it comes
        /// from the brand.
        character: char,
    },
    /// A sentence is missing in every file of the fallback chain, or cannot be formatted.
    #[error("the sentence `{message}.{attribute}` is missing or cannot be formatted")]
    Sentence {
        /// The Fluent message.
        message: &'static str,
        /// Its attribute.
        attribute: String,
    },
    /// The layout cannot be filled. The template engine's own text is left out, because it may
    /// quote values.
    #[error("layout.html cannot be rendered (line {line}): {kind}")]
    Layout {
        /// The line in `layout.html`, or 0 if unknown.
        line: usize,
        /// The template engine's class of error.
        kind: String,
    },
    /// The brand's `brand.toml` could not be used, so that nobody knows where its links lead.
    #[error("brand.toml could not be used when the function started")]
    BrandUnusable,
}

impl InvalidMessage {
    /// A stable name for logs and metrics.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Body => "e-mail body",
            Self::Subject => "e-mail subject",
            Self::Sms => "text message",
        })
    }
}
