//! Invitations to sign up: a token that AWS KMS signs, and that goes into a mail alone.

use invitation::key::SigningKey;
use invitation::token::Binding;
use invitation::{GroupName, VerifiedToken};
use jiff::Timestamp;
use local_user_pool::{Alias, Pool, SentMessage, SignIn, UserStatus};
use serde_json::{Value, json};
use settings::Settings;

use crate::kms::{Fault, StandIn};
use crate::test_api::{POOL, SETTINGS, TestApi, post};

const EMAIL: &str = "bob@client.example";

/// Settings that trust the stand-in's first key, and sign with it.
pub(crate) fn settings(key: &str) -> String {
    let jwk = SigningKey::from_random(&[1; 32], Some("2026-11".to_owned()))
        .unwrap()
        .public_jwk();
    let (x, y) = (jwk.x, jwk.y);
    let own = SETTINGS.replace(
        "[admin_api]",
        &format!("[admin_api]\n    signing_key = \"{key}\""),
    );
    format!(
        r#"{own}
    [user_pool]
    sign_in = "email"

    [tokens]
    issuer = "https://accounts.northwind.example"

    [[tokens.keys]]
    kid = "2026-11"
    kty = "EC"
    crv = "P-256"
    x = "{x}"
    y = "{y}"
    groups = ["clients"]

    [mail]
    from = "accounts@northwind.example"
    notice_to_inviter = true
"#
    )
}

async fn api(kms: &StandIn, settings: &str) -> TestApi {
    let api = TestApi::beside(kms, settings).await;
    api.pool.with_pool(POOL, let_sign_in_by_address).unwrap();
    api
}

pub(crate) fn let_sign_in_by_address(pool: &mut Pool) {
    pool.sign_in = SignIn::Attribute([Alias::Email].into());
}

/// A pool beside a KMS whose only key the settings trust.
pub(crate) async fn signing() -> (StandIn, TestApi, String) {
    let kms = StandIn::default();
    let settings = settings(&kms.add("ECC_NIST_P256", "SIGN_VERIFY"));
    let api = api(&kms, &settings).await;
    (kms, api, settings)
}

fn invitation() -> Value {
    json!({ "mode": "self-sign-up", "email": EMAIL, "groups": ["clients"] })
}

fn changed(changes: &Value) -> Value {
    let mut body = invitation();
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// The token in a mail's link.
fn mailed(mail: &SentMessage) -> String {
    let text = mail.text.as_deref().unwrap();
    let (_, rest) = text.split_once("/join#invitation=").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the function takes the system's time"
)]
fn verified(settings: &str, token: &str) -> VerifiedToken {
    let settings: Settings = toml::from_str(settings).unwrap();
    let email = EMAIL.parse().unwrap();
    let binding = Binding {
        user_pool_id: POOL,
        email: Some(&email),
    };
    settings
        .tokens
        .verify(token, binding, Timestamp::now())
        .unwrap()
}

