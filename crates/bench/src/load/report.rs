//! The figures in print.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::num::{NonZeroU16, NonZeroU32};
use std::time::Duration;

use comfy_table::Table;
use comfy_table::presets::UTF8_BORDERS_ONLY;
use local_user_pool::Quota;
use trigger::Function;

use super::calls::Measured;
use super::person::Story;
use super::played::Played;
use super::verdict::Difference;
use super::watch::Seen;
use crate::figures::quantile;
use crate::process::Child;
use crate::report::{mebibytes, milliseconds, table};

/// How many differences are listed.
const LISTED: usize = 10;

/// The most memory that processes have had in RAM at once.
#[derive(Debug)]
pub(crate) struct Memory {
    /// This one, with clients, pool and inbox, in bytes.
    pub(crate) own: u64,
    /// Those of the functions.
    pub(crate) workers: Vec<Child>,
}

/// Everything that one run found out.
pub(crate) struct Report<'a> {
    pub(crate) people: NonZeroU32,
    pub(crate) clients: NonZeroU16,
    pub(crate) updates_per_second: NonZeroU16,
    pub(crate) took: Duration,
    pub(crate) played: &'a [Played],
    pub(crate) measurements: BTreeMap<String, Measured>,
    pub(crate) seen: &'a Seen,
    pub(crate) outcomes: BTreeMap<(Function, String), usize>,
    pub(crate) memory: Memory,
    /// How many still have an invitation token.
    pub(crate) unspent: usize,
    pub(crate) differences: &'a [Difference],
}

impl Report<'_> {
    /// The report, with a line break at its end.
    pub(crate) fn text(&self) -> String {
        let parts = [
            self.summary(),
            self.calls().to_string(),
            self.quotas(),
            self.throttled().to_string(),
            self.hooks().to_string(),
            self.memory().to_string(),
            self.verdict(),
        ];
        parts.join("\n\n") + "\n"
    }

    fn summary(&self) -> String {
        let count = |story: Story| {
            let of_story = self.played.iter().filter(|one| one.person.story == story);
            format!("{} {story}", of_story.count())
        };
        let abuses = self.played.iter().filter(|one| one.person.abuse.is_some());
        let again = self.played.iter().filter(|one| one.repeated > 0);
        let sign_ins: u32 = self.played.iter().map(|one| one.repeated).sum();
        let calls = self.measurements.iter();
        let calls = calls.filter(|(name, _)| !is_compound(name));
        let calls: usize = calls.map(|(_, measured)| measured.durations.len()).sum();
        let seconds = self.took.as_secs_f64();
        format!(
            "{people} people by {clients} clients at once in {seconds:.1} s: {rate:.1} people and {calls_rate:.1} of their own calls a second.\n\
             {stories}; {abuses} of them tried what they may not.\n\
             {again} people signed in again to have a grant finished, {sign_ins} times in all; \
             {unspent} have a token that their next sign-in spends.",
            people = self.people,
            clients = self.clients,
            rate = per_second(self.played.len(), self.took),
            calls_rate = per_second(calls, self.took),
            stories = Story::ALL.map(count).join(", "),
            abuses = abuses.count(),
            again = again.count(),
            unspent = self.unspent,
        )
    }

    fn calls(&self) -> Table {
        let mut table = table(
            UTF8_BORDERS_ONLY,
            &["as clients see it, hooks included"],
            &[
                "times",
                "a second",
                "p50, ms",
                "p99, ms",
                "longest, ms",
                "throttled",
            ],
        );
        for (name, measured) in &self.measurements {
            let mut durations = measured.durations.clone();
            durations.sort_unstable();
            let at = |percent| {
                let duration = quantile(&durations, percent).unwrap_or_default();
                format!("{:.0}", milliseconds(duration))
            };
            table.add_row([
                name.clone(),
                durations.len().to_string(),
                format!("{:.1}", per_second(durations.len(), self.took)),
                at(50),
                at(99),
                at(100),
                if is_compound(name) {
                    String::new()
                } else {
                    measured.throttled.to_string()
                },
            ]);
        }
        table
    }

    fn quotas(&self) -> String {
        let updates = self.seen.answered(Quota::UserUpdate);
        let limit = Quota::UserUpdate.requests_per_second();
        let mut text = format!(
            "{updates} changes of users, of which an account has {limit} a second: {bound:.1} s at least. \
             People came at a pace of {pace} a second, and a whole story includes the wait for its turns.",
            bound = f64::from(updates) / f64::from(limit),
            pace = self.updates_per_second,
        );
        if self.seen.missed > 0 {
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                " {} activity entries were forgotten before they were counted.",
                self.seen.missed
            );
        }
        text
    }

    fn throttled(&self) -> Table {
        let mut table = table(
            UTF8_BORDERS_ONLY,
            &["as the pool sees it, from clients and functions"],
            &["answered", "a second", "throttled"],
        );
        for (operation, count) in &self.seen.requests {
            table.add_row([
                operation.clone(),
                count.answered.to_string(),
                format!("{:.1}", f64::from(count.answered) / self.took.as_secs_f64()),
                count.throttled.to_string(),
            ]);
        }
        table
    }

    fn hooks(&self) -> Table {
        let runs = format!("{} hooks run", self.seen.hooks);
        let mut table = table(UTF8_BORDERS_ONLY, &[runs.as_str(), "came to"], &["times"]);
        for ((function, outcome), times) in &self.outcomes {
            table.add_row([function.to_string(), outcome.clone(), times.to_string()]);
        }
        table
    }

    fn memory(&self) -> Table {
        let mut table = table(
            UTF8_BORDERS_ONLY,
            &["peak memory"],
            &["processes", "largest, MiB", "together, MiB"],
        );
        let own = mebibytes(self.memory.own);
        let this = "clients, pool and inbox (this process)";
        table.add_row([this.to_owned(), "1".to_owned(), own.clone(), own]);
        let mut by_program: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for worker in &self.memory.workers {
            let peaks = by_program.entry(&worker.program).or_default();
            peaks.push(worker.peak_memory);
        }
        for (program, peaks) in by_program {
            table.add_row([
                program.to_owned(),
                peaks.len().to_string(),
                mebibytes(peaks.iter().copied().max().unwrap_or_default()),
                mebibytes(peaks.iter().sum()),
            ]);
        }
        table
    }

    fn verdict(&self) -> String {
        if self.differences.is_empty() {
            return format!(
                "All {} people are in every group that was promised and in no other, and so say their last tokens.",
                self.people
            );
        }
        let of = |story: Option<Story>| {
            let of_story = self.differences.iter().filter(|one| one.story == story);
            of_story.count()
        };
        let [created, invited, allowed] = Story::ALL.map(|story| of(Some(story)));
        let mut text = format!(
            "{all} people are not as was promised: {created} of story A, {invited} of B, {allowed} of C, \
             and {strangers} who should not be there. The first of them:",
            all = self.differences.len(),
            strangers = of(None),
        );
        for difference in self.differences.iter().take(LISTED) {
            text.push_str("\n  ");
            text.push_str(&difference.what);
        }
        text
    }
}

/// Whether it is more than one call, waiting included. Operations have no space in their names.
fn is_compound(name: &str) -> bool {
    name.contains(' ')
}

#[expect(
    clippy::cast_precision_loss,
    reason = "shown with one digit after the point"
)]
fn per_second(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}
