//! Signing in through an identity provider.

use local_user_pool::{Behaviour, FederationError, SignIn, UserStatus};
use serde_json::{Value, json};

use crate::hooks;
use crate::people::{ADA, CLIENT, member, pool, pool_by_email, sign_up, user};
use crate::scene::{POOL, Scene};

fn sign_in(scene: &Scene, given_name: &str) -> Result<Value, FederationError> {
    let attributes = [("email", ADA), ("given_name", given_name)];
    let attributes = attributes.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(
        scene
            .local
            .federated_sign_in(POOL, CLIENT, "Google", "1035", &attributes),
    )
}

#[test]
fn the_first_sign_in_is_a_sign_up_and_the_later_ones_are_not() {
    let scene = Scene::new(pool);
    let events = hooks::attach(&scene.local, |_| Ok(()));
    let tokens = sign_in(&scene, "Ada").expect("tokens");
    assert!(tokens["IdToken"].is_string(), "{tokens}");
    assert_eq!(
        events.sources(),
        [
            "PreSignUp_ExternalProvider",
            "PostConfirmation_ConfirmSignUp",
            "TokenGeneration_HostedAuth",
        ]
    );
    let ada = user(&scene, "Google_1035");
    assert_eq!(ada.status, UserStatus::ExternalProvider);
    assert_eq!(ada.attribute("email_verified"), Some("false"));
    let identities = ada.attribute("identities").expect("identities");
    let identities: Value = serde_json::from_str(identities).expect("JSON");
    assert_eq!(identities[0]["userId"], "1035");

    sign_in(&scene, "Augusta").expect("tokens");
    assert_eq!(
        events.sources()[3..],
        [
            "PreAuthentication_Authentication",
            "PostAuthentication_Authentication",
            "TokenGeneration_HostedAuth",
        ]
    );
    let ada = user(&scene, "Google_1035");
    assert_eq!(ada.attribute("given_name"), Some("Augusta"));
    assert!(scene.local.inbox().is_empty());
    let calls: Vec<String> = scene
        .local
        .calls()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(calls, ["FederatedSignIn Google"; 2]);
}

#[test]
fn pre_sign_up_is_told_what_cognito_tells_it() {
    let scene = Scene::new(pool);
    let events = hooks::attach(&scene.local, |_| Err("domain-not-allowed: No".to_owned()));
    let error = sign_in(&scene, "Ada").expect_err("refused");
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
    scene.pool(|pool| assert!(pool.users.is_empty()));
}

/// Signs Grace in, and answers what her `email_verified` says then.
fn verified(scene: &Scene, attributes: &[(&str, &str)]) -> Option<String> {
    let attributes = attributes.iter();
    let attributes = attributes.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let attributes: Vec<_> = attributes.collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let signed_in = scene
        .local
        .federated_sign_in(POOL, CLIENT, "Google", "77", &attributes);
    runtime.block_on(signed_in).expect("tokens");
    let grace = user(scene, "Google_77");
    grace.attribute("email_verified").map(str::to_owned)
}

#[test]
fn the_providers_word_counts_from_the_first_sign_in_on() {
    let email = ("email", ADA);
    let mapped = [email, ("email_verified", "true")];
    let scene = Scene::new(pool);
    assert_eq!(verified(&scene, &mapped).as_deref(), Some("true"));
    assert_eq!(verified(&scene, &[email]).as_deref(), Some("false"));
    assert_eq!(verified(&scene, &mapped).as_deref(), Some("true"));
    let scene = Scene::new(pool);
    let denied = [email, ("email_verified", "false")];
    assert_eq!(verified(&scene, &denied).as_deref(), Some("false"));
}

#[test]
fn the_hooks_flag_counts_for_a_provider_or_not() {
    for (counts, expected) in [(true, "true"), (false, "false")] {
        let scene = Scene::new(pool);
        scene.local.set_behaviour(Behaviour {
            auto_verify_for_providers: counts,
            ..Behaviour::default()
        });
        hooks::attach(&scene.local, |event| {
            if event["triggerSource"] == "PreSignUp_ExternalProvider" {
                event["response"]["autoVerifyEmail"] = json!(true);
            }
            Ok(())
        });
        let found = verified(&scene, &[("email", ADA)]);
        assert_eq!(found.as_deref(), Some(expected));
    }
}

#[test]
fn somebody_from_a_provider_is_a_second_user_beside_a_local_one() {
    for settings in [pool, pool_by_email] {
        let scene = Scene::new(settings);
        let is_by_email = scene.pool(|pool| matches!(pool.sign_in, SignIn::Attribute(_)));
        let name = if is_by_email { ADA } else { "ada" };
        member(&scene, name, ADA);
        let local = user(&scene, name).username;
        sign_in(&scene, "Ada").expect("tokens");
        scene.pool(|pool| assert_eq!(pool.users.len(), 2));
        // The address means the local user, verified as before.
        let found = scene.ok("AdminGetUser", json!({ "Username": ADA }));
        assert_eq!(found["Username"], local);
        assert_eq!(user(&scene, ADA).attribute("email_verified"), Some("true"));
        // And can be changed as before.
        let email = json!([{ "Name": "email", "Value": ADA }, { "Name": "email_verified", "Value": "True" }]);
        scene.ok(
            "AdminUpdateUserAttributes",
            json!({ "Username": ADA, "UserAttributes": email }),
        );
        assert_eq!(user(&scene, ADA).attribute("email_verified"), Some("True"));
    }

    // The other way round there is one.
    let scene = Scene::new(pool_by_email);
    sign_in(&scene, "Ada").expect("tokens");
    scene.refused(
        "SignUp",
        sign_up(ADA, ADA),
        "UsernameExistsException",
        "An account with the given email already exists.",
    );
}

#[test]
fn a_disabled_user_stays_out() {
    let scene = Scene::new(pool);
    sign_in(&scene, "Ada").expect("tokens");
    scene.pool(|pool| {
        pool.users.change("Google_1035", |ada| ada.enabled = false);
        assert_eq!(pool.users.len(), 1);
    });
    let error = sign_in(&scene, "Ada").expect_err("refused");
    let expected = "NotAuthorizedException: User is disabled.";
    assert_eq!(error.to_string(), expected);
}
