//! What came of an event, for the log and the metrics.

use strum::IntoStaticStr;
use trigger::Metric;

/// What came of one event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// In a word.
    pub outcome: Outcome,
    /// Why nothing was done, or what is left to do; a stable code.
    pub code: Option<&'static str>,
    /// What is counted.
    pub counts: Vec<(Metric, usize)>,
}

/// What came of one event, in a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Outcome {
    /// The event asks for nothing, or the pool does not bear it out.
    #[default]
    Dropped,
    /// The pool bears it out, and everything was done before.
    NothingToDo,
    /// Mails were sent, or SES was asked to.
    Notified,
    /// A grant was finished.
    Granted,
    /// Open invitations were marked.
    Bounced,
    /// It could not be done now. Lambda or the queue comes again.
    Failed,
}

impl Outcome {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl Report {
    pub(crate) fn dropped(code: &'static str) -> Self {
        Self {
            code: Some(code),
            ..Self::default()
        }
    }

    pub(crate) fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            ..Self::default()
        }
    }

    pub(crate) fn failed(code: &'static str) -> Self {
        Self {
            code: Some(code),
            ..Self::of(Outcome::Failed)
        }
    }

    pub(crate) fn count(&mut self, metric: Metric, number: usize) {
        if number > 0 {
            self.counts.push((metric, number));
        }
    }

    /// Whether somebody has to look.
    pub fn is_trouble(&self) -> bool {
        let counts = self.counts.iter();
        let is_counted = counts.into_iter().any(|(metric, _)| metric.is_trouble());
        self.outcome == Outcome::Failed || is_counted
    }
}
