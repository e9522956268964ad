//! The columns of a list, by their heads.

use std::fmt;

use invitation::AttributeName;
use invitation::admission::INVITATION_KEY;
use strum::IntoStaticStr;

use crate::checks::assignable;
use crate::error::AdminError;
use crate::import_list::heading;
use crate::validation::Rules;
use crate::validation::text::trimmed;

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
    /// `inviter`: a member of the pool, by address, user name or `sub`.
    Inviter,
    /// `inviter_name`.
    InviterName,
    /// `expires`: `48h`, a day, a moment.
    Expires,
    /// Any attribute that may be given, by its name: `custom:tenant`.
    Attribute(AttributeName),
    /// `validation_data.<key>`.
    ValidationData(String),
    /// `client_metadata.<key>`.
    ClientMetadata(String),
    /// A column that says nothing here: Cognito's own flags and times, and what is left out on
    /// request.
    Ignored,
}

/// Columns of Cognito's own import files (`GetCSVHeader`) that say nothing of an invitation.
const OF_COGNITO: [&str; 4] = [
    "email_verified",
    "phone_number_verified",
    "cognito:mfa_enabled",
    "updated_at",
];

/// The columns that every list can have.
const FIXED: [(&str, Column); 10] = [
    ("email", Column::Email),
    ("given_name", Column::GivenName),
    ("family_name", Column::FamilyName),
    ("user_name", Column::UserName),
    ("groups", Column::Groups),
    ("brand", Column::Brand),
    ("locale", Column::Locale),
    ("inviter", Column::Inviter),
    ("inviter_name", Column::InviterName),
    ("expires", Column::Expires),
];

/// The column that every list can have, by its name.
fn fixed(name: &str) -> Option<Column> {
    let mut all = FIXED.into_iter();
    let (_, column) = all.find(|(fixed, _)| *fixed == name)?;
    Some(column)
}

const VALIDATION_DATA: &str = "validation_data.";
const CLIENT_METADATA: &str = "client_metadata.";

/// The longest head that is compared with names, in bytes: a longer one was never meant as one.
const MAX_COMPARED: usize = 64;

/// How many letters a name may differ in and still be taken for a slip of the keyboard.
const SLIPS: usize = 3;

/// How many names a sentence offers.
const MAX_NAMED: usize = 3;

/// Why a column cannot be read, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ColumnFault {
    /// A head that says nothing that is known.
    #[error("this column is unknown{}", suggestion(.nearest))]
    ColumnUnknown {
        /// What may have been meant, the likeliest first.
        nearest: Vec<String>,
    },
    /// A column without a head.
    #[error("this column has no name; name it, or remove it")]
    ColumnNameless,
    /// A prefix without a key.
    #[error("there is no key after the dot; write it as {0}<key>")]
    KeyMissing(&'static str),
    /// Two columns of one head.
    #[error("this column stands twice; keep one of them")]
    ColumnTwice,
    /// No column with addresses.
    #[error("there is no column \"email\"; name the columns in the first line")]
    ColumnEmailMissing,
    /// An attribute that is never given by an invitation.
    #[error("this attribute is never given by an invitation; remove the column")]
    AttributeNeverGiven,
    /// An attribute or key that may not be given.
    #[error(transparent)]
    Refused(#[from] AdminError),
}

impl ColumnFault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(error) => error.code(),
            other => other.into(),
        }
    }

    /// Whether the head is a name that is known, of what no invitation gives.
    fn is_never_given(&self) -> bool {
        matches!(
            self,
            Self::AttributeNeverGiven | Self::Refused(AdminError::AttributeNotAssignable { .. })
        )
    }
}

impl Column {
    /// Whether a head is one of Cognito's own flags and times.
    pub fn says_nothing(head: &str) -> bool {
        OF_COGNITO.contains(&trimmed(head).to_lowercase().as_str())
    }

    /// Reads a head. Neither case nor what stands between words makes a difference in the names
    /// that every list can have, and their usual spellings in the built-in languages count, too.
    pub fn new(head: &str, rules: &Rules<'_>) -> Result<Self, ColumnFault> {
        let head = trimmed(head);
        if head.is_empty() {
            return Err(ColumnFault::ColumnNameless);
        }
        let lower = head.to_lowercase();
        if let Some(column) = fixed(&lower) {
            return Ok(column);
        }
        if Self::says_nothing(head) {
            return Ok(Self::Ignored);
        }
        if let Some(key) = head.strip_prefix(VALIDATION_DATA) {
            return Ok(Self::ValidationData(self::key(VALIDATION_DATA, key)?));
        }
        if let Some(key) = head.strip_prefix(CLIENT_METADATA) {
            return Ok(Self::ClientMetadata(self::key(CLIENT_METADATA, key)?));
        }
        let is_kept = rules.keeps(head);
        if !is_kept && let Some(column) = heading::usual(head).and_then(fixed) {
            return Ok(column);
        }
        let Ok(name) = head.parse::<AttributeName>() else {
            if let Some(column) = heading::usual(head).and_then(fixed) {
                return Ok(column);
            }
            // Those that are never given are in every pool's schema, or could be.
            return Err(if is_kept {
                ColumnFault::AttributeNeverGiven
            } else {
                unknown(&lower, rules)
            });
        };
        let may_be_given = assignable([], [&name], rules.grants);
        match (is_kept, may_be_given) {
            (true, may_be_given) => may_be_given?,
            (false, Ok(())) => return Err(AdminError::AttributeUnknown(head.to_owned()).into()),
            (false, Err(_)) => return Err(unknown(&lower, rules)),
        }
        Ok(Self::Attribute(name))
    }

