//! Several hostile clients at once, which use what they have seen in any order.

use std::cell::RefCell;
use std::sync::Arc;

use futures_util::future::join_all;
use local_user_pool::{Invoked, LambdaConfig, Operation};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::arbitrary::{Spoil, cases, places, spoil, texts};
use crate::populated_pools::{POOL, PopulatedPools, digits, with_password};

/// One step of a client.
#[derive(Clone, Debug)]
enum Step {
    /// Calls an operation with parts of the request replaced by what was seen before.
    Call(Index, Vec<(Index, Index)>),
    /// Calls one with arbitrary values.
    Spoilt(Index, Spoil),
    /// Waits that many seconds: for codes, sessions and tokens to expire.
    Wait(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let wait = prop::sample::select(&[1, 200, 3_600, 86_400, 8 * 86_400, u32::MAX]);
    let swaps = prop::collection::vec((any::<Index>(), any::<Index>()), 0..3);
    prop_oneof![
        12 => (any::<Index>(), swaps).prop_map(|(call, swaps)| Step::Call(call, swaps)),
        3 => (any::<Index>(), spoil()).prop_map(|(call, spoil)| Step::Spoilt(call, spoil)),
        1 => wait.prop_map(Step::Wait),
    ]
}

/// SRP's prime (RFC 3526, section 4), which would make the key known.
const PRIME: &str = "\
    FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74\
    020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437\
    4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
    EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05\
    98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB\
    9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B\
    E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718\
    3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33\
    A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7\
    ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864\
    D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2\
    08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF";

/// The first values of hostile clients: names, wrong secrets, and values that can break arithmetic.
fn beginnings(pools: &PopulatedPools) -> Vec<String> {
    let forged = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEiLCJ0b2tlbl91c2UiOiJhY2Nlc3MifQ.";
    let (head, _) = pools.access_token.rsplit_once('.').expect("a signature");
    let mut all: Vec<String> = [
        "ada",
        "bea",
        "cyd",
        "dan",
        "nobody",
        "open",
        "hiding",
        "foreign",
        POOL,
        "eu-west-1_Other",
        "eu-west-1_Nowhere",
        "clients",
        "email",
        "000000",
        "",
        "0",
        "-1",
        "zz",
        PRIME,
        forged,
        "USER_SRP_AUTH",
        "PASSWORD_VERIFIER",
        "NEW_PASSWORD_REQUIRED",
        "REFRESH_TOKEN_AUTH",
        "Wrong-Horse-1",
        "ada@example.com",
        "bea@example.com",
        "true",
    ]
    .map(str::to_owned)
    .into();
    all.push(format!("{PRIME}0"));
    all.push("F".repeat(770));
    all.push(format!("{head}.AAAA"));
    all.extend(pools.secrets().into_iter().map(str::to_owned));
    all
}

/// The requests to begin with, and those that answer a challenge of SRP.
fn requests(pools: &PopulatedPools) -> Vec<(Operation, Value)> {
    let mut requests = pools.requests();
    requests.push((
        Operation::RespondToAuthChallenge,
        json!({
            "ClientId": "open",
            "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeResponses": {
                "USERNAME": "ada",
                "PASSWORD_CLAIM_SECRET_BLOCK": "AAAA",
                "PASSWORD_CLAIM_SIGNATURE": "AAAA",
                "TIMESTAMP": "Wed Mar 4 05:05:00 UTC 2026",
            },
        }),
    ));
    for (client, name) in [("hiding", "nobody"), ("open", "cyd"), ("hiding", "ada")] {
        requests.push((
            Operation::InitiateAuth,
            with_password(client, name, "Correct-Horse-1"),
        ));
    }
    // Pools are rarely created or deleted, so that there is always one to attack.
    requests.retain(|(operation, _)| *operation != Operation::DeleteUserPool);
    requests
}

struct Gang<'a> {
    pools: &'a PopulatedPools,
    requests: Vec<(Operation, Value)>,
    /// Everything that any of them has seen.
    loot: RefCell<Vec<String>>,
}

impl Gang<'_> {
    async fn play(&self, steps: &[Step]) {
        for step in steps {
            let (operation, members) = match step {
                Step::Wait(seconds) => {
                    let time = jiff::SignedDuration::from_secs((*seconds).into());
                    self.pools.local.advance(time);
                    continue;
                }
                Step::Call(call, swaps) => self.swapped(*call, swaps),
                Step::Spoilt(call, spoil) => {
                    let (operation, mut members) = call.get(&self.requests).clone();
                    spoil.apply(&mut members);
                    (operation, members)
                }
            };
            let body = members.to_string().into_bytes();
            let answer = self.pools.call(operation, body).await;
            self.keep(&answer.body);
        }
    }

    fn swapped(&self, call: Index, swaps: &[(Index, Index)]) -> (Operation, Value) {
        let (operation, mut members) = call.get(&self.requests).clone();
        let loot = self.loot.borrow();
        for (place, piece) in swaps {
            let mut places = places(&members);
            places.retain(|place| members.pointer(place).is_some_and(Value::is_string));
            if places.is_empty() {
                continue;
            }
            if let Some(text) = members.pointer_mut(place.get(&places).as_str()) {
                *text = json!(piece.get(&loot));
            }
        }
        (operation, members)
    }

    /// Keeps what can be used later: tokens, sessions, identifiers, the code in the newest mail.
    fn keep(&self, answer: &Value) {
        let mut loot = self.loot.borrow_mut();
        loot.extend(texts(answer).into_iter().map(str::to_owned));
        let newest = self.pools.local.inbox().pop();
        let body = newest.and_then(|message| message.html).unwrap_or_default();
        loot.extend(digits(&body).map(str::to_owned));
    }
}

