//! `dev`: the user pool on this machine, with a page on which an invitation can be followed.
//!
//! | module | concept |
//! |---|---|
//! | `setup` | the pools, the configuration and the hooks that the arguments ask for |
//! | `app_state` | what all routes of the page share |
//! | `server` | all routes, and who may use them |
//! | `page` | the files of the page, and of a stand-in for the team's app |
//! | `view` | what the page shows: settings, users, decisions of hooks |
//! | `decisions` | which hook run came to which decision |
//! | `form` | what the form does, through the crate `administration` |
//! | `brand_origins`, `brand_pages` | the pages that mailed links lead to, and their addresses |
//! | `aws` | stand-ins for API Gateway, Lambda, the Parameter Store and SES |
//! | `administrator` | a user who may use the administrators' API |
//! | `startup_message` | endpoints and ready-made configuration for clients |

mod administrator;
mod app_state;
mod aws;
mod brand_origins;
mod brand_pages;
mod decisions;
mod form;
mod page;
mod server;
mod setup;
mod startup_message;
mod view;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::serve::ListenerExt;
use terminal::configuration::ConfigurationArguments;
use terminal::output::{print, remark};
use terminal::paint::Paint;
use terminal::stop::asked_to_stop;
use tokio::net::TcpListener;

use self::startup_message::Announcement;

/// Ten years: further ahead, nothing of a seed is left to be looked at.
const MOST_DAYS: u16 = 3650;

/// Start a user pool on this machine, with the hooks, the pages and a form to follow an invitation.
///
/// Fill in the form, open the mail in the inbox, follow the link to the brand's page: nothing
/// leaves this machine. AWS SDKs, the AWS CLI and Amplify reach the pool at the same address; what
/// they need is printed. All state is in memory and goes with the command, which runs until Ctrl-C.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  invitations dev
  invitations dev --port 0 --json
  invitations dev --binaries target/release --quotas
  invitations dev --seed pools.json --advance-days 6")]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8787)]
    port: u16,

    /// Run the built binaries in this folder as hooks, instead of the handlers in this process, and
    /// behind the stand-in for API Gateway its `admin-api`, if it is there
    #[arg(long, value_name = "DIR", conflicts_with = "hooks_endpoint")]
    binaries: Option<PathBuf>,

    /// Run the hooks through this Lambda Invoke endpoint. Its functions have a configuration of
    /// their own, so that links in their mails lead where that says
    #[arg(long, value_name = "URL")]
    hooks_endpoint: Option<String>,

    /// Begin with the pools of this file, in JSON, instead of an empty one made from the settings;
    /// the page shows its first pool. A pool that names no hooks gets all five, and a sender of
    /// the team's (`DEVELOPER`) if it has no `EmailConfiguration` at all: with Cognito's own
    /// sender, the hooks' mails are not sent
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,

    /// Hold the default request quotas of an AWS account
    #[arg(long)]
    quotas: bool,

    /// Let the pool's clock run this many days ahead: what the seed holds was made so long ago
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = days)]
    advance_days: u16,

    /// Print one line of JSON when all is ready: endpoint, user pool, app client, inbox
    #[arg(long)]
    json: bool,

    /// Listen on all networks that this machine is in. There is no password: whoever reaches the
    /// port reads every mail and takes over every account
    #[arg(long)]
    listen_beyond_loopback_i_know_anyone_can_use_it: bool,
}

impl Arguments {
    fn address(&self) -> SocketAddr {
        let host = if self.listen_beyond_loopback_i_know_anyone_can_use_it {
            Ipv4Addr::UNSPECIFIED
        } else {
            Ipv4Addr::LOCALHOST
        };
        SocketAddr::new(IpAddr::V4(host), self.port)
    }
}

/// Serves until the command is stopped.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let address = arguments.address();
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!(
            "{address} cannot be listened on; name another port with --port, or 0 for a free one"
        )
    })?;
    let setup = setup::set_up(arguments, listener.local_addr()?.port())?;
    if arguments.listen_beyond_loopback_i_know_anyone_can_use_it {
        remark("Other machines can reach this server. It asks nobody for a password.");
    }
    let stopped = asked_to_stop()?;
    let announcement = Announcement { desk: &setup.desk };
    print(&if arguments.json {
        announcement.json()
    } else {
        announcement.text(Paint::for_stdout())
    })?;
    let router = server::router(
        Arc::clone(&setup.desk),
        Arc::clone(&setup.sites),
        Arc::clone(&setup.gateway),
        Arc::clone(&setup.lambda),
    );
    // Answers are small: do not wait for more of them. A refusal only costs time.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let served = tokio::select! {
        served = async { axum::serve(listener, router).await } => served.map_err(Into::into),
        () = stopped => Ok(()),
    };
    setup.desk.hooks.shutdown().await;
    setup.gateway.function.shutdown().await;
    served.map(|()| true)
}

fn days(text: &str) -> Result<u16, String> {
    let number = text.parse().ok().filter(|number| *number <= MOST_DAYS);
    number.ok_or_else(|| format!("write a whole number of days, {MOST_DAYS} at most"))
}