    /// Whether the column fills in this field of an invitation.
    pub(crate) fn is_field(&self, field: &str) -> bool {
        *self != Self::Ignored && self.to_string() == field
    }

    /// Reads the heads of a whole list, and finds every fault with the position of its column;
    /// what is missing has none. `ignored` says which columns say nothing, under any name,
    /// and `left_out` of which nothing is missed if no invitation can give them.
    pub fn all<'h>(
        heads: impl IntoIterator<Item = &'h str>,
        ignored: impl Fn(usize) -> bool,
        left_out: impl Fn(usize) -> bool,
        rules: &Rules<'_>,
    ) -> Result<Vec<Self>, Vec<(Option<usize>, ColumnFault)>> {
        let mut columns = Vec::new();
        let mut faults = Vec::new();
        for (position, head) in heads.into_iter().enumerate() {
            if ignored(position) {
                columns.push(Self::Ignored);
                continue;
            }
            match Self::new(head, rules) {
                Err(fault) if fault.is_never_given() && left_out(position) => {
                    columns.push(Self::Ignored);
                }
                Ok(column) if column != Self::Ignored && columns.contains(&column) => {
                    faults.push((Some(position), ColumnFault::ColumnTwice));
                }
                Ok(column) => columns.push(column),
                Err(fault) => faults.push((Some(position), fault)),
            }
        }
        if !columns.contains(&Self::Email) {
            faults.push((None, ColumnFault::ColumnEmailMissing));
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
        INVITATION_KEY => Err(AdminError::KeyReserved.into()),
        key => Ok(key.to_owned()),
    }
}

/// An unknown head, and the known ones that it looks like most.
fn unknown(head: &str, rules: &Rules<'_>) -> ColumnFault {
    if head.len() > MAX_COMPARED {
        return ColumnFault::ColumnUnknown {
            nearest: Vec::new(),
        };
    }
    let assignable = &rules.grants.assignable_attributes;
    let attributes = assignable
        .iter()
        .map(AttributeName::as_str)
        .filter(|name| rules.keeps(name));
    let names = FIXED.iter().map(|(name, _)| *name).chain(attributes);
    let mut distances: Vec<(usize, &str)> = names
        .map(|name| {
            let distance = strsim::damerau_levenshtein(head, &name.to_lowercase());
            (distance, name)
        })
        .collect();
    distances.sort_unstable();
    // A field of an invitation can be on the list of attributes, too.
    distances.dedup();
    // A name that differs in every other letter was not meant.
    let slips = SLIPS.min(head.chars().count() / 2);
    let near = distances
        .iter()
        .take_while(|(distance, _)| *distance <= slips);
    ColumnFault::ColumnUnknown {
        nearest: near
            .take(MAX_NAMED)
            .map(|(_, name)| (*name).to_owned())
            .collect(),
    }
}

fn suggestion(nearest: &[String]) -> String {
    let quoted: Vec<String> = nearest.iter().map(|name| format!("\"{name}\"")).collect();
    match quoted.as_slice() {
        [] => "; name a field of an invitation, or an attribute that the user pool has and the settings let be given, or leave the column out".to_owned(),
        [only] => format!("; did you mean {only}?"),
        several => format!("; did you mean one of {}?", several.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import_list::samples::{Sample, pool};
    use cognito::user_pool::Naming;

    #[track_caller]
    fn check(heads: &[&str], expected: Result<&[&str], &[(Option<usize>, &str)]>) {
        let sample = Sample::new(pool(Naming::Address));
        let columns = Column::all(heads.iter().copied(), |_| false, |_| false, &sample.rules());
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
        for never in ["phone_number", "sub", "custom:invitation"] {
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
    fn a_misspelt_head_gets_a_suggestion() {
        let sample = Sample::new(pool(Naming::Address));
        for (head, expected) in [
            ("emial", &["email"][..]),
            ("given nam", &["given_name"]),
            ("custom:tennant", &["custom:tenant"]),
            ("x", &[]),
            ("remarks of the sales team", &[]),
        ] {
            let fault = Column::new(head, &sample.rules()).unwrap_err();
            let nearest = expected.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(fault, ColumnFault::ColumnUnknown { nearest }, "{head}");
            assert!(fault.to_string().len() < 200, "{fault}");
        }
    }

    #[test]
    fn the_usual_spellings_are_known() {
        for (head, expected) in [
            ("E-Mail", "email"),
            ("Email Address", "email"),
            ("E-Mail-Adresse", "email"),
            ("Adresse e-mail", "email"),
            ("Correo electrónico", "email"),
            ("البريد الإلكتروني", "email"),
            ("\u{feff}Given Name\u{a0}", "given_name"),
            ("First name", "given_name"),
            ("Vorname", "given_name"),
            ("Prénom", "given_name"),
            ("Nombre", "given_name"),
            ("Last Name", "family_name"),
            ("Nachname", "family_name"),
            ("Nom de famille", "family_name"),
            ("Apellidos", "family_name"),
            ("اسم العائلة", "family_name"),
            ("cognito:username", "user_name"),
            ("Benutzername", "user_name"),
            ("Nom d'utilisateur", "user_name"),
            ("group", "groups"),
            ("Gruppen", "groups"),
            ("Sprache", "locale"),
            ("Langue", "locale"),
        ] {
            let sample = Sample::new(pool(Naming::Address));
            let column = Column::new(head, &sample.rules()).expect(head);
            assert_eq!(column.to_string(), expected, "{head}");
        }
        for ignored in ["email_verified", "cognito:mfa_enabled", "updated_at"] {
            let sample = Sample::new(pool(Naming::Address));
            let column = Column::new(ignored, &sample.rules());
            assert_eq!(column, Ok(Column::Ignored), "{ignored}");
        }
    }
}
