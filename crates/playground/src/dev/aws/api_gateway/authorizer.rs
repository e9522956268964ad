//! Which requests API Gateway's Cognito authorizer admits.
//!
//! In a REST API it takes ID tokens if the method has no scope, and access tokens with the method's
//! scope, as in Amplify's Admin Queries. In an HTTP API it takes both. This one takes both.

use axum::Json;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, AUTHORIZATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// Why a request is not admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// No token, or a token that is not from this user pool.
    Unauthorized,
    /// A token that expired.
    Expired,
}

/// The token of a request, with or without `Bearer` before it: API Gateway takes both, and
/// Amplify's samples send it without.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    Some(value.strip_prefix("Bearer ").unwrap_or(value))
}

/// Checks the claims of a token, if the pool signed it; `issuer` is the pool's `iss`. As at AWS, a
/// revoked token is admitted.
pub(super) fn admit(
    verified: Option<Map<String, Value>>,
    issuer: &str,
    now: Timestamp,
) -> Result<Map<String, Value>, Refused> {
    let claims = verified.ok_or(Refused::Unauthorized)?;
    let text = |name| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(issuer) || !matches!(text("token_use"), Some("id" | "access")) {
        return Err(Refused::Unauthorized);
    }
    let expiry = claims.get("exp").and_then(Value::as_i64);
    if expiry.ok_or(Refused::Unauthorized)? <= now.as_second() {
        return Err(Refused::Expired);
    }
    Ok(claims)
}

impl IntoResponse for Refused {
    /// API Gateway's own answer: no function gets such a request. As in Amplify's template, every
    /// page may read it.
    fn into_response(self) -> Response {
        let message = match self {
            Self::Unauthorized => "Unauthorized",
            Self::Expired => "The incoming token has expired",
        };
        let headers = [
            ("x-amzn-errortype", "UnauthorizedException"),
            (ACCESS_CONTROL_ALLOW_ORIGIN.as_str(), "*"),
        ];
        let document = Json(json!({ "message": message }));
        (StatusCode::UNAUTHORIZED, headers, document).into_response()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const ISSUER: &str = "http://127.0.0.1:8787/local_Example";

    #[track_caller]
    fn check_token(value: Option<&'static str>, expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        if let Some(value) = value {
            headers.insert(AUTHORIZATION, HeaderValue::from_static(value));
        }
        assert_eq!(token(&headers), expected);
    }

    #[test]
    fn a_token_comes_with_its_scheme_or_bare() {
        check_token(None, None);
        check_token(Some("a.b.c"), Some("a.b.c"));
        check_token(Some("Bearer a.b.c"), Some("a.b.c"));
        check_token(Some("Basic YTpi"), Some("Basic YTpi"));
    }

    #[track_caller]
    fn check(changes: &Value, expected: Result<(), Refused>) {
        let mut claims = json!({ "iss": ISSUER, "token_use": "access", "exp": 1_000 });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let now = Timestamp::from_second(999).unwrap();
        let admitted = admit(claims.as_object().cloned(), ISSUER, now);
        assert_eq!(admitted.map(drop), expected, "{claims}");
    }

    #[test]
    fn members_of_the_pool_are_admitted_until_their_token_expires() {
        check(&json!({}), Ok(()));
        check(&json!({ "token_use": "id" }), Ok(()));
        check(
            &json!({ "token_use": "refresh" }),
            Err(Refused::Unauthorized),
        );
        check(
            &json!({ "iss": format!("{ISSUER}2") }),
            Err(Refused::Unauthorized),
        );
        check(&json!({ "exp": 999 }), Err(Refused::Expired));
        check(&json!({ "exp": "1000" }), Err(Refused::Unauthorized));
        let nobody = admit(None, ISSUER, Timestamp::UNIX_EPOCH);
        assert_eq!(nobody, Err(Refused::Unauthorized));
    }
}
