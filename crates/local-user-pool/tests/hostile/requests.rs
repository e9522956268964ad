//! Requests of every operation, with arbitrary parts.

use local_user_pool::Operation;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::arbitrary::{TEXTS, cases, places, remove, spoil, texts};
use crate::modelled::Answer;
use crate::populated_pools::{POOL, PopulatedPools};

/// Fails if an answer or the log contains a secret.
///
/// A code counts only as a whole word, because its digits can be part of a longer number.
#[track_caller]
pub(crate) fn check_secrets(pools: &PopulatedPools, answer: &Answer) {
    let log = pools.take_log();
    for secret in pools.secrets() {
        assert!(!has_word(&log, secret), "a secret is in the log");
        for text in texts(&answer.body) {
            assert!(!has_word(text, secret), "a secret is in {answer:?}");
        }
    }
}

/// Whether `text` holds `word`, and not as a part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let is_part =
        |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    text.match_indices(word).any(|(start, _)| {
        let (before, rest) = text.split_at(start);
        !is_part(before.chars().next_back()) && !is_part(rest[word.len()..].chars().next())
    })
}

#[test]
fn every_operation_has_a_request_that_it_accepts() {
    let listed = PopulatedPools::empty().requests();
    for operation in Operation::ALL {
        assert!(listed.iter().any(|(listed, _)| listed == operation));
    }
    for number in 0..PopulatedPools::new().requests().len() {
        let pools = PopulatedPools::new();
        let (operation, members) = pools.requests().swap_remove(number);
        let answer = pools.run(pools.call(operation, members.to_string().into_bytes()));
        assert_eq!(answer.status, 200, "{}: {answer:?}", operation.name());
        check_secrets(&pools, &answer);
        check_history(&pools);
    }
}

/// Fails if the remembered calls or hook runs contain a secret.
fn check_history(pools: &PopulatedPools) {
    let activity = format!("{:?}", pools.local.activity(0));
    for secret in pools.secrets() {
        assert!(!has_word(&activity, secret), "{activity}");
    }
}

#[test]
fn every_operation_can_follow_every_other() {
    for number in 0..PopulatedPools::new().requests().len() {
        let pools = PopulatedPools::new();
        let mut requests = pools.requests();
        let first = requests[number].clone();
        // Operations that delete pools or users come last.
        requests.retain(|(operation, _)| !operation.name().contains("Delete"));
        // Tokens are used before they are revoked along with their owner.
        requests.sort_by_key(|(_, members)| !has_token(&pools, members));
        for (operation, members) in std::iter::once(first).chain(requests) {
            let answer = pools.run(pools.call(operation, members.to_string().into_bytes()));
            check_secrets(&pools, &answer);
        }
        check_history(&pools);
    }
}

fn has_token(pools: &PopulatedPools, members: &Value) -> bool {
    let texts = texts(members);
    texts.contains(&pools.access_token.as_str()) || texts.contains(&pools.refresh_token.as_str())
}

/// The values that replace each part in turn: every type, and several kinds of texts.
fn replacements() -> Vec<Value> {
    let mut all = vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(1e308),
        json!(u64::MAX),
        json!([]),
        json!([[]]),
        json!([null]),
        json!({}),
        json!({ "a": {} }),
        json!("x".repeat(2049)),
    ];
    all.extend(TEXTS.into_iter().step_by(2).map(Value::from));
    all
}

#[test]
fn every_part_of_every_request_can_be_missing_or_anything() {
    let replacements = replacements();
    let first = PopulatedPools::new();
    for (number, (operation, members)) in first.requests().into_iter().enumerate() {
        for place in places(&members) {
            let pools = PopulatedPools::new();
            let (_, members) = pools.requests().swap_remove(number);
            for replacement in std::iter::once(None).chain(replacements.iter().map(Some)) {
                let mut spoilt = members.clone();
                match (replacement, spoilt.pointer_mut(&place)) {
                    (Some(value), Some(place)) => *place = value.clone(),
                    _ => remove(&mut spoilt, &place),
                }
                let body = spoilt.to_string().into_bytes();
                let answer = pools.run(pools.call(operation, body));
                check_secrets(&pools, &answer);
            }
        }
    }
}

/// Bytes that are not a request: not JSON, other JSON, deeply nested JSON, too much of it.
fn no_requests() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = [
        "",
        " ",
        "null",
        "0",
        "[]",
        "\"\"",
        "{",
        "{\"a\":}",
        "{}{}",
        "\u{feff}{}",
        "{\"a\":\"\\ud800\"}",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    all.push(vec![0xff, 0xfe]);
    all.push(b"[".repeat(1024 * 1024));
    all.push(b"{\"UserPoolId\":".repeat(70_000));
    all.push(vec![b' '; 1024 * 1024]);
    all
}

#[test]
fn what_is_no_request_cannot_be_read() {
    let pools = PopulatedPools::new();
    for &operation in Operation::ALL {
        for body in no_requests() {
            let answer = pools.run(pools.call(operation, body));
            assert_eq!(answer.exception(), Some("SerializationException"));
        }
    }
    for length in [1024 * 1024 + 1, 8 * 1024 * 1024] {
        let answer = pools.run(pools.call(Operation::AdminGetUser, vec![b' '; length]));
        assert_eq!(answer.exception(), Some("RequestEntityTooLargeException"));
    }
}

#[test]
fn a_request_that_is_wrong_in_every_way_is_refused_in_short() {
    use Operation as Op;
    let pools = PopulatedPools::new();
    for (operation, name, value) in [
        (Op::GetGroup, "GroupName", json!(" ".repeat(1_000_000))),
        (
            Op::AdminCreateUser,
            "DesiredDeliveryMediums",
            json!(vec![""; 100_000]),
        ),
        (
            Op::AdminUpdateUserAttributes,
            "UserAttributes",
            json!(vec![json!({}); 100_000]),
        ),
        (
            Op::AdminDeleteUserAttributes,
            "UserAttributeNames",
            json!(vec![""; 100_000]),
        ),
    ] {
        let members = json!({ "UserPoolId": POOL, "Username": "ada", name: value });
        let answer = pools.run(pools.call(operation, members.to_string().into_bytes()));
        assert_eq!(answer.exception(), Some("InvalidParameterException"));
        let length = answer.body.to_string().len();
        assert!(length < 4 * 1024 * 1024, "{}: {length}", operation.name());
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn any_request_is_answered_in_its_protocol(
        number in any::<prop::sample::Index>(),
        changes in prop::collection::vec(spoil(), 1..4),
    ) {
        let pools = PopulatedPools::new();
        let requests = pools.requests();
        let (operation, mut members) = number.get(&requests).clone();
        for change in &changes {
            change.apply(&mut members);
        }
        let answer = pools.run(pools.call(operation, members.to_string().into_bytes()));
        check_secrets(&pools, &answer);
        check_history(&pools);
    }

    #[test]
    fn any_bytes_are_answered_in_the_protocol(
        operation in prop::sample::select(Operation::ALL),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let pools = PopulatedPools::empty();
        pools.run(pools.call(operation, body));
    }
}
