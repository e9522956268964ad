//! Built functions as processes: they stay warm, and there are as many as run at once.

use std::path::{Path, absolute};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use lambda_host::{Host, HostError, InvocationResult, Output};
use local_user_pool::{Invocation, InvokeFunction, Invoked};
use settings::CONFIG_VARIABLE;
use terminal::output::remark;
use trigger::Function;

use super::answer::{function_error, no_service, no_such_function};

/// A function's binary in `folder`, with its configuration file and its AWS endpoint. Without an
/// endpoint its calls go to AWS, where its placeholder credentials are refused.
///
/// Fails if there is no such binary.
pub fn function(
    function: Function,
    folder: &Path,
    configuration: &Path,
    endpoint_url: Option<&str>,
) -> Result<lambda_host::HostedFunction> {
    named(function.name(), folder, configuration, endpoint_url)
}

/// [`function`] by name, for a function that is not a hook.
pub(crate) fn named(
    name: &str,
    folder: &Path,
    configuration: &Path,
    endpoint_url: Option<&str>,
) -> Result<lambda_host::HostedFunction> {
    let program = folder.join(name);
    if !program.is_file() {
        bail!(
            "{} does not exist; build it with `cargo build --release -p {name}`",
            program.display()
        );
    }
    let configuration = absolute(configuration).context("the configuration has no path")?;
    let variable = |name: &str, value: String| (name.to_owned(), value);
    let mut environment = vec![variable(
        CONFIG_VARIABLE,
        configuration.display().to_string(),
    )];
    environment.extend(endpoint_url.map(|url| variable("AWS_ENDPOINT_URL", url.to_owned())));
    Ok(lambda_host::HostedFunction {
        environment,
        ..lambda_host::HostedFunction::new(name, absolute(program)?)
    })
}

/// A host of all five functions, built in `folder`; see [`function`].
pub fn host(
    folder: &Path,
    configuration: &Path,
    endpoint_url: Option<&str>,
    output: Output,
) -> Result<Host> {
    let functions: Vec<_> = Function::ALL
        .into_iter()
        .map(|name| function(name, folder, configuration, endpoint_url))
        .collect::<Result<_>>()?;
    Ok(Host::new(functions, output)?)
}

/// Invokes the functions of `host`.
pub(crate) fn invoke_function(host: Arc<Host>) -> InvokeFunction {
    Arc::new(move |invocation| Box::pin(invoke(Arc::clone(&host), invocation)))
}

/// A function goes on in its host when the pool has stopped waiting.
async fn invoke(host: Arc<Host>, invocation: Invocation) -> Invoked {
    match host.invoke(&invocation.function, invocation.payload).await {
        Ok(InvocationResult::Answer(answer)) => {
            Invoked::Answer(String::from_utf8_lossy(&answer).into_owned())
        }
        Ok(error) => function_error(error.payload()),
        Err(HostError::UnknownFunction(_) | HostError::InvalidReference(_)) => no_such_function(),
        Err(HostError::ShutDown) => no_service(),
        Err(error) => {
            remark(&format!("a hook was not run: {error}"));
            no_service()
        }
    }
}
