//! `groups`: the groups of the pool, and which of them can be given.

use administration::{PoolGroup, PoolGroups};
use anyhow::Result;
use connection::{PoolArguments, deadline};
use serde_json::{Value, json};
use terminal::configuration::ConfigurationArguments;
use terminal::output::{print_result, printable, remark, table};

use crate::pool::open;
use crate::view::done_or_refused;

/// List the pool's groups, and which of them the settings allow to be given.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "JSON: { \"groups\": [{ name, description, precedence, role_arn, assignable, members }],
\"absent\": [name] }; `members` is null without --count; `absent` lists the assignable groups that
do not exist in the pool.

Exit codes: 0 all is well, 1 an assignable group does not exist in the pool, 2 AWS or the
configuration cannot be reached.

Example:
  invitations groups --user-pool-id eu-central-1_AbCdEfGhI --count"
)]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    #[command(flatten)]
    pool: PoolArguments,

    /// Count the members; this reads all of them, page by page
    #[arg(long)]
    count: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Lists the groups.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let settings = arguments.configuration.load()?;
    let file = settings.file.clone();
    let administration = open(&arguments.pool, settings, deadline()).await?;
    let Some(found) = done_or_refused(administration.groups(deadline()).await, arguments.json)?
    else {
        return Ok(false);
    };
    let mut counted = Vec::new();
    for group in &found.groups {
        let members = if arguments.count {
            administration
                .count_members(&group.name, deadline())
                .await?
        } else {
            None
        };
        counted.push((group, members));
    }
    print_result(
        arguments.json,
        || document(&counted, &found),
        || rows(&counted),
    )?;
    for group in &found.groups {
        if let (Some(role), true) = (&group.role_arn, group.assignable) {
            remark(&format!(
                "The members of {} may get the permissions of {role} through an identity pool.",
                group.name
            ));
        }
    }
    for name in &found.absent {
        remark(&format!(
            "group-missing: the user pool has no group {name}; create it, or take it off grants.assignable_groups in {}",
            file.display()
        ));
    }
    Ok(found.absent.is_empty())
}

fn document(counted: &[(&PoolGroup, Option<usize>)], found: &PoolGroups) -> Value {
    let groups: Vec<Value> = counted
        .iter()
        .map(|(group, members)| {
            json!({
                "name": group.name,
                "description": group.description,
                "precedence": group.precedence,
                "role_arn": group.role_arn,
                "assignable": group.assignable,
                "members": members,
            })
        })
        .collect();
    json!({ "groups": groups, "absent": found.absent })
}

fn rows(counted: &[(&PoolGroup, Option<usize>)]) -> String {
    let header = [
        "group",
        "assignable",
        "precedence",
        "members",
        "role",
        "description",
    ];
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let rows = counted.iter().map(|(group, members)| {
        let assignable = if group.assignable { "yes" } else { "no" };
        vec![
            printable(&group.name),
            assignable.to_owned(),
            or_none(group.precedence.map(|precedence| precedence.to_string())),
            or_none(members.map(|members| members.to_string())),
            or_none(group.role_arn.clone()),
            or_none(group.description.as_deref().map(printable)),
        ]
    });
    table(&header, rows)
}
