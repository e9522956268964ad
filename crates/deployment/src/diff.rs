//! A change as lines: what goes has a minus, what comes a plus.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::Value;
use terminal::output::printable;

use crate::lambda_config::arn_of;

/// A member of `LambdaConfig` before and after; null if there is none.
pub(crate) fn trigger_diff(name: &str, before: &Value, after: &Value) -> String {
    let mut text = format!("  trigger {name}\n");
    for (sign, member) in [("-", before), ("+", after)] {
        if !member.is_null() {
            let _ = writeln!(text, "    {sign} {}", printable(&trigger(member)));
        }
    }
    text
}

/// A member of `LambdaConfig` on one line.
fn trigger(member: &Value) -> String {
    let version = member.get("LambdaVersion").and_then(Value::as_str);
    let version = version.map(|version| format!(" ({version})"));
    format!(
        "{}{}",
        arn_of(member).unwrap_or("none"),
        version.unwrap_or_default()
    )
}

/// The names that only one of two lists has.
pub(crate) fn list_diff(
    before: Option<&BTreeSet<String>>,
    after: Option<&BTreeSet<String>>,
) -> String {
    let none = BTreeSet::new();
    let mut text = String::new();
    match (before, after) {
        (None, _) => text += "    - no list\n",
        (_, None) => text += "    + no list\n",
        _ => {}
    }
    let (before, after) = (before.unwrap_or(&none), after.unwrap_or(&none));
    for (sign, names) in [
        ("-", before.difference(after)),
        ("+", after.difference(before)),
    ] {
        let names: Vec<String> = names.map(|name| printable(name)).collect();
        if !names.is_empty() {
            let _ = writeln!(text, "    {sign} {}", names.join(", "));
        }
    }
    text
}
