//! A row of a list as an invitation.

use std::collections::BTreeSet;

use invitation::{EmailAddress, GroupName};
use messages::{Brand, Locale};

use crate::checks;
use crate::naming;
use crate::particulars::{BRAND_ATTRIBUTE, HookData, Invitation, Particulars};
use crate::refusal::Refusal;
use crate::roster::{Against, Column, RowFault};
use crate::user_pool::Naming;
use crate::value_rule::{LONGEST_VALUE, ValueRule};

/// How many characters a user name has at most (API reference, `AdminCreateUser`; contract §8).
const MAX_USER_NAME: usize = 128;

/// What stands between two groups.
const BETWEEN_GROUPS: char = '|';

/// Reads a row, one cell for each column, and finds every fault with the position of its cell; a
/// fault of the row as a whole has none. Space around a value is no part of it, and a blank cell
/// says nothing.
pub fn invitation(
    columns: &[Column],
    cells: &[&str],
    against: &Against<'_>,
) -> Result<Invitation, Vec<(Option<usize>, RowFault)>> {
    if cells.len() != columns.len() {
        let (expected, found) = (columns.len(), cells.len());
        return Err(vec![(None, RowFault::Width { expected, found })]);
    }
    let mut row = Row::default();
    for (position, (column, cell)) in columns.iter().zip(cells).enumerate() {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        if let Err(fault) = row.read(column, cell, against) {
            row.faults.push((Some(position), fault));
        }
    }
    row.finish(columns, against)
}

/// A row as far as it is read.
#[derive(Default)]
struct Row {
    email: Option<EmailAddress>,
    user_name: Option<String>,
    particulars: Particulars,
    hook_data: HookData,
    faults: Vec<(Option<usize>, RowFault)>,
}

impl Row {
    fn read(&mut self, column: &Column, cell: &str, against: &Against<'_>) -> Result<(), RowFault> {
        if cell.chars().any(char::is_control) {
            return Err(RowFault::ControlCharacter);
        }
        let person = &mut self.particulars;
        match column {
            Column::Email => self.email = Some(address(cell, against)?),
            Column::UserName => self.user_name = Some(user_name(cell)?),
            Column::GivenName => person.given_name = Some(value("given_name", cell, against)?),
            Column::FamilyName => person.family_name = Some(value("family_name", cell, against)?),
            Column::Groups => person.groups = groups(cell, against)?,
            Column::Brand => person.brand = Some(brand(cell, against)?.name().to_owned()),
            Column::Locale => person.locale = Some(locale(cell, against)?),
            Column::Attribute(name) => {
                let value = value(name.as_str(), cell, against)?;
                person.attributes.insert(name.clone(), value);
            }
            Column::ValidationData(key) => {
                let value = within_limit(cell)?;
                self.hook_data.validation_data.insert(key.clone(), value);
            }
            Column::ClientMetadata(key) => {
                let value = within_limit(cell)?;
                self.hook_data.client_metadata.insert(key.clone(), value);
            }
        }
        Ok(())
    }

    /// What can be told of all cells together.
    fn finish(
        mut self,
        columns: &[Column],
        against: &Against<'_>,
    ) -> Result<Invitation, Vec<(Option<usize>, RowFault)>> {
        let position = |column: &Column| columns.iter().position(|other| other == column);
        let has_fault = |row: &Self, position: Option<usize>| {
            let mut faults = row.faults.iter();
            position.is_some() && faults.any(|(at, _)| *at == position)
        };
        let email = position(&Column::Email);
        if self.email.is_none() && !has_fault(&self, email) {
            self.faults.push((email, RowFault::AddressMissing));
        }
        let user_name = position(&Column::UserName);
        let fits = naming::check(against.pool.naming, self.user_name.as_deref());
        if let Err(refusal) = fits
            && !has_fault(&self, user_name)
        {
            self.faults.push((user_name, refusal.into()));
        }
        let (locale, brand) = (&self.particulars.locale, &self.particulars.brand);
        if let Some(fault) = unspoken(locale.as_ref(), brand.as_deref(), against) {
            self.faults.push((position(&Column::Locale), fault));
        }
        if let Some(name) = self.particulars.repeated() {
            let twice = Refusal::AttributeTwice(name.to_owned());
            self.faults.push((None, twice.into()));
        }
        match self.email {
            Some(email) if self.faults.is_empty() => Ok(Invitation {
                email,
                user_name: self.user_name,
                particulars: self.particulars,
                hook_data: self.hook_data,
                // A list takes nothing away from anybody.
                force_alias_creation: false,
            }),
            _ => Err(self.faults),
        }
    }
}

