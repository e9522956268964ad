//! The answers that are a success.

use administration::State;
use authorization::Verb;
use serde_json::{Map, Value, json};

/// What a verb answers, by status.
pub(super) fn successes(verb: Verb) -> Map<String, Value> {
    let (schema, description) = match verb {
        Verb::AddUserToGroup
        | Verb::RemoveUserFromGroup
        | Verb::ConfirmUserSignUp
        | Verb::EnableUser
        | Verb::SignUserOut
        | Verb::UpdateUserAttributes
        | Verb::SetUserPassword => ("Done", "It is done"),
        Verb::DisableUser | Verb::DeleteUser | Verb::RevokeInvitation => (
            "Removed",
            "It is done, and this is left of an invitation token",
        ),
        Verb::GetUser => ("UserDetails", "The user, as `AdminGetUser` answers it"),
        Verb::ListUsers | Verb::ListUsersInGroup => ("Users", "A page of users"),
        Verb::ListGroups | Verb::ListGroupsForUser => ("Groups", "A page of groups"),
        Verb::ListInvitations => (
            "Invitations",
            "A page of users, which can be empty and yet have a next one",
        ),
        Verb::GetInvitation => ("Shown", "The user"),
        Verb::ResendInvitation => ("Invited", "What became of it"),
        Verb::CreateInvitation => ("Invited", "The user was there, and got what was missing"),
        Verb::CreateInvitations => (
            "Results",
            "What became of each, in the order of the request",
        ),
    };
    let mut answers = Map::from_iter([("200".to_owned(), answer(schema, description))]);
    if verb == Verb::CreateInvitation {
        let created = answer("Made", "The user was created, or the token issued");
        answers.insert("201".to_owned(), created);
    }
    answers
}

