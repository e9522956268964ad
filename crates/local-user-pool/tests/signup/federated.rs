//! Signing in through an identity provider.

use local_user_pool::{Behaviour, FederationError, SignIn, UserStatus};
use serde_json::{Value, json};

use crate::hooks;
use crate::people::{ADA, CLIENT, member, pool, pool_by_email, sign_up, user};
use crate::test_pool::{POOL, TestPool};

fn sign_in(test_pool: &TestPool, given_name: &str) -> Result<Value, FederationError> {
    let attributes = [("email", ADA), ("given_name", given_name)];
    let attributes = attributes.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(
        test_pool
            .local
            .federated_sign_in(POOL, CLIENT, "Google", "1035", &attributes),
    )
}

#[test]
fn the_first_sign_in_is_a_sign_up_and_the_later_ones_are_not() {
    let test_pool = TestPool::new(pool);
    let events = hooks::attach(&test_pool.local, |_| Ok(()));
    let tokens = sign_in(&test_pool, "Ada").expect("tokens");
    assert!(tokens["IdToken"].is_string(), "{tokens}");
    assert_eq!(
        events.sources(),
        [
            "PreSignUp_ExternalProvider",
            "PostConfirmation_ConfirmSignUp",
            "TokenGeneration_HostedAuth",
        ]
    );
    let ada = user(&test_pool, "Google_1035");
    assert_eq!(ada.status, UserStatus::ExternalProvider);
    assert_eq!(ada.attribute("email_verified"), Some("false"));
    let identities = ada.attribute("identities").expect("identities");
    let identities: Value = serde_json::from_str(identities).expect("JSON");
    assert_eq!(identities[0]["userId"], "1035");

    sign_in(&test_pool, "Augusta").expect("tokens");
    assert_eq!(
        events.sources()[3..],
        [
            "PreAuthentication_Authentication",
            "PostAuthentication_Authentication",
            "TokenGeneration_HostedAuth",
        ]
    );
    let ada = user(&test_pool, "Google_1035");
    assert_eq!(ada.attribute("given_name"), Some("Augusta"));
    assert!(test_pool.local.inbox().is_empty());
    let calls: Vec<String> = test_pool
        .local
        .calls()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(calls, ["FederatedSignIn Google"; 2]);
}

#[test]
fn pre_sign_up_gets_the_event_of_cognito() {
    let test_pool = TestPool::new(pool);
    let events = hooks::attach(&test_pool.local, |_| {
        Err("domain-not-allowed: No".to_owned())
    });
    let error = sign_in(&test_pool, "Ada").expect_err("refused");
    assert_eq!(
        error.to_string(),
        "UserLambdaValidationException: PreSignUp failed with error domain-not-allowed: No."
    );
    let event = events.last();
    assert_eq!(event["userName"], "Google_1035");
    assert_eq!(
        event["request"],
        json!({
            "userAttributes": {
                "cognito:email_alias": "",
                "cognito:phone_number_alias": "",
                "email": ADA,
                "given_name": "Ada",
            },
            "validationData": {},
        })
    );
    test_pool.pool(|pool| assert!(pool.users.is_empty()));
}

/// Signs Grace in, and returns her `email_verified`.
fn verified(test_pool: &TestPool, attributes: &[(&str, &str)]) -> Option<String> {
    let attributes = attributes.iter();
    let attributes = attributes.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let attributes: Vec<_> = attributes.collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let signed_in = test_pool
        .local
        .federated_sign_in(POOL, CLIENT, "Google", "77", &attributes);
    runtime.block_on(signed_in).expect("tokens");
    let grace = user(test_pool, "Google_77");
    grace.attribute("email_verified").map(str::to_owned)
}

#[test]
fn the_providers_word_counts_from_the_first_sign_in_on() {
    let email = ("email", ADA);
    let mapped = [email, ("email_verified", "true")];
    let test_pool = TestPool::new(pool);
    assert_eq!(verified(&test_pool, &mapped).as_deref(), Some("true"));
    assert_eq!(verified(&test_pool, &[email]).as_deref(), Some("false"));
    assert_eq!(verified(&test_pool, &mapped).as_deref(), Some("true"));
    let test_pool = TestPool::new(pool);
    let denied = [email, ("email_verified", "false")];
    assert_eq!(verified(&test_pool, &denied).as_deref(), Some("false"));
}

#[test]
fn the_hooks_flag_counts_for_a_provider_or_not() {
    for (counts, expected) in [(true, "true"), (false, "false")] {
        let test_pool = TestPool::new(pool);
        test_pool.local.set_behaviour(Behaviour {
            auto_verify_for_providers: counts,
            ..Behaviour::default()
        });
        hooks::attach(&test_pool.local, |event| {
            if event["triggerSource"] == "PreSignUp_ExternalProvider" {
                event["response"]["autoVerifyEmail"] = json!(true);
            }
            Ok(())
        });
        let found = verified(&test_pool, &[("email", ADA)]);
        assert_eq!(found.as_deref(), Some(expected));
    }
}

#[test]
fn somebody_from_a_provider_is_a_second_user_beside_a_local_one() {
    for settings in [pool, pool_by_email] {
        let test_pool = TestPool::new(settings);
        let is_by_email = test_pool.pool(|pool| matches!(pool.sign_in, SignIn::Attribute(_)));
        let name = if is_by_email { ADA } else { "ada" };
        member(&test_pool, name, ADA);
        let local = user(&test_pool, name).username;
        sign_in(&test_pool, "Ada").expect("tokens");
        test_pool.pool(|pool| assert_eq!(pool.users.len(), 2));
        // The address means the local user, verified as before.
        let found = test_pool.ok("AdminGetUser", json!({ "Username": ADA }));
        assert_eq!(found["Username"], local);
        assert_eq!(
            user(&test_pool, ADA).attribute("email_verified"),
            Some("true")
        );
        // And can be changed as before.
        let email = json!([{ "Name": "email", "Value": ADA }, { "Name": "email_verified", "Value": "True" }]);
        test_pool.ok(
            "AdminUpdateUserAttributes",
            json!({ "Username": ADA, "UserAttributes": email }),
        );
        assert_eq!(
            user(&test_pool, ADA).attribute("email_verified"),
            Some("True")
        );
    }

    // In the other order there is one.
    let test_pool = TestPool::new(pool_by_email);
    sign_in(&test_pool, "Ada").expect("tokens");
    test_pool.refused(
        "SignUp",
        sign_up(ADA, ADA),
        "UsernameExistsException",
        "An account with the given email already exists.",
    );
}

#[test]
fn a_disabled_user_stays_out() {
    let test_pool = TestPool::new(pool);
    sign_in(&test_pool, "Ada").expect("tokens");
    test_pool.pool(|pool| {
        pool.users.change("Google_1035", |ada| ada.enabled = false);
        assert_eq!(pool.users.len(), 1);
    });
    let error = sign_in(&test_pool, "Ada").expect_err("refused");
    let expected = "NotAuthorizedException: User is disabled.";
    assert_eq!(error.to_string(), expected);
}
