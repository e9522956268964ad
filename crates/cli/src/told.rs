//! What came of an administrator's verb, told as a table or as JSON.

use administration::{Invited, Refusal};
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
    for sub in &invited.deleted {
        remark(&format!(
            "A sign-up with this address that nobody had confirmed was deleted (sub {sub})."
        ));
    }
    if let Some(sub) = &invited.taken_from {
        remark(&format!(
            "The address was taken from a member (sub {sub}), who can sign in by user name alone now."
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
        "deleted": invited.deleted,
        "taken_from": invited.taken_from,
        "shortfalls": shortfalls,
    })
}

/// A refusal as JSON.
pub(crate) fn refused_document(refusal: &Refusal) -> Value {
    json!({ "refused": { "code": refusal.code(), "sentence": refusal.to_string() } })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use administration::{Deed, Notice, Shortfall};

    use super::*;

    #[test]
    fn an_administrator_reads_what_else_was_done() {
        let invited = Invited {
            deed: Deed::CreatedAnew,
            sub: "6a2c".to_owned(),
            user_name: "ada".to_owned(),
            notice: Notice::NotDue,
            groups_added: BTreeSet::new(),
            expires: None,
            deleted: vec!["sub-1".to_owned()],
            taken_from: None,
            shortfalls: vec![Shortfall::InvitationExpired(jiff::Timestamp::UNIX_EPOCH)],
        };
        let document = invited_document(&invited);
        assert_eq!(document["outcome"], "created-anew");
        assert_eq!(document["deleted"], json!(["sub-1"]));
        assert_eq!(document["shortfalls"][0]["code"], "invitation-expired");
        assert!(!tell_invited(&invited, true).unwrap());
    }
}
