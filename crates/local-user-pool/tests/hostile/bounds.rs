//! The server's memory is bounded.
//!
//! Unit tests check the bounds; here callers fill the memory.

use axum::body::Body;
use axum::http::Request;
use local_user_pool::Operation;
use serde_json::{Value, json};

use crate::populated_pools::{CLIENT, PopulatedPools, with_password};

/// The most entries that the server remembers (see `LocalUserPool::calls` and `inbox`).
const MEMORY: usize = 20_000;
const INBOX_BYTES: usize = 128 * 1024 * 1024;

#[test]
fn calls_are_forgotten_one_by_one() {
    let pools = PopulatedPools::empty();
    pools.run(async {
        for _ in 0..MEMORY + 10 {
            let request = Request::post("/x").body(Body::empty());
            pools.send(request.expect("a request")).await;
        }
    });
    assert_eq!(pools.local.activity(0).len(), MEMORY);
}

#[test]
fn long_names_of_operations_do_not_fill_the_memory() {
    let pools = PopulatedPools::empty();
    let path = format!("/{}", "x".repeat(60_000));
    pools.run(async {
        for _ in 0..1_000 {
            let request = Request::post(&path).body(Body::empty());
            pools.send(request.expect("a request")).await;
        }
    });
    let remembered = pools.local.calls();
    let bytes: usize = remembered.iter().map(|call| call.operation.len()).sum();
    assert!(
        !remembered.is_empty() && bytes <= 32 * 1024 * 1024,
        "{bytes}"
    );
}

#[test]
fn details_of_requests_do_not_fill_the_memory() {
    let pools = PopulatedPools::empty();
    let mail = json!({
        "FromEmailAddress": "hello@example.com",
        "Destination": { "ToAddresses": ["x".repeat(1_000_000)] },
        "Content": {},
    });
    let mail = mail.to_string();
    pools.run(async {
        for _ in 0..40 {
            pools
                .call(Operation::SendEmail, mail.clone().into_bytes())
                .await;
        }
    });
    let remembered = pools.local.calls();
    let bytes: usize = remembered.iter().map(|call| call.detail.len()).sum();
    assert!(
        !remembered.is_empty() && bytes <= 32 * 1024 * 1024,
        "{bytes}"
    );
}

#[test]
fn no_part_of_a_mail_fills_the_inbox() {
    let pools = PopulatedPools::empty();
    let text = "x".repeat(900_000);
    let mail = json!({
        "FromEmailAddress": "hello@example.com",
        "Destination": { "ToAddresses": ["ada@example.com"] },
        "Content": { "Simple": {
            "Subject": { "Data": "Hello" },
            "Body": { "Text": { "Data": "Hello" } },
            "Headers": [{ "Name": "X-Long", "Value": text }],
        } },
    });
    let mail = mail.to_string();
    pools.run(async {
        for _ in 0..160 {
            pools
                .call(Operation::SendEmail, mail.clone().into_bytes())
                .await;
        }
    });
    let inbox = pools.local.inbox();
    let values = inbox.iter().flat_map(|message| &message.headers);
    let bytes: usize = values.map(|(_, value)| value.len()).sum();
    assert!(
        inbox.len() > 100 && bytes <= INBOX_BYTES,
        "{} {bytes}",
        inbox.len()
    );
}

/// Calls an operation many times, and returns how often it was not refused for good.
#[track_caller]
fn check_limit(operation: Operation, members: &Value, most: usize) {
    let pools = PopulatedPools::new();
    let exception = |_| {
        let answer = pools.run(pools.call(operation, members.to_string().into_bytes()));
        answer.exception().unwrap_or_default().to_owned()
    };
    let answers: Vec<String> = (0..most + 3).map(exception).collect();
    let limited = answers.iter().map(|name| name == "LimitExceededException");
    let expected = (0..most + 3).map(|number| number >= most);
    assert!(limited.eq(expected), "{}: {answers:?}", operation.name());
}

#[test]
fn codes_are_asked_for_and_guessed_a_few_times_an_hour() {
    let bea = json!({ "ClientId": CLIENT, "Username": "bea" });
    check_limit(Operation::ResendConfirmationCode, &bea, 5);
    let ada = json!({ "ClientId": CLIENT, "Username": "ada" });
    check_limit(Operation::ForgotPassword, &ada, 5);
    let guess = json!({ "ClientId": CLIENT, "Username": "bea", "ConfirmationCode": "x" });
    check_limit(Operation::ConfirmSignUp, &guess, 15);
    let guess = json!({
        "ClientId": CLIENT, "Username": "dan", "ConfirmationCode": "x", "Password": "Battery-Staple-2",
    });
    check_limit(Operation::ConfirmForgotPassword, &guess, 15);
}

#[test]
fn a_name_that_nobody_can_have_is_not_remembered() {
    let pools = PopulatedPools::new();
    let name = "x".repeat(129);
    for members in [
        with_password("hiding", &name, "x"),
        json!({
            "ClientId": "hiding",
            "AuthFlow": "USER_SRP_AUTH",
            "AuthParameters": { "USERNAME": name, "SRP_A": "abcdef" },
        }),
    ] {
        let body = members.to_string().into_bytes();
        let answer = pools.run(pools.call(Operation::InitiateAuth, body));
        assert_eq!(answer.exception(), Some("InvalidParameterException"));
    }
}