/// Hooks that let other calls go first, and then agree.
fn attach(pools: &PopulatedPools) {
    let slot = |name: &str| Some(name.to_owned());
    pools.local.with_pool(POOL, |pool| {
        pool.settings.lambda_config = LambdaConfig {
            pre_sign_up: slot("pre-sign-up"),
            custom_message: slot("custom-message"),
            post_confirmation: slot("post-confirmation"),
            pre_authentication: slot("pre-authentication"),
            post_authentication: slot("post-authentication"),
            pre_token_generation: slot("pre-token-generation"),
            ..LambdaConfig::default()
        };
    });
    pools.local.set_invoke(Arc::new(|invocation| {
        Box::pin(async move {
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            Invoked::Answer(invocation.payload)
        })
    }));
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn clients_that_use_what_they_saw_are_answered_in_the_protocol(
        clients in prop::collection::vec(prop::collection::vec(step(), 1..24), 1..4),
    ) {
        let pools = PopulatedPools::new();
        attach(&pools);
        let gang = Gang {
            requests: requests(&pools),
            loot: RefCell::new(beginnings(&pools)),
            pools: &pools,
        };
        pools.run(join_all(clients.iter().map(|steps| gang.play(steps))));

        // After all steps, every user can still be read.
        let users = pools.run(pools.call(Operation::ListUsers, pool_only()));
        for user in users.body["Users"].as_array().expect("the users") {
            let members = json!({ "UserPoolId": POOL, "Username": user["Username"] });
            pools.ok(Operation::AdminGetUser, &members);
        }
    }
}

fn pool_only() -> Vec<u8> {
    json!({ "UserPoolId": POOL }).to_string().into_bytes()
}

#[test]
fn degenerate_proofs_are_refused() {
    let pools = PopulatedPools::new();
    let double = format!("1{}E", "F".repeat(767));
    for public in [
        "0",
        "00",
        PRIME,
        "-1",
        "-0",
        "",
        "zz",
        "+1",
        &double,
        &"F".repeat(100_000),
    ] {
        let members = json!({
            "ClientId": "open",
            "AuthFlow": "USER_SRP_AUTH",
            "AuthParameters": { "USERNAME": "ada", "SRP_A": public },
        });
        let body = members.to_string().into_bytes();
        let answer = pools.run(pools.call(Operation::InitiateAuth, body));
        if let Some(exception) = answer.exception() {
            assert_eq!(exception, "InvalidParameterException", "{public}");
            continue;
        }
        // A value in the group gets an answer, but without the password the sign-in fails.
        let block = &answer.body["ChallengeParameters"]["SECRET_BLOCK"];
        let members = json!({
            "ClientId": "open",
            "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeResponses": {
                "USERNAME": "ada",
                "PASSWORD_CLAIM_SECRET_BLOCK": block,
                "PASSWORD_CLAIM_SIGNATURE": "AAAA",
                "TIMESTAMP": "x",
            },
        });
        let body = members.to_string().into_bytes();
        let answer = pools.run(pools.call(Operation::RespondToAuthChallenge, body));
        assert_eq!(
            answer.exception(),
            Some("NotAuthorizedException"),
            "{public}"
        );
    }
    for public in ["0", PRIME, "00000"] {
        let members = json!({
            "ClientId": "open",
            "AuthFlow": "USER_SRP_AUTH",
            "AuthParameters": { "USERNAME": "ada", "SRP_A": public },
        });
        let body = members.to_string().into_bytes();
        let answer = pools.run(pools.call(Operation::InitiateAuth, body));
        assert_eq!(
            answer.exception(),
            Some("InvalidParameterException"),
            "{public}"
        );
    }
}

#[test]
fn tokens_that_are_not_the_pools_own_open_nothing() {
    let pools = PopulatedPools::new();
    let (head, signature) = pools.access_token.rsplit_once('.').expect("a signature");
    let (header, claims) = head.split_once('.').expect("a header");
    let tokens = [
        pools.id_token.clone(),
        pools.refresh_token.clone(),
        format!("{head}."),
        format!("{head}.{}", signature.to_ascii_uppercase()),
        format!("eyJhbGciOiJub25lIn0.{claims}."),
        format!("{header}.e30.{signature}"),
        format!("{header}.{claims}"),
        "..".to_owned(),
        ".".repeat(60_000),
    ];
    for operation in [
        Operation::GetUser,
        Operation::DeleteUser,
        Operation::GlobalSignOut,
    ] {
        for token in &tokens {
            let body = json!({ "AccessToken": token }).to_string().into_bytes();
            let answer = pools.run(pools.call(operation, body));
            assert_eq!(
                answer.exception(),
                Some("NotAuthorizedException"),
                "{token}"
            );
        }
    }
    pools.local.advance(jiff::SignedDuration::from_hours(2));
    let body = json!({ "AccessToken": pools.access_token }).to_string();
    let answer = pools.run(pools.call(Operation::GetUser, body.into_bytes()));
    assert_eq!(answer.exception(), Some("NotAuthorizedException"));
}
