//! Setting attributes: the checks of the schema and of addresses, and the effects of a change.

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
    // One line for every attribute with a fault, as in answers of the real service
    // (amplify-flutter#1531).
    let lines = changes.iter().filter_map(|(name, value)| {
        let violation = schema.violation(name, value)?;
        Some(format!("user.{name}: {violation}\n"))
    });
    refuse("", lines)?;
    apply(user, changes)?;
    for contact in &CONTACTS {
        contact.unverify(user, changes);
    }
    Ok(())
}

/// Sets the attributes of a new user. Immutable attributes can be set now, except `sub`.
pub(crate) fn create(schema: &Schema, user: &mut User, changes: &Changes) -> Result<(), ApiError> {
    if last(changes, "sub").is_some() {
        return Err(unmodifiable("sub"));
    }
    let lines = changes.iter().filter_map(|(name, value)| {
        let violation = schema.violation_at_creation(name, value)?;
        Some(format!("{name}: {violation}\n"))
    });
    refuse(UNFIT, lines)?;
    apply(user, changes)
}

/// The refusal of an attribute that only Cognito sets (aws-sdk-ios#2203).
pub(crate) fn unmodifiable(name: &str) -> ApiError {
    ApiError::invalid(format!("Cannot modify the non-mutable attribute {name}"))
}

/// The start of a refusal of a new user's attributes (amplify-flutter#509).
const UNFIT: &str = "Attributes did not conform to the schema: ";

/// Refuses a new user without an attribute that the pool requires. A user whom an administrator
/// creates may lack it until the first sign-in (contract §9).
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

/// Marks every address of a user who signed up as not verified. The user has the flags once stored,
/// so pre sign-up does not see them. A user whom an administrator creates has them only if the
/// administrator sets them (contract §2.3; AWS CLI reference, `admin-create-user`).
pub(crate) fn unverify(user: &mut User) {
    unverify_unless_said(user, &[]);
}

/// [`unverify`] for a user from a provider: a flag of the provider counts at once (amplify-js#5287,
/// amplify-cli#4427).
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

/// Sets one attribute without any check. A blank value deletes it.
pub(crate) fn set(user: &mut User, name: &str, value: &str) {
    if value.is_empty() {
        user.attributes.remove(name);
        return;
    }
    user.attributes.insert(name.to_owned(), value.to_owned());
}

/// Whether a flag is set. It is stored as it was sent, in any case of letters.
pub(crate) fn is_true(flag: Option<&str>) -> bool {
    flag.is_some_and(|flag| flag.eq_ignore_ascii_case("true"))
}

/// The new value of an attribute, if it changes.
pub(crate) fn last<'a>(changes: &'a Changes, name: &str) -> Option<&'a str> {
    let (_, value) = changes.iter().rev().find(|(changed, _)| changed == name)?;
    Some(value)
}

/// An attribute with an address, and the flag for whether it is verified.
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
    /// Refuses a malformed value, and a flag without its attribute, which the user has to have or
    /// the same request has to set.
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

    /// A new value is unverified unless the same request verifies it. A deleted one has no flag.
    /// Whether the same value again keeps the flag is not documented: here it does not.
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

/// The rough form of an address. Cognito's own rule is not published.
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
