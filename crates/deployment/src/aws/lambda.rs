//! Functions, and who may call them.
//!
//! Takes the permissions `lambda:` `GetFunctionConfiguration`, `GetPolicy`, `AddPermission`,
//! `RemovePermission`.

use anyhow::Result;
use aws_sdk_lambda::Client;
use aws_sdk_lambda::config::Builder;
use aws_sdk_lambda::error::ProvideErrorMetadata;
use cognito::exception::RESOURCE_NOT_FOUND;
use cognito::permission::{ACTION, PRINCIPAL, has_statement};
use cognito::{FunctionArn, PoolArn, Timing};
use connection::PoolArguments;
use serde_json::Value;

use crate::aws::call_error;
use crate::permission::Statement;
use crate::permission::{LambdaFunction, MissingPermission};

/// Lambda, where a pool is.
#[derive(Debug)]
pub(crate) struct Lambda(Client);

impl Lambda {
    /// A pool calls functions of its own Region.
    pub(crate) async fn connect(pool: &PoolArguments) -> Result<Self> {
        let aws = pool.endpoint.configuration(&pool.user_pool_id).await?;
        let config = Builder::from(&aws)
            .region(pool.region())
            .retry_config(Timing::DEPLOYMENT.retries())
            .timeout_config(Timing::DEPLOYMENT.timeouts());
        Ok(Self(Client::from_conf(config.build())))
    }

    /// The function, if it is there.
    pub(crate) async fn function(&self, arn: &FunctionArn) -> Result<Option<LambdaFunction>> {
        let described = self
            .0
            .get_function_configuration()
            .function_name(arn.unqualified())
            .set_qualifier(arn.alias().map(str::to_owned))
            .send()
            .await;
        let timeout = match described {
            Ok(described) => described.timeout,
            Err(error) if error.code() == Some(RESOURCE_NOT_FOUND) => return Ok(None),
            Err(error) => {
                let arn = arn.to_string();
                return Err(call_error(
                    "lambda",
                    "GetFunctionConfiguration",
                    &arn,
                    &error,
                ));
            }
        };
        let policy = self.policy(arn).await?;
        Ok(Some(LambdaFunction { timeout, policy }))
    }

    /// The resource policy of a function or an alias; `None` if it has none, or does not exist.
    pub(crate) async fn policy(&self, arn: &FunctionArn) -> Result<Option<Value>> {
        let policy = self
            .0
            .get_policy()
            .function_name(arn.unqualified())
            .set_qualifier(arn.alias().map(str::to_owned))
            .send()
            .await;
        match policy {
            Ok(answer) => Ok(answer
                .policy
                .and_then(|policy| serde_json::from_str(&policy).ok())),
            Err(error) if error.code() == Some(RESOURCE_NOT_FOUND) => Ok(None),
            Err(error) => Err(call_error("lambda", "GetPolicy", &arn.to_string(), &error)),
        }
    }

    /// Lets the pool call the function. If the statement exists, that is a success: there was none
    /// when the plan was made, so the answer of an earlier attempt was lost.
    pub(crate) async fn add_permission(
        &self,
        wanted: &MissingPermission,
        pool: &PoolArn,
    ) -> Result<()> {
        let arn = &wanted.function;
        let added = self
            .0
            .add_permission()
            .function_name(arn.unqualified())
            .set_qualifier(arn.alias().map(str::to_owned))
            .statement_id(&wanted.statement.statement_id)
            .action(ACTION)
            .principal(PRINCIPAL)
            .source_arn(&pool.text)
            .source_account(&pool.account)
            .send()
            .await;
        match added {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some("ResourceConflictException") => {
                let policy = self.policy(arn).await?;
                if has_statement(policy.as_ref(), &wanted.statement.statement_id) {
                    return Ok(());
                }
                Err(call_error(
                    "lambda",
                    "AddPermission",
                    &arn.to_string(),
                    &error,
                ))
            }
            Err(error) => Err(call_error(
                "lambda",
                "AddPermission",
                &arn.to_string(),
                &error,
            )),
        }
    }

    /// Removes a statement from a function's policy. If there is none, that is a success.
    pub(crate) async fn remove_permission(&self, statement: &Statement) -> Result<()> {
        let arn: FunctionArn = statement.function.parse()?;
        let removed = self
            .0
            .remove_permission()
            .function_name(arn.unqualified())
            .set_qualifier(arn.alias().map(str::to_owned))
            .statement_id(&statement.statement_id)
            .send()
            .await;
        match removed {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some(RESOURCE_NOT_FOUND) => Ok(()),
            Err(error) => Err(call_error(
                "lambda",
                "RemovePermission",
                &statement.function,
                &error,
            )),
        }
    }
}
