//! Setting attributes: what the schema and the addresses ask for, and what follows from a change.

use crate::state::error::ApiError;
use crate::state::schema::Schema;
use crate::state::user::User;

/// Attributes to set, as name and value, in the order of the request; the last one of a name
/// wins. A blank value deletes the attribute.
pub(crate) type Changes = [(String, String)];

/// The names of changed attributes, for the record of calls: a leading `-` means that the
/// attribute is deleted.
pub(crate) fn names(changes: &Changes) -> String {
    let names = changes.iter().map(|(name, value)| {
        let mark = if value.is_empty() { "-" } else { "" };
        format!("{mark}{name}")
    });
    names.collect::<Vec<_>>().join(" ")
}

/// Changes the attributes of an existing user, by the rules of `AdminUpdateUserAttributes`.
pub(crate) fn update(schema: &Schema, user: &mut User, changes: &Changes) -> Result<(), ApiError> {
    // One line for every attribute at fault, as the real service answers (amplify-flutter#1531).
    let lines = changes.iter().filter_map(|(name, value)| {
        let objection = schema.objection(name, value)?;
        Some(format!("user.{name}: {objection}\n"))
    });
    refuse("", lines)?;
    apply(user, changes)?;
    for contact in &CONTACTS {
        contact.unverify(user, changes);
    }
    Ok(())
}

/// Gives a new user its attributes: what cannot be changed later can be set now, but for `sub`.
pub(crate) fn create(schema: &Schema, user: &mut User, changes: &Changes) -> Result<(), ApiError> {
    if last(changes, "sub").is_some() {
        return Err(unmodifiable("sub"));
    }
    let lines = changes.iter().filter_map(|(name, value)| {
        let objection = schema.objection_at_creation(name, value)?;
        Some(format!("{name}: {objection}\n"))
    });
    refuse(UNFIT, lines)?;
    apply(user, changes)
}

/// The refusal of an attribute that is Cognito's alone (aws-sdk-ios#2203).
pub(crate) fn unmodifiable(name: &str) -> ApiError {
    ApiError::invalid(format!("Cannot modify the non-mutable attribute {name}"))
}

/// What the refusal of a new user's attributes begins with (amplify-flutter#509).
const UNFIT: &str = "Attributes did not conform to the schema: ";

/// Refuses a new user who lacks an attribute that the pool requires. Whom an administrator
/// creates may lack them until the first sign-in (contract §9).
pub(crate) fn check_required(schema: &Schema, user: &User) -> Result<(), ApiError> {
    let is_missing = |name: &str| name != "sub" && user.attribute(name).is_none();
    let missing = schema
        .iter()
        .filter(|(name, definition)| definition.required && is_missing(name));
    let lines = missing.map(|(name, _)| format!("{name}: The attribute is required\n"));
    refuse(UNFIT, lines)
}

fn apply(user: &mut User, changes: &Changes) -> Result<(), ApiError> {
    for contact in &CONTACTS {
        contact.check(user, changes)?;
    }
    for (name, value) in changes {
        set(user, name, value);
    }
    Ok(())
}

/// Says of every address of somebody who signed up that it is not verified. The flag is there from
/// the moment the user is stored: pre sign-up does not see it, and a user whom an administrator
/// creates has it only if the administrator sets it (contract §2.3; AWS CLI reference,
/// `admin-create-user`).
pub(crate) fn unverify(user: &mut User) {
    unverify_unless_said(user, &[]);
}

/// [`unverify`] for somebody whom a provider vouches for: a flag that the provider says counts at
/// once (amplify-js#5287, amplify-cli#4427).
pub(crate) fn unverify_unless_said(user: &mut User, said: &Changes) {
    for contact in &CONTACTS {
        let is_said = last(said, contact.verified).is_some_and(|flag| !flag.is_empty());
        if user.attribute(contact.attribute).is_some() && !is_said {
            set(user, contact.verified, "false");
        }
    }
}

/// Refuses with these lines, if there are any.
fn refuse(opening: &str, lines: impl Iterator<Item = String>) -> Result<(), ApiError> {
    let lines: String = lines.collect();
    if lines.is_empty() {
        return Ok(());
    }
    Err(ApiError::InvalidParameter(format!("{opening}{lines}")))
}

/// Sets one attribute, whatever the rules say; a blank value deletes it.
pub(crate) fn set(user: &mut User, name: &str, value: &str) {
    if value.is_empty() {
        user.attributes.remove(name);
        return;
    }
    user.attributes.insert(name.to_owned(), value.to_owned());
}

/// Whether a flag is set: it is stored as it was sent, in any case.
pub(crate) fn is_true(flag: Option<&str>) -> bool {
    flag.is_some_and(|flag| flag.eq_ignore_ascii_case("true"))
}

/// The value that an attribute is given, if it is.
pub(crate) fn last<'a>(changes: &'a Changes, name: &str) -> Option<&'a str> {
    let (_, value) = changes.iter().rev().find(|(changed, _)| changed == name)?;
    Some(value)
}

/// An attribute that messages go to, and the flag that says whether it is verified.
struct Contact {
    attribute: &'static str,
    verified: &'static str,
    is_well_formed: fn(&str) -> bool,
    malformed: &'static str,
    missing: &'static str,
}

const CONTACTS: [Contact; 2] = [
    Contact {
        attribute: "email",
        verified: "email_verified",
        is_well_formed: is_email,
        malformed: "Invalid email address format.",
        missing: "Email is required to verify/un-verify an email",
    },
    Contact {
        attribute: "phone_number",
        verified: "phone_number_verified",
        is_well_formed: is_phone_number,
        malformed: "Invalid phone number format.",
        missing: "Phone Number is required to verify/un-verify a phone number",
    },
];

impl Contact {
    /// Refuses a malformed value, and a flag without the attribute it speaks of: one that the
    /// user has or that the same request sets.
    fn check(&self, user: &User, changes: &Changes) -> Result<(), ApiError> {
        let set = last(changes, self.attribute);
        if let Some(value) = set
            && !value.is_empty()
            && !(self.is_well_formed)(value)
        {
            return Err(ApiError::InvalidParameter(self.malformed.to_owned()));
        }
        let held = set.or_else(|| user.attribute(self.attribute));
        let flagged = last(changes, self.verified).is_some_and(|flag| !flag.is_empty());
        if flagged && held.is_none_or(str::is_empty) {
            return Err(ApiError::InvalidParameter(self.missing.to_owned()));
        }
        Ok(())
    }

    /// A new value is unverified unless the same request says otherwise; a deleted one has no
    /// flag. Whether setting the same value again keeps the flag is not documented: it is lost.
    fn unverify(&self, user: &mut User, changes: &Changes) {
        let Some(value) = last(changes, self.attribute) else {
            return;
        };
        if value.is_empty() {
            user.attributes.remove(self.verified);
            return;
        }
        if last(changes, self.verified).is_none() {
            set(user, self.verified, "false");
        }
    }
}

/// The rough shape of an address; Cognito's own rule is not published.
pub(crate) fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.rsplit_once('@') else {
        return false;
    };
    !local.is_empty() && !domain.is_empty() && !value.contains(char::is_whitespace)
}

/// `+` and digits only (developer guide, "Working with user attributes"), no more than E.164
/// allows.
pub(crate) fn is_phone_number(value: &str) -> bool {
    value.strip_prefix('+').is_some_and(|digits| {
        (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
