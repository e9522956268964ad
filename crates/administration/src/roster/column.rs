//! The columns of a list, by their heads.

use std::fmt;

use invitation::AttributeName;

use crate::checks::{TOKEN_KEY, assignable};
use crate::refusal::Refusal;
use crate::roster::Against;

/// What a column says of each person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// `email`: the address. A list without it invites nobody.
    Email,
    /// `user_name`.
    UserName,
    /// `given_name`.
    GivenName,
    /// `family_name`.
    FamilyName,
    /// `groups`: names of groups with `|` between them. It is no part of any name that is used,
    /// and separates no columns, unlike the comma and the semicolon.
    Groups,
    /// `brand`.
    Brand,
    /// `locale`.
    Locale,
    /// Any attribute that may be given, by its name: `custom:tenant`.
    Attribute(AttributeName),
    /// `validation_data.<key>`.
    ValidationData(String),
    /// `client_metadata.<key>`.
    ClientMetadata(String),
}

/// The columns that every list can have.
const FIXED: [(&str, Column); 7] = [
    ("email", Column::Email),
    ("given_name", Column::GivenName),
    ("family_name", Column::FamilyName),
    ("user_name", Column::UserName),
    ("groups", Column::Groups),
    ("brand", Column::Brand),
    ("locale", Column::Locale),
];

const VALIDATION_DATA: &str = "validation_data.";
const CLIENT_METADATA: &str = "client_metadata.";

/// The longest head that is compared with names, in bytes: a longer one was never meant as one.
const MAX_COMPARED: usize = 64;

/// How many letters a name may differ in and still be taken for a slip of the keyboard.
const SLIPS: usize = 3;

/// Why a column cannot be read, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColumnFault {
    /// A head that says nothing that is known.
    #[error("this column is unknown{}", suggestion(.nearest.as_deref()))]
    Unknown {
        /// What may have been meant.
        nearest: Option<String>,
    },
    /// A column without a head.
    #[error("this column has no name; name it, or remove it")]
    Nameless,
    /// A prefix without a key.
    #[error("there is no key after the dot; write it as {0}<key>")]
    KeyMissing(&'static str),
    /// Two columns of one head.
    #[error("this column stands twice; keep one of them")]
    Repeated,
    /// No column with addresses.
    #[error("there is no column \"email\"; name the columns in the first line")]
    EmailMissing,
    /// An attribute that is never given by an invitation.
    #[error("this attribute is never given by an invitation; remove the column")]
    NeverGiven,
    /// An attribute or key that may not be given.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl ColumnFault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "column-unknown",
            Self::Nameless => "column-nameless",
            Self::KeyMissing(_) => "key-missing",
            Self::Repeated => "column-twice",
            Self::EmailMissing => "column-email-missing",
            Self::NeverGiven => "attribute-never-given",
            Self::Refused(refusal) => refusal.code(),
        }
    }
}

impl Column {
    /// Reads a head. Case makes no difference in the names that every list can have.
    pub fn new(head: &str, against: &Against<'_>) -> Result<Self, ColumnFault> {
        let head = head.trim();
        if head.is_empty() {
            return Err(ColumnFault::Nameless);
        }
        let lower = head.to_lowercase();
        if let Some((_, column)) = FIXED.iter().find(|(name, _)| *name == lower) {
            return Ok(column.clone());
        }
        if let Some(key) = head.strip_prefix(VALIDATION_DATA) {
            return Ok(Self::ValidationData(self::key(VALIDATION_DATA, key)?));
        }
        if let Some(key) = head.strip_prefix(CLIENT_METADATA) {
            return Ok(Self::ClientMetadata(self::key(CLIENT_METADATA, key)?));
        }
        let Ok(name) = head.parse::<AttributeName>() else {
            // Those that are never given are in every pool's schema, or could be.
            let is_known = against.pool.schema.contains_key(head);
            return Err(if is_known {
                ColumnFault::NeverGiven
            } else {
                unknown(&lower, against)
            });
        };
        let is_kept = against.pool.schema.contains_key(name.as_str());
        let may_be_given = assignable([], [&name], against.grants);
        match (is_kept, may_be_given) {
            (true, may_be_given) => may_be_given?,
            (false, Ok(())) => return Err(Refusal::AttributeUnknown(head.to_owned()).into()),
            (false, Err(_)) => return Err(unknown(&lower, against)),
        }
        Ok(Self::Attribute(name))
    }

    /// Reads the heads of a whole list, and finds every fault with the position of its column;
    /// what is missing has none.
    pub fn all<'h>(
        heads: impl IntoIterator<Item = &'h str>,
        against: &Against<'_>,
    ) -> Result<Vec<Self>, Vec<(Option<usize>, ColumnFault)>> {
        let mut columns = Vec::new();
        let mut faults = Vec::new();
        for (position, head) in heads.into_iter().enumerate() {
            match Self::new(head, against) {
                Ok(column) if columns.contains(&column) => {
                    faults.push((Some(position), ColumnFault::Repeated));
                }
                Ok(column) => columns.push(column),
                Err(fault) => faults.push((Some(position), fault)),
            }
        }
        if !columns.contains(&Self::Email) {
            faults.push((None, ColumnFault::EmailMissing));
        }
        if faults.is_empty() {
            Ok(columns)
        } else {
            Err(faults)
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(name) => f.write_str(name.as_str()),
            Self::ValidationData(key) => write!(f, "{VALIDATION_DATA}{key}"),
            Self::ClientMetadata(key) => write!(f, "{CLIENT_METADATA}{key}"),
            fixed => {
                let name = FIXED.iter().find(|(_, column)| column == fixed);
                f.write_str(name.map_or("", |(name, _)| name))
            }
        }
    }
}

