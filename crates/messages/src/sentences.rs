//! The sentences that exist, and what may be filled into each.
//!
//! Every sentence is an attribute of a Fluent message: `sign-up.subject` is written as
//! `.subject = …` below `sign-up =`. The built-in files hold all of them; a brand's file holds
//! those that it words differently.

use strum::EnumCount;

use crate::MessageKind;
use crate::rejection::{self, REJECTION_CODES};

/// What every mail shares: greeting, hints, footer.
pub(crate) const COMMON: &str = "common";
/// The sentences of rejections, one attribute for each code.
pub(crate) const REJECTION: &str = "rejection";
/// The same for an administrator whose request was refused.
pub(crate) const REJECTION_FOR_ADMINISTRATOR: &str = "rejection-for-administrator";
/// The welcome mail.
pub(crate) const WELCOME: &str = "welcome";
/// The notice to an inviter.
pub(crate) const INVITER_NOTICE: &str = "inviter-notice";
/// The invitation to sign up by oneself.
pub(crate) const TOKEN_INVITATION: &str = "token-invitation";
/// What an invitation says otherwise that is sent again because it is still open.
pub(crate) const INVITATION_REMINDER: &str = "invitation-reminder";
/// The message to a member who was given access to more.
pub(crate) const ACCESS_GIVEN: &str = "access-given";
/// A moment in words.
pub(crate) const MOMENT: &str = "moment";
/// What the pages share; each of them has a message whose name begins like this.
pub(crate) const PAGE: &str = "page";
/// What a form asks for: the one message whose attributes are free, for a team has its own.
pub(crate) const PAGE_FIELD: &str = "page-field";
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

/// What the sentences of a built-in file are about. Each function reads the files that it needs and
/// no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumCount)]
pub(crate) enum Topic {
    /// What every mail shares.
    Common,
    /// What Cognito sends.
    Cognito,
    /// What we send.
    Mails,
    /// What somebody who is refused reads.
    Rejections,
    /// What the pages say.
    Pages,
}

impl Topic {
    /// The topic of a message.
    pub(crate) fn of(message: &str) -> Self {
        match message {
            COMMON => Self::Common,
            REJECTION | REJECTION_FOR_ADMINISTRATOR => Self::Rejections,
            WELCOME | INVITER_NOTICE | TOKEN_INVITATION | ACCESS_GIVEN | MOMENT => Self::Mails,
            _ if message.starts_with(PAGE) => Self::Pages,
            _ => Self::Cognito,
        }
    }
}

/// The variables that the sentence may use, or nothing if there is no such sentence.
pub(crate) fn variables(message: &str, attribute: &str) -> Option<&'static [&'static str]> {
    match message {
        COMMON => in_common(attribute),
        REJECTION | REJECTION_FOR_ADMINISTRATOR => in_rejection(attribute),
        WELCOME => in_every_mail(attribute).or_else(|| in_mail_with_button(attribute)),
        ACCESS_GIVEN => match attribute {
            "inviter" => Some(&["brand", "inviter"]),
            _ => in_every_mail(attribute).or_else(|| in_mail_with_button(attribute)),
        },
        INVITATION_REMINDER => match attribute {
            "inviter" => Some(&["brand", "inviter"]),
            "subject" | "preheader" | "heading" | "body" => Some(&["brand"]),
            _ => None,
        },
        TOKEN_INVITATION => in_token_invitation(attribute),
        MOMENT => in_moment(attribute),
        _ if message.starts_with(PAGE) => in_pages(message, attribute),
        INVITER_NOTICE => match attribute {
            "body" => Some(&["brand", "member"]),
            "note" => None,
            _ => in_every_mail(attribute),
        },
        _ => {
            let kind = MessageKind::ALL
                .iter()
                .copied()
                .find(|kind| kind.sentences() == message)?;
            in_message_of(kind, attribute)
        }
    }
}

