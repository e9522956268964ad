//! The options of `dev`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use terminal::configuration::ConfigurationArguments;

/// Ten years: after that, everything in a seed has expired.
const MOST_DAYS: u16 = 3650;

/// Start a user pool on this machine, with the hooks, the pages and a form to follow an invitation.
///
/// Fill in the form, open the mail in the inbox, follow the link to the brand's page: nothing
/// leaves this machine. AWS SDKs, the AWS CLI and Amplify reach the pool at the same address; the
/// command prints what they need. It runs until Ctrl-C. All state is in memory and is then lost.
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

    /// Run the built binaries in this folder as hooks, instead of the handlers in this process. An
    /// `admin-api` in this folder runs behind the stand-in for API Gateway
    #[arg(long, value_name = "DIR", conflicts_with = "hooks_endpoint")]
    pub(super) binaries: Option<PathBuf>,

    /// Run the hooks through this Lambda Invoke endpoint. Its functions have their own
    /// configuration, which also decides where the links in their mails lead
    #[arg(long, value_name = "URL")]
    pub(super) hooks_endpoint: Option<String>,

    /// Begin with the pools in this JSON file, instead of an empty one made from the settings. The
    /// page shows the first pool. A pool without hooks gets all five. If it has no
    /// `EmailConfiguration`, it also gets your own sender (`DEVELOPER`): with Cognito's sender,
    /// the hooks' mails are not sent
    #[arg(long, value_name = "FILE")]
    pub(super) seed: Option<PathBuf>,

    /// Apply the default request quotas of an AWS account
    #[arg(long)]
    pub(super) quotas: bool,

    /// Set the pool's clock this many days ahead, as if the seed were this old
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = days)]
    pub(super) advance_days: u16,

    /// Print one line of JSON when the server is ready: endpoint, user pool, app client, inbox
    #[arg(long)]
    pub(super) json: bool,

    /// Listen on all networks of this machine. There is no password: anyone who reaches the port
    /// can read every mail and take over every account
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
