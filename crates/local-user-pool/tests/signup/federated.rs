//! Signing in through an identity provider.

use local_user_pool::{FederationError, UserStatus};
use serde_json::{Value, json};

use crate::hooks;
use crate::people::{ADA, CLIENT, pool, user};
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
