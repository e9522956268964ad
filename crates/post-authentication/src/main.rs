//! The Lambda function `post-authentication`; see the library for what it does.

use post_authentication::PostAuthentication;
use settings::{ConfigurationErrors, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    trigger::log::init();
    trigger::run_or_echo(configured).await
}

fn configured() -> Result<(PostAuthentication, Option<trigger::Capture>), ConfigurationErrors> {
    let settings = Settings::from_environment()?;
    let capture = settings.capture();
    let aws = cognito::client::configuration();
    Ok((
        PostAuthentication {
            settings,
            cognito: cognito::client::for_hook(&aws),
        },
        capture,
    ))
}