#[tokio::test]
async fn the_token_is_in_the_mail_and_nowhere_else() {
    let (kms, api, settings) = signing().await;
    let body = changed(&json!({
        "given_name": null, "attributes": { "custom:tenant": "acme" }, "expires_in_hours": 48,
    }));
    let answer = api.ask_as_admin(&post("/invitations", &body)).await;
    answer.is(201, "ok");
    assert_eq!(answer.body["outcome"], "issued");
    assert_eq!(answer.body["mail"], "sent");
    assert_eq!(answer.body["kid"], "2026-11");
    assert_eq!(answer.body["notice_to_caller"], false);
    let inbox = api.pool.inbox();
    assert_eq!(inbox.len(), 1);
    assert_eq!(inbox[0].to, [EMAIL]);
    let token = mailed(&inbox[0]);
    let verified = verified(&settings, &token);
    assert_eq!(answer.body["jti"], verified.claims().jti);
    let groups: Vec<&str> = verified
        .claims()
        .groups
        .iter()
        .map(GroupName::as_str)
        .collect();
    assert_eq!(groups, ["clients"]);
    assert_eq!(verified.claims().inviter, None);
    assert_eq!(verified.claims().exp - verified.claims().iat, 48 * 60 * 60);
    let shown = answer.body.to_string();
    let signature = token.rsplit('.').next().unwrap();
    for secret in [token.as_str(), signature, "eyJ", "/join"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    let jti = answer.body["jti"].as_str().unwrap();
    assert!(answer.body["to_revoke"].as_str().unwrap().contains(jti));
    // Nobody is created, and the key is looked up once.
    assert!(api.user(EMAIL).is_none());
    let again = api.ask_as_admin(&post("/invitations", &body)).await;
    again.is(201, "ok");
    assert_ne!(again.body["jti"], answer.body["jti"]);
    assert_eq!(kms.calls("GetPublicKey").len(), 1);
    assert_eq!(kms.calls("Sign").len(), 2);
}

/// The inviter gets to know who accepts: a claimed address would get a mail about it.
#[tokio::test]
async fn the_inviter_is_the_caller_by_a_proven_address() {
    let (_kms, api, settings) = signing().await;
    for (proven, expected) in [("true", Some("caller@client.example")), ("false", None)] {
        let body = changed(&json!({ "inviter": "eve@elsewhere.example" }));
        api.insert("caller", &["Admins"], |user| {
            let verified = ("email_verified".to_owned(), proven.to_owned());
            user.attributes.extend([verified]);
        });
        let event = crate::test_api::rest(
            &post("/invitations", &body),
            Some(&crate::test_api::claims("caller", "Admins")),
        );
        let answer = api.answer(&event).await;
        answer.is(201, "ok");
        assert_eq!(answer.body["notice_to_caller"], expected.is_some());
        let token = mailed(api.pool.inbox().last().unwrap());
        let verified = verified(&settings, &token);
        assert_eq!(verified.claims().inviter.as_deref(), expected);
    }
}

#[tokio::test]
async fn what_no_token_can_carry_is_refused_before_anything_is_signed() {
    let (kms, api, _) = signing().await;
    for (changes, status, code) in [
        (
            json!({ "email": "Bob\u{200b}by@client.example" }),
            422,
            "invisible-character",
        ),
        (json!({ "user_name": "bob" }), 422, "user-name-not-taken"),
        (
            json!({ "validation_data": { "campaign": "autumn" } }),
            422,
            "hook-data-not-available",
        ),
        (
            json!({ "client_metadata": { "campaign": "autumn" } }),
            422,
            "hook-data-not-available",
        ),
        (
            json!({ "expires_in_days": 366 }),
            422,
            "expiry-not-possible",
        ),
        (json!({ "expires_in_hours": 0 }), 422, "expiry-not-possible"),
        (
            json!({ "expires_in_days": 1, "expires_in_hours": 24 }),
            400,
            "malformed-request",
        ),
        (
            json!({ "delivery_mediums": ["SMS"] }),
            422,
            "medium-not-available",
        ),
        (json!({ "groups": ["Owners"] }), 403, "group-not-permitted"),
        (json!({ "groups": ["Admins"] }), 422, "group-not-assignable"),
        (
            json!({ "attributes": { "email": "eve@elsewhere.example" } }),
            403,
            "attribute-not-permitted",
        ),
        (
            json!({ "attributes": { "custom:invitation": "x" } }),
            403,
            "attribute-not-permitted",
        ),
        (
            json!({ "force_alias_creation": true }),
            403,
            "force-alias-creation-not-permitted",
        ),
    ] {
        let body = changed(&changes);
        let answer = api.ask_as_admin(&post("/invitations", &body)).await;
        answer.is(status, code);
    }
    assert!(kms.calls("Sign").is_empty());
    assert!(api.pool.inbox().is_empty());
}

#[tokio::test]
async fn a_user_with_the_address_is_not_invited_to_sign_up_with_it() {
    let (kms, api, _) = signing().await;
    api.insert("bob", &[], |user| user.status = UserStatus::Confirmed);
    let answer = api.ask_as_admin(&post("/invitations", &invitation())).await;
    answer.is(409, "address-in-use");
    assert!(kms.calls("Sign").is_empty());
}

#[tokio::test]
async fn support_may_not_give_by_a_token_what_it_may_not_give_otherwise() {
    let (_kms, api, _) = signing().await;
    let beta = changed(&json!({ "groups": ["beta"] }));
    api.ask(&["Support"], &post("/invitations", &beta))
        .await
        .is(403, "group-not-permitted");
    api.ask(&["x,Admins"], &post("/invitations", &invitation()))
        .await
        .is(403, "not-permitted");
    api.ask(&["Support"], &post("/invitations", &invitation()))
        .await
        .is(201, "ok");
}

#[tokio::test]
async fn several_are_answered_each() {
    let (_kms, api, _) = signing().await;
    let bulk = json!({ "invitations": [invitation(), { "email": "ada@client.example" }] });
    let answer = api.ask_as_admin(&post("/invitations/bulk", &bulk)).await;
    answer.is(200, "ok");
    assert_eq!(answer.body["results"][0]["invited"]["outcome"], "issued");
    assert_eq!(answer.body["results"][1]["invited"]["outcome"], "created");
    assert!(!answer.body.to_string().contains("eyJ"));
}

/// AWS's words name accounts and roles, and nobody is written to without a token.
#[tokio::test]
async fn a_key_that_does_not_sign_is_reported_without_aws_s_words() {
    for (fault, status, code) in [
        (
            Fault::Exception(400, "AccessDeniedException"),
            503,
            "not-configured",
        ),
        (
            Fault::Exception(400, "DisabledException"),
            503,
            "not-configured",
        ),
        (Fault::OtherKey, 503, "not-configured"),
        (Fault::Garbage, 503, "not-configured"),
    ] {
        let (kms, api, _) = signing().await;
        kms.fail([("Sign", fault)]);
        let answer = api.ask_as_admin(&post("/invitations", &invitation())).await;
        answer.is(status, code);
        let shown = answer.body.to_string();
        for internal in ["CANARY", "arn:", "KMS", "kms"] {
            assert!(!shown.contains(internal), "{shown}");
        }
        assert!(api.pool.inbox().is_empty());
    }
}

#[tokio::test]
async fn a_key_that_is_not_trusted_signs_nothing() {
    let kms = StandIn::default();
    kms.add("ECC_NIST_P256", "SIGN_VERIFY");
    let other = settings(&kms.add("ECC_NIST_P256", "SIGN_VERIFY"));
    let api = api(&kms, &other).await;
    let answer = api.ask_as_admin(&post("/invitations", &invitation())).await;
    answer.is(503, "not-configured");
    assert!(kms.calls("Sign").is_empty());
}

#[tokio::test]
async fn what_the_pool_could_not_keep_is_in_no_token() {
    let kms = StandIn::default();
    let settings = settings(&kms.add("ECC_NIST_P256", "SIGN_VERIFY"));
    let settings = settings.replace(
        "[\"custom:tenant\"]",
        "[\"custom:tenant\", \"custom:rank\"]",
    );
    let api = api(&kms, &settings).await;
    let long = "a".repeat(2049);
    for (attributes, code) in [
        (json!({ "custom:rank": "1" }), "attribute-unknown"),
        (json!({ "custom:tenant": long }), "attribute-value"),
    ] {
        let body = changed(&json!({ "attributes": attributes }));
        let answer = api.ask_as_admin(&post("/invitations", &body)).await;
        answer.is(422, code);
    }
    assert!(api.pool.inbox().is_empty());
}
