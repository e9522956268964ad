//! The Lambda function `post-authentication`; see the library for what it does.

use aws_sdk_cognitoidentityprovider::Client;
use post_authentication::PostAuthentication;
use settings::{ConfigurationErrors, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    trigger::log::init();
    // It starts all the same on a configuration it cannot read, and echoes (design §4 rule 3).
    let (hook, capture) = configured()
        .await
        .inspect_err(|errors| tracing::error!(error = %errors, "the configuration cannot be used; every event is echoed"))
        .ok()
        .unzip();
    trigger::run(hook, capture).await
}

async fn configured() -> Result<(PostAuthentication, trigger::Capture), ConfigurationErrors> {
    let settings = Settings::from_environment()?;
    let capture = settings.capture();
    let aws = acceptance::aws::configuration().await;
    Ok((
        PostAuthentication {
            settings,
            cognito: Client::new(&aws),
        },
        capture,
    ))
}
