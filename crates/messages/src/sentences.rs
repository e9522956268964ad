//! The sentences that exist, and what may be filled into each.
//!
//! Every sentence is an attribute of a Fluent message: `sign-up.subject` is written as
//! `.subject = …` below `sign-up =`. The built-in files hold all of them; a brand's file holds
//! those that it words differently.

use crate::MessageKind;
use crate::rejection::{self, REJECTION_CODES};

/// What every mail shares: greeting, hints, footer.
pub(crate) const COMMON: &str = "common";
/// The sentences of rejections, one attribute for each code.
pub(crate) const REJECTION: &str = "rejection";
/// The welcome mail.
pub(crate) const WELCOME: &str = "welcome";
/// The notice to an inviter.
pub(crate) const INVITER_NOTICE: &str = "inviter-notice";
/// The invitation to sign up by oneself.
pub(crate) const TOKEN_INVITATION: &str = "token-invitation";
/// The message to a member who was given access to more.
pub(crate) const ACCESS_GIVEN: &str = "access-given";
/// A moment in words.
pub(crate) const MOMENT: &str = "moment";
/// The months in [`MOMENT`], January first.
pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The built-in file that a message stands in. Each function reads the files that it says something
/// of and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// What every mail shares.
    Common,
    /// What Cognito sends.
    Cognito,
    /// What we send.
    Mails,
    /// What somebody who is refused reads.
    Rejections,
}

impl Part {
    /// Every part.
    pub(crate) const ALL: [Self; 4] = [Self::Common, Self::Cognito, Self::Mails, Self::Rejections];

    /// The part that a message stands in.
    pub(crate) fn of(message: &str) -> Self {
        match message {
            COMMON => Self::Common,
            REJECTION => Self::Rejections,
            WELCOME | INVITER_NOTICE | TOKEN_INVITATION | ACCESS_GIVEN | MOMENT => Self::Mails,
            _ => Self::Cognito,
        }
    }
}

/// The variables that the sentence may use, or nothing if there is no such sentence.
pub(crate) fn variables(message: &str, attribute: &str) -> Option<&'static [&'static str]> {
    match message {
        COMMON => in_common(attribute),
        REJECTION => in_rejection(attribute),
        WELCOME | ACCESS_GIVEN => {
            in_every_mail(attribute).or_else(|| in_mail_with_button(attribute))
        }
        TOKEN_INVITATION => in_token_invitation(attribute),
        MOMENT => in_moment(attribute),
        INVITER_NOTICE => match attribute {
            "body" => Some(&["brand", "member"]),
            "note" => None,
            _ => in_every_mail(attribute),
        },
        _ => {
            let kind = MessageKind::ALL
                .into_iter()
                .find(|kind| kind.sentences() == message)?;
            in_message_of(kind, attribute)
        }
    }
}

fn in_common(attribute: &str) -> Option<&'static [&'static str]> {
    match attribute {
        "greeting" | "page-hint" | "support" => Some(&["brand"]),
        "greeting-named" => Some(&["brand", "name"]),
        _ => None,
    }
}

fn in_rejection(attribute: &str) -> Option<&'static [&'static str]> {
    if REJECTION_CODES.contains(&attribute) {
        return Some(&["brand"]);
    }
    REJECTION_CODES
        .into_iter()
        .filter_map(rejection::detailed_attribute)
        .any(|detailed| detailed == attribute)
        .then_some(&["brand", "detail"])
}

fn in_token_invitation(attribute: &str) -> Option<&'static [&'static str]> {
    match attribute {
        "body-named" => Some(&["brand", "inviter"]),
        "note" => Some(&["brand", "expires"]),
        "secret-label" => Some(&["brand"]),
        _ => in_every_mail(attribute).or_else(|| in_mail_with_button(attribute)),
    }
}

fn in_moment(attribute: &str) -> Option<&'static [&'static str]> {
    match attribute {
        "words" => Some(&["day", "month", "year", "time"]),
        month => MONTHS.contains(&month).then_some(&[]),
    }
}

fn in_message_of(kind: MessageKind, attribute: &str) -> Option<&'static [&'static str]> {
    match attribute {
        "secret-label" => Some(&["brand"]),
        "sms" | "sms-short" if kind.shows_user_name() => Some(&["brand", "code", "username"]),
        "sms" => Some(&["brand", "code"]),
        "username-label" if kind.shows_user_name() => Some(&["brand"]),
        "action" => match kind {
            MessageKind::AdminCreateUser
            | MessageKind::SignUp
            | MessageKind::ResendCode
            | MessageKind::ForgotPassword => in_mail_with_button(attribute),
            MessageKind::UpdateUserAttribute
            | MessageKind::VerifyUserAttribute
            | MessageKind::Authentication => None,
        },
        _ => in_every_mail(attribute),
    }
}

fn in_every_mail(attribute: &str) -> Option<&'static [&'static str]> {
    match attribute {
        "subject" | "preheader" | "heading" | "body" | "note" | "reason" | "unexpected" => {
            Some(&["brand"])
        }
        _ => None,
    }
}

fn in_mail_with_button(attribute: &str) -> Option<&'static [&'static str]> {
    (attribute == "action").then_some(&["brand"])
}
