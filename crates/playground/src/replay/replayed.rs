//! Cases with what came of them, compared with what was expected.

use std::fs;

use anyhow::{Context, Result};
use serde_json::json;
use similar::TextDiff;

use super::case::{Case, Expectation, Skipped};
use super::result::{Answer, CaseOutcome, CaseResult};

/// What a replay came to.
#[derive(Debug, Default)]
pub struct ReplayResult {
    /// What came of each event.
    pub replayed: Vec<ReplayedCase>,
    /// Events that are for no function of ours.
    pub skipped: Vec<Skipped>,
    /// Where an event stands that cannot be read, and why.
    pub unreadable: Vec<String>,
}

/// A case, and what came of it.
#[derive(Debug)]
pub struct ReplayedCase {
    pub(super) case: Case,
    pub(super) result: CaseResult,
}

impl ReplayedCase {
    /// What came of `case`.
    pub fn new(case: Case, result: CaseResult) -> Self {
        Self { case, result }
    }

    /// The case.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// What came of it.
    pub fn observed(&self) -> &CaseOutcome {
        &self.result.observed
    }

    /// Whether anything was expected of it.
    pub fn has_expectation(&self) -> bool {
        self.case.expectation.expected.is_some()
    }

    /// Whether nothing else was expected. An answer that no function may give never is.
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

    /// Line by line, what was expected and what came; empty where nothing differs.
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

    /// Writes the expectation as it came out.
    pub fn update(&self) -> Result<()> {
        let file = self.case.expectation_file.as_ref().with_context(|| {
            format!("{}: an expectation stands beside a file with one event; put the event into a file of its own", self.case.name)
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

    /// The AWS calls, then the mails by their subjects, one a line.
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

    /// What a person reads who is turned away.
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
