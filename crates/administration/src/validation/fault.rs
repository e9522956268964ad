//! What is wrong with an invitation that is asked for.

use cognito::limits::LONGEST_VALUE;
use invitation::BRAND_ATTRIBUTE as BRAND;
use invitation::INVITED_ATTRIBUTE;
use invitation::attributes::InvalidAttributeName;
use invitation::invitation_record::{InvalidInviterName, MAX_NAME_CHARACTERS, MAX_RECORD_BYTES};
use strum::IntoStaticStr;

use crate::error::AdminError;
use crate::record_request::InvalidEnd;
use crate::sentence::listed;

/// A fault, and the field that has it: `email`, `user_name`, `given_name`, `family_name`,
/// `groups`, `brand`, `locale`, `inviter`, `inviter_name`, `expires`, an attribute by its name, `validation_data.<key>`,
/// `client_metadata.<key>`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct Fault {
    /// The field.
    pub field: String,
    /// What is wrong with it.
    pub reason: Reason,
}

impl Fault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.reason.code()
    }

    /// Whether the value can be read, and what stands against it are the settings or the pool.
    pub fn is_refusal(&self) -> bool {
        matches!(self.reason, Reason::Refused(_))
    }
}

/// Why a value cannot be part of an invitation, and what to do. No sentence quotes a value, except
/// names of groups, brands, languages and attributes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Reason {
    /// A value that goes on in the next line, or holds a control character.
    #[error("there is a line break or a control character; is a quotation mark left open?")]
    ControlCharacter,
    /// A character inside a value that nobody sees.
    #[error("there is an invisible character inside (U+{0:04X}); type the value anew")]
    InvisibleCharacter(u32),
    /// A space where there can be none.
    #[error("there is a space inside; take it out")]
    Space,
    /// A character that Cognito takes in no name, or that would be markup in a mail.
    #[error("the character U+{0:04X} is not taken here; leave it out")]
    CharacterNotTaken(u32),
    /// No address.
    #[error("there is no e-mail address; fill it in")]
    EmailMissing,
    /// What is no address.
    #[error("this is no e-mail address; write one such as ada@client.example")]
    EmailNotValid,
    /// An address whose domain is one word. Cognito may keep it, and no mail reaches it: a domain
    /// without a dot has no mail exchanger (RFC 7085).
    #[error(
        "the domain of the address has no dot, and no mail reaches it; complete it, such as ada@client.example"
    )]
    EmailDomainNotValid,
    /// An address that is too long for the user name that it is.
    #[error("the address has more than {0} characters, which is too long for a user name")]
    EmailTooLong(usize),
    /// A user name that Cognito would not take.
    #[error("a user name has at most {0} characters")]
    UserNameTooLong(usize),
    /// What is no name of a group.
    #[error("{0:?} is no name of a group; give each group by itself, without commas and spaces")]
    GroupNotValid(String),
    /// A brand that does not exist.
    #[error(
        "there is no brand {name:?}; name one of {}, or leave it out",
        listed(known)
    )]
    BrandUnknown {
        /// The brand.
        name: String,
        /// Those that exist.
        known: Vec<String>,
    },
    /// A pool that cannot keep a brand.
    #[error(
        "the user pool has no attribute \"{BRAND}\"; add it to the pool's schema, or leave the brand out"
    )]
    #[strum(serialize = "attribute-unknown")]
    BrandNotKept,
    /// What is no language tag.
    #[error("this is no language tag; write it like de or pt-BR, or leave it out")]
    LocaleNotValid,
    /// A language that the person's brand has no sentences in.
    #[error(
        "the brand does not speak {locale:?}; name one of {}, leave it out, or add {locale}.ftl to the brand",
        listed(known)
    )]
    LocaleNotSpoken {
        /// The language.
        locale: String,
        /// Those that the brand speaks.
        known: Vec<String>,
    },
    /// A value that is longer than any that Cognito hands to a hook.
    #[error("the value has more than {LONGEST_VALUE} bytes; shorten it")]
    ValueTooLong,
    /// A name of an attribute that no invitation gives.
    #[error(transparent)]
    #[strum(serialize = "attribute-not-assignable")]
    AttributeName(#[from] InvalidAttributeName),
    /// A key of hook data with no name, or one that is given twice.
    #[error("the key is empty or given twice; give each key once")]
    KeyTwice,
    /// A pool that cannot keep who invites and until when.
    #[error(
        "the user pool has no mutable attribute \"{INVITED_ATTRIBUTE}\" of {MAX_RECORD_BYTES} characters; add it to the pool's schema, or leave inviter, end and link out"
    )]
    #[strum(serialize = "attribute-unknown")]
    RecordNotKept,
    /// What is no name of an inviter.
    #[error(
        "an inviter's name is one line of at most {MAX_NAME_CHARACTERS} characters; shorten it"
    )]
    InviterNameNotValid,
    /// What is no end of an invitation.
    #[error(transparent)]
    #[strum(serialize = "expiry-not-valid")]
    ExpiryNotValid(#[from] InvalidEnd),
    /// What would be refused of any invitation.
    #[error(transparent)]
    Refused(#[from] AdminError),
}

impl Reason {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(error) => error.code(),
            other => other.into(),
        }
    }
}

impl From<InvalidInviterName> for Reason {
    fn from(_: InvalidInviterName) -> Self {
        Self::InviterNameNotValid
    }
}
