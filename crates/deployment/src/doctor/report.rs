//! What the doctor says, to people and to programs.

use std::fmt::Write;

use serde_json::{Value, json};
use terminal::output::printable;
use terminal::paint::Paint;

use super::check::Check;
use super::finding::{Finding, Verdict};
use super::remedies::{STACK, has_placeholder};

/// How wide the longest name of a check and of a verdict are, and the room behind them.
const CHECK: usize = 29;
const VERDICT: usize = 13;

/// One line for each finding, with what fixes it below; once where that fixes the next one, too.
pub(super) fn text(findings: &[(Check, Finding)], paint: Paint) -> String {
    let mut text = String::new();
    for (at, (check, finding)) in findings.iter().enumerate() {
        let verdict = format!("{:VERDICT$}", finding.verdict.as_str());
        let verdict = match finding.verdict {
            Verdict::Ok => paint.good(&verdict),
            Verdict::NotChecked => paint.dim(&verdict),
            Verdict::Warning => paint.bold(&verdict),
            Verdict::Wrong => paint.bad(&verdict),
        };
        // Names in a pool are anybody's choice.
        let sentence = printable(&finding.sentence);
        let _ = writeln!(text, "{verdict}{:CHECK$}{sentence}", check.id());
        let next = findings.get(at + 1).map(|(_, next)| &next.remedy);
        if !finding.remedy.is_empty() && next != Some(&finding.remedy) {
            let remedy = printable(&finding.remedy);
            let _ = writeln!(text, "{:VERDICT$}{:CHECK$}→ {remedy}", "", "");
        }
    }
    let is_open = |(_, finding): &(Check, Finding)| has_placeholder(&finding.remedy);
    if findings.iter().any(is_open) {
        let _ = writeln!(
            text,
            "\n{STACK} is what the names of your functions begin with: invitations, if they are called invitations-pre-sign-up and so on."
        );
    }
    let [wrong, warnings, not_checked] = counts(findings);
    let _ = writeln!(
        text,
        "\n{wrong} wrong, {warnings} to know, {not_checked} not checked."
    );
    text
}

/// The same as JSON.
pub(super) fn document(pool_id: &str, findings: &[(Check, Finding)]) -> Value {
    let [wrong, warnings, not_checked] = counts(findings);
    let findings: Vec<Value> = findings
        .iter()
        .map(|(check, finding)| {
            json!({
                "check": check.id(),
                "title": check.title(),
                "verdict": finding.verdict.as_str(),
                "detail": finding.sentence,
                "remedy": Some(&finding.remedy).filter(|remedy| !remedy.is_empty()),
            })
        })
        .collect();
    json!({
        "user_pool_id": pool_id,
        "findings": findings,
        "wrong": wrong,
        "warnings": warnings,
        "not_checked": not_checked,
    })
}

fn counts(findings: &[(Check, Finding)]) -> [usize; 3] {
    let count = |verdict| {
        let of = findings
            .iter()
            .filter(|(_, finding)| finding.verdict == verdict);
        of.count()
    };
    [Verdict::Wrong, Verdict::Warning, Verdict::NotChecked].map(count)
}
