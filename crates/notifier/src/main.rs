//! The Lambda function `notifier`; see the library for what it does.

use std::time::Duration;

use acceptance::Mailer;
use jiff::Timestamp;
use lambda_runtime::{Diagnostic, Error, LambdaEvent, service_fn};
use notifier::{Notifier, USER_POOL_VARIABLE};
use serde_json::Value;
use settings::Settings;
use tokio::time::Instant;

/// How long before Lambda's own deadline every call ends, so that the log and the answer are written.
const MARGIN: Duration = Duration::from_secs(2);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    trigger::log::init();
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        return Err("AWS_LAMBDA_RUNTIME_API is not set: notifier runs in AWS Lambda, where EventBridge calls it".into());
    }
    let notifier = &configured().inspect_err(|error| {
        tracing::error!(%error, "the configuration cannot be used; nobody is notified");
    })?;
    lambda_runtime::run(service_fn(move |event| handle(notifier, event))).await
}

fn configured() -> Result<Notifier, Error> {
    let user_pool_id = std::env::var(USER_POOL_VARIABLE)
        .map_err(|_| format!("{USER_POOL_VARIABLE} is not set: it names the user pool"))?;
    let settings = Settings::from_environment()?;
    let aws = cognito::client::configuration();
    // Brands are for mails only, so they are not read where none are sent.
    let mailer = settings.mail.clone().map(|mail| {
        let (brands, errors) = settings.usable_brands();
        trigger::count_problem(trigger::Metric::BrandsUnusable, errors.as_ref());
        Mailer::new(&aws, mail, brands)
    });
    let cognito = cognito::client::for_hook(&aws);
    Ok(Notifier::new(settings, user_pool_id, cognito, aws, mailer))
}

/// One invocation. It fails where its one event could not be handled, so that Lambda comes again.
async fn handle(notifier: &Notifier, event: LambdaEvent<Value>) -> Result<Value, Diagnostic> {
    let begun = Instant::now();
    let context = event.context;
    let deadline = begun + time_left(context.deadline);
    let run = notifier.run(&event.payload, now(), deadline).await;
    for handled in &run.handled {
        let report = &handled.report;
        // The macros take the level as a constant.
        macro_rules! line {
            ($level:ident) => {
                tracing::$level!(
                    function = "notifier",
                    request_id = context.request_id,
                    user_pool = trigger::log::identifier(notifier.user_pool_id()),
                    event = handled.event,
                    sub = handled.sub.as_deref().map(trigger::log::identifier),
                    outcome = report.outcome.as_str(),
                    code = report.code,
                    duration_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
                    "invocation"
                )
            };
        }
        if report.is_trouble() {
            line!(warn);
        } else {
            line!(info);
        }
        trigger::count(&context.env_config.function_name, &report.counts, now());
    }
    run.answer.ok_or_else(|| Diagnostic {
        error_type: "failed".to_owned(),
        error_message: "the event could not be handled; the log says why".to_owned(),
    })
}

/// How long calls may take, by Lambda's deadline in milliseconds since the epoch.
fn time_left(deadline: u64) -> Duration {
    let now = u64::try_from(now().as_millisecond()).unwrap_or_default();
    Duration::from_millis(deadline.saturating_sub(now)).saturating_sub(MARGIN)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the clock of the function; everything below takes the time as an argument"
)]
fn now() -> Timestamp {
    Timestamp::now()
}
