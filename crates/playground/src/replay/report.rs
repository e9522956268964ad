//! The table, the differences, and the mails as files.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::Result;
use comfy_table::Table;
use comfy_table::presets::NOTHING;
use serde_json::{Value, json};
use terminal::output::printable;

use super::case::Skipped;
use super::replayed::{ReplayResult, ReplayedCase};
use super::result::Answer;
use crate::mail_files;

/// The number of skipped events that are named per trigger.
const NAMES_SHOWN: usize = 5;

/// The results as a table, then every difference, then a summary.
pub fn table(result: &ReplayResult) -> String {
    let replayed = &result.replayed;
    let mut table = Table::new();
    table.load_style(NOTHING).set_header([
        "",
        "event",
        "trigger source",
        "decision",
        "ms",
        "AWS calls and mails",
    ]);
    for one in replayed {
        let mark = match (&one.case.expectation.expected, one.is_as_expected()) {
            (None, true) => "-",
            (Some(_), true) => "ok",
            (_, false) => "DIFFERS",
        };
        table.add_row([
            mark.to_owned(),
            one.case.name.clone(),
            printable(one.case.event.trigger_source()),
            one.decision(),
            format!("{:.1}", one.result.took.as_secs_f64() * 1000.0),
            one.effects(),
        ]);
    }
    let mut text: String = table
        .lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect();
    for one in replayed {
        let Some(sentence) = one.rejection() else {
            continue;
        };
        let _ = write!(text, "\n{}\n  {}\n", one.case.name, printable(sentence));
        if let Some(decided_by) = &one.result.decided_by {
            let _ = writeln!(text, "  decided by {decided_by}");
        }
    }
    for one in replayed.iter().filter(|one| !one.is_as_expected()) {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n{}\n{}", one.case.name, one.difference());
        if let Answer::Broken(reason) = &one.result.observed.answer {
            let _ = writeln!(text, "the answer is broken: {reason}");
        }
    }
    let compared = replayed
        .iter()
        .filter(|one| one.case.expectation.expected.is_some())
        .count();
    let differ = replayed.iter().filter(|one| !one.is_as_expected()).count();
    let _ = writeln!(
        text,
        "\n{} {} replayed, {} as expected, {differ} different, {} without an expectation",
        replayed.len(),
        if replayed.len() == 1 {
            "event"
        } else {
            "events"
        },
        replayed.len() - differ - (replayed.len() - compared),
        replayed.len() - compared,
    );
    text += &skipped(&result.skipped);
    for unreadable in &result.unreadable {
        let _ = writeln!(text, "not read: {unreadable}");
    }
    text
}

/// The number of skipped events, and their triggers.
fn skipped(skipped: &[Skipped]) -> String {
    if skipped.is_empty() {
        return String::new();
    }
    let mut by_source: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in skipped {
        let names = by_source.entry(&one.trigger_source).or_default();
        names.push(&one.name);
    }
    let mut text = format!(
        "{} skipped, of triggers that we have no function for:\n",
        skipped.len()
    );
    for (source, names) in by_source {
        let shown = names.iter().take(NAMES_SHOWN).copied().collect::<Vec<_>>();
        let more = names.len() - shown.len();
        let rest = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let _ = writeln!(text, "  {}: {}{rest}", printable(source), shown.join(", "));
    }
    text
}

/// The results for machines.
pub fn document(result: &ReplayResult) -> Vec<Value> {
    let skipped = result.skipped.iter().map(|skipped| {
        json!({
            "event": skipped.name,
            "trigger_source": skipped.trigger_source,
            "skipped": "no function of ours has this trigger",
        })
    });
    let unreadable = result
        .unreadable
        .iter()
        .map(|why| json!({ "unreadable": why }));
    let replayed = result.replayed.iter().map(|one| {
        json!({
            "event": one.case.name,
            "function": one.case.function.name(),
            "trigger_source": one.case.event.trigger_source(),
            "at": one.case.at,
            "observed": one.result.observed,
            "milliseconds": one.result.took.as_secs_f64() * 1000.0,
            "expected": one.case.expectation.expected,
            "as_expected": one.has_expectation().then(|| one.is_as_expected()),
            "decided_by": one.result.decided_by,
        })
    });
    replayed.chain(skipped).chain(unreadable).collect()
}

/// Writes each mail as an HTML file, and an index page.
pub fn write_mails(folder: &Path, replayed: &[ReplayedCase]) -> Result<()> {
    let mails = replayed.iter().flat_map(|one| {
        let mails = one.result.mails.iter();
        mails.map(|mail| (one.case.name.as_str(), mail))
    });
    mail_files::write(folder, "Replayed mails", mails)
}
