//! What the API takes and answers, as an `OpenAPI` 3.1 document.
//!
//! Made of what the routes are made of: the table of verbs and paths, the types that read the
//! parameters, the codes of the problems. The answers are written down in `answers`, and every
//! answer that a test is given is held against them.

use authorization::Verb;
use axum::http::Method;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::invitation_request::{Person, Wanted};
use crate::parameters::{MembershipParameters, PageParameters, UserParameters};
use crate::paths::{Route, route};
use crate::routes::{
    create_invitations, list_invitations, list_users, list_users_in_group, set_user_password,
    update_user_attributes,
};

mod answers;
mod problems;

/// The document, the same for the same version of the code.
pub fn document() -> Value {
    let mut paths = Map::new();
    for &verb in Verb::ALL {
        let Route { method, path, .. } = route(verb);
        let item = paths.entry(path).or_insert_with(|| json!({}));
        let name = method.as_str().to_ascii_lowercase();
        if let Some(item) = item.as_object_mut() {
            item.insert(name, operation(verb, &method, path));
        }
    }
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Administrators' API",
            "summary": "Amplify's Admin Queries, and invitations",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT",
                "description": "An ID or access token of the user pool",
            } },
            "schemas": answers::schemas(),
            "responses": problems::responses(),
        },
    })
}

fn operation(verb: Verb, method: &Method, path: &str) -> Value {
    let mut operation = json!({
        "operationId": verb.as_str(),
        "summary": summary(verb),
        "tags": [if path.starts_with("/invitations") { "Invitations" } else { "Admin Queries" }],
    });
    let Some(members) = operation.as_object_mut() else {
        return operation;
    };
    let mut parameters = Vec::new();
    if path.contains("{username}") {
        parameters.push(json!({
            "name": "username",
            "in": "path",
            "required": true,
            "description": "The user name, the `sub`, or a verified alias",
            "schema": { "type": "string", "minLength": 1 },
        }));
    }
    let taken = taken(verb);
    if *method == Method::GET {
        parameters.extend(taken.iter().flat_map(in_query));
    } else if let Some(schema) = taken.first() {
        let is_required = schema.get("required").is_some();
        members.insert(
            "requestBody".to_owned(),
            json!({
                "required": is_required,
                "content": { "application/json": { "schema": schema } },
            }),
        );
    }
    if !parameters.is_empty() {
        members.insert("parameters".to_owned(), parameters.into());
    }
    let mut responses = answers::successes(verb);
    responses.extend(problems::of(verb));
    members.insert("responses".to_owned(), responses.into());
    operation
}

/// What a verb does, in one line.
fn summary(verb: Verb) -> &'static str {
    match verb {
        Verb::AddUserToGroup => "Put a user into a group",
        Verb::RemoveUserFromGroup => "Take a user out of a group",
        Verb::ConfirmUserSignUp => "Confirm a sign-up in the person's place",
        Verb::DisableUser => "Keep a user from signing in",
        Verb::EnableUser => "Let a disabled user sign in again",
        Verb::SignUserOut => "End every session of a user; of oneself, without a role",
        Verb::GetUser => "Show a user",
        Verb::ListUsers => "List users",
        Verb::ListGroups => "List groups",
        Verb::ListGroupsForUser => "List the groups of a user",
        Verb::ListUsersInGroup => "List the members of a group",
        Verb::UpdateUserAttributes => "Set attributes of a user",
        Verb::DeleteUser => "Delete a user",
        Verb::SetUserPassword => "Set a user's password",
        Verb::CreateInvitation => {
            "Invite somebody, or complete what is missing from an invitation that is there"
        }
        Verb::CreateInvitations => "Invite several people, each answered by itself",
        Verb::ListInvitations => "List users by the state of their invitation",
        Verb::GetInvitation => "Show a user with the state of its invitation",
        Verb::ResendInvitation => "Send an open invitation again, with a new temporary password",
        Verb::RevokeInvitation => "Take an open invitation back",
    }
}

/// What a verb reads: of the query, each type that does; of the body, one.
fn taken(verb: Verb) -> Vec<Value> {
    match verb {
        Verb::ConfirmUserSignUp
        | Verb::DisableUser
        | Verb::EnableUser
        | Verb::SignUserOut
        | Verb::DeleteUser
        | Verb::GetUser => vec![schema::<UserParameters>()],
        Verb::AddUserToGroup | Verb::RemoveUserFromGroup => vec![schema::<MembershipParameters>()],
        Verb::ListUsers => vec![schema::<list_users::Parameters>()],
        Verb::ListGroups => vec![schema::<PageParameters>()],
        Verb::ListGroupsForUser => {
            vec![schema::<UserParameters>(), schema::<PageParameters>()]
        }
        Verb::ListUsersInGroup => vec![
            schema::<list_users_in_group::Parameters>(),
            schema::<PageParameters>(),
        ],
        Verb::UpdateUserAttributes => vec![schema::<update_user_attributes::Parameters>()],
        Verb::SetUserPassword => vec![schema::<set_user_password::Parameters>()],
        Verb::CreateInvitation => vec![schema::<Wanted>()],
        Verb::CreateInvitations => vec![schema::<create_invitations::Parameters>()],
        Verb::ListInvitations => vec![schema::<list_invitations::Parameters>()],
        Verb::ResendInvitation => vec![schema::<Person>()],
        Verb::GetInvitation | Verb::RevokeInvitation => Vec::new(),
    }
}

/// The schema of a type that reads parameters, complete in itself.
fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let schema = SchemaGenerator::new(settings).into_root_schema_for::<T>();
    let mut schema = Value::from(schema);
    if let Some(members) = schema.as_object_mut() {
        // The name and the documentation of the type are for whoever reads the code.
        members.remove("title");
        members.remove("description");
    }
    schema
}

/// The members of a type as parameters of a query.
fn in_query(schema: &Value) -> Vec<Value> {
    let required = schema.get("required").and_then(Value::as_array);
    let properties = schema.get("properties").and_then(Value::as_object);
    let parameter = |(name, schema): (&String, &Value)| {
        let mut schema = schema.clone();
        let mut members = schema.as_object_mut();
        let description = members
            .as_mut()
            .and_then(|members| members.remove("description"));
        // In a query, an absent parameter is absent.
        if let Some(kind) = members.as_mut().and_then(|members| members.get_mut("type"))
            && let Some(first) = kind.as_array().and_then(|kinds| kinds.first()).cloned()
        {
            *kind = first;
        }
        json!({
            "name": name,
            "in": "query",
            "required": required.is_some_and(|required| required.contains(&json!(name))),
            "description": description,
            "schema": schema,
        })
    };
    properties.into_iter().flatten().map(parameter).collect()
}
