//! Every answer that a test here gets is one that the `OpenAPI` document describes.

use std::sync::LazyLock;

use admin_api::openapi;
use serde_json::{Value, json};

static DOCUMENT: LazyLock<Value> = LazyLock::new(openapi::document);

/// Holds an answer against the document. What belongs to no route is not in it.
#[track_caller]
pub(crate) fn check(method: &str, path: &str, status: u16, content_type: &str, body: &Value) {
    let Some(operation) = operation(method, path) else {
        return;
    };
    let response = &operation["responses"][status.to_string()];
    let response = match response["$ref"].as_str() {
        Some(reference) => DOCUMENT
            .pointer(reference.trim_start_matches('#'))
            .unwrap_or(&Value::Null),
        None => response,
    };
    assert!(
        response.is_object(),
        "{method} {path} answered {status}, which the document does not name: {body}"
    );
    let schema = &response["content"][content_type]["schema"];
    assert!(
        schema.is_object(),
        "{method} {path} answered {status} as {content_type:?}, which the document does not name"
    );
    let schema = json!({ "components": DOCUMENT["components"], "allOf": [schema] });
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(body)
        .map(|fault| fault.to_string())
        .collect();
    assert!(
        faults.is_empty(),
        "{method} {path} answered {status} with {body}: {faults:?}"
    );
}

/// The operation of a route, behind any stage or domain.
fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let paths = DOCUMENT["paths"].as_object()?;
    let candidates = paths.iter().filter(|(template, item)| {
        item.get(method.to_ascii_lowercase()).is_some() && fits(template, path)
    });
    // `/invitations/bulk` is no user's name.
    let (_, item) = candidates.min_by_key(|(template, _)| template.matches('{').count())?;
    item.get(method.to_ascii_lowercase())
}

fn fits(template: &str, path: &str) -> bool {
    let template: Vec<&str> = template.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    template.len() == path.len()
        && template
            .iter()
            .zip(path)
            .all(|(expected, part)| expected.starts_with('{') || *expected == part)
}

#[test]
fn the_document_is_a_schema_throughout() {
    let components = DOCUMENT["components"]["schemas"].as_object().unwrap();
    for name in components.keys() {
        let reference = format!("#/components/schemas/{name}");
        let schema = json!({ "components": DOCUMENT["components"], "$ref": reference });
        assert!(jsonschema::validator_for(&schema).is_ok(), "{name}");
    }
}

/// The document that front ends and tools take from the repository.
#[test]
fn the_document_is_as_it_was_published() {
    let published: Value =
        serde_json::from_str(include_str!("../../../../docs/reference/openapi.json")).unwrap();
    assert!(
        published == *DOCUMENT,
        "`cargo run -- openapi > docs/reference/openapi.json` publishes what has changed"
    );
}

/// The page for readers lists each route as the document has it.
#[test]
fn the_page_of_the_api_lists_every_route_and_no_other() {
    let page = include_str!("../../../../docs/reference/administrators-api.md");
    let listed: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let mut routes: Vec<String> = Vec::new();
    for (path, operations) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let [verb, summary] = ["operationId", "summary"].map(|key| operation[key].as_str());
            let (Some(verb), Some(summary)) = (verb, summary) else {
                continue;
            };
            let method = method.to_uppercase();
            routes.push(format!("| `{verb}` | `{method} {path}` | {summary} |"));
        }
    }
    assert!(routes.len() >= 20, "{} routes", routes.len());
    assert_eq!(listed, routes);
}