fn in_common(attribute: &str) -> Option<&'static [&'static str]> {
    match attribute {
        "greeting" | "page-hint" | "support" => Some(&["brand"]),
        "greeting-named" => Some(&["brand", "name", "full-name"]),
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
        "until" => Some(&["brand", "until"]),
        "secret-label" => Some(&["brand"]),
        _ => in_every_mail(attribute).or_else(|| in_mail_with_button(attribute)),
    }
}

/// The sentences of one page, or of what the pages share.
pub(crate) struct PageSentence {
    /// The message.
    pub(crate) message: &'static str,
    /// Its attributes.
    pub(crate) attributes: &'static [&'static str],
}

/// Every sentence of the pages but those of [`PAGE_FIELD`].
pub(crate) const PAGE_SENTENCES: [PageSentence; 8] = [
    PageSentence {
        message: PAGE,
        attributes: &[
            "language",
            "continue",
            "continuing",
            "sign-in",
            "reset-password",
            "enter-code",
            "send-code",
            "new-invitation",
            "show",
            "hide",
            "copy",
            "copied",
            "user-name",
            "email",
            "new-password",
            "choose-password",
            "temporary-password",
            "invitation",
            "code",
            "optional",
            "read",
            "fill-in",
            "not-an-email",
            "choose",
            "working",
            "no-script",
            "incomplete",
            "framed",
        ],
    },
    PageSentence {
        message: "page-accept",
        attributes: &[
            "title",
            "heading",
            "body",
            "action",
            "attributes",
            "done-heading",
            "done",
            "already-heading",
            "already",
            "mfa-heading",
            "mfa",
        ],
    },
    PageSentence {
        message: "page-join",
        attributes: &[
            "title",
            "heading",
            "body",
            "open",
            "typed",
            "action",
            "done-heading",
            "done",
            "code-heading",
            "sent",
            "sent-somewhere",
        ],
    },
    PageSentence {
        message: "page-confirm",
        attributes: &[
            "title",
            "heading",
            "body",
            "typed",
            "action",
            "elsewhere-heading",
            "elsewhere",
            "stranger",
            "sent",
            "sent-somewhere",
            "done-heading",
            "done",
            "already-heading",
            "already",
        ],
    },
    PageSentence {
        message: "page-reset",
        attributes: &[
            "title",
            "heading",
            "body",
            "typed",
            "action",
            "ask-heading",
            "ask",
            "ask-action",
            "sent",
            "sent-somewhere",
            "invited",
            "done-heading",
            "done",
        ],
    },
    PageSentence {
        message: "page-home",
        attributes: &["title", "heading", "body", "forgotten"],
    },
    PageSentence {
        message: "page-rule",
        attributes: &[
            "heading",
            "length",
            "lowercase",
            "uppercase",
            "numbers",
            "symbols",
            "spaces",
            "met",
            "unmet",
        ],
    },
    PageSentence {
        message: "page-problem",
        attributes: &[
            "invitation-expired",
            "link-not-valid",
            "account-exists",
            "code-wrong",
            "code-expired",
            "code-not-delivered",
            "password-refused",
            "password-used-before",
            "attributes-missing",
            "attributes-refused",
            "sign-up-closed",
            "reset-not-possible",
            "reset-required",
            "not-confirmed",
            "account-disabled",
            "throttled",
            "offline",
            "unexpected",
            "link-used",
        ],
    },
];

fn in_pages(message: &str, attribute: &str) -> Option<&'static [&'static str]> {
    if message == PAGE_FIELD {
        return Some(&["brand"]);
    }
    let sentences = PAGE_SENTENCES
        .iter()
        .find(|sentences| sentences.message == message)?;
    if !sentences.attributes.contains(&attribute) {
        return None;
    }
    Some(match (message, attribute) {
        (_, "sent") | ("page-confirm", "elsewhere") => &["brand", "address"],
        ("page-rule", "length") => &["brand", "minimum"],
        _ => &["brand"],
    })
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
        "inviter" if kind.shows_user_name() => Some(&["brand", "inviter"]),
        "until" if kind.shows_user_name() => Some(&["brand", "until"]),
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
