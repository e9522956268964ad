//! `attach`: puts the functions into the hooks of an existing pool.

mod blocker;
mod guarantee;
mod owner;
mod plan;
mod report;
mod snippet;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use cognito::{FunctionArn, PoolArn};
use connection::PoolArguments;
use serde_json::{Value, json};
use settings::Chains;
use terminal::configuration::ConfigurationArguments;
use terminal::output::{print, print_json, print_result, remark};
use trigger::Function;
use trigger::function::CHAIN;

use self::blocker::Blocker;
use self::owner::{Owner, owner};
use self::plan::{Current, Desired, Plan, plan};
use self::report::{Report, document, rows};
use self::snippet::snippet;
use crate::aws::lambda::Lambda;
use crate::aws::pool::Cognito;
use crate::changes::{set_triggers, set_write_attributes};
use crate::hook::{chained_hook, hook};
use crate::record::Record;
use crate::stored_record::{StoredRecord, default_record};
use crate::write_attributes::{listed, providers};

/// Put the functions into the hooks of an existing user pool.
///
/// Shows what would change; with --yes, changes it. Only the hooks, the attributes and what the app
/// clients may write change; every other setting of the pool and its clients stays. Before the first
/// change, a record is written to a file and to a parameter of Systems Manager beside the pool;
/// `invitations detach` undoes what it says. Attributes stay for good: Cognito removes none.
///
/// If a tool manages the pool (a template, the CDK, Terraform, Amplify), the tool would undo the
/// change at its next run. Then nothing is changed, and what to write into the tool's files is
/// printed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "JSON: { user_pool_id, done, record, owner, snippet, permissions: [{ hook, function,
statement_id }], attributes: [name], clients: [{ id, name, before, after }], triggers: { name:
{ before, after } }, lost: [{ guarantee, lacks }], remarks, unexpected }, or { refused: [{ code,
detail }] }.

Exit codes: 0 everything is as wanted, 1 something would change, was refused or is not as asked for,
2 it could not be done.

Examples:
  invitations attach --user-pool-id eu-central-1_AbCdEfGhI --functions-prefix invitations
  invitations attach --user-pool-id eu-central-1_AbCdEfGhI --functions-prefix invitations \\
      --alias live --only pre-sign-up,post-confirmation --self-sign-up 1h57kf5cpq17m0eml12 --yes
  invitations attach --user-pool-id eu-central-1_AbCdEfGhI --functions-prefix invitations \\
      --alias live --only pre-sign-up --chain pre-sign-up --yes"
)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    #[command(flatten)]
    pool: PoolArguments,

    /// What the functions' names begin with, such as the stack that they are from:
    /// invitations-pre-sign-up
    #[arg(long, value_name = "PREFIX", required_unless_present = "functions")]
    functions_prefix: Option<String>,

    /// The alias of the functions to call
    #[arg(long, value_name = "ALIAS", requires = "functions_prefix")]
    alias: Option<String>,

    /// One function by its ARN or that of an alias: pre-sign-up=arn:aws:lambda:…
    #[arg(long = "function", value_name = "HOOK=ARN", value_parser = function)]
    functions: Vec<(Function, FunctionArn)>,

    /// These hooks and no others
    #[arg(long, value_name = "HOOK", value_parser = hook(), value_delimiter = ',')]
    only: Vec<Function>,

    /// The app clients through which people sign up by themselves with an invitation: they get to
    /// write `custom:invitation`, and no others do
    #[arg(long, value_name = "CLIENT", value_delimiter = ',')]
    self_sign_up: Vec<String>,

    /// Custom attributes that app clients without a list of write attributes are to go on writing
    #[arg(long, value_name = "ATTRIBUTE", value_delimiter = ',')]
    writable: Vec<String>,

    /// Hooks whose slot is taken from another function
    #[arg(long, value_name = "HOOK", value_parser = hook(), value_delimiter = ',')]
    replace: Vec<Function>,

    /// Hooks whose slot is shared with the function that is there: a chain takes the slot and calls
    /// both, PREFIX-trigger-chain-HOOK, or what --function names for the hook. [chain.HOOK] in the
    /// settings says which two
    #[arg(long, value_name = "HOOK", value_parser = chained_hook(), value_delimiter = ',', conflicts_with = "replace")]
    chain: Vec<Function>,

    /// Attach functions that serve another pool, too: their roles permit both
    #[arg(long)]
    shared: bool,

    /// The tool that manages the pool, if its tags do not say so
    #[arg(long, value_name = "TOOL")]
    managed_by: Option<Owner>,

    /// With --yes, change the pool even if a tool manages it
    #[arg(long)]
    even_if_managed: bool,

    /// The record for `detach` [default: attached-POOL.json beside the configuration]
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    /// Change what is shown
    #[arg(long)]
    yes: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Reads `pre-sign-up=arn:…`.
