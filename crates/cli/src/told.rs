//! What came of an administrator's verb, told as a table or as JSON.

use administration::{Deed, Invited, Refusal};
use anyhow::Result;
use invitation::GroupName;
use serde_json::{Value, json};

use crate::output::{fields, print, remark};

/// What was done, or nothing where it was refused: then this has said so. A verb that could not
/// do its work is an error.
pub(crate) fn told<T>(result: Result<T, Refusal>, as_json: bool) -> Result<Option<T>> {
    let refusal = match result {
        Ok(done) => return Ok(Some(done)),
        Err(refusal) if refusal.is_failure() => return Err(refusal.into()),
        Err(refusal) => refusal,
    };
    if as_json {
        print(&format!("{:#}\n", refused_document(&refusal)))?;
    } else {
        remark(&format!("invitations: {}: {refusal}", refusal.code()));
    }
    Ok(None)
}

/// Tells of an invitation; false where it fell short of what was asked for.
pub(crate) fn tell_invited(invited: &Invited, as_json: bool) -> Result<bool> {
    if as_json {
        print(&format!("{:#}\n", invited_document(invited)))?;
        return Ok(invited.shortfalls.is_empty());
    }
    let groups: Vec<&str> = invited.groups_added.iter().map(GroupName::as_str).collect();
    let or_none = |text: String| {
        if text.is_empty() {
            "-".to_owned()
        } else {
            text
        }
    };
    let expires = invited.expires.map(|expires| expires.to_string());
    print(&fields(&[
        ("outcome", invited.deed.as_str().to_owned()),
        ("user name", invited.user_name.clone()),
        ("sub", invited.sub.clone()),
        ("mail", invited.notice.as_str().to_owned()),
        ("groups added", or_none(groups.join(", "))),
        ("password until", or_none(expires.unwrap_or_default())),
    ]))?;
    if let Deed::CreatedAnew { deleted } = &invited.deed {
        remark(&format!(
            "A sign-up with this address that nobody had confirmed was deleted (sub {deleted})."
        ));
    }
    for shortfall in &invited.shortfalls {
        remark(&format!("{}: {shortfall}", shortfall.code()));
    }
    Ok(invited.shortfalls.is_empty())
}

/// An invitation as JSON.
pub(crate) fn invited_document(invited: &Invited) -> Value {
    let groups: Vec<&str> = invited.groups_added.iter().map(GroupName::as_str).collect();
    let deleted = match &invited.deed {
        Deed::CreatedAnew { deleted } => Some(deleted),
        _ => None,
    };
    let shortfalls: Vec<_> = invited
        .shortfalls
        .iter()
        .map(|shortfall| json!({ "code": shortfall.code(), "sentence": shortfall.to_string() }))
        .collect();
    json!({
        "outcome": invited.deed.as_str(),
        "user_name": invited.user_name,
        "sub": invited.sub,
        "mail": invited.notice.as_str(),
        "groups_added": groups,
        "expires": invited.expires,
        "deleted": deleted,
        "shortfalls": shortfalls,
    })
}

/// A refusal as JSON.
pub(crate) fn refused_document(refusal: &Refusal) -> Value {
    json!({ "refused": { "code": refusal.code(), "sentence": refusal.to_string() } })
}
