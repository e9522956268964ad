//! `detach`: puts a pool back as it was before `attach`.

mod undo;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use cognito::FunctionArn;
use cognito::permission::statement_id;
use connection::PoolArguments;
use serde_json::{Value, json};
use settings::Chains;
use terminal::configuration::ConfigurationArguments;
use terminal::output::{print, print_json, printable, remark};
use trigger::Function;

use self::undo::{Current, Undo, undo};
use crate::aws::lambda::Lambda;
use crate::aws::pool::Cognito;
use crate::changes::{set_triggers, set_write_attributes};
use crate::diff::{list_diff, trigger_diff};
use crate::hook::hook;
use crate::lambda_config::{arn_of, is_named_like, member, slots};
use crate::permission::Statement;
use crate::record::{Change, Record};
use crate::stored_record::{StoredRecord, default_record};
use crate::write_attributes::listed;

/// Undo what `attach` changed in a user pool.
///
/// Reads the record that `attach` wrote, beside the settings or in a parameter of Systems Manager,
/// even if `attach` was interrupted. Without a record, --only HOOK takes our functions out. What
/// somebody changed since stays and is listed, and so do the custom attributes: Cognito removes none.
/// Shows what would change; with --yes, changes it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "JSON: { user_pool_id, done, triggers: { name: { before, after } }, clients: [{ id, before,
after }], permissions: [{ function, statement_id }], stays: [sentence], unexpected }.

Exit codes: 0 nothing is left to undo, 1 something would change, or is not as asked for, 2 it
could not be done.

Examples:
  invitations detach --user-pool-id eu-central-1_AbCdEfGhI --yes
  invitations detach --user-pool-id eu-central-1_AbCdEfGhI --only custom-message --yes"
)]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    #[command(flatten)]
    pool: PoolArguments,

    /// The record that `attach` wrote [default: attached-POOL.json beside the configuration]
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    /// These hooks and no others; without a record, functions named like ours come out of them
    #[arg(long, value_name = "HOOK", value_parser = hook(), value_delimiter = ',')]
    only: Vec<Function>,

    /// Change what is shown
    #[arg(long)]
    yes: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Shows what would go back, and puts it back where the arguments say so.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let id = &arguments.pool.user_pool_id;
    let file = arguments
        .record
        .clone()
        .unwrap_or_else(|| default_record(&arguments.configuration.path(), &arguments.pool));
    let stored = StoredRecord::of(&arguments.pool, file).await?;
    let hooks: BTreeSet<Function> = arguments.only.iter().copied().collect();
    let record = stored.read().await?;
    if record.is_none() && hooks.is_empty() {
        bail!(
            "there is no record {} and no parameter {}; name the one that `invitations attach` wrote with --record, or take functions out with --only HOOK,…: what was there before is not put back then",
            stored.file().display(),
            stored.parameter()
        );
    }
    let cognito = Cognito::connect(&arguments.pool).await?;
    let lambda = Lambda::connect(&arguments.pool).await?;
    // A record may have been undone before, or not know these hooks: then their functions are taken
    // out as without one.
    let recorded = record
        .as_ref()
        .map(|record| record.only(&hooks))
        .filter(|part| hooks.is_empty() || !part.is_spent());
    let is_recorded = recorded.is_some();
    let part = if let Some(part) = recorded {
        part
    } else {
        let chains = chains(&arguments.configuration)?;
        record_of_current(id, &cognito.pool().await?, &hooks, &chains)
    };
    let current = read_current(&cognito, &lambda, &part).await?;
    let mut undo = undo(&part, &current);
    if !is_recorded {
        undo.stays.push(
            "There is no record of what the pool called before and what app clients could write; check both.".to_owned(),
        );
    }
    if undo.is_empty() || !arguments.yes {
        print_undo(arguments, &undo, &current, None)?;
        if !undo.is_empty() {
            remark("Nothing was changed; to change what is shown, run it again with --yes.");
        }
        return Ok(undo.is_empty());
    }
    if !arguments.json {
        print(&rows(arguments, &undo, &current))?;
    }
    let unexpected = apply(&cognito, &lambda, &current, &undo)
        .await
        .context("it was not finished; run the same command again to go on")?;
    if let Some(mut record) = record {
        undo.remove_from(&mut record);
        stored.write(&record).await?;
    }
    if arguments.json {
        print_undo(arguments, &undo, &current, Some(&unexpected))?;
    } else {
        print("\nDone.\n")?;
        for name in &unexpected {
            remark(&format!("{name} is not what was asked for; look at it."));
        }
    }
    Ok(unexpected.is_empty())
}

/// The chains that the settings name, if there are settings.
fn chains(configuration: &ConfigurationArguments) -> Result<Chains> {
    if !configuration.path().exists() {
        return Ok(Chains::default());
    }
    Ok(configuration.load()?.load_chains()?)
}

