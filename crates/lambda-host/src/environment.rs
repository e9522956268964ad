//! The variables that a function finds, as [Lambda defines them][variables].
//!
//! [variables]: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html

use std::{env, net::SocketAddr};

use tokio::process::Command;

use crate::{HostedFunction, hosted_function::DEFAULT_REGION};

/// Replaces the inherited environment by Lambda's variables and the function's own.
///
/// The credentials are placeholders, so that an AWS SDK signs its requests to local endpoints
/// and a forgotten endpoint override cannot reach a real account.
pub(crate) fn apply(command: &mut Command, function: &HostedFunction, runtime_api: SocketAddr) {
    command.env_clear();
    if let Some(path) = env::var_os("PATH") {
        command.env("PATH", path);
    }
    if let Some(folder) = function.program.parent() {
        command.env("LAMBDA_TASK_ROOT", folder);
    }
    command
        .env("LANG", "en_US.UTF-8")
        .env("TZ", ":UTC")
        .env("_HANDLER", "bootstrap")
        .env("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
        .env("AWS_LAMBDA_FUNCTION_NAME", &function.name)
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env(
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            function.memory_mib.to_string(),
        )
        .env(
            "AWS_LAMBDA_LOG_GROUP_NAME",
            format!("/aws/lambda/{}", function.name),
        )
        .env(
            "AWS_LAMBDA_LOG_STREAM_NAME",
            format!("[$LATEST]{}", runtime_api.port()),
        )
        .env("AWS_REGION", DEFAULT_REGION)
        .env("AWS_DEFAULT_REGION", DEFAULT_REGION)
        .env("AWS_ACCESS_KEY_ID", "local")
        .env("AWS_SECRET_ACCESS_KEY", "local")
        .env("AWS_SESSION_TOKEN", "local")
        .envs(function.environment.clone())
        // Last, because a function that polls elsewhere would never see an event.
        .env("AWS_LAMBDA_RUNTIME_API", runtime_api.to_string());
}