fn answer(schema: &str, description: &str) -> Value {
    json!({
        "description": description,
        "content": { "application/json": { "schema": reference(schema) } },
    })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// An object with these members, `required` among them, and no others.
fn object(required: &[&str], properties: &Value) -> Value {
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// The same with every member required.
fn complete(properties: &Value) -> Value {
    let names = properties.as_object().into_iter().flat_map(Map::keys);
    let names: Vec<&str> = names.map(String::as_str).collect();
    object(&names, properties)
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn maybe_text() -> Value {
    json!({ "type": ["string", "null"] })
}

fn moment() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

fn maybe_moment() -> Value {
    json!({ "type": ["string", "null"], "format": "date-time" })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

fn list(of: &Value) -> Value {
    json!({ "type": "array", "items": of })
}

/// A page of `name`, and the way to the next.
fn page(name: &str, of: &str) -> Value {
    let entries = list(&reference(of));
    object(&[name], &json!({ name: entries, "NextToken": text() }))
}

/// Every shape once, for the components.
pub(super) fn schemas() -> Value {
    let [entry, shown] = entries();
    let [invited, issued] = invitations();
    json!({
        "Problem": problem(),
        "Done": complete(&json!({ "message": text() })),
        "Removed": complete(&json!({ "message": text(), "token": left() })),
        "Attribute": object(&["Name"], &json!({ "Name": text(), "Value": maybe_text() })),
        "MFAOption": object(&[], &json!({ "DeliveryMedium": text(), "AttributeName": text() })),
        "UserDetails": user("UserAttributes", &["Username", "UserAttributes", "Enabled"]),
        "User": user("Attributes", &["Attributes", "Enabled"]),
        "Users": page("Users", "User"),
        "Group": object(&[], &json!({ "GroupName": text(), "Description": text() })),
        "Groups": page("Groups", "Group"),
        "Token": token(),
        "Entry": entry,
        "Invitations": page("invitations", "Entry"),
        "Shown": shown,
        "Shortfall": complete(&json!({ "code": text(), "detail": text() })),
        "Invited": invited,
        "Issued": issued,
        "Made": { "oneOf": [reference("Invited"), reference("Issued")] },
        "Results": complete(&json!({ "results": list(&result()) })),
    })
}

fn problem() -> Value {
    object(
        &["type", "title", "status", "detail", "code", "message"],
        &json!({
            "type": { "const": "about:blank" },
            "title": text(),
            "status": { "type": "integer" },
            "detail": text(),
            "code": text(),
            "message": { "type": "string", "description": "The detail, where front ends for Admin Queries read it" },
            "errors": list(&complete(&json!({
                "index": { "type": "integer", "minimum": 0 }, "code": text(), "detail": text(),
            }))),
        }),
    )
}

fn user(attributes: &str, required: &[&str]) -> Value {
    let mut properties = json!({
        "Username": text(),
        "UserCreateDate": moment(),
        "UserLastModifiedDate": moment(),
        "Enabled": flag(),
        "UserStatus": text(),
        "MFAOptions": list(&reference("MFAOption")),
    });
    if let Some(members) = properties.as_object_mut() {
        members.insert(attributes.to_owned(), list(&reference("Attribute")));
        if attributes == "UserAttributes" {
            members.insert("PreferredMfaSetting".to_owned(), text());
            members.insert("UserMFASettingList".to_owned(), list(&text()));
        }
    }
    object(required, &properties)
}

/// Whether somebody who is gone could come back.
fn left() -> Value {
    let properties = json!({
        "left": { "enum": ["none", "dead", "unknown", "alive"] },
        "jti": text(),
        "expires": moment(),
    });
    object(&["left"], &properties)
}

/// What a token says that a user carries.
fn token() -> Value {
    json!({ "oneOf": [
        complete(&json!({
            "verified": { "const": true }, "jti": text(), "expires": moment(), "groups": list(&text()),
        })),
        complete(&json!({ "verified": { "const": false }, "reason": text() })),
    ] })
}

/// A user in a list, and by itself.
fn entries() -> [Value; 2] {
    let mut properties = json!({
        "sub": text(),
        "user_name": text(),
        "email": maybe_text(),
        "email_verified": flag(),
        "given_name": maybe_text(),
        "family_name": maybe_text(),
        "state": { "enum": State::ALL.map(State::as_str) },
        "enabled": flag(),
        "created": maybe_moment(),
        "modified": maybe_moment(),
        "expires": maybe_moment(),
        "token": { "oneOf": [reference("Token"), { "type": "null" }] },
    });
    let entry = complete(&properties);
    if let Some(members) = properties.as_object_mut() {
        members.insert("groups".to_owned(), list(&text()));
        let attributes = json!({ "type": "object", "additionalProperties": { "type": "string" } });
        members.insert("attributes".to_owned(), attributes);
    }
    [entry, complete(&properties)]
}

/// An invitation with a user, and one with a token.
fn invitations() -> [Value; 2] {
    let invited = complete(&json!({
        "outcome": { "enum": [
            "created", "created-anew", "completed", "unchanged", "resent", "access-given",
        ] },
        "user_name": text(),
        "sub": text(),
        "mail": { "enum": ["sent", "failed", "not-due"] },
        "groups_added": list(&text()),
        "expires": maybe_moment(),
        "deleted": list(&text()),
        "taken_from": maybe_text(),
        "shortfalls": list(&reference("Shortfall")),
    }));
    let issued = complete(&json!({
        "outcome": { "const": "issued" },
        "mail": { "enum": ["sent", "unknown"] },
        "jti": text(),
        "kid": text(),
        "expires": moment(),
        "groups": list(&text()),
        "caller_is_told": flag(),
        "to_resend": text(),
        "to_revoke": text(),
    }));
    [invited, issued]
}

/// One of several invitations.
fn result() -> Value {
    let refused = complete(&json!({ "code": text(), "detail": text() }));
    json!({ "oneOf": [
        complete(&json!({ "invited": reference("Made") })),
        complete(&json!({ "refused": refused })),
    ] })
}
