//! The Lambda function `sweeper`; see the library for what it does.

use std::time::Duration;

use jiff::Timestamp;
use lambda_runtime::{Diagnostic, Error, LambdaEvent, service_fn};
use serde::de::IgnoredAny;
use settings::Settings;
use sweeper::{MARGIN, Sweeper, USER_POOL_VARIABLE};
use tokio::time::Instant;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    trigger::log::init();
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        return Err("AWS_LAMBDA_RUNTIME_API is not set: sweeper runs in AWS Lambda; here, `invitations sweep` does the same".into());
    }
    let sweeper = &configured().inspect_err(|error| {
        tracing::error!(%error, "the configuration cannot be used; nothing is swept");
    })?;
    lambda_runtime::run(service_fn(move |event| handle(sweeper, event))).await
}

fn configured() -> Result<Sweeper, Error> {
    let user_pool_id = std::env::var(USER_POOL_VARIABLE)
        .map_err(|_| format!("{USER_POOL_VARIABLE} is not set: it names the user pool"))?;
    let aws = cognito::client::configuration();
    Ok(Sweeper {
        settings: Settings::from_environment()?,
        user_pool_id,
        cognito: cognito::client::for_hook(&aws),
        aws,
    })
}

/// One run. It fails where something was not done, so that Lambda counts an error.
async fn handle(sweeper: &Sweeper, event: LambdaEvent<IgnoredAny>) -> Result<(), Diagnostic> {
    let begun = Instant::now();
    let context = event.context;
    let report = sweeper.run(now, begun + time_left(context.deadline)).await;
    let outcome = report.outcome();
    // The macros take the level as a constant.
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                function = "sweeper",
                request_id = context.request_id,
                user_pool = trigger::log::identifier(&sweeper.user_pool_id),
                outcome,
                code = report.interrupted,
                looked_at = report.looked_at,
                reminded = report.reminded,
                told_expiring = report.told_expiring,
                expired = report.expired,
                deleted = report.deleted,
                failures = report.failures,
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
    trigger::count(&context.env_config.function_name, &report.counts(), now());
    if report.is_trouble() {
        return Err(Diagnostic {
            error_type: outcome.to_owned(),
            error_message: "not everything was done; the log says what".to_owned(),
        });
    }
    Ok(())
}

/// How long acts may be begun, by Lambda's deadline in milliseconds since the epoch.
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
