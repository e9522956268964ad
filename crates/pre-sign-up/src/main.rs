//! The Lambda function `pre-sign-up`; see the library for what it does.

use std::process::ExitCode;

use pre_sign_up::PreSignUp;
use settings::{ConfigurationErrors, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    trigger::log::init();
    // It decides who comes in, so it does not start on settings it cannot read.
    let (hook, capture) = match configured() {
        Ok(configured) => configured,
        Err(errors) => {
            tracing::error!(error = %errors, "the configuration cannot be used");
            return ExitCode::FAILURE;
        }
    };
    match trigger::run(hook, capture).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error, "the Lambda runtime ended");
            ExitCode::FAILURE
        }
    }
}

fn configured() -> Result<(PreSignUp, Option<trigger::Capture>), ConfigurationErrors> {
    let settings = Settings::from_environment()?;
    let (brands, errors) = settings.usable_brands();
    trigger::count_problem(trigger::Metric::BrandsUnusable, errors.as_ref());
    let capture = settings.capture();
    Ok((PreSignUp::new(settings, brands), capture))
}
