//! `list`: who is invited, and what became of it.

use administration::{AddressPrefix, Entry, InvitationState, Query};
use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use connection::{PoolArguments, deadline};
use invitation::Inviter;
use terminal::configuration::ConfigurationArguments;
use terminal::output::{PagedJson, PagedTable, print, print_part, remark};

use crate::people::{address, describe_token, inviter, moment, name};
use crate::pool::open;
use crate::view::{as_error, done_or_refused};

/// List open invitations, or other users of the pool.
///
/// Open invitations are users with a temporary password who did not accept yet: pending, expiring in
/// less than 24 hours, expired, or bounced (a mail came back). "expires" is the invitation's own end
/// or, if that is earlier, the latest moment at which the temporary password can work. The inviter is
/// known where the attribute custom:invited names one. A disabled user is in the state "disabled"
/// only, unless its record says that the invitation ended.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "JSON: { \"invitations\": [{ state, status, enabled, user_name, sub, email, email_verified,
name, given_name, family_name, created, modified, expires, inviter, inviter_name, token }],
\"more\": whether the list ends before everybody is in it }. It is written as the pool answers, page
by page. If an error ends it early, it is a whole document all the same, \"more\" is true, and
stderr says why. For a token that a user still carries there is { verified, jti, expires, groups }
or { verified, reason }; the token itself is never shown.

Exit codes: 0 it is listed, 1 it was refused, 2 AWS or the configuration cannot be reached.

Examples:
  invitations list --user-pool-id eu-central-1_AbCdEfGhI
  invitations list --user-pool-id eu-central-1_AbCdEfGhI --state expired --json
  invitations list --user-pool-id eu-central-1_AbCdEfGhI --inviter grace@northwind.example
  invitations list --user-pool-id eu-central-1_AbCdEfGhI --all --email-prefix ada
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
        default_values = ["pending", "expiring", "expired", "bounced"],
        value_parser = PossibleValuesParser::new(InvitationState::WORDS)
            .try_map(|text| text.parse::<InvitationState>()),
    )]
    states: Vec<InvitationState>,

    /// List everybody in the pool
    #[arg(long, conflicts_with = "states")]
    all: bool,

    /// List whom this person invited: a sub or an address, as the invitation names the inviter. If the
    /// pool has the person, both count
    #[arg(long, value_name = "INVITER")]
    inviter: Option<Inviter>,

    /// List users whose address begins so. Capital letters count as they are written in the pool
    #[arg(long, value_name = "BEGINNING")]
    email_prefix: Option<AddressPrefix>,

    /// List at most so many people
    #[arg(long, value_name = "NUMBER", default_value = "1000", value_parser = limit)]
    limit: u32,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Lists whom the arguments mean. Each page is written before the next is asked for, so that a pool
/// of any size is listed in the same memory.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let settings = arguments.configuration.load()?;
    let administration = open(&arguments.pool, settings, deadline()).await?;
    let mut left = usize::try_from(arguments.limit)?;
    let invited_by = match arguments.inviter.clone() {
        Some(inviter) => {
            let found = administration.invited_by(inviter, deadline()).await;
            let Some(found) = done_or_refused(found, arguments.json)? else {
                return Ok(false);
            };
            Some(found)
        }
        None => None,
    };
    let states = arguments.states.iter().copied();
    let mut query = Query {
        states: states.filter(|_| !arguments.all).collect(),
        email_prefix: arguments.email_prefix.clone(),
        invited_by,
        ..Query::default()
    };
    let now = arguments.pool.now().await;
    let first = administration.list(&query, now, deadline()).await;
    let Some(mut listing) = done_or_refused(first, arguments.json)? else {
        return Ok(false);
    };
    let mut output = Output::new(arguments.json);
    let more = loop {
        let is_cut = listing.entries.len() > left;
        listing.entries.truncate(left);
        left -= listing.entries.len();
        let has_reader = output.print_page(&listing.entries)?;
        if !has_reader {
            return Ok(true);
        }
        if listing.next.is_none() || left == 0 {
            break listing.next.is_some() || is_cut;
        }
        query.token = listing.next;
        listing = match administration.list(&query, now, deadline()).await {
            Ok(next) => next,
            Err(error) => {
                output.print_early_end()?;
                return Err(as_error(&error).context("the list is not complete"));
            }
        };
    };
    output.print_end(more)?;
    if more {
        remark("There can be more; raise --limit to see them.");
    }
    Ok(true)
}

/// What is written to stdout, page by page.
enum Output {
    Json(PagedJson),
    Table(PagedTable<'static>),
}

impl Output {
    fn new(as_json: bool) -> Self {
        if as_json {
            Self::Json(PagedJson::new("invitations"))
        } else {
            Self::Table(PagedTable::new(&HEADER))
        }
    }

    /// Prints the next entries; false where nobody reads them.
    fn print_page(&mut self, entries: &[Entry]) -> Result<bool> {
        match self {
            Self::Json(list) => print_part(&list.page(entries)?),
            Self::Table(_) if entries.is_empty() => Ok(true),
            Self::Table(table) => print_part(&table.page(entries.iter().map(row))),
        }
    }

    fn print_end(&mut self, more: bool) -> Result<()> {
        match self {
            Self::Json(list) => print(&list.end("more", &more)?),
            Self::Table(table) if table.is_empty() => print("Nobody.\n"),
            Self::Table(_) => Ok(()),
        }
    }

    /// After an error: what was printed is a whole document, which says that there is more.
    fn print_early_end(&mut self) -> Result<()> {
        match self {
            Self::Json(_) => self.print_end(true),
            Self::Table(_) => Ok(()),
        }
    }
}

const HEADER: [&str; 8] = [
    "state", "address", "name", "inviter", "created", "expires", "token", "sub",
];

fn row(entry: &Entry) -> Vec<String> {
    let token = entry.token.as_ref().map(describe_token);
    vec![
        entry.state.as_str().to_owned(),
        address(entry),
        name(entry),
        inviter(entry),
        moment(entry.created),
        moment(entry.expires),
        token.unwrap_or_else(|| "-".to_owned()),
        entry.sub.clone(),
    ]
}

fn limit(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "write a whole number from 1 on".to_owned())
}
