//! The Lambda function `custom-message`; see the library for what it does.

use custom_message::CustomMessage;
use settings::{ConfigurationErrors, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    trigger::log::init();
    // It starts all the same on a configuration it cannot read, and echoes (design §4 rule 3).
    let (hook, capture) = configured()
        .inspect_err(|errors| tracing::error!(error = %errors, "the configuration cannot be used; every event is echoed"))
        .ok()
        .unzip();
    trigger::run(hook, capture).await
}

fn configured() -> Result<(CustomMessage, trigger::Capture), ConfigurationErrors> {
    let settings = Settings::from_environment()?;
    let brands = settings.load_brands()?;
    let capture = settings.capture();
    Ok((CustomMessage::new(settings, brands), capture))
}
