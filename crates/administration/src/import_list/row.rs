//! A row of a list as an invitation.

use cognito::user_pool::Naming;

use crate::import_list::{Column, RowFault};
use crate::profile::Invitation;
use crate::validation::text::trimmed;
use crate::validation::{self, InvitationRequest, Rules};

/// What stands between two groups.
const BETWEEN_GROUPS: char = '|';

/// Reads a row, one cell for each column, and finds every fault with the position of its cell; a
/// fault of the row as a whole has none. Space around a value is no part of it, and a blank cell
/// says nothing.
pub fn invitation(
    columns: &[Column],
    cells: &[&str],
    rules: &Rules<'_>,
) -> Result<Invitation, Vec<(Option<usize>, RowFault)>> {
    if cells.len() != columns.len() {
        let (expected, found) = (columns.len(), cells.len());
        return Err(vec![(None, RowFault::Width { expected, found })]);
    }
    let request = request(columns, cells, rules);
    validation::invitation(&request, rules).map_err(|faults| {
        let at = |field: &str| columns.iter().position(|column| column.is_field(field));
        let faults = faults.into_iter();
        faults
            .map(|fault| (at(&fault.field), fault.into()))
            .collect()
    })
}

/// What a row asks for.
fn request(columns: &[Column], cells: &[&str], rules: &Rules<'_>) -> InvitationRequest {
    let mut request = InvitationRequest::default();
    for (column, cell) in columns.iter().zip(cells) {
        let cell = trimmed(cell);
        if cell.is_empty() {
            continue;
        }
        let text = cell.to_owned();
        match column {
            Column::Email => request.email = Some(text),
            Column::UserName => request.user_name = Some(text),
            Column::GivenName => request.given_name = Some(text),
            Column::FamilyName => request.family_name = Some(text),
            Column::Groups => {
                let names = cell.split(BETWEEN_GROUPS).map(trimmed);
                let names = names.filter(|name| !name.is_empty());
                request.groups = names.map(str::to_owned).collect();
            }
            Column::Brand => request.brand = Some(text),
            Column::Locale => request.locale = Some(text),
            Column::Inviter => request.inviter = Some(text),
            Column::InviterName => request.inviter_name = Some(text),
            Column::Expires => request.expires = Some(text),
            Column::Attribute(name) => request.attributes.push((name.as_str().to_owned(), text)),
            Column::ValidationData(key) => request.validation_data.push((key.clone(), text)),
            Column::ClientMetadata(key) => request.client_metadata.push((key.clone(), text)),
            Column::Ignored => {}
        }
    }
    // Cognito's own lists name people by their address in these pools, which needs no saying.
    let by_address = rules
        .pool
        .is_some_and(|pool| matches!(pool.naming, Naming::Address | Naming::BesideAddress));
    let is_same = |name: &String| {
        let email = request.email.as_deref().unwrap_or_default();
        name.to_lowercase() == email.to_lowercase()
    };
    if by_address && request.user_name.as_ref().is_some_and(is_same) {
        request.user_name = None;
    }
    request
}

#[cfg(test)]
mod tests {
    use invitation::GroupName;
    use proptest::prelude::*;

    use super::*;
    use crate::import_list::samples::{Sample, pool};

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
        let columns = Column::all(HEADS, |_| false, |_| false, &sample.rules()).unwrap();
        invitation(&columns, cells, &sample.rules())
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
        let person = read.profile;
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
            named("bob@client.example"),
            &[(Some(1), "user-name-like-address")],
        );
        check(
            Naming::PhoneNumber,
            named(""),
            &[(Some(1), "sign-in-by-phone")],
        );
        check(Naming::Given, named("a b"), &[(Some(1), "space")]);
        check(
            Naming::Given,
            named(&"a".repeat(129)),
            &[(Some(1), "user-name-too-long")],
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
                (Some(0), "email-not-valid"),
                (Some(1), "control-character"),
                (Some(2), "control-character"),
                (Some(4), "group-not-assignable"),
                (Some(5), "brand-unknown"),
                (Some(6), "locale-not-spoken"),
                (Some(7), "attribute-value"),
            ],
        );
        let long = "x".repeat(3000);
        check(
            Naming::Address,
            ["", "", &long, "", "a b", "", "not a tag", &long, &long],
            &[
                (Some(0), "email-missing"),
                (Some(2), "attribute-value"),
                (Some(4), "group-not-valid"),
                (Some(6), "space"),
                (Some(7), "attribute-value"),
                (Some(8), "value-too-long"),
            ],
        );
        let address = format!("{}@client.example", "a".repeat(120));
        check(
            Naming::Address,
            [&address, "", "", "", "", "", "", "", ""],
            &[(Some(0), "email-too-long")],
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
        /// With any text in a cell, a row either names its faults or is an invitation that keeps to
        /// the lists of what may be given.
        #[test]
        fn no_cell_gives_what_may_not_be_given(cells in prop::array::uniform9(".{0,12}|clients|beta\\|clients|ada@x\\.example")) {
            let cells = cells.each_ref().map(String::as_str);
            match read(Naming::BesideAddress, &cells) {
                Err(faults) => prop_assert!(!faults.is_empty()),
                Ok(read) => {
                    let groups = read.profile.groups.iter();
                    prop_assert!(groups.map(GroupName::as_str).all(|name| ["beta", "clients"].contains(&name)));
                    let attributes = read.profile.all_attributes();
                    prop_assert!(attributes.values().all(|value| !value.contains(char::is_control)));
                }
            }
        }
    }
}
