//! The options of `dev`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use terminal::configuration::ConfigurationArguments;

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
    pub(super) configuration: ConfigurationArguments,

    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8787)]
    pub(super) port: u16,

    /// Run the built binaries in this folder as hooks, instead of the handlers in this process, and
    /// behind the stand-in for API Gateway its `admin-api`, if it is there
    #[arg(long, value_name = "DIR", conflicts_with = "hooks_endpoint")]
    pub(super) binaries: Option<PathBuf>,

    /// Run the hooks through this Lambda Invoke endpoint. Its functions have a configuration of
    /// their own, so that links in their mails lead where that says
    #[arg(long, value_name = "URL")]
    pub(super) hooks_endpoint: Option<String>,

    /// Begin with the pools of this file, in JSON, instead of an empty one made from the settings;
    /// the page shows its first pool. A pool that names no hooks gets all five, and a sender of
    /// the team's (`DEVELOPER`) if it has no `EmailConfiguration` at all: with Cognito's own
    /// sender, the hooks' mails are not sent
    #[arg(long, value_name = "FILE")]
    pub(super) seed: Option<PathBuf>,

    /// Hold the default request quotas of an AWS account
    #[arg(long)]
    pub(super) quotas: bool,

    /// Let the pool's clock run this many days ahead: what the seed holds was made so long ago
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = days)]
    pub(super) advance_days: u16,

    /// Print one line of JSON when all is ready: endpoint, user pool, app client, inbox
    #[arg(long)]
    pub(super) json: bool,

    /// Listen on all networks that this machine is in. There is no password: whoever reaches the
    /// port reads every mail and takes over every account
    #[arg(long)]
    pub(super) listen_beyond_loopback_i_know_anyone_can_use_it: bool,
}

impl Arguments {
    pub(super) fn address(&self) -> SocketAddr {
        let host = if self.listen_beyond_loopback_i_know_anyone_can_use_it {
            Ipv4Addr::UNSPECIFIED
        } else {
            Ipv4Addr::LOCALHOST
        };
        SocketAddr::new(IpAddr::V4(host), self.port)
    }
}

fn days(text: &str) -> Result<u16, String> {
    let number = text.parse().ok().filter(|number| *number <= MOST_DAYS);
    number.ok_or_else(|| format!("write a whole number of days, {MOST_DAYS} at most"))
}
