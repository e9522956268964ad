//! The Lambda function `custom-message`; see the library for what it does.

use custom_message::CustomMessage;
use settings::{ConfigurationErrors, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    trigger::log::init();
    trigger::run_or_echo(configured).await
}

fn configured() -> Result<(CustomMessage, Option<trigger::Capture>), ConfigurationErrors> {
    let settings = Settings::from_environment()?;
    let (brands, errors) = settings.usable_brands();
    trigger::count_problem(trigger::Metric::BrandsUnusable, errors.as_ref());
    let capture = settings.capture();
    Ok((CustomMessage::new(settings, brands), capture))
}
