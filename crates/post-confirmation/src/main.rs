//! The Lambda function `post-confirmation`; see the library for what it does.

use acceptance::{EventBus, Mailer};
use post_confirmation::PostConfirmation;
use settings::{ConfigurationErrors, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    trigger::log::init();
    trigger::run_or_echo(configured).await
}

fn configured() -> Result<(PostConfirmation, Option<trigger::Capture>), ConfigurationErrors> {
    let settings = Settings::from_environment()?;
    let capture = settings.capture();
    let aws = cognito::client::configuration();
    // Brands are for mails only, so they are not read where none are sent: notifier sends them where
    // a bus is named.
    let mailer = match settings.mail.clone().filter(|_| settings.events.is_none()) {
        Some(mail) => {
            let (brands, errors) = settings.usable_brands();
            trigger::count_problem(trigger::Metric::BrandsUnusable, errors.as_ref());
            Some(Mailer::new(&aws, mail, brands))
        }
        None => None,
    };
    let events = settings.events.clone();
    let event_bus = events.map(|events| EventBus::new(&aws, events));
    let cognito = cognito::client::for_hook(&aws);
    Ok((
        PostConfirmation {
            settings,
            cognito,
            mailer,
            event_bus,
        },
        capture,
    ))
}
