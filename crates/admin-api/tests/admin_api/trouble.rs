//! What is answered when Cognito cannot do its part.

use std::time::{Duration, Instant};

use local_user_pool::{FaultKind, Operation};
use serde_json::json;

use crate::stage::{Stage, claims, get, post, rest};

#[tokio::test]
async fn throttling_says_when_to_try_again() {
    let stage = Stage::new().await;
    stage.fail(Operation::ListUsers, FaultKind::Throttle);
    let answer = stage.ask_as_admin(&get("/listUsers", &[])).await;
    answer.is(429, "throttled");
    assert_eq!(answer.headers["retry-after"], "1");
}

#[tokio::test]
async fn a_moment_of_trouble_is_not_noticed() {
    let stage = Stage::new().await;
    stage.pool.set_faults(vec![local_user_pool::Fault {
        operation: Some(Operation::ListGroups),
        kind: FaultKind::InternalError,
        times: Some(2),
    }]);
    stage
        .ask_as_admin(&get("/listGroups", &[]))
        .await
        .is(200, "ok");
}

#[tokio::test]
async fn an_outage_says_nothing_of_the_inside() {
    let stage = Stage::new().await;
    stage.insert("ada", &["clients"], |_| {});
    let both = json!({ "username": "ada", "groupname": "beta" });
    for kind in [FaultKind::InternalError, FaultKind::Cut] {
        stage.fail(Operation::AdminAddUserToGroup, kind);
        let answer = stage.ask_as_admin(&post("/addUserToGroup", &both)).await;
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
    let stage = Stage::new().await;
    stage.insert("ada", &["clients"], |_| {});
    stage.fail(Operation::AdminListGroupsForUser, FaultKind::Throttle);
    let both = json!({ "username": "ada", "groupname": "beta" });
    stage
        .ask_as_admin(&post("/addUserToGroup", &both))
        .await
        .is(429, "throttled");
    assert!(!stage.groups("ada").contains("beta"));
    // Reading by a single plain group does not need it.
    stage
        .ask_as_admin(&get("/listUsers", &[]))
        .await
        .is(200, "ok");
    stage
        .ask(&["Admins", "staff"], &get("/listUsers", &[]))
        .await
        .is(429, "throttled");
}

#[tokio::test]
async fn the_gateway_is_answered_before_it_gives_up() {
    let stage = Stage::new().await;
    let delay = FaultKind::Delay(Duration::from_mins(2));
    stage.fail(Operation::ListUsers, delay);
    let mut context = lambda_http::Context::default();
    // Long past: there is no time left.
    context.deadline = 1;
    let begun = Instant::now();
    let event = rest(&get("/listUsers", &[]), Some(&claims("caller", "Admins")));
    let answer = stage.answer_in(&event, context).await;
    answer.is(503, "aws-unavailable");
    // A single call alone would have waited longer.
    assert!(begun.elapsed() < Duration::from_secs(15));
}
