//! What is wrong with a row of a list.

use strum::IntoStaticStr;

use crate::validation::Fault;

/// Why a row, or one of its cells, cannot become an invitation, and what to do. No sentence quotes
/// a cell, except names of groups, brands and languages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum RowFault {
    /// More or fewer cells than there are columns.
    #[error(
        "there are {found} cells for {expected} columns; is a quotation mark left open, or a separator missing?"
    )]
    #[strum(serialize = "row-width")]
    Width {
        /// The number of columns.
        expected: usize,
        /// The number of cells.
        found: usize,
    },
    /// An address that stands further up, too.
    #[error("this person stands in line {0} already; keep one of the rows")]
    AddressTwice(u64),
    /// A user name that stands further up, too.
    #[error("this user name stands in line {0} already; choose another, or keep one of the rows")]
    UserNameTwice(u64),
    /// What would be wrong with any invitation.
    #[error("{}", .0.reason)]
    Field(Box<Fault>),
}

impl From<Fault> for RowFault {
    fn from(fault: Fault) -> Self {
        Self::Field(Box::new(fault))
    }
}

impl RowFault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Field(fault) => fault.code(),
            other => other.into(),
        }
    }

    /// The field that is at fault, where it is one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Field(fault) => Some(&fault.field),
            _ => None,
        }
    }
}
