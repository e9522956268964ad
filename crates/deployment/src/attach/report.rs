//! A plan for people and for programs.

use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};
use terminal::output::printable;
use trigger::Function;

use super::owner::Owner;
use super::plan::Plan;
use crate::diff::{list_diff, trigger_diff};

/// A plan and what belongs to it.
pub(crate) struct Report<'a> {
    pub(crate) user_pool_id: &'a str,
    pub(crate) plan: &'a Plan,
    /// The tool that keeps the pool.
    pub(crate) owner: Option<Owner>,
    /// The change in that tool's words.
    pub(crate) snippet: Option<String>,
    pub(crate) record: &'a Path,
    /// Whether the plan is carried out now.
    pub(crate) applies: bool,
}

/// As JSON. `done` has the settings that are not as asked for, once the plan is applied.
pub(crate) fn document(report: &Report<'_>, done: Option<&[String]>) -> Value {
    let plan = report.plan;
    let permissions = plan.permissions.iter().map(|wanted| {
        json!({
            "hook": wanted.hook.name(),
            "function": wanted.statement.function,
            "statement_id": wanted.statement.statement_id,
        })
    });
    let clients = plan.clients.iter().map(|client| {
        json!({
            "id": client.id,
            "name": client.name,
            "before": client.list.before,
            "after": client.list.after,
        })
    });
    let lost = plan.lost.iter().map(|(guarantee, lacks)| {
        let lacks: Vec<&str> = lacks.iter().copied().map(Function::name).collect();
        json!({ "guarantee": guarantee.sentence, "lacks": lacks })
    });
    json!({
        "user_pool_id": report.user_pool_id,
        "done": done.is_some(),
        "record": report.record,
        "owner": report.owner.map(Owner::name),
        "snippet": report.snippet,
        "permissions": permissions.collect::<Vec<_>>(),
        "attributes": plan.attributes,
        "clients": clients.collect::<Vec<_>>(),
        "triggers": plan.triggers,
        "lost": lost.collect::<Vec<_>>(),
        "remarks": plan.remarks,
        "unexpected": done.unwrap_or_default(),
    })
}

/// For people: what goes has a minus, what comes a plus.
pub(crate) fn rows(report: &Report<'_>) -> String {
    let plan = report.plan;
    let mut text = if plan.is_empty() {
        format!("{} needs no change.\n", report.user_pool_id)
    } else {
        format!("{}\n", heading(report))
    };
    text += &changes(plan);
    if !plan.lost.is_empty() {
        text += "\nDoes not hold in this pool:\n";
        for (guarantee, lacks) in &plan.lost {
            let lacks: Vec<&str> = lacks.iter().copied().map(Function::name).collect();
            let why = match guarantee.takes.filter(|_| lacks.is_empty()) {
                Some(of) => of.lacking().to_owned(),
                None => format!("without {}", lacks.join(", ")),
            };
            let _ = writeln!(text, "  {} ({why})", guarantee.sentence);
        }
    }
    if !plan.remarks.is_empty() {
        text += "\n";
    }
    for line in &plan.remarks {
        let _ = writeln!(text, "{}", printable(line));
    }
    if !plan.is_empty() {
        text += &whose(report);
    }
    text
}

fn heading(report: &Report<'_>) -> String {
    if report.applies {
        format!("Changing {}:", report.user_pool_id)
    } else {
        format!("{} would change:", report.user_pool_id)
    }
}

/// The tool that manages this pool, and what it does to the change.
fn whose(report: &Report<'_>) -> String {
    match (report.owner.map(Owner::name), &report.snippet) {
        (Some(owner), Some(snippet)) => format!(
            "\n{owner} manages this pool and would undo the change. Write this into its files instead:\n\n{snippet}"
        ),
        (Some(owner), None) => format!(
            "\n{owner} manages this pool and will undo the change unless its files say the same.\n"
        ),
        (None, _) => "\nNo tag says that a tool manages this pool. Terraform sets none: if it manages the pool, add --managed-by terraform.\n".to_owned(),
    }
}

fn changes(plan: &Plan) -> String {
    let mut text = String::new();
    for permission in &plan.permissions {
        let function = &permission.statement.function;
        let _ = writeln!(
            text,
            "  resource policy of {function}\n    + this pool may call it, for {}",
            permission.hook
        );
    }
    if !plan.attributes.is_empty() {
        text += "  attributes of the pool\n";
    }
    for name in &plan.attributes {
        let _ = writeln!(text, "    + {name} (String, mutable; cannot be undone)");
    }
    for client in &plan.clients {
        let _ = writeln!(
            text,
            "  write attributes of the app client {} ({})",
            client.id,
            printable(&client.name)
        );
        text += &list_diff(client.list.before.as_ref(), client.list.after.as_ref());
    }
    for (name, change) in &plan.triggers {
        text += &trigger_diff(name, &change.before, &change.after);
    }
    text
}
