//! `host`: built functions behind a Lambda Invoke endpoint, for user pools of other makers.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use lambda_host::{Output, invoke_router};
use playground::hooks::binaries;
use terminal::configuration::ConfigurationArguments;
use terminal::output::print;
use terminal::stop::asked_to_stop;
use tokio::net::TcpListener;
use trigger::Function;

/// Serve the built functions as a Lambda Invoke endpoint.
///
/// A program that takes an endpoint for Lambda, such as an emulator of Cognito, can run the real
/// binaries through it: by name or ARN, warm, several at once. It listens on 127.0.0.1 until it is
/// stopped. The functions' log goes to the standard error.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  invitations host --binaries target/release --endpoint-url http://127.0.0.1:8787
  aws lambda invoke --endpoint-url http://127.0.0.1:9001 --no-sign-request --region us-east-1 \\
      --function-name pre-sign-up answer.json \\
      --payload fileb://events/pre-sign-up/admin-create-user.json")]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    /// The folder with the built binaries of all five functions
    #[arg(long, value_name = "DIR")]
    binaries: PathBuf,

    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 9001)]
    port: u16,

    /// Where the functions' AWS calls go: the endpoint of the user pool. Without it they go to
    /// AWS, which refuses their made-up credentials
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
}

/// Serves until the command is stopped.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    // Pre sign-up does not start on a bad configuration: report it here.
    arguments.configuration.load()?.load_brands()?;
    let host = binaries::host(
        &arguments.binaries,
        &arguments.configuration.path(),
        arguments.endpoint_url.as_deref(),
        Output::stderr(),
    )?;
    let host = Arc::new(host);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port))
        .await
        .with_context(|| {
            format!(
                "127.0.0.1:{} cannot be listened on; name another port with --port, or 0 for a free one",
                arguments.port
            )
        })?;
    let stopped = asked_to_stop()?;
    let names = Function::ALL.map(Function::name).join(", ");
    let address = listener.local_addr()?;
    print(&format!("http://{address} answers Invoke for {names}\n"))?;

    let router = invoke_router(Arc::clone(&host));
    let served = tokio::select! {
        served = async { axum::serve(listener, router).await } => served.map_err(Into::into),
        () = stopped => Ok(()),
    };
    host.shutdown().await;
    served.map(|()| true)
}
