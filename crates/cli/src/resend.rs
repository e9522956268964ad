//! `resend`: an invitation once more, with a new temporary password.

use std::sync::Arc;

use administration::{Handover, InvitationRequest, Rules, validation};
use connection::{PoolArguments, deadline};
use terminal::configuration::ConfigurationArguments;

use crate::person::PersonArguments;
use crate::pool::open;
use crate::view::{found_or_refused, print_invited, valid_or_refused};

/// Send an open invitation again, with a new temporary password.
///
/// Attributes and groups that you name are changed first; the others stay. The earlier password does
/// not work any more. An account that was disabled because its invitation was over is enabled.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 it was sent, 1 it was refused or is incomplete, 2 AWS or the
configuration cannot be reached.

Example:
  invitations resend --user-pool-id eu-central-1_AbCdEfGhI --user ada@client.example --group beta"
)]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    #[command(flatten)]
    pool: PoolArguments,

    /// The user: address, user name or sub
    #[arg(long, visible_alias = "email", value_name = "USER")]
    user: String,

    #[command(flatten)]
    person: PersonArguments,

    /// When the invitation ends, if before its temporary password does: 48h, 7d, a day, a moment.
    /// Without it, it is open as long as it was the first time
    #[arg(long, value_name = "END")]
    expires: Option<String>,

    /// Mail nobody, and print a new link: whoever has it can accept. The address counts as
    /// unverified from then on
    #[arg(long)]
    link: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Sends the invitation again.
pub async fn run(arguments: &Arguments) -> anyhow::Result<bool> {
    let settings = arguments.configuration.load()?;
    let mut brands = settings.load_brands()?;
    let server = arguments.pool.endpoint.local_server().await;
    server.set_link_origins(&mut brands);
    let brands = Arc::new(brands);
    let grants = settings.grants.clone();
    let deadline = deadline();
    let administration = open(&arguments.pool, settings, deadline)
        .await?
        .giving_links(Arc::clone(&brands));
    let rules = Rules {
        grants: &grants,
        pool: Some(administration.user_pool()),
        brands: &brands,
        admission: None,
    };
    let request = InvitationRequest {
        expires: arguments.expires.clone(),
        handover: if arguments.link {
            Handover::ByLink
        } else {
            Handover::ByMail
        },
        ..arguments.person.request()
    };
    let person = validation::resend(&request, &rules);
    let Some(person) = valid_or_refused(person, arguments.json)? else {
        return Ok(false);
    };
    let now = arguments.pool.now().await;
    let resent = administration
        .resend(&arguments.user, &person, now, deadline)
        .await;
    match found_or_refused(&arguments.user, resent, arguments.json)? {
        Some(resent) => print_invited(&resent, arguments.json),
        None => Ok(false),
    }
}
