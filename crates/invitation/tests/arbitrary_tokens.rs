//! Any text where a token is expected: the code never panics, and never says yes.

#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use invitation::key::SigningKey;
use invitation::token::{Audience, Binding};
use invitation::{EmailAddress, TokenClaims, TokenSettings, TrustedKey, issue};
use jiff::Timestamp;
use proptest::prelude::*;
use secrecy::ExposeSecret;

const POOL: &str = "eu-central-1_Example01";
const ISSUED: i64 = 1_800_000_000;

fn key() -> SigningKey {
    SigningKey::from_random(&[7; 32], Some("2027-01".to_owned())).unwrap()
}

static TOKEN: LazyLock<String> = LazyLock::new(|| {
    let claims = TokenClaims {
        iss: "https://portal.example.com".to_owned(),
        aud: Audience::from(POOL.to_owned()),
        jti: "01JABCDEF".to_owned(),
        iat: ISSUED,
        exp: ISSUED + 72 * 3600,
        nbf: None,
        email: "jane@example.com".to_owned(),
        groups: vec!["clients".parse().unwrap()],
        attributes: [].into(),
        brand: None,
        locale: None,
        inviter: None,
    };
    issue::sign(&claims, &key())
        .unwrap()
        .expose_secret()
        .to_owned()
});

static SETTINGS: LazyLock<TokenSettings> = LazyLock::new(|| TokenSettings {
    issuer: "https://portal.example.com".to_owned(),
    keys: vec![TrustedKey::new(key().public_jwk(), None).unwrap()],
    ..TokenSettings::default()
});

fn verifies(token: &str) -> bool {
    let email: EmailAddress = "jane@example.com".parse().unwrap();
    let binding = Binding {
        user_pool_id: POOL,
        email: Some(&email),
    };
    let now = Timestamp::from_second(ISSUED + 60).unwrap();
    SETTINGS.verify(token, binding, now).is_ok()
}

#[test]
fn the_sample_verifies() {
    assert!(verifies(&TOKEN));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn arbitrary_text(text in any::<String>()) {
        prop_assert!(!verifies(&text));
    }

    #[test]
    fn three_parts_of_base64(text in "[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{0,200}\\.[A-Za-z0-9_-]{0,100}") {
        prop_assert!(!verifies(&text));
    }

    /// The right header, so that the signature is reached.
    #[test]
    fn arbitrary_signatures(payload in any::<Vec<u8>>(), half in prop::array::uniform32(any::<u8>())) {
        let parts: Vec<_> = TOKEN.split('.').collect();
        let signature = URL_SAFE_NO_PAD.encode([half, half].concat());
        for payload in [parts[1], &URL_SAFE_NO_PAD.encode(payload)] {
            let forged = format!("{}.{payload}.{signature}", parts[0]);
            prop_assert!(!verifies(&forged));
        }
    }

    /// Any piece of the token replaced by any other text.
    #[test]
    fn a_piece_replaced(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), text in ".{0,8}|[A-Za-z0-9_-]{0,8}") {
        let token = TOKEN.as_str();
        let (from, to) = (from.index(token.len() + 1), to.index(token.len() + 1));
        let (from, to) = (from.min(to), from.max(to));
        let changed = format!("{}{text}{}", &token[..from], &token[to..]);
        prop_assert_eq!(verifies(&changed), changed == token);
    }

    #[test]
    fn something_before_or_after(before in ".{0,4}|\\s{0,4}", after in ".{0,4}|\\s{0,4}") {
        let token = TOKEN.as_str();
        let changed = format!("{before}{token}{after}");
        prop_assert_eq!(verifies(&changed), changed == token);
    }
}
