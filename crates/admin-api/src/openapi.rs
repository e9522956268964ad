//! The API as an `OpenAPI` 3.1 document, made of the routes.
//!
//! The codes of problems are listed in `problems`. The tests check every answer that they get
//! against the document.

use std::collections::BTreeMap;

use axum::http::Method;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Value, json};

use crate::route::AnyRoute;
use crate::routes;

mod problems;

/// The document, the same for the same version of the code.
pub fn document() -> Value {
    let mut paths = BTreeMap::<_, BTreeMap<_, _>>::new();
    let mut components = components();
    for route in &routes::ALL {
        let method = route.method.as_str().to_ascii_lowercase();
        let operation = operation(route, &mut components);
        paths
            .entry(route.path)
            .or_default()
            .insert(method, operation);
    }
    let mut schemas = components.take_definitions(true);
    schemas.insert("Problem".to_owned(), problems::schema());
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
            "schemas": schemas,
            "responses": problems::responses(),
        },
    })
}

fn operation(route: &AnyRoute, components: &mut SchemaGenerator) -> Value {
    let mut responses = problems::of(route);
    for (status, description, schema) in (route.answers)(components) {
        let content = json!({ "application/json": { "schema": schema } });
        let response = json!({ "description": description, "content": content });
        responses.insert(status.as_str().to_owned(), response);
    }
    let mut parameters = Vec::new();
    if route.path.contains("{username}") {
        parameters.push(json!({
            "name": "username",
            "in": "path",
            "required": true,
            "description": "The user name, the `sub`, or a verified alias",
            "schema": { "type": "string", "minLength": 1 },
        }));
    }
    let tag = match route.path {
        "/me" => "Caller",
        path if path.starts_with("/invitations") => "Invitations",
        _ => "Admin Queries",
    };
    let mut operation = BTreeMap::from([
        ("operationId", json!(route.verb.as_str())),
        ("summary", json!(route.summary)),
        ("tags", json!([tag])),
        ("responses", responses.into()),
    ]);
    let schema = parameters_schema(route);
    if route.method == Method::GET {
        parameters.extend(in_query(&schema));
    } else if schema.get("properties").is_some() {
        let is_required = schema.get("required").is_some();
        let content = json!({ "application/json": { "schema": schema } });
        let body = json!({ "required": is_required, "content": content });
        operation.insert("requestBody", body);
    }
    if !parameters.is_empty() {
        operation.insert("parameters", parameters.into());
    }
    json!(operation)
}

/// The generator of the answers' schemas, which become components by the names of their types.
fn components() -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let settings = settings.with(|settings| {
        settings.definitions_path = "#/components/schemas".into();
        settings.meta_schema = None;
    });
    settings.into_generator()
}

/// The schema of a route's parameters, complete in itself.
fn parameters_schema(route: &AnyRoute) -> Schema {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut schema = (route.parameters)(&mut settings.into_generator());
    // The type's name and documentation are for readers of the code.
    schema.remove("title");
    schema.remove("description");
    schema
}

/// The members of a type as parameters of a query.
fn in_query(schema: &Schema) -> Vec<Value> {
    let required = schema.get("required").and_then(Value::as_array);
    let properties = schema.get("properties").and_then(Value::as_object);
    let parameter = |(name, schema): (&String, &Value)| {
        let mut schema = schema.clone();
        let mut members = schema.as_object_mut();
        let description = members
            .as_mut()
            .and_then(|members| members.remove("description"));
        // A query has no null: the parameter is absent.
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
