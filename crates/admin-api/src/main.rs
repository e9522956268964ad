//! The Lambda function `admin-api`; see the library for what it does.

use admin_api::{AppState, events, service};
use lambda_http::service_fn;
use settings::{ConfigurationErrors, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    trigger::log::init();
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        return Err("AWS_LAMBDA_RUNTIME_API is not set: admin-api runs in AWS Lambda; here, `cargo lambda watch` runs it".into());
    }
    let state = match configured() {
        Ok(Some(state)) => Some(state),
        Ok(None) => {
            tracing::error!("the settings have no section [admin_api]; nobody is admitted");
            None
        }
        Err(errors) => {
            tracing::error!(error = %errors, "the configuration cannot be used; nobody is admitted");
            None
        }
    };
    if let Some(state) = &state {
        trigger::warm_up(state.open_connection()).await;
    }
    let service = service(state);
    lambda_http::lambda_runtime::run(service_fn(move |event| {
        events::answer(service.clone(), event)
    }))
    .await
}

fn configured() -> Result<Option<AppState>, ConfigurationErrors> {
    let settings = Settings::from_environment()?;
    Ok(AppState::new(cognito::client::configuration(), settings))
}
