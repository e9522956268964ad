//! The same inputs by every way in: an invitation, one that is sent again, a token, a row of a list.

use invitation::policy::AdminCreatedPolicy;
use invitation::{FederatedPolicy, SelfSignUpPolicy, TokenSettings, UserPoolSettings};

use super::*;
use crate::import_list::samples::{Sample, pool};
use crate::import_list::{self, Column};

const POOL: &str = "local_A";

fn filled(field: &str, value: &str) -> InvitationRequest {
    let mut request = InvitationRequest {
        email: Some("ada@client.example".to_owned()),
        ..InvitationRequest::default()
    };
    let text = Some(value.to_owned());
    match field {
        "email" => request.email = text,
        "user_name" => request.user_name = text,
        "given_name" => request.given_name = text,
        "groups" => request.groups.push(value.to_owned()),
        "brand" => request.brand = text,
        "locale" => request.locale = text,
        "inviter" => request.inviter = text,
        "inviter_name" => request.inviter_name = text,
        "expires" => request.expires = text,
        name => request.attributes.push((name.to_owned(), value.to_owned())),
    }
    request
}

fn code<T>(read: Result<T, Vec<Fault>>) -> Option<&'static str> {
    let faults = read.err()?;
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults.first().map(Fault::code)
}

/// What every way in says of this value: the same code, or none where it is taken.
#[track_caller]
fn check(field: &str, value: &str, expected: Option<&str>) {
    let sample = Sample::new(pool(Naming::Address));
    let rules = sample.rules();
    let request = filled(field, value);
    assert_eq!(code(invitation(&request, &rules)), expected, "{value:?}");
    assert_eq!(code(token(&request, POOL, &rules)), expected, "{value:?}");
    if field != "email" {
        assert_eq!(code(resend(&request, &rules)), expected, "{value:?}");
    }
    let heads = [field, "email"];
    let heads = heads.into_iter().take(if field == "email" { 1 } else { 2 });
    let columns = Column::all(heads, |_| false, |_| false, &rules).unwrap();
    let cells = [value, "ada@client.example"];
    let row = import_list::invitation(&columns, &cells[..columns.len()], &rules);
    let row = row.map_err(|faults| faults[0].1.code()).err();
    // A blank cell of a list says nothing.
    if !text::trimmed(value).is_empty() {
        assert_eq!(row, expected, "{value:?}");
    }
}

/// One of the inputs that every way in is asked about; the tests of the command and of the
/// administrators' API read the same file.
#[derive(serde::Deserialize)]
struct Case {
    field: String,
    value: String,
    code: Option<String>,
}

#[test]
fn every_way_in_says_the_same() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../../tests/ways-in.json")).unwrap();
    for Case { field, value, code } in cases {
        check(&field, &value, code.as_deref());
    }
}

#[test]
fn what_is_taken_is_normalised() {
    let sample = Sample::new(pool(Naming::BesideAddress));
    let request = InvitationRequest {
        email: Some("\u{feff}Ada@Client.example\u{200b}".to_owned()),
        user_name: Some(" ada\u{a0}".to_owned()),
        given_name: Some("\u{200e}Ada ".to_owned()),
        groups: vec![" clients".to_owned()],
        ..InvitationRequest::default()
    };
    let read = invitation(&request, &sample.rules()).unwrap();
    assert_eq!(read.email.as_str(), "Ada@Client.example");
    assert_eq!(read.user_name.as_deref(), Some("ada"));
    assert_eq!(read.profile.given_name.as_deref(), Some("Ada"));
    assert_eq!(read.profile.groups.len(), 1);
    let request = InvitationRequest {
        user_name: None,
        ..request
    };
    let read = token(&request, POOL, &sample.rules()).unwrap();
    assert_eq!(read.email.as_str(), "ada@client.example");
}

#[test]
fn user_names_are_those_that_cognito_takes() {
    for (naming, name, expected) in [
        (Naming::Given, "ada", None),
        (Naming::Given, "\u{200b}ada ", None),
        (Naming::Given, "", Some("user-name-required")),
        (Naming::Given, "a b", Some("space")),
        (Naming::Given, "a\u{200b}b", Some("invisible-character")),
        (Naming::Given, "a\u{e000}b", Some("character-not-taken")),
        // Cognito would put it into the mail as it is.
        (
            Naming::Given,
            "<a/href=//evil.example>Sign-in</a>",
            Some("character-not-taken"),
        ),
        (Naming::Given, "a{####}", Some("character-not-taken")),
        (Naming::BesideAddress, "a&b", Some("character-not-taken")),
        (Naming::Given, &"ä".repeat(128), None),
        (Naming::Given, &"a".repeat(129), Some("user-name-too-long")),
        (Naming::Address, "ada", Some("user-name-not-taken")),
        (
            Naming::BesideAddress,
            "ada@x.example",
            Some("user-name-like-address"),
        ),
    ] {
        let sample = Sample::new(pool(naming));
        let read = invitation(&filled("user_name", name), &sample.rules());
        assert_eq!(code(read), expected, "{name:?}");
    }
}

