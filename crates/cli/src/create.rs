//! `create`: an administrator's invitation.

use std::sync::Arc;

use administration::{Handover, IfInvited, InvitationRequest, Rules, Scope, validation};
use connection::{PoolArguments, deadline};
use terminal::configuration::ConfigurationArguments;

use crate::person::PersonArguments;
use crate::pool::open;
use crate::view::{done_or_refused, print_invited, valid_or_refused};

/// Invite somebody: create the user, send the invitation, give the groups.
///
/// If you create an invitation again, what is missing is completed; an expired invitation is sent
/// again only with --resend. A member is put into the groups at once and gets a mail. Only the mail
/// holds the temporary password, or, with --link, the link that is printed.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own on the command line"
)]
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 all was done, 1 it was refused or is incomplete, 2 AWS or the
configuration cannot be reached.

Examples:
  invitations create --user-pool-id eu-central-1_AbCdEfGhI --email ada@client.example \\
      --given-name Ada --family-name Lovelace --group clients --attribute custom:tenant=acme
  invitations create --user-pool-id local_Example --endpoint-url http://127.0.0.1:8787 \\
      --email ada@client.example --group clients --locale de --resend"
)]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    #[command(flatten)]
    pool: PoolArguments,

    /// The address of the invited person
    #[arg(long, value_name = "ADDRESS")]
    email: String,

    /// The user name, if people do not sign in with their address
    #[arg(long, value_name = "NAME")]
    user_name: Option<String>,

    #[command(flatten)]
    person: PersonArguments,

    /// Who invites: a member of the user pool, by address, user name or sub. The pool needs the
    /// attribute custom:invited for this, and for the next two
    #[arg(long, value_name = "MEMBER")]
    inviter: Option<String>,

    /// The inviter's name as the mail shows it; without it, it is what the pool says
    #[arg(long, value_name = "NAME")]
    inviter_name: Option<String>,

    /// When the invitation ends, if before its temporary password does: 48h, 7d, a day, a moment
    #[arg(long, value_name = "END")]
    expires: Option<String>,

    /// Send an existing invitation again, with a new temporary password
    #[arg(long)]
    resend: bool,

    /// Mail nobody, and print the link once: whoever has it can accept. The address stays
    /// unverified. The pool needs the attribute custom:invited for this
    #[arg(long, conflicts_with_all = ["no_mail", "resend"])]
    link: bool,

    /// Mail nobody yet; `resend` sends the invitation later
    #[arg(long, conflicts_with_all = ["expires", "resend"])]
    no_mail: bool,

    /// Take the address from a member who has it as a verified alias. The member can then sign in
    /// with the user name only. Only for a pool whose addresses are aliases
    #[arg(long)]
    force_alias_creation: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Creates the invitation that the arguments describe.
pub async fn run(arguments: &Arguments) -> anyhow::Result<bool> {
    let settings = arguments.configuration.load()?;
    let mut brands = settings.load_brands()?;
    let server = arguments.pool.endpoint.local_server().await;
    server.set_link_origins(&mut brands);
    let brands = Arc::new(brands);
    let grants = settings.grants.clone();
    let request = InvitationRequest {
        email: Some(arguments.email.clone()),
        user_name: arguments.user_name.clone(),
        inviter: arguments.inviter.clone(),
        inviter_name: arguments.inviter_name.clone(),
        expires: arguments.expires.clone(),
        handover: if arguments.link {
            Handover::ByLink
        } else if arguments.no_mail {
            Handover::Later
        } else {
            Handover::ByMail
        },
        force_alias_creation: arguments.force_alias_creation,
        ..arguments.person.request()
    };
    let again = if arguments.resend {
        IfInvited::Resend
    } else {
        IfInvited::Complete
    };
    let deadline = deadline();
    let now = arguments.pool.now().await;
    let administration = open(&arguments.pool, settings, deadline)
        .await?
        .giving_links(Arc::clone(&brands));
    let rules = Rules {
        grants: &grants,
        pool: Some(administration.user_pool()),
        brands: &brands,
        admission: None,
    };
    let Some(invitation) =
        valid_or_refused(validation::invitation(&request, &rules), arguments.json)?
    else {
        return Ok(false);
    };
    let invited = administration
        .create(&invitation, again, Scope::Anybody, now, deadline)
        .await;
    match done_or_refused(invited, arguments.json)? {
        Some(invited) => print_invited(&invited, arguments.json),
        None => Ok(false),
    }
}