fn function(text: &str) -> Result<(Function, FunctionArn)> {
    let (hook, arn) = text
        .split_once('=')
        .context("write the hook, \"=\" and the ARN of its function")?;
    let hook = Function::from_name(hook).with_context(|| {
        let names = Function::ALL.map(Function::name);
        format!(
            "there is no hook \"{hook}\"; there are {}",
            names.join(", ")
        )
    })?;
    Ok((hook, arn.parse()?))
}

/// Shows what would change, and changes it where the arguments say so.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let id = &arguments.pool.user_pool_id;
    let file = arguments
        .record
        .clone()
        .unwrap_or_else(|| default_record(&arguments.configuration.path(), &arguments.pool));
    let uses = Uses::read(&arguments.configuration)?;
    let stored = StoredRecord::of(&arguments.pool, file).await?;
    let record = stored.read().await?;
    let cognito = Cognito::connect(&arguments.pool).await?;
    let lambda = Lambda::connect(&arguments.pool).await?;
    let pool = cognito.pool().await?;
    let arn = pool.get("Arn").and_then(Value::as_str).unwrap_or_default();
    let desired = Desired {
        tokens: uses.tokens,
        brands: uses.brands,
        chains: uses.chains,
        ..desired(arguments, &arn.parse()?)?
    };
    let current = read_current(&cognito, &lambda, pool, &desired).await?;
    let plan = match plan(&current, &desired, record.as_ref()) {
        Ok(plan) => plan,
        Err(blockers) => return refuse(&blockers, arguments.json).map(|()| false),
    };

    let owner = arguments.managed_by.or_else(|| owner(&current.pool));
    let is_held = owner.is_some() && !arguments.even_if_managed;
    let report = Report {
        user_pool_id: id,
        plan: &plan,
        owner,
        snippet: owner
            .filter(|_| is_held && !plan.is_empty())
            .map(|owner| snippet(owner, &plan, &current.arn.text)),
        record: stored.file(),
        applies: arguments.yes && !is_held,
    };
    if plan.is_empty() || !report.applies {
        print_result(arguments.json, || document(&report, None), || rows(&report))?;
        if !plan.is_empty() {
            remark(nothing_changed(is_held));
        }
        return Ok(plan.is_empty());
    }
    if !arguments.json {
        print(&rows(&report))?;
    }
    let mut record = record.unwrap_or_else(|| Record::new(id));
    plan.add_to(&mut record);
    stored.write(&record).await?;
    let unexpected = apply(&cognito, &lambda, &current, &plan)
        .await
        .with_context(|| interrupted(stored.file()))?;
    if arguments.json {
        print_json(&document(&report, Some(&unexpected)))?;
    } else {
        print(&format!(
            "\nDone. The record is {}.\n",
            stored.file().display()
        ))?;
        for name in &unexpected {
            remark(&format!("{name} is not what was asked for; look at it."));
        }
    }
    Ok(unexpected.is_empty())
}

/// Which attributes of ours the settings use, and which functions they chain.
#[derive(Debug)]
struct Uses {
    tokens: bool,
    brands: bool,
    chains: Chains,
}

impl Uses {
    /// Reads the settings. If there are none, both attributes count as used.
    fn read(configuration: &ConfigurationArguments) -> Result<Self> {
        let file = configuration.path();
        if !file.exists() {
            remark(&format!(
                "There are no settings at {}, so the attributes for invitation tokens and brands are added. Name the settings with --config.",
                file.display()
            ));
            return Ok(Self {
                tokens: true,
                brands: true,
                chains: Chains::default(),
            });
        }
        let settings = configuration.load()?;
        let brands = settings.load_brands()?;
        Ok(Self {
            tokens: !settings.tokens.keys.is_empty(),
            brands: brands.iter().nth(1).is_some(),
            chains: settings.load_chains()?,
        })
    }
}

fn nothing_changed(is_held: bool) -> &'static str {
    if is_held {
        "Nothing was changed. To change the pool all the same, run it again with --yes --even-if-managed: the tool will undo it unless its files say the same."
    } else {
        "Nothing was changed; to change what is shown, run it again with --yes."
    }
}

fn interrupted(file: &Path) -> String {
    format!(
        "it was not finished; run the same command again to go on, or `invitations detach --record {}` to undo what was done",
        file.display()
    )
}

fn refuse(blockers: &[Blocker], as_json: bool) -> Result<()> {
    if as_json {
        let refused = blockers
            .iter()
            .map(|blocker| json!({ "code": blocker.code(), "detail": blocker.to_string() }));
        return print_json(&json!({ "refused": refused.collect::<Vec<_>>() }));
    }
    for blocker in blockers {
        remark(&format!("invitations: {}: {blocker}", blocker.code()));
    }
    remark("Nothing was changed.");
    Ok(())
}

