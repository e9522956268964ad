//! Functions, and who may call them.
//!
//! Takes the permissions `lambda:` `GetFunctionConfiguration`, `GetPolicy`, `AddPermission`,
//! `RemovePermission`.

use anyhow::Result;
use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata;
use aws_service::{CallError, Service, encoded, function_path};
use cognito::exception::RESOURCE_NOT_FOUND;
use cognito::permission::{ACTION, PRINCIPAL, has_statement};
use cognito::{FunctionArn, PoolArn};
use connection::PoolArguments;
use serde_json::{Value, json};

use crate::aws::{call_error, configuration};
use crate::permission::{LambdaFunction, MissingPermission, Statement};

/// Lambda, where a pool is.
#[derive(Debug)]
pub(crate) struct Lambda(Service);

impl Lambda {
    /// A pool calls functions of its own Region.
    pub(crate) async fn connect(pool: &PoolArguments) -> Result<Self> {
        Ok(Self(Service::lambda(&configuration(pool).await?)))
    }

    /// The function, if it is there.
    pub(crate) async fn function(&self, arn: &FunctionArn) -> Result<Option<LambdaFunction>> {
        let Some(described) = self.configuration(arn).await? else {
            return Ok(None);
        };
        let timeout = described.get("Timeout").and_then(Value::as_i64);
        let policy = self.policy(arn).await?;
        Ok(Some(LambdaFunction {
            timeout: timeout.and_then(|timeout| i32::try_from(timeout).ok()),
            policy,
        }))
    }

    /// Whether the function or alias is there.
    pub(crate) async fn exists(&self, arn: &FunctionArn) -> Result<bool> {
        Ok(self.configuration(arn).await?.is_some())
    }

    async fn configuration(&self, arn: &FunctionArn) -> Result<Option<Value>> {
        let described = function_configuration(&self.0, &arn.unqualified(), arn.alias()).await;
        if is_missing(&described) {
            return Ok(None);
        }
        let described = described.map_err(call_error("lambda:GetFunctionConfiguration", arn))?;
        Ok(Some(described))
    }

    /// The resource policy of a function or an alias; `None` if it has none, or does not exist.
    pub(crate) async fn policy(&self, arn: &FunctionArn) -> Result<Option<Value>> {
        let answer = policy(&self.0, &arn.unqualified(), arn.alias()).await;
        if is_missing(&answer) {
            return Ok(None);
        }
        let answer = answer.map_err(call_error("lambda:GetPolicy", arn))?;
        let policy = answer.get("Policy").and_then(Value::as_str);
        Ok(policy.and_then(|policy| serde_json::from_str(policy).ok()))
    }

    /// Lets the pool call the function. If the statement exists, that is a success: there was none
    /// when the plan was made, so the answer of an earlier attempt was lost.
    pub(crate) async fn add_permission(
        &self,
        wanted: &MissingPermission,
        pool: &PoolArn,
    ) -> Result<()> {
        let arn = &wanted.function;
        let statement = json!({
            "StatementId": wanted.statement.statement_id,
            "Action": ACTION,
            "Principal": PRINCIPAL,
            "SourceArn": pool.text,
            "SourceAccount": pool.account,
        });
        let path = function_path(&arn.unqualified(), "policy", arn.alias());
        let Err(error) = self.0.request("POST", path, Some(statement)).await else {
            return Ok(());
        };
        if error.code() == Some("ResourceConflictException") {
            let policy = self.policy(arn).await?;
            if has_statement(policy.as_ref(), &wanted.statement.statement_id) {
                return Ok(());
            }
        }
        Err(call_error("lambda:AddPermission", arn)(error))
    }

    /// Removes a statement from a function's policy. If there is none, that is a success.
    pub(crate) async fn remove_permission(&self, statement: &Statement) -> Result<()> {
        let arn: FunctionArn = statement.function.parse()?;
        let policy = format!("policy/{}", encoded(&statement.statement_id));
        let path = function_path(&arn.unqualified(), &policy, arn.alias());
        let removed = self.0.request("DELETE", path, None).await;
        if !is_missing(&removed) {
            removed.map_err(call_error("lambda:RemovePermission", &arn))?;
        }
        Ok(())
    }
}

fn is_missing(answer: &Result<Value, CallError>) -> bool {
    let error = answer.as_ref().err();
    error.and_then(ProvideErrorMetadata::code) == Some(RESOURCE_NOT_FOUND)
}

/// `GetFunctionConfiguration`.
pub(crate) async fn function_configuration(
    lambda: &Service,
    function: &str,
    qualifier: Option<&str>,
) -> Result<Value, CallError> {
    let path = function_path(function, "configuration", qualifier);
    lambda.request("GET", path, None).await
}

/// `GetPolicy`.
pub(crate) async fn policy(
    lambda: &Service,
    function: &str,
    qualifier: Option<&str>,
) -> Result<Value, CallError> {
    let path = function_path(function, "policy", qualifier);
    lambda.request("GET", path, None).await
}
