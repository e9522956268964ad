//! What Lambda says of the functions that a pool names.

use std::collections::BTreeMap;

use aws_service::Service;
use cognito::{ResourcePolicy, UserPool};
use serde_json::Value;
use settings::Chains;
use trigger::Function;

use super::Sources;
use crate::aws::lambda;
use crate::doctor::facts::{Fact, FunctionConfiguration, LambdaFunction};
use crate::doctor::known::qualifier;

impl Sources {
    pub(super) async fn functions(&self, pool: &UserPool) -> BTreeMap<Function, LambdaFunction> {
        let service = Service::lambda(&self.aws);
        let mut functions = BTreeMap::new();
        for (function, arn) in &pool.triggers {
            let read = LambdaFunction {
                configuration: self.configuration(&service, arn).await,
                policy: self.policy(&service, arn).await,
            };
            functions.insert(*function, read);
        }
        functions
    }

    /// The functions that chains call.
    pub(super) async fn chained(
        &self,
        chains: &Chains,
    ) -> BTreeMap<String, Fact<FunctionConfiguration>> {
        let service = Service::lambda(&self.aws);
        let mut functions = BTreeMap::new();
        for (_, chain) in chains.iter() {
            for arn in [chain.ours.to_string(), chain.theirs.to_string()] {
                let read = self.configuration(&service, &arn).await;
                functions.insert(arn, read);
            }
        }
        functions
    }

    async fn configuration(&self, service: &Service, arn: &str) -> Fact<FunctionConfiguration> {
        let (function, qualifier) = split(arn);
        let request = lambda::function_configuration(service, &function, qualifier.as_deref());
        let answer = self.ask("lambda:GetFunctionConfiguration", request).await;
        answer.map(|answer| {
            let text = |member: &str| answer.get(member).and_then(Value::as_str);
            let number = |member: &str| {
                let number = answer.get(member).and_then(Value::as_u64);
                number.and_then(|number| u32::try_from(number).ok())
            };
            FunctionConfiguration {
                timeout: number("Timeout").unwrap_or_default(),
                memory: number("MemorySize").unwrap_or_default(),
                state: text("State").unwrap_or_default().to_owned(),
                last_update_failed: text("LastUpdateStatus") == Some("Failed"),
            }
        })
    }

    async fn policy(&self, service: &Service, arn: &str) -> Fact<ResourcePolicy> {
        let (function, qualifier) = split(arn);
        let request = lambda::policy(service, &function, qualifier.as_deref());
        match self.ask("lambda:GetPolicy", request).await {
            Fact::Read(answer) => answer
                .get("Policy")
                .and_then(|policy| ResourcePolicy::parse(policy.as_str()?))
                .map_or_else(|| Fact::Unknown("it cannot be read".to_owned()), Fact::Read),
            other => other.map(|_| ResourcePolicy::default()),
        }
    }
}

/// A function and its version or alias: what a permission is given to.
fn split(arn: &str) -> (String, Option<String>) {
    let Some(qualifier) = qualifier(arn) else {
        return (arn.to_owned(), None);
    };
    let function = arn.strip_suffix(qualifier).unwrap_or(arn);
    let function = function.trim_end_matches(':');
    (function.to_owned(), Some(qualifier.to_owned()))
}