#[test]
fn every_fault_is_reported_with_its_field() {
    let sample = Sample::new(pool(Naming::Address));
    let request = InvitationRequest {
        email: Some("bob@kunde".to_owned()),
        groups: vec!["admins".to_owned()],
        attributes: vec![
            ("email".to_owned(), "x@y.example".to_owned()),
            ("custom:tenant".to_owned(), "acme".to_owned()),
            ("custom:tenant".to_owned(), "other".to_owned()),
        ],
        validation_data: vec![("invitation".to_owned(), "x".to_owned())],
        ..InvitationRequest::default()
    };
    let faults = invitation(&request, &sample.rules()).unwrap_err();
    let faults: Vec<_> = faults
        .iter()
        .map(|f| (f.field.as_str(), f.code()))
        .collect();
    assert_eq!(
        faults,
        [
            ("email", "email-domain-not-valid"),
            ("groups", "group-not-assignable"),
            ("email", "attribute-not-assignable"),
            ("custom:tenant", "attribute-twice"),
            ("validation_data.invitation", "key-reserved"),
        ]
    );
}

#[test]
fn what_the_pre_sign_up_hook_would_refuse_is_predicted() {
    let sample = Sample::new(pool(Naming::Address));
    let read = |text: &str| toml::from_str::<AdminCreatedPolicy>(text).unwrap();
    let admin_created = read(
        r#"
        policy = "domains"
        domains = { allow = ["client.example"] }
        require = { attributes = ["given_name"] }
        "#,
    );
    let tokens = TokenSettings::default();
    let self_sign_up: SelfSignUpPolicy = toml::from_str("").unwrap();
    let federated: FederatedPolicy = toml::from_str("").unwrap();
    let policy = AdmissionPolicy {
        user_pool: UserPoolSettings::default(),
        tokens: &tokens,
        self_sign_up: &self_sign_up,
        admin_created: &admin_created,
        federated: &federated,
    };
    let rules = Rules {
        admission: Some((policy, Timestamp::UNIX_EPOCH)),
        ..sample.rules()
    };
    let check = |email: &str, given_name: Option<&str>, expected: Option<(&str, &str)>| {
        let request = InvitationRequest {
            given_name: given_name.map(str::to_owned),
            ..filled("email", email)
        };
        let faults = invitation(&request, &rules).err().unwrap_or_default();
        let found: Vec<_> = faults
            .iter()
            .map(|fault| (fault.field.clone(), fault.reason.to_string()))
            .collect();
        match (found.as_slice(), expected) {
            ([], None) => {}
            ([(field, reason)], Some((of, code))) => {
                assert_eq!(field, of);
                assert!(reason.starts_with(&format!("{code}: ")), "{reason}");
            }
            _ => panic!("{email}: {found:?}"),
        }
    };
    check("ada@client.example", Some("Ada"), None);
    check(
        "ada@other.example",
        Some("Ada"),
        Some(("email", "domain-not-allowed")),
    );
    check(
        "ada@client.example",
        None,
        Some(("given_name", "attribute-required")),
    );
}

/// The rules are the same for every way in; a token has an inviter and an expiry of its own.
#[test]
fn inviter_and_end_are_held_against_the_pool() {
    let mut kept = pool(Naming::Address);
    let attribute = cognito::user_pool::Attribute::default();
    kept.schema.insert("custom:invited".to_owned(), attribute);
    let (kept, without) = (Sample::new(kept), Sample::new(pool(Naming::Address)));
    let long = "n".repeat(65);
    for (field, value, expected) in [
        ("inviter", "boss@northwind.example", None),
        ("inviter", "bo\u{202e}ss", Some("invisible-character")),
        ("inviter_name", "Bo Ss", None),
        ("inviter_name", "Bo\nSs", Some("control-character")),
        ("inviter_name", &long, Some("inviter-name-not-valid")),
        ("expires", "48h", None),
        ("expires", " 7d ", None),
        ("expires", "2026-12-24", None),
        ("expires", "8d", Some("expiry-not-possible")),
        ("expires", "0s", Some("expiry-not-possible")),
        ("expires", "soon", Some("expiry-not-valid")),
    ] {
        for (sample, expected) in [
            (&kept, expected),
            // What cannot be read is said first.
            (
                &without,
                match expected {
                    Some(of_text @ ("invisible-character" | "control-character")) => Some(of_text),
                    _ => Some("attribute-unknown"),
                },
            ),
        ] {
            let rules = sample.rules();
            let request = filled(field, value);
            assert_eq!(code(invitation(&request, &rules)), expected, "{value:?}");
            assert_eq!(code(resend(&request, &rules)), expected, "{value:?}");
            let columns = Column::all([field, "email"], |_| false, |_| false, &rules).unwrap();
            let row = import_list::invitation(&columns, &[value, "ada@client.example"], &rules);
            let row = row
                .map_err(|faults| (faults[0].0, faults[0].1.code()))
                .err();
            assert_eq!(row, expected.map(|code| (Some(0), code)), "{value:?}");
        }
    }
}
