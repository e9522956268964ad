//! The result of an import in numbers.

use std::path::Path;

use serde_json::{Value, json};
use terminal::output::{fields, remark};

use crate::import::journal::Journal;
use crate::import::outcome::{RowOutcome, in_words};
use crate::import::people::Person;

/// How many refusals and warnings are printed. The result file has all of them.
const PRINTED: usize = 20;

/// The result of an import, over all its runs.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    rows: usize,
    /// Everything was done.
    invited: usize,
    /// Of these, by an earlier run.
    invited_before: usize,
    /// The user exists, and not everything was done.
    incomplete: usize,
    refused: usize,
    /// AWS did not do it.
    failed: usize,
    not_begun: usize,
    /// Refusals and warnings, by line.
    remarks: Vec<(u64, String)>,
}

impl Summary {
    /// Counts; `before` is how many were invited when this run began.
    pub(crate) fn new(people: &[Person], journal: &Journal, before: usize) -> Self {
        let mut summary = Self {
            rows: people.len(),
            invited_before: before,
            ..Self::default()
        };
        for person in people {
            let past = journal.past(person);
            summary.count(person.line, past.and_then(|past| past.outcome.as_ref()));
        }
        summary
    }

    fn count(&mut self, line: u64, outcome: Option<&RowOutcome>) {
        match outcome {
            None => self.not_begun += 1,
            Some(RowOutcome::Invited(done)) => {
                if done.is_whole() {
                    self.invited += 1;
                } else {
                    self.incomplete += 1;
                }
                let warnings = done.warnings.iter();
                self.remarks.extend(
                    warnings.map(|warning| (line, in_words(&warning.code, &warning.detail))),
                );
            }
            Some(RowOutcome::Refused(rejection)) => {
                self.refused += 1;
                self.remarks
                    .push((line, in_words(&rejection.code, &rejection.detail)));
            }
            Some(RowOutcome::Failed(rejection)) => {
                self.failed += 1;
                self.remarks
                    .push((line, in_words(&rejection.code, &rejection.detail)));
            }
        }
    }

    /// How many rows are left for another run.
    pub(crate) fn left(&self) -> usize {
        self.not_begun + self.failed
    }

    /// Whether everybody is invited.
    pub(crate) fn is_whole(&self) -> bool {
        self.invited == self.rows
    }

    /// The numbers as a table.
    pub(crate) fn table(&self) -> String {
        fields(
            &self
                .numbers()
                .map(|(name, number)| (name, number.to_string())),
        )
    }

    /// The same as JSON.
    pub(crate) fn document(&self) -> Value {
        self.numbers()
            .into_iter()
            .map(|(name, number)| (name.replace(' ', "_"), json!(number)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    /// Prints refusals and warnings.
    pub(crate) fn print_remarks(&self, file: &Path) {
        for (line, what) in self.remarks.iter().take(PRINTED) {
            remark(&format!("{}:{line}: {what}", file.display()));
        }
        let more = self.remarks.len().saturating_sub(PRINTED);
        if more > 0 {
            remark(&format!(
                "And {more} more; --result FILE.csv lists them all."
            ));
        }
    }

    fn numbers(&self) -> [(&'static str, usize); 7] {
        [
            ("rows", self.rows),
            ("invited", self.invited),
            ("invited before", self.invited_before),
            ("incomplete", self.incomplete),
            ("refused", self.refused),
            ("failed", self.failed),
            ("not begun", self.not_begun),
        ]
    }
}
