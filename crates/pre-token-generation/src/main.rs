//! The Lambda function `pre-token-generation`; see the library for what it does.

use pre_token_generation::PreTokenGeneration;
use settings::{ConfigurationErrors, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    trigger::log::init();
    trigger::run_or_echo(configured).await
}

fn configured() -> Result<(PreTokenGeneration, Option<trigger::Capture>), ConfigurationErrors> {
    let settings = Settings::from_environment()?;
    let capture = settings.capture();
    Ok((PreTokenGeneration::new(settings), capture))
}
