//! Who calls, read from verified claims. The gateway's authorizer has verified them, or the
//! function itself where there is none.
//!
//! Their signature and audience are correct: an authorizer passes on claims of valid tokens only.
//! But an authorizer can be configured too widely, so this checks again that the token is
//! Cognito's, of this user pool, and not expired.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use strum::IntoStaticStr;

use crate::claimed_groups::ClaimedGroups;

/// A person who signed in to the user pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The immutable identifier.
    pub sub: String,
    /// The user name, which finds the caller in the pool.
    pub user_name: String,
    /// The groups in the token.
    pub groups: ClaimedGroups,
}

/// Why the caller is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Unauthenticated {
    /// There are no claims of an authorizer, and no token that the function could verify.
    #[error("Sign in first")]
    NotSignedIn,
    /// The claims are not those of a Cognito token.
    #[error("The token is none that this API takes; sign in again")]
    TokenUnreadable,
    /// The token is of another user pool.
    #[error("The token is from another user pool; sign in to this one")]
    TokenOfOtherPool,
    /// The token was issued to an app client that is not listed.
    #[error(
        "The token is from an app client that this API does not serve; sign in through another"
    )]
    TokenOfOtherClient,
    /// The token has expired.
    #[error("The token has expired; sign in again")]
    TokenExpired,
}

impl Unauthenticated {
    /// The stable code.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

impl Caller {
    /// Reads the claims of an ID or access token of one of these issuers.
    pub fn from_claims(
        claims: &Map<String, Value>,
        issuers: &[String],
        now: Timestamp,
    ) -> Result<Self, Unauthenticated> {
        let text = |name| claims.get(name).and_then(Value::as_str);
        let named = |name| text(name).filter(|text: &&str| !text.is_empty());
        if !matches!(text("token_use"), Some("id" | "access")) {
            return Err(Unauthenticated::TokenUnreadable);
        }
        if !issuers.iter().any(|issuer| text("iss") == Some(issuer)) {
            return Err(Unauthenticated::TokenOfOtherPool);
        }
        // Not every authorizer passes the expiry on. If there is one, it has to be valid.
        if let Some(expiry) = claims.get("exp")
            && moment(expiry).ok_or(Unauthenticated::TokenUnreadable)? <= now
        {
            return Err(Unauthenticated::TokenExpired);
        }
        let sub = named("sub").ok_or(Unauthenticated::TokenUnreadable)?;
        // An access token says `username`, an ID token `cognito:username` (developer guide).
        let user_name = named("username").or_else(|| named("cognito:username"));
        Ok(Self {
            sub: sub.to_owned(),
            user_name: user_name.unwrap_or(sub).to_owned(),
            groups: ClaimedGroups::read(claims.get("cognito:groups")),
        })
    }
}

/// A moment as gateways write it: seconds since the epoch as a number or text (HTTP API), or
/// `Tue Apr 04 18:39:39 UTC 2023` (REST API, seen in the field).
fn moment(claim: &Value) -> Option<Timestamp> {
    let seconds = match claim {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => match text.parse() {
            Ok(seconds) => Some(seconds),
            Err(_) => return spelled_out(text),
        },
        _ => None,
    };
    Timestamp::from_second(seconds?).ok()
}

fn spelled_out(text: &str) -> Option<Timestamp> {
    let moment = DateTime::strptime("%a %b %d %H:%M:%S UTC %Y", text).ok()?;
    TimeZone::UTC.to_timestamp(moment).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ISSUER: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI";

    const UPDATED_ISSUER: &str =
        "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI";

    fn read(claims: Value) -> Result<Caller, Unauthenticated> {
        let Value::Object(claims) = claims else {
            return Err(Unauthenticated::NotSignedIn);
        };
        let now = "2026-11-20T09:00:00Z".parse().unwrap();
        let issuers = [ISSUER, UPDATED_ISSUER].map(str::to_owned);
        Caller::from_claims(&claims, &issuers, now)
    }

    /// Checks the claims of an access token with these changes.
    #[track_caller]
    fn check(changes: Value, expected: Result<&str, Unauthenticated>) {
        let mut claims = json!({
            "sub": "6a2c", "username": "ada", "token_use": "access", "iss": ISSUER,
            "exp": "1795168800", "cognito:groups": "Admins",
        });
        let Value::Object(changes) = changes else {
            panic!("changes are an object")
        };
        for (name, value) in changes {
            claims[name] = value;
        }
        let user_name = read(claims.clone()).map(|caller| caller.user_name);
        assert_eq!(user_name, expected.map(str::to_owned), "{claims}");
    }

    #[test]
    fn both_kinds_of_token_are_taken() {
        check(json!({}), Ok("ada"));
        check(
            json!({"token_use": "id", "username": null, "cognito:username": "ida"}),
            Ok("ida"),
        );
        check(json!({"username": null}), Ok("6a2c"));
        let caller = read(json!({
            "sub": "6a2c", "token_use": "id", "iss": ISSUER, "cognito:groups": ["Admins"],
        }));
        assert_eq!(
            caller.unwrap().groups,
            ClaimedGroups::Certain(["Admins".to_owned()].into())
        );
    }

    #[test]
    fn claims_of_something_else_are_nobody_s() {
        for changes in [
            json!({"token_use": null}),
            json!({"token_use": "refresh"}),
            json!({"token_use": ["access"]}),
            json!({"sub": null}),
            json!({"sub": ""}),
            json!({"sub": 7}),
        ] {
            check(changes, Err(Unauthenticated::TokenUnreadable));
        }
        assert_eq!(read(json!({})), Err(Unauthenticated::TokenUnreadable));
    }

    #[test]
    fn tokens_of_another_pool_are_refused() {
        check(json!({ "iss": UPDATED_ISSUER }), Ok("ada"));
        for issuer in [
            json!("https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other0001"),
            json!("https://issuer-cognito-idp.eu-west-2.amazonaws.com/eu-west-1_AbCdEfGhI"),
            json!("https://evil-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI"),
            json!("http://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI"),
            json!("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other0001"),
            json!("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI/"),
            json!("https://evil.example/eu-west-1_AbCdEfGhI"),
            json!(null),
        ] {
            check(
                json!({ "iss": issuer }),
                Err(Unauthenticated::TokenOfOtherPool),
            );
        }
    }

    #[test]
    fn expiry_is_read_as_every_gateway_writes_it() {
        for (expiry, expected) in [
            (json!(1_795_168_800), Ok("ada")),
            (json!("1795168800"), Ok("ada")),
            (json!("Fri Nov 20 10:00:00 UTC 2026"), Ok("ada")),
            (json!(1_795_165_200), Err(Unauthenticated::TokenExpired)),
            (json!("1795161600"), Err(Unauthenticated::TokenExpired)),
            (json!("-1"), Err(Unauthenticated::TokenExpired)),
            (
                json!("Fri Nov 20 08:59:59 UTC 2026"),
                Err(Unauthenticated::TokenExpired),
            ),
            (
                json!("Fri Nov 20 10:00:00 CET 2026"),
                Err(Unauthenticated::TokenUnreadable),
            ),
            (json!("soon"), Err(Unauthenticated::TokenUnreadable)),
            (
                json!("99999999999999999999"),
                Err(Unauthenticated::TokenUnreadable),
            ),
            (json!(null), Err(Unauthenticated::TokenUnreadable)),
        ] {
            check(json!({ "exp": expiry }), expected);
        }
    }
}
