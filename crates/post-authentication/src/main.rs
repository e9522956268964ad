//! The Lambda function `post-authentication`; see the library for what it does.

use acceptance::EventBus;
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
    let events = settings.events.clone();
    Ok((
        PostAuthentication {
            settings,
            cognito: cognito::client::for_hook(&aws),
            event_bus: events.map(|events| EventBus::new(&aws, events)),
        },
        capture,
    ))
}