fn address(cell: &str, against: &Against<'_>) -> Result<EmailAddress, RowFault> {
    let address: EmailAddress = cell.parse().map_err(|_| RowFault::AddressMalformed)?;
    let is_user_name = against.pool.naming == Naming::Address;
    if is_user_name && cell.chars().count() > MAX_USER_NAME {
        return Err(RowFault::AddressTooLong(MAX_USER_NAME));
    }
    Ok(address)
}

fn user_name(cell: &str) -> Result<String, RowFault> {
    if cell.chars().count() > MAX_USER_NAME || cell.contains(char::is_whitespace) {
        return Err(RowFault::UserNameMalformed(MAX_USER_NAME));
    }
    Ok(cell.to_owned())
}

fn groups(cell: &str, against: &Against<'_>) -> Result<BTreeSet<GroupName>, RowFault> {
    let names = cell.split(BETWEEN_GROUPS).map(str::trim);
    let mut groups = BTreeSet::new();
    for name in names.filter(|name| !name.is_empty()) {
        let group: GroupName = name
            .parse()
            .map_err(|_| RowFault::GroupMalformed(shortened(name)))?;
        checks::assignable([&group], [], against.grants)?;
        groups.insert(group);
    }
    Ok(groups)
}

/// A brand that exists, in a pool that can keep it.
fn brand<'a>(cell: &str, against: &Against<'a>) -> Result<&'a Brand, RowFault> {
    if !against.pool.schema.contains_key(BRAND_ATTRIBUTE) {
        return Err(Refusal::AttributeUnknown(BRAND_ATTRIBUTE.to_owned()).into());
    }
    let found = against.brands.iter().find(|brand| brand.name() == cell);
    found.ok_or_else(|| RowFault::BrandUnknown {
        name: shortened(cell),
        known: against
            .brands
            .iter()
            .map(|brand| brand.name().to_owned())
            .collect(),
    })
}

fn locale(cell: &str, against: &Against<'_>) -> Result<Locale, RowFault> {
    let locale: Locale = cell.parse().map_err(|_| RowFault::LocaleMalformed)?;
    value("locale", locale.as_str(), against)?;
    Ok(locale)
}

/// A language that the person's brand has no sentences in, not even those of a wider language.
/// Somebody who writes `ge` means German, and would find out from whoever got English.
fn unspoken(
    locale: Option<&Locale>,
    brand: Option<&str>,
    against: &Against<'_>,
) -> Option<RowFault> {
    let locale = locale?;
    let brand = against.brands.select(brand);
    if brand.spoken(locale).is_some() {
        return None;
    }
    Some(RowFault::LocaleNotSpoken {
        locale: locale.to_string(),
        known: brand.locales().iter().map(ToString::to_string).collect(),
    })
}

/// A value that the pool keeps in this attribute.
fn value(name: &str, cell: &str, against: &Against<'_>) -> Result<String, RowFault> {
    if !against.pool.schema.contains_key(name) {
        return Err(Refusal::AttributeUnknown(name.to_owned()).into());
    }
    let rule = against.pool.values.get(name).cloned().unwrap_or_default();
    if !rule.takes(cell) {
        return Err(RowFault::Value(rule));
    }
    Ok(cell.to_owned())
}

/// Cognito's limit of validation data, which a hook is handed beside client metadata.
fn within_limit(cell: &str) -> Result<String, RowFault> {
    if cell.len() > LONGEST_VALUE {
        return Err(RowFault::Value(ValueRule::default()));
    }
    Ok(cell.to_owned())
}

