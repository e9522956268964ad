//! Hooks with arbitrary answers, or none.

use std::sync::Arc;
use std::time::Duration;

use local_user_pool::{
    Behaviour, Invocation, Invoked, LambdaConfig, Operation, RefusedMessage, VersionedLambda,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::arbitrary::{cases, object, text, value};
use crate::populated_pools::{POOL, PopulatedPools};
use crate::requests::check_secrets;

/// The reaction of a hook to the event.
#[derive(Clone, Debug)]
enum Act {
    /// Answers this text.
    Say(String),
    /// Answers the event with this response.
    Respond(Value),
    /// Answers the event with members of the response changed.
    Change(Vec<(&'static str, Value)>),
    /// Answers the event with an added or a replaced member.
    Add(String, Value),
    /// Fails with this error.
    Fail(String),
    /// Cannot be run.
    Refuse(String),
    /// Does not answer.
    Hang,
}

/// The members of responses, over all hooks.
const MEMBERS: [&str; 8] = [
    "autoConfirmUser",
    "autoVerifyEmail",
    "autoVerifyPhone",
    "emailMessage",
    "emailSubject",
    "smsMessage",
    "claimsOverrideDetails",
    "claimsAndScopeOverrideDetails",
];

/// Overrides in the right format, with arbitrary values.
fn overrides() -> impl Strategy<Value = Value> {
    let claims = || prop::collection::vec((text(), value()), 0..4).prop_map(object);
    let texts = || prop::collection::vec(text(), 0..4);
    (claims(), texts(), texts(), texts()).prop_map(|(claims, suppress, scopes, groups)| {
        let generation = json!({
            "claimsToAddOrOverride": claims,
            "claimsToSuppress": suppress,
            "scopesToAdd": scopes,
            "scopesToSuppress": suppress,
        });
        json!({
            "claimsToAddOrOverride": claims,
            "claimsToSuppress": suppress,
            "idTokenGeneration": generation,
            "accessTokenGeneration": generation,
            "groupOverrideDetails": {
                "groupsToOverride": groups, "iamRolesToOverride": groups, "preferredRole": null,
            },
        })
    })
}

fn act() -> impl Strategy<Value = Act> {
    let member = || prop::sample::select(&MEMBERS);
    let content = prop_oneof![
        2 => value(),
        1 => Just(json!(true)),
        2 => overrides(),
        1 => text().prop_map(|text| json!(format!("{text}{{####}}{{username}}"))),
    ];
    prop_oneof![
        2 => text().prop_map(Act::Say),
        1 => prop::collection::vec(any::<u8>(), 0..40)
            .prop_map(|bytes| Act::Say(String::from_utf8_lossy(&bytes).into_owned())),
        1 => value().prop_map(|value| Act::Say(value.to_string())),
        2 => value().prop_map(Act::Respond),
        6 => prop::collection::vec((member(), content), 0..4).prop_map(Act::Change),
        1 => (text(), value()).prop_map(|(name, value)| Act::Add(name, value)),
        1 => text().prop_map(Act::Fail),
        1 => text().prop_map(Act::Refuse),
        1 => Just(Act::Hang),
    ]
}

impl Act {
    fn play(&self, invocation: &Invocation) -> Option<Invoked> {
        let mut event: Value = serde_json::from_str(&invocation.payload).expect("JSON");
        Some(match self {
            Self::Say(text) => Invoked::Answer(text.clone()),
            Self::Respond(response) => {
                event["response"] = response.clone();
                Invoked::Answer(event.to_string())
            }
            Self::Change(changes) => {
                for (name, value) in changes {
                    event["response"][name] = value.clone();
                }
                Invoked::Answer(event.to_string())
            }
            Self::Add(name, value) => {
                event[name] = value.clone();
                Invoked::Answer(event.to_string())
            }
            Self::Fail(message) => Invoked::Error {
                error_type: message.clone(),
                message: message.clone(),
            },
            Self::Refuse(exception) => Invoked::Refused(exception.clone()),
            Self::Hang => return None,
        })
    }
}

/// Puts the hook into every slot.
fn attach(pools: &PopulatedPools, act: Act, version: &str) {
    let slot = |name: &str| Some(name.to_owned());
    let token_hook = VersionedLambda {
        lambda_version: version.to_owned(),
        lambda_arn: "pre-token-generation".to_owned(),
    };
    pools.local.with_pool(POOL, |pool| {
        pool.settings.email_configuration.email_sending_account =
            local_user_pool::EmailSendingAccount::Developer;
        pool.settings.lambda_config = LambdaConfig {
            pre_sign_up: slot("pre-sign-up"),
            custom_message: slot("custom-message"),
            post_confirmation: slot("post-confirmation"),
            pre_authentication: slot("pre-authentication"),
            post_authentication: slot("post-authentication"),
            pre_token_generation_config: Some(token_hook),
            ..LambdaConfig::default()
        };
    });
    pools.local.set_invoke(Arc::new(move |invocation| {
        let answer = act.play(&invocation);
        Box::pin(async move {
            match answer {
                Some(answer) => answer,
                None => std::future::pending().await,
            }
        })
    }));
}

/// The operations that run hooks.
fn is_hooked(operation: Operation) -> bool {
    use Operation as Op;
    matches!(
        operation,
        Op::AdminConfirmSignUp
            | Op::AdminCreateUser
            | Op::AdminInitiateAuth
            | Op::AdminResetUserPassword
            | Op::AdminRespondToAuthChallenge
            | Op::ConfirmForgotPassword
            | Op::ConfirmSignUp
            | Op::ForgotPassword
            | Op::GetTokensFromRefreshToken
            | Op::GetUserAttributeVerificationCode
            | Op::InitiateAuth
            | Op::ResendConfirmationCode
            | Op::RespondToAuthChallenge
            | Op::SignUp
            | Op::UpdateUserAttributes
    )
}

/// Sends every request that runs hooks, in an order in which each can succeed.
fn play(pools: &PopulatedPools) {
    for (operation, members) in pools.requests() {
        if is_hooked(operation) {
            let answer = pools.run(pools.call(operation, members.to_string().into_bytes()));
            check_secrets(pools, &answer);
        }
    }
    let activity = pools.run(async { pools.local.activity(0) });
    assert!(!activity.is_empty());
}

fn behaviour(refused_message: RefusedMessage) -> Behaviour {
    Behaviour {
        refused_message,
        hook_timeout: Duration::from_millis(1),
        hook_attempts: 2,
        hook_copies: 2,
        ..Behaviour::default()
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn any_answer_of_a_hook_leads_to_a_modelled_answer(
        act in act(),
        version in prop::sample::select(&["V1_0", "V2_0", "V3_0", "?"]),
        refused in prop::sample::select(&[RefusedMessage::Error, RefusedMessage::PoolTemplate]),
    ) {
        let pools = PopulatedPools::new();
        pools.local.set_behaviour(behaviour(refused));
        attach(&pools, act, version);
        play(&pools);
    }
}

#[test]
fn huge_and_deep_answers_are_borne() {
    let huge = "x".repeat(256 * 1024);
    let deep = "[".repeat(500_000);
    for act in [
        Act::Say(huge.clone()),
        Act::Say(deep),
        Act::Fail(huge.clone()),
        Act::Respond(json!(vec![0; 50_000])),
        Act::Change(vec![("emailMessage", json!(huge))]),
        Act::Hang,
    ] {
        let pools = PopulatedPools::new();
        pools.local.set_behaviour(behaviour(RefusedMessage::Error));
        attach(&pools, act, "V2_0");
        play(&pools);
    }
}
