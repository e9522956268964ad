//! The answers that are a success.

use administration::view;
use authorization::Verb;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::routes::create_invitation::Answer;
use crate::routes::create_invitations::Results;
use crate::routes::removal::Removed;

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

/// Every shape once, for the components: those of this project from the types that make them,
/// those of Admin Queries written down.
pub(super) fn schemas() -> Value {
    let mut schemas = of_types();
    let written = [
        ("Problem", problem()),
        ("Done", complete(&json!({ "message": text() }))),
        (
            "Attribute",
            object(&["Name"], &json!({ "Name": text(), "Value": maybe_text() })),
        ),
        (
            "MFAOption",
            object(
                &[],
                &json!({ "DeliveryMedium": text(), "AttributeName": text() }),
            ),
        ),
        (
            "UserDetails",
            user("UserAttributes", &["Username", "UserAttributes", "Enabled"]),
        ),
        ("User", user("Attributes", &["Attributes", "Enabled"])),
        ("Users", page("Users", "User")),
        (
            "Group",
            object(&[], &json!({ "GroupName": text(), "Description": text() })),
        ),
        ("Groups", page("Groups", "Group")),
        ("Invitations", page("invitations", "Entry")),
    ];
    schemas.extend(written.map(|(name, schema)| (name.to_owned(), schema)));
    schemas.into()
}

/// The schemas of the types that answers are made of, by their names.
fn of_types() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let settings = settings.with(|settings| {
        settings.definitions_path = "#/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    generator.subschema_for::<view::Shown>();
    generator.subschema_for::<view::Entry>();
    generator.subschema_for::<Answer>();
    generator.subschema_for::<Results>();
    generator.subschema_for::<Removed<'_>>();
    generator.take_definitions(true)
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
            "errors": list(&object(&["code", "detail"], &json!({
                "index": { "type": "integer", "minimum": 0, "description": "Which of several invitations" },
                "field": { "type": "string", "description": "The field, or an attribute by its name" },
                "code": text(), "detail": text(),
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
