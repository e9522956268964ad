//! The Lambda function `pre-token-generation`; see the library for what it does.

use pre_token_generation::PreTokenGeneration;
use settings::Settings;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    trigger::log::init();
    // It starts all the same on a configuration it cannot read, and echoes (design §4 rule 3).
    let settings = Settings::from_environment()
        .inspect_err(|errors| tracing::error!(error = %errors, "the configuration cannot be used; every event is echoed"))
        .ok();
    let (hook, capture) = settings
        .map(|settings| {
            let capture = settings.capture();
            (PreTokenGeneration::new(settings), capture)
        })
        .unzip();
    trigger::run(hook, capture).await
}
