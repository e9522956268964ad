//! `AdminUpdateUserAttributes`: sets and deletes attributes of a user.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Attribute;
use crate::error::ApiError;
use crate::pool::Pools;
use crate::schema::Schema;
use crate::user::User;
use crate::validation::{Shape, Violations};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AdminUpdateUserAttributes {
    user_pool_id: Option<String>,
    username: Option<String>,
    user_attributes: Option<Vec<Attribute>>,
}

impl AdminUpdateUserAttributes {
    pub(crate) fn detail(&self) -> String {
        let names = self.user_attributes.iter().flatten().map(|attribute| {
            let name = attribute.name.as_deref().unwrap_or_default();
            let deleted = attribute.value.as_deref().unwrap_or_default().is_empty();
            let mark = if deleted { "-" } else { "" };
            format!("{mark}{name}")
        });
        names.collect::<Vec<_>>().join(" ")
    }

    /// A blank value deletes the attribute (API reference: `AdminUpdateUserAttributes`).
    pub(crate) fn carry_out(self, pools: &mut Pools, now: Timestamp) -> Result<Value, ApiError> {
        let mut violations = Violations::default();
        let attributes = violations.list("userAttributes", self.user_attributes);
        let changes = read_changes(&mut violations, attributes);
        let pool_id = violations.required("userPoolId", self.user_pool_id, Shape::UserPoolId);
        let username = violations.required("username", self.username, Shape::Username);
        violations.into_result()?;

        let pool = pools.pool_mut(&pool_id)?;
        let mut user = pool.user(&username)?.clone();
        check_schema(&pool.schema, &changes)?;
        for contact in &CONTACTS {
            contact.check(&user, &changes)?;
        }
        for (name, value) in &changes {
            set(&mut user, name, value);
        }
        for contact in &CONTACTS {
            contact.unverify(&mut user, &changes);
        }
        pool.check_aliases(&user)?;

        user.modified = now;
        pool.insert(user);
        Ok(json!({}))
    }
}

/// The attributes to set, in the order of the request; the last one of a name wins.
type Changes = Vec<(String, String)>;

fn read_changes(violations: &mut Violations, attributes: Vec<Attribute>) -> Changes {
    let mut changes = Changes::new();
    for (attribute, position) in attributes.into_iter().zip(1_usize..) {
        let path = format!("userAttributes.{position}.member");
        let name = violations.required(
            &format!("{path}.name"),
            attribute.name,
            Shape::AttributeName,
        );
        let value = violations.optional(
            &format!("{path}.value"),
            attribute.value.unwrap_or_default(),
            Shape::AttributeValue,
        );
        changes.push((name, value));
    }
    changes
}

/// Refuses with one line for every attribute at fault, as the real service does
/// (amplify-flutter#1531).
fn check_schema(schema: &Schema, changes: &Changes) -> Result<(), ApiError> {
    let lines = changes.iter().filter_map(|(name, value)| {
        let objection = schema.objection(name, value)?;
        Some(format!("user.{name}: {objection}\n"))
    });
    let message: String = lines.collect();
    if message.is_empty() {
        return Ok(());
    }
    Err(ApiError::InvalidParameter(message))
}

fn set(user: &mut User, name: &str, value: &str) {
    if value.is_empty() {
        user.attributes.remove(name);
        return;
    }
    user.attributes.insert(name.to_owned(), value.to_owned());
}

fn last<'a>(changes: &'a Changes, name: &str) -> Option<&'a str> {
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
fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.rsplit_once('@') else {
        return false;
    };
    !local.is_empty() && !domain.is_empty() && !value.contains(char::is_whitespace)
}

/// `+` and digits only (developer guide, "Working with user attributes"), no more than E.164
/// allows.
fn is_phone_number(value: &str) -> bool {
    value.strip_prefix('+').is_some_and(|digits| {
        (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
