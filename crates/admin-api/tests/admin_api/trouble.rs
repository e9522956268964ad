//! What is answered when Cognito cannot do its part.

use std::time::{Duration, Instant};

use local_user_pool::{FaultKind, Operation};
use serde_json::json;

use crate::test_api::{TestApi, claims, get, post, rest};

#[tokio::test]
async fn throttling_says_when_to_try_again() {
    let api = TestApi::new().await;
    api.fail(Operation::ListUsers, FaultKind::Throttle);
    let answer = api.ask_as_admin(&get("/listUsers", &[])).await;
    answer.is(429, "throttled");
    assert_eq!(answer.headers["retry-after"], "1");
}

#[tokio::test]
async fn a_moment_of_trouble_is_not_noticed() {
    let api = TestApi::new().await;
    api.pool.set_faults(vec![local_user_pool::Fault {
        operation: Some(Operation::ListGroups),
        kind: FaultKind::InternalError,
        times: Some(2),
    }]);
    api.ask_as_admin(&get("/listGroups", &[]))
        .await
        .is(200, "ok");
}

#[tokio::test]
async fn an_outage_says_nothing_of_the_inside() {
    let api = TestApi::new().await;
    api.insert("ada", &["clients"], |_| {});
    let both = json!({ "username": "ada", "groupname": "beta" });
    for kind in [FaultKind::InternalError, FaultKind::Cut] {
        api.fail(Operation::AdminAddUserToGroup, kind);
        let answer = api.ask_as_admin(&post("/addUserToGroup", &both)).await;
        answer.is(503, "aws-unavailable");
        assert_eq!(answer.headers["retry-after"], "5");
        let text = answer.body.to_string();
        for inside in ["InternalError", "127.0.0.1", "eu-west-1", "dispatch"] {
            assert!(!text.contains(inside), "{text}");
        }
    }
}

#[tokio::test]
async fn a_caller_who_cannot_be_looked_up_changes_nothing() {
    let api = TestApi::new().await;
    api.insert("ada", &["clients"], |_| {});
    api.fail(Operation::AdminListGroupsForUser, FaultKind::Throttle);
    let both = json!({ "username": "ada", "groupname": "beta" });
    api.ask_as_admin(&post("/addUserToGroup", &both))
        .await
        .is(429, "throttled");
    assert!(!api.groups("ada").contains("beta"));
    // Reading by a single plain group does not need it.
    api.ask_as_admin(&get("/listUsers", &[]))
        .await
        .is(200, "ok");
    api.ask(&["Admins", "staff"], &get("/listUsers", &[]))
        .await
        .is(429, "throttled");
}

#[tokio::test]
async fn the_gateway_is_answered_before_it_gives_up() {
    let api = TestApi::new().await;
    let delay = FaultKind::Delay(Duration::from_mins(2));
    api.fail(Operation::ListUsers, delay);
    let mut context = lambda_http::Context::default();
    // Long past: there is no time left.
    context.deadline = 1;
    let begun = Instant::now();
    let event = rest(&get("/listUsers", &[]), Some(&claims("caller", "Admins")));
    let answer = api.answer_in(&event, context).await;
    answer.is(503, "aws-unavailable");
    // A single call alone would have waited longer.
    assert!(begun.elapsed() < Duration::from_secs(15));
}
