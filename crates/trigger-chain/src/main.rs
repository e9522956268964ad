//! The Lambda function `trigger-chain`; see the library for what it does.

use std::panic;

use messages::Brands;
use settings::{Chains, Settings};
use trigger::Metric;
use trigger_chain::TriggerChain;
use trigger_chain::lambda::Lambda;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    trigger::log::init();
    // The SDK panics where it finds no root certificates. Nothing can be called then, and the
    // runtime reports it.
    let lambda = panic::catch_unwind(|| Lambda::new(&cognito::client::configuration()))
        .map_err(|_panic| "the function cannot be set up")?;
    trigger::warm_up(lambda.open_connection()).await;
    // It starts on settings that cannot be read, too: the event says whether it decides or not.
    let read = Settings::from_environment().and_then(|settings| {
        let chains = settings.load_chains()?;
        Ok((settings, chains))
    });
    let (settings, chains, brands) = match read {
        Ok((settings, chains)) => {
            let (brands, errors) = settings.usable_brands();
            trigger::count_problem(Metric::BrandsUnusable, errors.as_ref());
            (Some(settings), chains, brands)
        }
        Err(errors) => {
            tracing::error!(error = %errors, "the configuration cannot be used; no sign-up is admitted, and every other event is echoed");
            (None, Chains::default(), Brands::built_in())
        }
    };
    // Our functions capture the events that they get.
    trigger::run(TriggerChain::new(settings, chains, brands, lambda), None).await
}