/// The record for a pool that had no functions before: those that are named like ours, and the
/// permissions that `attach` gives. In the place of a chain stood the function that the settings
/// name as theirs.
fn record_of_current(
    id: &str,
    pool: &Value,
    hooks: &BTreeSet<Function>,
    chains: &Chains,
) -> Record {
    let mut record = Record::new(id);
    for &hook in hooks {
        for slot in slots(hook) {
            let Some(now) = member(pool, slot) else {
                continue;
            };
            let Some(function) = arn_of(now).filter(|arn| is_named_like(hook, arn)) else {
                continue;
            };
            // A version has no permission of its own; a function or an alias has.
            if function.parse::<FunctionArn>().is_ok() {
                record.permissions.insert(Statement {
                    function: function.to_owned(),
                    statement_id: statement_id(hook, id),
                });
            }
            let theirs = chains
                .of(hook)
                .filter(|_| Function::from_chain(function) == Some(hook))
                .map(|chain| Value::from(chain.theirs.to_string()));
            let change = Change {
                before: theirs.unwrap_or_default(),
                after: now.clone(),
            };
            record.triggers.insert(slot.to_owned(), change);
        }
    }
    record
}

/// Reads what the record is about.
async fn read_current(cognito: &Cognito, lambda: &Lambda, record: &Record) -> Result<Current> {
    let pool = cognito.pool().await?;
    let mut clients = BTreeMap::new();
    for id in record.write_attributes.keys() {
        if let Some(client) = cognito.client(id).await? {
            clients.insert(id.clone(), client);
        }
    }
    let functions: BTreeSet<&String> = record
        .permissions
        .iter()
        .map(|statement| &statement.function)
        .collect();
    let mut policies = BTreeMap::new();
    for function in functions {
        let arn: FunctionArn = function.parse()?;
        policies.insert(function.clone(), lambda.policy(&arn).await?);
    }
    Ok(Current {
        pool,
        clients,
        policies,
    })
}

/// Puts back what the pool calls first, then what clients write, and last who may call.
async fn apply(
    cognito: &Cognito,
    lambda: &Lambda,
    current: &Current,
    undo: &Undo,
) -> Result<Vec<String>> {
    let mut unexpected = Vec::new();
    if !undo.triggers.is_empty() {
        let differing = set_triggers(cognito, &current.pool, &undo.triggers).await?;
        let name = |setting| format!("{setting} of the user pool");
        unexpected.extend(differing.into_iter().map(name));
    }
    for (id, list) in &undo.clients {
        let basis = current.clients.get(id).unwrap_or(&Value::Null);
        let differing = set_write_attributes(cognito, id, basis, list.as_ref()).await?;
        let name = |setting| format!("{setting} of the app client {id}");
        unexpected.extend(differing.into_iter().map(name));
    }
    for statement in &undo.permissions {
        lambda.remove_permission(statement).await?;
    }
    Ok(unexpected)
}

fn print_undo(
    arguments: &Arguments,
    undo: &Undo,
    current: &Current,
    done: Option<&[String]>,
) -> Result<()> {
    if !arguments.json {
        return print(&rows(arguments, undo, current));
    }
    let triggers: serde_json::Map<String, Value> = undo
        .triggers
        .iter()
        .map(|(name, after)| {
            let change = json!({ "before": now(current, name), "after": after });
            (name.clone(), change)
        })
        .collect();
    let clients = undo.clients.iter().map(|(id, after)| {
        let before = current.clients.get(id).and_then(listed);
        json!({ "id": id, "before": before, "after": after })
    });
    let document = json!({
        "user_pool_id": arguments.pool.user_pool_id,
        "done": done.is_some(),
        "triggers": triggers,
        "clients": clients.collect::<Vec<_>>(),
        "permissions": undo.permissions,
        "stays": undo.stays,
        "unexpected": done.unwrap_or_default(),
    });
    print_json(&document)
}

fn now(current: &Current, name: &str) -> Value {
    let config = current.pool.get("LambdaConfig");
    config
        .and_then(|config| config.get(name))
        .cloned()
        .unwrap_or_default()
}

fn rows(arguments: &Arguments, undo: &Undo, current: &Current) -> String {
    let id = &arguments.pool.user_pool_id;
    let mut text = if undo.is_empty() {
        format!("Nothing is left to undo in {id}.\n")
    } else if arguments.yes {
        format!("Changing {id} back:\n")
    } else {
        format!("{id} would change back:\n")
    };
    for (name, after) in &undo.triggers {
        text += &trigger_diff(name, &now(current, name), after);
    }
    for (id, after) in &undo.clients {
        let before = current.clients.get(id).and_then(listed);
        let _ = writeln!(text, "  write attributes of the app client {id}");
        text += &list_diff(before.as_ref(), after.as_ref());
    }
    for statement in &undo.permissions {
        let _ = writeln!(
            text,
            "  resource policy of {}\n    - this pool may call it",
            statement.function
        );
    }
    if !undo.stays.is_empty() {
        text += "\n";
    }
    for line in &undo.stays {
        let _ = writeln!(text, "{}", printable(line));
    }
    text
}
