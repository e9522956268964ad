//! What EventBridge says of the bus that the settings name.

use aws_config::Region;
use aws_service::Service;
use serde_json::{Value, json};

use super::Sources;
use crate::doctor::facts::{EventBus, Fact};

impl Sources {
    /// The bus of this name or ARN, in its own Region, else in the pool's.
    pub(super) async fn event_bus(&self, bus: &str, region: Option<&str>) -> Fact<EventBus> {
        let region = region.map_or_else(|| self.region.clone(), |own| Region::new(own.to_owned()));
        let aws = self.aws.to_builder().region(region).build();
        let service = Service::new(&aws, "events", "EventBridge");
        let request = service.call("AWSEvents.DescribeEventBus", json!({ "Name": bus }));
        let answer = self.ask("events:DescribeEventBus", request).await;
        answer.map(|answer| EventBus {
            is_read_by_others: lets_make_rules(&answer),
        })
    }
}

/// Whether the bus's policy lets somebody make rules (EventBridge user guide, "Permissions for event
/// buses"). Conditions, which only make it stricter, are not looked at. A policy that cannot be read
/// counts as one that does.
fn lets_make_rules(bus: &Value) -> bool {
    let Some(policy) = bus.get("Policy").and_then(Value::as_str) else {
        return false;
    };
    let Ok(policy) = serde_json::from_str::<Value>(policy) else {
        return true;
    };
    let makes_rules = |statement: &Value| {
        let allows = statement.get("Effect").and_then(Value::as_str) == Some("Allow");
        allows && one_or_many(statement.get("Action")).any(is_to_make_rules)
    };
    one_or_many(policy.get("Statement")).any(makes_rules)
}

/// A member of a policy that can be one or a list of them (IAM user guide, "Grammar of the IAM JSON
/// policy language").
fn one_or_many(member: Option<&Value>) -> impl Iterator<Item = &Value> {
    let list = member.and_then(Value::as_array);
    let one = member.filter(|member| !member.is_array());
    list.into_iter().flatten().chain(one)
}

fn is_to_make_rules(action: &Value) -> bool {
    let action = action.as_str().unwrap_or_default().to_ascii_lowercase();
    // Everything before a `*` has to be the beginning.
    let (beginning, has_star) = match action.split_once('*') {
        Some((beginning, _)) => (beginning, true),
        None => (action.as_str(), false),
    };
    ["events:putrule", "events:puttargets"]
        .into_iter()
        .any(|wanted| wanted == action || has_star && wanted.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(statement: &Value, expected: bool) {
        let policy = json!({ "Version": "2012-10-17", "Statement": statement }).to_string();
        assert_eq!(lets_make_rules(&json!({ "Policy": policy })), expected);
    }

    #[test]
    fn who_may_make_rules_reads_the_events() {
        assert!(!lets_make_rules(&json!({ "Name": "invitations" })));
        assert!(lets_make_rules(&json!({ "Policy": "{" })));
        let statement = |effect: &str, action: Value| json!({ "Effect": effect, "Principal": { "AWS": "444455556666" }, "Action": action });
        check(&statement("Allow", json!("events:PutEvents")), false);
        check(&statement("Allow", json!("events:PutRule")), true);
        check(&statement("Allow", json!("events:*")), true);
        check(&statement("Allow", json!("*")), true);
        check(&statement("Allow", json!("events:PutE*")), false);
        check(&statement("Deny", json!("events:*")), false);
        let several = json!(["events:PutEvents", "events:PutTargets"]);
        check(&json!([statement("Allow", several)]), true);
    }
}