fn key(prefix: &'static str, key: &str) -> Result<String, ColumnFault> {
    match key {
        "" => Err(ColumnFault::KeyMissing(prefix)),
        TOKEN_KEY => Err(Refusal::KeyReserved.into()),
        key => Ok(key.to_owned()),
    }
}

/// An unknown head, and the known one that it looks like most.
fn unknown(head: &str, against: &Against<'_>) -> ColumnFault {
    if head.len() > MAX_COMPARED {
        return ColumnFault::Unknown { nearest: None };
    }
    let assignable = &against.grants.assignable_attributes;
    let attributes = assignable
        .iter()
        .map(AttributeName::as_str)
        .filter(|name| against.pool.schema.contains_key(*name));
    let names = FIXED.iter().map(|(name, _)| *name).chain(attributes);
    let distances = names.map(|name| {
        let distance = strsim::damerau_levenshtein(head, &name.to_lowercase());
        (distance, name)
    });
    // A name that differs in every other letter was not meant.
    let slips = SLIPS.min(head.chars().count() / 2);
    let nearest = distances.min().filter(|(distance, _)| *distance <= slips);
    ColumnFault::Unknown {
        nearest: nearest.map(|(_, name)| name.to_owned()),
    }
}

fn suggestion(nearest: Option<&str>) -> String {
    if let Some(nearest) = nearest {
        return format!("; did you mean \"{nearest}\"?");
    }
    let fixed: Vec<&str> = FIXED.iter().map(|(name, _)| *name).collect();
    format!(
        "; name one of {}, {VALIDATION_DATA}<key>, {CLIENT_METADATA}<key>, or an attribute that the user pool has and the settings let be given",
        fixed.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::samples::{Sample, pool};
    use crate::user_pool::Naming;

    #[track_caller]
    fn check(heads: &[&str], expected: Result<&[&str], &[(Option<usize>, &str)]>) {
        let sample = Sample::new(pool(Naming::Address));
        let columns = Column::all(heads.iter().copied(), &sample.against());
        match (columns, expected) {
            (Ok(columns), Ok(expected)) => {
                let names: Vec<String> = columns.iter().map(ToString::to_string).collect();
                assert_eq!(names, expected);
            }
            (Err(faults), Err(expected)) => {
                let faults: Vec<_> = faults
                    .iter()
                    .map(|(position, fault)| (*position, fault.code()))
                    .collect();
                assert_eq!(faults, expected);
            }
            (columns, _) => panic!("{heads:?} came to {columns:?}"),
        }
    }

    #[test]
    fn columns_by_their_heads() {
        check(&["email"], Ok(&["email"]));
        check(
            &[" Email ", "Given_Name", "GROUPS"],
            Ok(&["email", "given_name", "groups"]),
        );
        check(
            &[
                "email",
                "custom:tenant",
                "validation_data.terms",
                "client_metadata.Campaign",
            ],
            Ok(&[
                "email",
                "custom:tenant",
                "validation_data.terms",
                "client_metadata.Campaign",
            ]),
        );
    }

    #[test]
    fn every_fault_of_a_head_is_found() {
        check(
            &[
                "",
                "nonsense",
                "groups",
                "groups",
                "validation_data.",
                "custom:rank",
            ],
            Err(&[
                (Some(0), "column-nameless"),
                (Some(1), "column-unknown"),
                (Some(3), "column-twice"),
                (Some(4), "key-missing"),
                (Some(5), "attribute-not-assignable"),
                (None, "column-email-missing"),
            ]),
        );
        for reserved in ["validation_data.invitation", "client_metadata.invitation"] {
            check(&["email", reserved], Err(&[(Some(1), "key-reserved")]));
        }
        for never in ["email_verified", "phone_number", "sub", "custom:invitation"] {
            check(
                &["email", never],
                Err(&[(Some(1), "attribute-never-given")]),
            );
        }
    }

    #[test]
    fn an_attribute_has_to_be_in_the_pool_and_on_the_list() {
        check(&["email", "custom:level"], Ok(&["email", "custom:level"]));
        for (head, code) in [
            ("custom:rank", "attribute-not-assignable"),
            ("custom:absent", "attribute-unknown"),
            ("custom:unheard-of", "column-unknown"),
        ] {
            check(&["email", head], Err(&[(Some(1), code)]));
        }
    }

    #[test]
    fn a_slip_of_the_keyboard_is_told() {
        let sample = Sample::new(pool(Naming::Address));
        for (head, expected) in [
            ("emial", Some("email")),
            ("E-Mail", Some("email")),
            ("given name", Some("given_name")),
            ("custom:tennant", Some("custom:tenant")),
            ("group", Some("groups")),
            ("x", None),
            ("remarks of the sales team", None),
        ] {
            let fault = Column::new(head, &sample.against()).unwrap_err();
            let nearest = expected.map(str::to_owned);
            assert_eq!(fault, ColumnFault::Unknown { nearest }, "{head}");
        }
    }
}
