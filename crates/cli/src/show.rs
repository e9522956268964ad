//! `show`: one user, with groups and attributes.

use administration::Shown;
use anyhow::Result;
use connection::{PoolArguments, deadline};
use terminal::configuration::ConfigurationArguments;
use terminal::output::{fields, print_result, printable};

use crate::people::{address, describe_token, inviter, listed, moment};
use crate::pool::open;
use crate::view::found_or_refused;

/// Show one user: the invitation's state, inviter and end, groups and attributes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "JSON: what `list --json` has for a user, and { groups, attributes }. The attribute
custom:invitation is a bearer secret and is left out; `token` describes it.

Exit codes: 0 it is shown, 1 there is no such user, 2 AWS or the configuration cannot be reached.

Example:
  invitations show --user-pool-id eu-central-1_AbCdEfGhI --user ada@client.example"
)]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    #[command(flatten)]
    pool: PoolArguments,

    /// The user: address, user name or sub
    #[arg(long, visible_alias = "email", value_name = "USER")]
    user: String,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Shows the user.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let settings = arguments.configuration.load()?;
    let deadline = deadline();
    let now = arguments.pool.now().await;
    let administration = open(&arguments.pool, settings, deadline).await?;
    let shown = administration.show(&arguments.user, now, deadline).await;
    let Some(shown) = found_or_refused(&arguments.user, shown, arguments.json)? else {
        return Ok(false);
    };
    print_result(arguments.json, || &shown, || rows(&shown))?;
    Ok(true)
}

fn rows(shown: &Shown) -> String {
    let entry = &shown.entry;
    let enabled = if entry.enabled { "yes" } else { "no" };
    let verified = if entry.email_verified {
        "verified"
    } else {
        "not verified"
    };
    // Unlike in a list there is room for both: names are not unique.
    let inviter = match (&entry.inviter_name, &entry.inviter) {
        (Some(name), Some(by)) => printable(&format!("{name} ({by})")),
        _ => inviter(entry),
    };
    let token = entry.token.as_ref().map(describe_token);
    let of_entry = [
        ("state", entry.state.as_str().to_owned()),
        ("status", entry.status.clone()),
        ("enabled", enabled.to_owned()),
        ("address", format!("{} ({verified})", address(entry))),
        ("user name", printable(&entry.user_name)),
        ("sub", entry.sub.clone()),
        ("created", moment(entry.created)),
        ("changed", moment(entry.modified)),
        ("inviter", inviter),
        ("expires", moment(entry.expires)),
        ("token", token.unwrap_or_else(|| "-".to_owned())),
        ("groups", listed(shown.groups.iter().map(String::as_str))),
    ];
    let has_row = |name: &str| matches!(name, "email" | "email_verified" | "sub");
    let attributes = shown.attributes.iter();
    let attributes = attributes.filter(|(name, _)| !has_row(name));
    let attributes = attributes.map(|(name, value)| (name.as_str(), printable(value)));
    let all: Vec<(&str, String)> = of_entry.into_iter().chain(attributes).collect();
    fields(&all)
}
