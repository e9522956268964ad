//! The answers that are not a success.

use serde_json::{Map, Value, json};

use crate::route::AnyRoute;

/// The codes that each status comes with.
pub(super) const CODES: [(u16, &[&str]); 10] = [
    (400, &["malformed-request"]),
    (
        401,
        &[
            "not-signed-in",
            "token-expired",
            "token-of-other-client",
            "token-of-other-pool",
            "token-unreadable",
        ],
    ),
    (
        403,
        &[
            "attribute-not-permitted",
            "force-alias-creation-not-permitted",
            "group-not-permitted",
            "invitation-of-another",
            "link-not-permitted",
            "not-permitted",
            "own-access",
            "policy-group-not-permitted",
            "target-above",
        ],
    ),
    (404, &["group-not-found", "user-not-found"]),
    (
        409,
        &[
            "address-contested",
            "address-in-use",
            "address-not-proven",
            "address-taken",
            "already-accepted",
            "already-invited",
            "changed-meanwhile",
            "handed-over",
            "is-member",
            "last-administrator",
            "not-invited",
            "precondition-not-met",
            "refused",
            "status-unknown",
            "user-ambiguous",
            "user-disabled",
            "user-name-taken",
            "user-state",
        ],
    ),
    (413, &["body-too-large"]),
    (
        422,
        &[
            "attribute-blank",
            "attribute-not-assignable",
            "attribute-twice",
            "attribute-unknown",
            "attribute-value",
            "brand-unknown",
            "brand-unusable",
            "character-not-taken",
            "control-character",
            "email-domain-not-valid",
            "email-missing",
            "email-not-valid",
            "email-too-long",
            "expiry-not-possible",
            "force-alias-creation-not-available",
            "group-not-assignable",
            "group-not-of-key",
            "group-not-valid",
            "hook-data-not-available",
            "invisible-character",
            "invitations-not-accepted",
            "key-reserved",
            "key-twice",
            "lifetime-too-long",
            "limit-exceeded",
            "locale-not-spoken",
            "locale-not-valid",
            "medium-not-available",
            "mode-not-available",
            "not-accepted",
            "not-issued",
            "password-not-accepted",
            "password-used-before",
            "rejected",
            "sign-in-by-phone",
            "space",
            "token-not-verified",
            "too-many-attempts",
            "user-name-like-address",
            "user-name-not-taken",
            "user-name-required",
            "user-name-too-long",
            "value-too-long",
        ],
    ),
    (429, &["throttled"]),
    (
        502,
        &[
            "creation-unanswered",
            "hook-failed",
            "left-disabled",
            "not-delivered",
        ],
    ),
    (
        503,
        &[
            "aws-unavailable",
            "not-configured",
            "operation-not-enabled",
            "signing-unavailable",
        ],
    ),
];

/// What a status means, in one line.
fn meaning(status: u16) -> &'static str {
    match status {
        400 => "The request cannot be understood",
        401 => "Nobody is signed in",
        403 => "The caller may not do this",
        404 => "There is no such user or group",
        409 => "What the user pool holds at this moment stands against it",
        413 => "The body is too large",
        422 => "A value is not accepted",
        429 => "Too many requests are being made of the user pool",
        502 => "It may be done in part",
        _ => "It cannot be done now",
    }
}

/// The component that describes a status.
fn component(status: u16) -> String {
    format!("Problem{status}")
}

/// The problems by status, for the components.
pub(super) fn responses() -> Value {
    let response = |(status, codes): (u16, &[&str])| {
        let waits = matches!(status, 429 | 503);
        let mut headers = Map::new();
        if waits {
            let description = "After how many seconds another attempt makes sense";
            let header = json!({
                "description": description,
                "required": status == 429,
                "schema": { "type": "integer", "minimum": 0 },
            });
            headers.insert("Retry-After".to_owned(), header);
        }
        if status == 401 {
            let header = json!({ "required": false, "schema": { "const": "Bearer" } });
            headers.insert("WWW-Authenticate".to_owned(), header);
        }
        let schema = json!({
            "allOf": [{ "$ref": "#/components/schemas/Problem" }],
            "properties": { "status": { "const": status }, "code": { "enum": codes } },
        });
        let mut content = json!({ "application/problem+json": { "schema": schema } });
        if status == 401
            && let Some(types) = content.as_object_mut()
        {
            // Where a gateway's authorizer refuses, the gateway answers in its own form.
            types.insert(
                "application/json".to_owned(),
                json!({ "schema": {
                    "type": "object",
                    "properties": { "message": { "type": "string" } },
                    "required": ["message"],
                } }),
            );
        }
        let mut response = json!({ "description": meaning(status), "content": content });
        if let Some(members) = response.as_object_mut().filter(|_| !headers.is_empty()) {
            members.insert("headers".to_owned(), headers.into());
        }
        (component(status), response)
    };
    CODES
        .into_iter()
        .map(response)
        .collect::<Map<_, _>>()
        .into()
}

/// The problems that a route can answer.
pub(super) fn of(route: &AnyRoute) -> Map<String, Value> {
    let is_possible = |status: &u16| match status {
        404 => route.can_miss,
        // Hooks run for changes only.
        502 => !route.verb.only_reads(),
        _ => true,
    };
    let reference = |status| {
        let path = format!("#/components/responses/{}", component(status));
        (status.to_string(), json!({ "$ref": path }))
    };
    CODES
        .into_iter()
        .map(|(status, _)| status)
        .filter(is_possible)
        .map(reference)
        .collect()
}

/// The schema of [`Problem`](crate::Problem).
pub(super) fn schema() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "properties": {
            "type": { "const": "about:blank" },
            "title": text,
            "status": { "type": "integer" },
            "detail": text,
            "code": text,
            "message": { "type": "string", "description": "The detail, where front ends for Admin Queries read it" },
            "errors": { "type": "array", "items": {
                "type": "object",
                "properties": {
                    "index": { "type": "integer", "minimum": 0, "description": "Which of several invitations" },
                    "field": { "type": "string", "description": "The field, or an attribute by its name" },
                    "code": text,
                    "detail": text,
                },
                "required": ["code", "detail"],
                "additionalProperties": false,
            } },
        },
        "required": ["type", "title", "status", "detail", "code", "message"],
        "additionalProperties": false,
    })
}
