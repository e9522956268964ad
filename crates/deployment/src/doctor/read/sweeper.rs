//! What Lambda and EventBridge Scheduler say of the function sweeper, which no trigger names. Its
//! name begins as the hooks' do.

use aws_service::{Service, encoded};
use cognito::UserPool;
use invitation::key::is_local_pool;
use serde_json::Value;

use super::Sources;
use crate::aws::lambda;
use crate::doctor::facts::{Fact, Schedule, Sweeper};
use crate::doctor::known::stack_of;

impl Sources {
    pub(super) async fn sweeper(&self, pool: &UserPool) -> Option<Sweeper> {
        // A pool on this machine has no function beside it: its owner runs `invitations sweep`.
        if is_local_pool(&self.pool_id) {
            return None;
        }
        let name = format!("{}sweeper", stack_of(pool)?);
        let service = Service::lambda(&self.aws);
        let request = lambda::function_configuration(&service, &name, None);
        let answer = self.ask("lambda:GetFunctionConfiguration", request).await;
        let user_pool_id =
            answer.map(|answer| text(&answer, "/Environment/Variables/USER_POOL_ID"));
        let (mut reserved, mut schedule) = (Fact::Absent, Fact::Absent);
        if user_pool_id != Fact::Absent {
            let path = format!("/2019-09-30/functions/{}/concurrency", encoded(&name));
            let request = service.request("GET", path, None);
            let answer = self.ask("lambda:GetFunctionConcurrency", request).await;
            reserved = answer.map(|answer| {
                let number = answer.get("ReservedConcurrentExecutions");
                number.and_then(Value::as_u64)
            });
            let service = Service::new(&self.aws, "scheduler", "Scheduler");
            let request = service.request("GET", format!("/schedules/{}", encoded(&name)), None);
            let answer = self.ask("scheduler:GetSchedule", request).await;
            schedule = answer.map(|answer| Schedule {
                is_enabled: text(&answer, "/State") == "ENABLED",
                target: text(&answer, "/Target/Arn"),
            });
        }
        Some(Sweeper {
            name,
            user_pool_id,
            reserved,
            schedule,
        })
    }
}

fn text(answer: &Value, path: &str) -> String {
    let text = answer.pointer(path).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}
