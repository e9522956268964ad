//! Invitations as they are told to a caller.

use administration::{CarriedToken, Entry, Invited, IssuedToken, Shortfall, Shown};
use invitation::GroupName;
use serde_json::{Value, json};

/// What became of an invitation, with what fell short of it and the way out.
pub(crate) fn invited(invited: &Invited) -> Value {
    let groups: Vec<&str> = invited.groups_added.iter().map(GroupName::as_str).collect();
    let shortfalls: Vec<Value> = invited.shortfalls.iter().map(shortfall).collect();
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

/// What became of an invitation to sign up. Its token is a bearer secret, and stands in the mail
/// alone; who is told how to take it back needs its `jti`.
pub(crate) fn issued(
    issued: &IssuedToken,
    kid: &str,
    mailed: Result<(), &'static str>,
    caller_is_told: bool,
) -> Value {
    let jti = &issued.claims.jti;
    let mail = if mailed.is_ok() { "sent" } else { "unknown" };
    json!({
        "outcome": "issued",
        "mail": mail,
        "jti": jti,
        "kid": kid,
        "expires": issued.expires,
        "groups": issued.claims.groups,
        "caller_is_told": caller_is_told,
        "to_resend": "Create the invitation again; this token stays valid beside the new one until it expires or is revoked",
        "to_revoke": format!("Add \"{jti}\" to the list `revoked` below [tokens] in the settings, and deploy them"),
    })
}

fn shortfall(shortfall: &Shortfall) -> Value {
    let detail = match shortfall {
        // Its own sentence speaks of the command's option.
        Shortfall::InvitationExpired(since) => format!(
            "the temporary password stopped working {since}, and nothing was sent; send the invitation again"
        ),
        other => other.to_string(),
    };
    json!({ "code": shortfall.code(), "detail": detail })
}

/// A user as lists show it.
pub(crate) fn entry(entry: &Entry) -> Value {
    let token = entry.token.as_ref().map(token);
    json!({
        "sub": entry.sub,
        "user_name": entry.user_name,
        "email": entry.email,
        "email_verified": entry.email_verified,
        "given_name": entry.given_name,
        "family_name": entry.family_name,
        "state": entry.state.as_str(),
        "enabled": entry.enabled,
        "created": entry.created,
        "modified": entry.modified,
        "expires": entry.expires,
        "token": token,
    })
}

/// A user with everything that an administrator may see.
pub(crate) fn shown(shown: &Shown) -> Value {
    let mut document = entry(&shown.entry);
    if let Some(members) = document.as_object_mut() {
        members.insert("groups".to_owned(), json!(shown.groups));
        members.insert("attributes".to_owned(), json!(shown.attributes));
    }
    document
}

/// What a token says that a user still carries, and never the token.
fn token(token: &CarriedToken) -> Value {
    match token {
        CarriedToken::Verified {
            jti,
            expires,
            groups,
        } => json!({ "verified": true, "jti": jti, "expires": expires, "groups": groups }),
        CarriedToken::NotVerified(fault) => json!({ "verified": false, "reason": fault.as_str() }),
    }
}
