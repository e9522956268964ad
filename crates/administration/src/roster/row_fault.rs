//! What is wrong with a row of a list.

use crate::outcome::listed;
use crate::refusal::Refusal;
use crate::value_rule::ValueRule;

/// Why a row, or one of its cells, cannot become an invitation, and what to do. No sentence quotes
/// a cell, but for names of groups, brands and languages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// More or fewer cells than there are columns.
    #[error(
        "there are {found} cells for {expected} columns; is a quotation mark left open, or a separator missing?"
    )]
    Width {
        /// The number of columns.
        expected: usize,
        /// The number of cells.
        found: usize,
    },
    /// A cell that goes on in the next line, or holds a control character.
    #[error("there is a line break or a control character; is a quotation mark left open?")]
    ControlCharacter,
    /// A row without an address.
    #[error("there is no address; fill it in, or remove the row")]
    AddressMissing,
    /// What is no address.
    #[error("this is no e-mail address; write it like ada@client.example")]
    AddressMalformed,
    /// An address that is too long for the user name that it is.
    #[error("the address has more than {0} characters, which is too long for a user name")]
    AddressTooLong(usize),
    /// An address that stands further up, too.
    #[error("this person stands in line {0} already; keep one of the rows")]
    AddressTwice(u64),
    /// A user name that stands further up, too.
    #[error("this user name stands in line {0} already; choose another, or keep one of the rows")]
    UserNameTwice(u64),
    /// A user name that Cognito would not take.
    #[error("a user name has at most {0} characters and no spaces")]
    UserNameMalformed(usize),
    /// What is no name of a group.
    #[error("{0:?} is no name of a group; write | between several groups")]
    GroupMalformed(String),
    /// A brand that does not exist.
    #[error(
        "there is no brand {name:?}; name one of {}, or leave it blank",
        listed(known)
    )]
    BrandUnknown {
        /// The brand.
        name: String,
        /// Those that exist.
        known: Vec<String>,
    },
    /// What is no language tag.
    #[error("this is no language tag; write it like de or pt-BR")]
    LocaleMalformed,
    /// A language that the person's brand has no sentences in.
    #[error(
        "the brand does not speak {locale:?}; name one of {}, leave it blank, or add {locale}.ftl to the brand",
        listed(known)
    )]
    LocaleNotSpoken {
        /// The language.
        locale: String,
        /// Those that the brand speaks.
        known: Vec<String>,
    },
    /// A value that the pool would not keep.
    #[error("the value has to be {0}")]
    Value(ValueRule),
    /// What would be refused of any invitation.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl RowFault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Width { .. } => "row-width",
            Self::ControlCharacter => "control-character",
            Self::AddressMissing => "address-missing",
            Self::AddressMalformed => "address-malformed",
            Self::AddressTooLong(_) => "address-too-long",
            Self::AddressTwice(_) => "address-twice",
            Self::UserNameTwice(_) => "user-name-twice",
            Self::UserNameMalformed(_) => "user-name-malformed",
            Self::GroupMalformed(_) => "group-malformed",
            Self::BrandUnknown { .. } => "brand-unknown",
            Self::LocaleMalformed => "locale-malformed",
            Self::LocaleNotSpoken { .. } => "locale-not-spoken",
            Self::Value(_) => "value-not-kept",
            Self::Refused(refusal) => refusal.code(),
        }
    }
}