/// As much of a cell as a sentence can show.
fn shortened(cell: &str) -> String {
    const SHOWN: usize = 60;
    let mut letters = cell.chars();
    let mut text: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::roster::samples::{Sample, pool};

    const HEADS: [&str; 9] = [
        "email",
        "user_name",
        "given_name",
        "family_name",
        "groups",
        "brand",
        "locale",
        "custom:tenant",
        "validation_data.terms",
    ];

    type Read = Result<Invitation, Vec<(Option<usize>, RowFault)>>;

    fn read(naming: Naming, cells: &[&str]) -> Read {
        let sample = Sample::new(pool(naming));
        let columns = Column::all(HEADS, &sample.against()).unwrap();
        invitation(&columns, cells, &sample.against())
    }

    #[track_caller]
    fn check(naming: Naming, cells: [&str; 9], expected: &[(Option<usize>, &str)]) {
        let faults = read(naming, &cells).err().unwrap_or_default();
        let faults: Vec<_> = faults
            .iter()
            .map(|(position, fault)| (*position, fault.code()))
            .collect();
        assert_eq!(faults, expected, "{cells:?}");
    }

    const ADA: &str = "ada@client.example";

    #[test]
    fn a_row_becomes_an_invitation() {
        let cells = [
            " ada@client.example ",
            "",
            "Ada",
            " ",
            "clients | beta|",
            "",
            "de_at",
            "acme",
            "accepted",
        ];
        let read = read(Naming::Address, &cells).unwrap();
        assert_eq!(read.email.as_str(), ADA);
        assert_eq!(read.user_name, None);
        let person = read.particulars;
        assert_eq!(person.given_name.as_deref(), Some("Ada"));
        assert_eq!(person.family_name, None);
        assert_eq!(person.locale.unwrap().as_str(), "de-AT");
        let groups: Vec<&str> = person.groups.iter().map(GroupName::as_str).collect();
        assert_eq!(groups, ["beta", "clients"]);
        assert_eq!(person.attributes.len(), 1);
        assert_eq!(read.hook_data.validation_data["terms"], "accepted");
    }

    #[test]
    fn the_pool_says_whether_there_is_a_user_name() {
        let named = |name| [ADA, name, "", "", "", "", "", "", ""];
        check(Naming::Address, named(""), &[]);
        check(
            Naming::Address,
            named("ada"),
            &[(Some(1), "user-name-not-taken")],
        );
        check(Naming::Given, named("ada"), &[]);
        check(Naming::Given, named(""), &[(Some(1), "user-name-required")]);
        check(Naming::BesideAddress, named(""), &[]);
        check(
            Naming::BesideAddress,
            named(ADA),
            &[(Some(1), "user-name-like-address")],
        );
        check(
            Naming::PhoneNumber,
            named(""),
            &[(Some(1), "sign-in-by-phone")],
        );
        check(
            Naming::Given,
            named("a b"),
            &[(Some(1), "user-name-malformed")],
        );
        check(
            Naming::Given,
            named(&"a".repeat(129)),
            &[(Some(1), "user-name-malformed")],
        );
    }

    #[test]
    fn every_fault_of_a_row_is_found() {
        check(
            Naming::Address,
            [
                "ada",
                "a\u{7}",
                "Ada\nb@x.example",
                "",
                "admins",
                "contoso",
                "ge",
                "x",
                "",
            ],
            &[
                (Some(0), "address-malformed"),
                (Some(1), "control-character"),
                (Some(2), "control-character"),
                (Some(4), "group-not-assignable"),
                (Some(5), "brand-unknown"),
                (Some(7), "value-not-kept"),
                (Some(6), "locale-not-spoken"),
            ],
        );
        let long = "x".repeat(3000);
        check(
            Naming::Address,
            ["", "", &long, "", "a b", "", "not a tag", &long, &long],
            &[
                (Some(2), "value-not-kept"),
                (Some(4), "group-malformed"),
                (Some(6), "locale-malformed"),
                (Some(7), "value-not-kept"),
                (Some(8), "value-not-kept"),
                (Some(0), "address-missing"),
            ],
        );
        let address = format!("{}@client.example", "a".repeat(120));
        check(
            Naming::Address,
            [&address, "", "", "", "", "", "", "", ""],
            &[(Some(0), "address-too-long")],
        );
        check(
            Naming::BesideAddress,
            [&address, "", "", "", "", "", "", "", ""],
            &[],
        );
        let width = read(Naming::Address, &[ADA]).unwrap_err();
        assert_eq!(
            width,
            [(
                None,
                RowFault::Width {
                    expected: 9,
                    found: 1
                }
            )]
        );
    }

    proptest! {
        /// Whatever is in a cell, a row either names its faults or is an invitation that keeps to
        /// the lists of what may be given.
        #[test]
        fn no_cell_gives_what_may_not_be_given(cells in prop::array::uniform9(".{0,12}|clients|beta\\|clients|ada@x\\.example")) {
            let cells = cells.each_ref().map(String::as_str);
            match read(Naming::BesideAddress, &cells) {
                Err(faults) => prop_assert!(!faults.is_empty()),
                Ok(read) => {
                    let groups = read.particulars.groups.iter();
                    prop_assert!(groups.map(GroupName::as_str).all(|name| ["beta", "clients"].contains(&name)));
                    let attributes = read.particulars.all_attributes();
                    prop_assert!(attributes.values().all(|value| !value.contains(char::is_control)));
                }
            }
        }
    }
}
