//! The decision of each run of a hook.
//!
//! The pool knows whether it could go on. The decision is in the function's own record, which does
//! not name the run. Runs and records are both in order, so they are matched one by one: by
//! function, trigger source and, if the record has one, user.

use std::collections::{BTreeMap, VecDeque};

use local_user_pool::{ActivityEntry, ActivityKind, HookRun};

use crate::hooks::HookRecord;

/// The decisions so far.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    /// How many records were read.
    read: usize,
    /// Records whose runs have not ended yet.
    waiting: VecDeque<HookRecord>,
    /// By the number of the run.
    known: BTreeMap<u64, String>,
}

impl Decisions {
    /// Reads the new ones of all entries and all records, and returns every decision by the number
    /// of its run.
    pub(super) fn read(
        &mut self,
        entries: &[ActivityEntry],
        records: &[HookRecord],
    ) -> &BTreeMap<u64, String> {
        let fresh = records.get(self.read..).unwrap_or_default();
        self.waiting.extend(fresh.iter().cloned());
        self.read = records.len();
        for entry in entries {
            let ActivityKind::Hook(run) = &entry.kind else {
                continue;
            };
            if run.outcome.is_none() || self.known.contains_key(&entry.number) {
                continue;
            }
            if let Some(record) = self.take(run) {
                self.known.insert(entry.number, record.to_string());
            }
        }
        &self.known
    }

    fn take(&mut self, run: &HookRun) -> Option<HookRecord> {
        let position = self.waiting.iter().position(|record| record.is_of(run))?;
        self.waiting.remove(position)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;
    use trigger::Function;

    use super::*;

    fn run(number: u64, user: &str, has_ended: bool) -> ActivityEntry {
        ActivityEntry {
            number,
            at: Timestamp::UNIX_EPOCH,
            kind: ActivityKind::Hook(HookRun {
                function: "arn:aws:lambda:us-east-1:123456789012:function:pre-sign-up".to_owned(),
                trigger_source: "PreSignUp_SignUp".to_owned(),
                user: user.to_owned(),
                outcome: has_ended.then_some(Ok(())),
            }),
        }
    }

    fn record(sub: Option<&str>, outcome: &str) -> HookRecord {
        HookRecord {
            function: Function::PreSignUp,
            trigger_source: "PreSignUp_SignUp".to_owned(),
            sub: sub.map(str::to_owned),
            outcome: outcome.to_owned(),
            code: None,
            took: Duration::ZERO,
        }
    }

    #[track_caller]
    fn check(
        decisions: &mut Decisions,
        entries: &[ActivityEntry],
        records: &[HookRecord],
        expected: &[(u64, &str)],
    ) {
        let found = decisions.read(entries, records);
        let found: Vec<_> = found
            .iter()
            .map(|(number, decision)| (*number, decision.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn runs_and_records_are_matched_in_order() {
        let runs = [run(1, "ada", true), run(4, "ada", true)];
        let records = [record(None, "admitted"), record(None, "rejected")];
        let mut decisions = Decisions::default();
        check(&mut decisions, &runs, &records[..1], &[(1, "admitted")]);
        let both = [(1, "admitted"), (4, "rejected")];
        check(&mut decisions, &runs, &records, &both);
        check(&mut decisions, &runs, &records, &both);
    }

    #[test]
    fn records_of_different_users_are_not_mixed_up() {
        let runs = [run(1, "ada", true), run(2, "bob", true)];
        let records = [
            record(Some("bob"), "granted"),
            record(Some("ada"), "no-grant"),
        ];
        let both = [(1, "no-grant"), (2, "granted")];
        check(&mut Decisions::default(), &runs, &records, &both);
    }

    #[test]
    fn a_run_that_has_not_ended_has_no_decision() {
        let mut decisions = Decisions::default();
        let records = [record(None, "admitted")];
        check(&mut decisions, &[run(1, "ada", false)], &records, &[]);
        check(
            &mut decisions,
            &[run(1, "ada", true)],
            &records,
            &[(1, "admitted")],
        );
    }
}