/// What the arguments ask for, of the pool that they name.
fn desired(arguments: &Arguments, pool: &PoolArn) -> Result<Desired> {
    let named: BTreeMap<Function, &FunctionArn> = arguments
        .functions
        .iter()
        .map(|(hook, arn)| (*hook, arn))
        .collect();
    if named.len() < arguments.functions.len() {
        bail!("--function names a hook twice");
    }
    let chosen = |hook: &Function| arguments.only.is_empty() || arguments.only.contains(hook);
    let mut functions = BTreeMap::new();
    for hook in Function::ALL.into_iter().filter(chosen) {
        let function = match (named.get(&hook), &arguments.functions_prefix) {
            (Some(arn), _) => (*arn).clone(),
            (None, Some(prefix)) => {
                let name = if arguments.chain.contains(&hook) {
                    format!("{prefix}-{CHAIN}-{hook}")
                } else {
                    format!("{prefix}-{hook}")
                };
                FunctionArn::beside(pool, &name, arguments.alias.as_deref())?
            }
            (None, None) if arguments.only.is_empty() => continue,
            (None, None) => {
                bail!("no function is named for {hook}; name it with --function {hook}=ARN")
            }
        };
        functions.insert(hook, function);
    }
    if let Some(hook) = named.keys().find(|hook| !chosen(hook)) {
        bail!("--function names {hook}, and --only leaves it out");
    }
    if let Some(hook) = arguments
        .chain
        .iter()
        .find(|hook| !functions.contains_key(hook))
    {
        bail!(
            "--chain names {hook}, for which there is no function; name it with --only or --function"
        );
    }
    Ok(Desired {
        functions,
        chain: arguments.chain.iter().copied().collect(),
        self_sign_up: set(&arguments.self_sign_up),
        writable: set(&arguments.writable),
        replace: arguments.replace.iter().copied().collect(),
        shared: arguments.shared,
        ..Desired::default()
    })
}

fn set(names: &[String]) -> BTreeSet<String> {
    names.iter().cloned().collect()
}

/// Reads everything that a plan is made of.
async fn read_current(
    cognito: &Cognito,
    lambda: &Lambda,
    pool: Value,
    desired: &Desired,
) -> Result<Current> {
    let arn = pool.get("Arn").and_then(Value::as_str).unwrap_or_default();
    let arn: PoolArn = arn.parse()?;
    let mut clients = Vec::new();
    for id in cognito.client_ids().await? {
        // One that is not there was deleted between the two calls.
        clients.extend(cognito.client(&id).await?);
    }
    let unlisted = clients.iter().filter(|client| listed(client).is_none());
    let names: BTreeSet<&str> = unlisted.flat_map(providers).collect();
    let mut mapped = BTreeMap::new();
    for name in names {
        mapped.insert(name.to_owned(), cognito.mapped(name).await?);
    }
    let mut functions = BTreeMap::new();
    for (&hook, function) in &desired.functions {
        // Nobody here may look into another account, and no other Region is asked.
        let is_near = function.is_beside(&arn);
        let described = if is_near {
            lambda.function(function).await?
        } else {
            None
        };
        functions.insert(hook, described);
    }
    let mut missing = BTreeSet::new();
    let chains = desired.chain.iter();
    for chain in chains.filter_map(|hook| desired.chains.of(*hook)) {
        for function in [&chain.ours, &chain.theirs] {
            if function.is_beside(&arn) && !lambda.exists(function).await? {
                missing.insert(function.to_string());
            }
        }
    }
    Ok(Current {
        arn,
        pool,
        clients,
        mapped,
        functions,
        missing,
    })
}

/// Changes what the plan says, in its order. Returns the settings that are not as asked for.
async fn apply(
    cognito: &Cognito,
    lambda: &Lambda,
    current: &Current,
    plan: &Plan,
) -> Result<Vec<String>> {
    let mut unexpected = Vec::new();
    for permission in &plan.permissions {
        lambda.add_permission(permission, &current.arn).await?;
    }
    for name in &plan.attributes {
        cognito.add_attribute(name).await?;
    }
    for change in &plan.clients {
        let is_meant = |client: &&Value| {
            client.get("ClientId").and_then(Value::as_str) == Some(change.id.as_str())
        };
        let basis = current
            .clients
            .iter()
            .find(is_meant)
            .unwrap_or(&Value::Null);
        let list = change.list.after.as_ref();
        let differing = set_write_attributes(cognito, &change.id, basis, list).await?;
        let name = |setting| format!("{setting} of the app client {}", change.id);
        unexpected.extend(differing.into_iter().map(name));
    }
    if !plan.triggers.is_empty() {
        let members = plan.triggers.iter();
        let members = members.map(|(name, change)| (name.clone(), change.after.clone()));
        let differing = set_triggers(cognito, &current.pool, &members.collect()).await?;
        let name = |setting| format!("{setting} of the user pool");
        unexpected.extend(differing.into_iter().map(name));
    }
    Ok(unexpected)
}
