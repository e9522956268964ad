//! Users of the pool as tables and JSON show them.

use administration::{CarriedToken, Entry};
use invitation::GroupName;
use jiff::Timestamp;
use serde_json::{Value, json};
use terminal::output::printable;

/// A token that a user carries, in a few words.
pub(crate) fn describe_token(token: &CarriedToken) -> String {
    match token {
        CarriedToken::Verified {
            jti,
            expires,
            groups,
        } => {
            let groups = listed(groups.iter().map(GroupName::as_str));
            printable(&format!("{jti}, until {expires}, groups {groups}"))
        }
        CarriedToken::NotVerified(fault) => format!("does not verify: {}", fault.as_str()),
    }
}

/// The person's name as a table has it.
pub(crate) fn name(entry: &Entry) -> String {
    let parts = [entry.given_name.as_deref(), entry.family_name.as_deref()];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    let whole = Some(parts.join(" ")).filter(|whole| !whole.is_empty());
    let name = whole.as_ref().or(entry.name.as_ref());
    name.map_or_else(|| "-".to_owned(), |name| printable(name))
}

/// Who invited as a table has it: by name, where one is known.
pub(crate) fn inviter(entry: &Entry) -> String {
    let inviter = entry.inviter_name.as_ref().or(entry.inviter.as_ref());
    inviter.map_or_else(|| "-".to_owned(), |inviter| printable(inviter))
}

/// The person's address as a table has it.
pub(crate) fn address(entry: &Entry) -> String {
    let address = entry.email.as_deref().map(printable);
    address.unwrap_or_else(|| "-".to_owned())
}

/// A moment as a table has it.
pub(crate) fn moment(moment: Option<Timestamp>) -> String {
    moment.map_or_else(|| "-".to_owned(), |moment| moment.to_string())
}

/// Names as a table has them.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    if names.is_empty() {
        "-".to_owned()
    } else {
        printable(&names.join(", "))
    }
}

/// A user as JSON, with more members.
pub(crate) fn with(entry: &Entry, more: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let mut document = json!(entry);
    if let Some(members) = document.as_object_mut() {
        members.extend(
            more.into_iter()
                .map(|(name, value)| (name.to_owned(), value)),
        );
    }
    document
}
