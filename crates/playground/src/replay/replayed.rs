//! All cases and their results, compared with what is expected.

use std::fs;

use anyhow::{Context, Result};
use serde_json::json;
use similar::TextDiff;

use super::case::{Case, Expectation, Skipped};
use super::result::{Answer, CaseOutcome, CaseResult};

/// The result of a replay.
#[derive(Debug, Default)]
pub struct ReplayResult {
    /// Each case and its result.
    pub replayed: Vec<ReplayedCase>,
    /// Events that none of our functions handles.
    pub skipped: Vec<Skipped>,
    /// The places of events that cannot be read, and why.
    pub unreadable: Vec<String>,
}

/// A case and its result.
#[derive(Debug)]
pub struct ReplayedCase {
    pub(super) case: Case,
    pub(super) result: CaseResult,
}

impl ReplayedCase {
    /// A case with its result.
    pub fn new(case: Case, result: CaseResult) -> Self {
        Self { case, result }
    }

    /// The case.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// The outcome that was observed.
    pub fn observed(&self) -> &CaseOutcome {
        &self.result.observed
    }

    /// Whether an expectation exists.
    pub fn has_expectation(&self) -> bool {
        self.case.expectation.expected.is_some()
    }

    /// Whether nothing differs from the expectation. A broken answer is never as expected.
    pub fn is_as_expected(&self) -> bool {
        let broken = matches!(self.result.observed.answer, Answer::Broken(_));
        !broken
            && self
                .case
                .expectation
                .expected
                .as_ref()
                .is_none_or(|expected| *expected == json!(self.result.observed))
    }

    /// The difference between expected and observed, line by line; empty if there is none.
    pub fn difference(&self) -> String {
        let Some(expected) = self
            .case
            .expectation
            .expected
            .as_ref()
            .filter(|_| !self.is_as_expected())
        else {
            return String::new();
        };
        let expected = serde_json::to_string_pretty(expected).unwrap_or_default();
        let observed =
            serde_json::to_string_pretty(&json!(self.result.observed)).unwrap_or_default();
        TextDiff::from_lines(&expected, &observed)
            .unified_diff()
            .header("expected", "observed")
            .to_string()
    }

    /// Writes the observed outcome as the expectation.
    pub fn update(&self) -> Result<()> {
        let file = self.case.expectation_file.as_ref().with_context(|| {
            format!(
                "{}: an expectation needs a file with one event; put the event into its own file",
                self.case.name
            )
        })?;
        let given = &self.case.expectation;
        let expectation = Expectation {
            at: Some(self.case.at),
            pool: given.pool.clone(),
            expected: Some(json!(self.result.observed)),
        };
        let text = serde_json::to_string_pretty(&expectation)?;
        fs::write(file, text + "\n")
            .with_context(|| format!("{} cannot be written", file.display()))
    }

    /// The AWS calls, then the subjects of mails, one per line.
    pub(super) fn effects(&self) -> String {
        let mails = self
            .result
            .mails
            .iter()
            .map(|mail| format!("mail: {}", mail.subject));
        self.result
            .observed
            .calls
            .iter()
            .cloned()
            .chain(mails)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The sentence that a rejected person reads.
    pub(super) fn rejection(&self) -> Option<&str> {
        match &self.result.observed.answer {
            Answer::Error(sentence) => Some(sentence),
            _ => None,
        }
    }

    pub(super) fn decision(&self) -> String {
        let observed = &self.result.observed;
        match &observed.code {
            Some(code) => format!("{}: {code}", observed.outcome),
            None => observed.outcome.clone(),
        }
    }
}
