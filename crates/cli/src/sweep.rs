//! `sweep`: reminders, ends, and deleting what has been over for long.

use std::collections::BTreeMap;

use administration::{Act, Decision, Reason, Sweep, Swept};
use anyhow::Result;
use connection::{PoolArguments, deadline};
use serde_json::{Value, json};
use terminal::configuration::ConfigurationArguments;
use terminal::output::{print_result, remark, table};

use crate::people::{address, moment, with};
use crate::pool::open;
use crate::view::{as_error, done_or_refused};

/// Remind people of open invitations, and end those that are over.
///
/// The function `sweeper` does the same every hour. It goes through all open invitations, at a fifth of
/// the account's request quotas, and acts on those whose record (`custom:invited`) names an end.
/// Nobody who accepted once, who signs in through a provider, or whom no administrator invited is ever
/// disabled or deleted.
///
/// A reminder makes the earlier link stop working: the mail has a new one. Where the settings name an
/// event bus, it is told there that an invitation ends soon. At its end, an invitation's
/// account is disabled; `resend` gives it a new end. What is deleted, and when people are reminded,
/// stands in the settings below `[sweep]`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "JSON: { \"swept\": [what `list --json` has for a user, and { until, decision, reason, act,
detail }] }. `decision` is nothing, remind, tell-expiring, expire or delete, with a `reason` for
nothing; `act` is reminded, not-delivered, told-expiring, not-told, expired, deleted,
changed-meanwhile, or a code that says why it was not done, with a `detail`.

Exit codes: 0 all was done, 1 something was not done, 2 AWS or the configuration cannot be reached.

Examples:
  invitations sweep --user-pool-id eu-central-1_AbCdEfGhI --dry-run
  invitations sweep --user-pool-id eu-central-1_AbCdEfGhI"
)]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    #[command(flatten)]
    pool: PoolArguments,

    /// Change nothing; say of every open invitation what would be done, and why
    #[arg(long)]
    dry_run: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Goes through all open invitations.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let settings = arguments.configuration.load()?;
    let administration = open(&arguments.pool, settings, deadline()).await?;
    let sweep = Sweep::new(administration);
    let mut seen = Vec::new();
    let mut left_alone = BTreeMap::<Reason, usize>::new();
    let mut token = None;
    let end = loop {
        let now = arguments.pool.now().await;
        let page = sweep.page(token.as_deref(), arguments.dry_run, now, None);
        let page = match page.await {
            Ok(page) => page,
            Err(error) => break Err(error),
        };
        for swept in page.users {
            match swept.decision {
                Decision::Nothing(reason) if !arguments.dry_run => {
                    *left_alone.entry(reason).or_default() += 1;
                }
                _ => seen.push(swept),
            }
        }
        token = page.next;
        if token.is_none() {
            break Ok(());
        }
    };
    if end.is_err() && seen.is_empty() {
        return done_or_refused(end, arguments.json).map(|_| false);
    }
    // Print what was done, also after an error.
    print_result(arguments.json, || document(&seen), || rows(&seen))?;
    for (reason, people) in left_alone {
        remark(&format!("{people} left alone: {}", reason.as_str()));
    }
    for swept in &seen {
        if let Some(Err(error)) = &swept.result {
            remark(&format!("{}: {error}", swept.entry.sub));
        }
    }
    if arguments.dry_run {
        remark("Nothing was changed; to do it, run it again without --dry-run.");
    }
    end.map_err(|error| as_error(&error))?;
    Ok(seen.iter().all(is_done))
}

fn is_done(swept: &Swept) -> bool {
    !matches!(
        swept.result,
        Some(Err(_) | Ok(Act::NotDelivered | Act::NotTold))
    )
}

fn document(seen: &[Swept]) -> Value {
    let swept: Vec<Value> = seen.iter().map(swept_document).collect();
    json!({ "swept": swept })
}

fn swept_document(swept: &Swept) -> Value {
    let (decision, reason) = words(swept);
    let error = swept
        .result
        .as_ref()
        .and_then(|result| result.as_ref().err());
    let members = [
        ("until", json!(swept.until)),
        ("decision", json!(decision)),
        ("reason", json!(reason)),
        ("act", json!(act(swept))),
        ("detail", json!(error.map(ToString::to_string))),
    ];
    with(&swept.entry, members)
}

fn rows(seen: &[Swept]) -> String {
    if seen.is_empty() {
        return "Nothing is due.\n".to_owned();
    }
    let header = ["due", "because", "done", "address", "until", "sub"];
    let rows = seen.iter().map(|swept| {
        let (decision, reason) = words(swept);
        vec![
            decision.to_owned(),
            reason.unwrap_or("-").to_owned(),
            act(swept).unwrap_or("-").to_owned(),
            address(&swept.entry),
            moment(swept.until),
            swept.entry.sub.clone(),
        ]
    });
    table(&header, rows)
}

/// What was decided, and why where it is nothing.
fn words(swept: &Swept) -> (&'static str, Option<&'static str>) {
    match swept.decision {
        Decision::Nothing(reason) => ("nothing", Some(reason.as_str())),
        Decision::Remind => ("remind", None),
        Decision::TellExpiring => ("tell-expiring", None),
        Decision::Expire => ("expire", None),
        Decision::Delete => ("delete", None),
    }
}

/// What came of it, in a word.
fn act(swept: &Swept) -> Option<&'static str> {
    match &swept.result {
        None => None,
        Some(Ok(act)) => Some(act.as_str()),
        Some(Err(error)) => Some(error.code()),
    }
}
