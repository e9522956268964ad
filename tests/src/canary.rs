//! The person whom no log may show, and her invitation.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use invitation::TokenClaims;
use invitation::issue::sign;
use invitation::key::SigningKey;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;

/// The user pool. The development key, which signs the tokens, counts for local pools only.
pub const POOL_ID: &str = "local_Example01";

/// Her address, in a domain that the sample policy gives a group to.
pub const EMAIL: &str = "canary.jane@example.com";

/// Her telephone number.
pub const PHONE: &str = "+15550142273";

/// Her identifier, which is her user name too, as in every pool that signs in by e-mail. A log
/// may show it as `sub` and as `user_name`, and nowhere else.
pub const SUB: &str = "c4a21e9b-51a4-4c1e-9c0e-0d2f0b1a9e77";

/// The address that is notified of her acceptance.
pub const INVITER: &str = "canary.inviter@northwind.example";

/// What her invitation sets `custom:tenant` to.
pub const TENANT: &str = "canary-tenant";

/// The identifier of her invitation. A log may show it as `jti`, and nowhere else.
pub const JTI: &str = "01JQ7ZK3N8V5XW2M4T6R9B0CDE";

/// The key that the sample configuration trusts for local pools.
const KEY: &str = include_str!("../../infra/invitations/development-key.pem");

/// Her invitation, valid now and for three days.
pub fn token() -> String {
    token_issued(now() - SignedDuration::from_hours(2))
}

/// Her invitation, issued so long ago that it has expired.
pub fn expired_token() -> String {
    token_issued(now() - SignedDuration::from_hours(73))
}

/// Her invitation with a signature that does not fit.
pub fn forged_token() -> String {
    let token = token();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let reversed: String = signature.chars().rev().collect();
    format!("{signed}.{reversed}")
}

fn token_issued(issued: Timestamp) -> String {
    let claims = TokenClaims {
        iss: "https://accounts.northwind.example".to_owned(),
        aud: POOL_ID.to_owned().into(),
        jti: JTI.to_owned(),
        iat: issued.as_second(),
        exp: (issued + SignedDuration::from_hours(72)).as_second(),
        nbf: None,
        email: EMAIL.to_owned(),
        groups: vec!["clients".parse().unwrap()],
        attributes: BTreeMap::from([("custom:tenant".to_owned(), TENANT.to_owned())]),
        brand: None,
        locale: None,
        inviter: Some(INVITER.to_owned()),
    };
    let key = SigningKey::from_pem(KEY, Some("development".to_owned())).unwrap();
    sign(&claims, &key).unwrap().expose_secret().to_owned()
}

/// Now, for whatever has to be so and so old. It stands still for as long as the tests run, so
/// that an event and the pool show the same invitation.
pub fn now() -> Timestamp {
    #[expect(
        clippy::disallowed_methods,
        reason = "the functions under test read the machine's clock, so what they are given has to fit it"
    )]
    static NOW: LazyLock<Timestamp> = LazyLock::new(Timestamp::now);
    *NOW
}

/// What of her, or of any token, `text` gives away.
pub fn leak(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    // Three letters that every JWT begins with: `{"` in base64url.
    if text.contains("eyJ") {
        return Some("a token");
    }
    [
        ("canary", "a name or an address"),
        (PHONE.trim_start_matches('+'), "a telephone number"),
        (SUB, "an identifier"),
        (&JTI.to_lowercase(), "the identifier of a token"),
    ]
    .into_iter()
    .find(|(secret, _)| lower.contains(secret))
    .map(|(_, what)| what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, leaks: bool) {
        assert_eq!(leak(text).is_some(), leaks, "{text}");
    }

    #[test]
    fn leaks_are_found() {
        for text in [
            EMAIL,
            "CANARY",
            INVITER,
            TENANT,
            PHONE,
            "15550142273",
            SUB,
            JTI,
            &token(),
            &forged_token(),
        ] {
            check(text, true);
        }
        check("", false);
        check(
            "{\"message\":\"invocation\",\"outcome\":\"granted\"}",
            false,
        );
    }
}
