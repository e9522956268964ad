//! A token by mail.

use administration::{TokenRequest, issue, prepare};
use invitation::key::SigningKey;
use invitation::{GroupName, TrustedKey};
use jiff::SignedDuration;
use local_user_pool::{FaultKind, Operation, Service};
use messages::Brands;
use secrecy::ExposeSecret;
use settings::Settings;

use crate::test_pool::{ADDRESS, POOL, TestPool, deadline, now, settings};

fn key() -> SigningKey {
    SigningKey::from_random(&[1; 32], Some("key".to_owned())).unwrap()
}

fn request() -> TokenRequest {
    TokenRequest {
        user_pool_id: POOL.to_owned(),
        email: ADDRESS.parse().unwrap(),
        groups: ["clients".parse().unwrap()].into(),
        attributes: [("given_name".parse().unwrap(), "Ada".to_owned())].into(),
        brand: None,
        locale: Some("de-AT".parse().unwrap()),
        inviter: Some("sales@northwind.example".parse().unwrap()),
        issuer: None,
        lifetime: SignedDuration::from_hours(72),
    }
}

#[tokio::test]
async fn a_token_goes_out_in_the_brand_and_language_of_the_person() {
    let test = TestPool::new().await;
    let issued = issue(&request(), &settings(), &key(), now()).unwrap();
    let brands = Brands::built_in();
    issued
        .mail(&test.mailer(), brands.select([]), deadline())
        .await
        .unwrap();
    let inbox = test.inbox();
    assert_eq!(inbox.len(), 1);
    let mail = &inbox[0];
    assert_eq!(
        (mail.service, mail.to.as_slice()),
        (Service::Ses, &[ADDRESS.to_owned()][..])
    );
    assert_eq!(mail.from, "Northwind <welcome@northwind.example>");
    assert_eq!(mail.subject, "Ihre Einladung zu Example");
    let token = issued.token.expose_secret();
    for part in [&mail.html, &mail.text] {
        let part = part.as_deref().unwrap();
        for expected in [
            &format!("https://accounts.example/join#invitation={token}"),
            "Guten Tag Ada,",
            "sales@northwind.example",
            "23. November 2026, 09:00 Uhr",
        ] {
            assert!(part.contains(expected), "{expected} is not in {part}");
        }
    }
    assert!(!format!("{issued:?}").contains(token));
}

#[tokio::test]
async fn a_mail_that_does_not_go_out_is_said() {
    let test = TestPool::new().await;
    test.fail(Operation::SendEmail, FaultKind::InternalError, 1);
    let issued = issue(&request(), &settings(), &key(), now()).unwrap();
    let brands = Brands::built_in();
    let mailed = issued
        .mail(&test.mailer(), brands.select([]), deadline())
        .await;
    assert_eq!(mailed, Err("mail-failed"));
}

#[test]
fn only_what_acceptance_would_give_is_issued_or_prepared() {
    #[track_caller]
    fn check(edit: impl FnOnce(&mut TokenRequest, &mut Settings), expected: Result<(), &str>) {
        let (mut request, mut settings) = (request(), settings());
        edit(&mut request, &mut settings);
        let issued = issue(&request, &settings, &key(), now());
        assert_eq!(issued.map(drop).map_err(|error| error.code()), expected);
        let prepared = prepare(&request, &settings, key().kid(), now());
        assert_eq!(prepared.map(drop).map_err(|error| error.code()), expected);
    }
    let group = |name: &str| -> GroupName { name.parse().unwrap() };
    check(|_, _| {}, Ok(()));
    check(
        |request, _| request.groups.extend([group("admins")]),
        Err("group-not-assignable"),
    );
    check(
        |request, _| {
            let rank = "custom:rank".parse().unwrap();
            request.attributes.insert(rank, "1".to_owned());
        },
        Err("attribute-not-assignable"),
    );
    let limited =
        |groups: [GroupName; 1]| TrustedKey::new(key().public_jwk(), Some(groups.into())).unwrap();
    check(
        |_, settings| settings.tokens.keys.push(limited([group("clients")])),
        Ok(()),
    );
    check(
        |_, settings| settings.tokens.keys.push(limited([group("beta")])),
        Err("group-not-of-key"),
    );
    check(
        |_, settings| settings.tokens.issuer.clear(),
        Err("issuer-required"),
    );
    check(
        |request, _| request.issuer = Some(String::new()),
        Err("issuer-required"),
    );
    check(
        |request, _| request.lifetime = SignedDuration::MAX,
        Err("lifetime-too-long"),
    );
    check(
        |request, _| request.email = "Ada@client.example".parse().unwrap(),
        Err("not-issued"),
    );
}

#[test]
fn no_two_tokens_share_an_identifier() {
    let jti = || {
        issue(&request(), &settings(), &key(), now())
            .map(|issued| issued.claims.jti)
            .unwrap()
    };
    let (one, other): (String, String) = (jti(), jti());
    assert_ne!(one, other);
    assert_eq!(one.len(), 22);
}
