//! `list`: who is invited, and what became of it.

use administration::{Entry, InvitationState, Query};
use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use connection::{PoolArguments, deadline};
use serde_json::{Value, json};
use terminal::configuration::ConfigurationArguments;
use terminal::output::{print_result, remark, table};

use crate::people::{address, describe_token, moment, name};
use crate::pool::open;
use crate::view::done_or_refused;

/// List open invitations, or other users of the pool.
///
/// Cognito keeps neither who was invited nor when an invitation expires. Open invitations are users
/// with a temporary password, and "expires" is the latest moment at which it can work. A disabled
/// user is in the state "disabled" only.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "JSON: { \"invitations\": [{ state, status, enabled, user_name, sub, email, email_verified,
name, given_name, family_name, created, modified, expires, token }], \"more\": whether --limit cut
it }. For a token that a user still carries there is { verified, jti, expires, groups } or
{ verified, reason }; the token itself is never shown.

Exit codes: 0 it is listed, 1 it was refused, 2 AWS or the configuration cannot be reached.

Examples:
  invitations list --user-pool-id eu-central-1_AbCdEfGhI
  invitations list --user-pool-id eu-central-1_AbCdEfGhI --state expired --json
  invitations list --user-pool-id local_Example --endpoint-url http://127.0.0.1:8787 --all"
)]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    #[command(flatten)]
    pool: PoolArguments,

    /// List users in this state; repeat it for more
    #[arg(
        long = "state",
        value_name = "STATE",
        default_values = ["pending", "expired"],
        value_parser = PossibleValuesParser::new(InvitationState::WORDS)
            .try_map(|text| text.parse::<InvitationState>()),
    )]
    states: Vec<InvitationState>,

    /// List everybody in the pool
    #[arg(long, conflicts_with = "states")]
    all: bool,

    /// List at most so many people
    #[arg(long, value_name = "NUMBER", default_value = "1000", value_parser = limit)]
    limit: u32,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Lists whom the arguments mean.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let settings = arguments.configuration.load()?;
    let administration = open(&arguments.pool, settings, deadline()).await?;
    let limit = usize::try_from(arguments.limit)?;
    let states = arguments.states.iter().copied();
    let mut query = Query {
        states: states.filter(|_| !arguments.all).collect(),
        ..Query::default()
    };
    let mut entries = Vec::new();
    let now = arguments.pool.now().await;
    let more = loop {
        let listing = administration.list(&query, now, deadline()).await;
        let Some(listing) = done_or_refused(listing, arguments.json)? else {
            return Ok(false);
        };
        entries.extend(listing.entries);
        if listing.next.is_none() || entries.len() >= limit {
            break listing.next.is_some() || entries.len() > limit;
        }
        query.token = listing.next;
    };
    entries.truncate(limit);
    print_result(
        arguments.json,
        || document(&entries, more),
        || rows(&entries),
    )?;
    if more {
        remark("There can be more; raise --limit to see them.");
    }
    Ok(true)
}

fn document(entries: &[Entry], more: bool) -> Value {
    json!({ "invitations": entries, "more": more })
}

fn rows(entries: &[Entry]) -> String {
    if entries.is_empty() {
        return "Nobody.\n".to_owned();
    }
    let header = [
        "state", "address", "name", "created", "expires", "token", "sub",
    ];
    let rows = entries.iter().map(|entry| {
        let token = entry.token.as_ref().map(describe_token);
        vec![
            entry.state.as_str().to_owned(),
            address(entry),
            name(entry),
            moment(entry.created),
            moment(entry.expires),
            token.unwrap_or_else(|| "-".to_owned()),
            entry.sub.clone(),
        ]
    });
    table(&header, rows)
}

fn limit(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "write a whole number from 1 on".to_owned())
}
