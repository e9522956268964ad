//! A pool that has functions of its own: the chain in their slots, in this process.

use std::sync::Arc;

use local_user_pool::{Invocation, InvokeFunction};
use settings::{Chains, ConfigurationErrors, Settings};
use trigger::Function;
use trigger_chain::TriggerChain;

use super::chained::Functions;
use super::handler::Handler;
use super::in_process::{self, HandlerEnvironment, Records};

/// The five handlers, and a chain in the slots whose functions are named like one. It calls the
/// same handlers, and `theirs` for every other function. A run of a chain leaves one record.
pub(crate) fn invoke_function(
    settings: &Settings,
    chains: Chains,
    environment: HandlerEnvironment,
    theirs: InvokeFunction,
    records: Records,
) -> Result<InvokeFunction, ConfigurationErrors> {
    let ours = in_process::invoke_function(settings, environment.clone(), Records::default())?;
    let alone = in_process::invoke_function(settings, environment.clone(), records.clone())?;
    let functions = Functions { ours, theirs };
    let brands = settings.load_brands()?;
    let chain = TriggerChain::new(Some(settings.clone()), chains, brands, functions);
    let chain = Arc::new(Handler::Chain(Box::new(chain)));
    Ok(Arc::new(
        move |invocation: Invocation| match Function::from_chain(&invocation.function) {
            Some(hook) => in_process::run(
                hook,
                Arc::clone(&chain),
                invocation.payload,
                &environment,
                records.clone(),
            ),
            None => alone(invocation),
        },
    ))
}
