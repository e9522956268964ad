//! What Lambda says of the functions that a pool names.

use std::collections::BTreeMap;

use aws_sdk_lambda::Client as Lambda;
use aws_sdk_lambda::types::LastUpdateStatus;
use cognito::{ResourcePolicy, UserPool};
use trigger::Function;

use super::Sources;
use crate::doctor::facts::{Fact, FunctionConfiguration, LambdaFunction};
use crate::doctor::known::qualifier;

impl Sources {
    pub(super) async fn functions(&self, pool: &UserPool) -> BTreeMap<Function, LambdaFunction> {
        let lambda = Lambda::new(&self.aws);
        let mut functions = BTreeMap::new();
        for (function, arn) in &pool.triggers {
            let read = LambdaFunction {
                configuration: self.configuration(&lambda, arn).await,
                policy: self.policy(&lambda, arn).await,
            };
            functions.insert(*function, read);
        }
        functions
    }

    async fn configuration(&self, lambda: &Lambda, arn: &str) -> Fact<FunctionConfiguration> {
        let (function, qualifier) = split(arn);
        let request = lambda
            .get_function_configuration()
            .function_name(function)
            .set_qualifier(qualifier);
        let answer = self
            .ask("lambda:GetFunctionConfiguration", request.send())
            .await;
        let number = |number: Option<i32>| number.and_then(|number| u32::try_from(number).ok());
        answer.map(|answer| FunctionConfiguration {
            timeout: number(answer.timeout()).unwrap_or_default(),
            memory: number(answer.memory_size()).unwrap_or_default(),
            state: answer
                .state()
                .map_or(String::new(), |state| state.as_str().to_owned()),
            last_update_failed: answer.last_update_status() == Some(&LastUpdateStatus::Failed),
        })
    }

    async fn policy(&self, lambda: &Lambda, arn: &str) -> Fact<ResourcePolicy> {
        let (function, qualifier) = split(arn);
        let request = lambda
            .get_policy()
            .function_name(function)
            .set_qualifier(qualifier);
        match self.ask("lambda:GetPolicy", request.send()).await {
            Fact::Read(answer) => answer
                .policy()
                .and_then(ResourcePolicy::parse)
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
